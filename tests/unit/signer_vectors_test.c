/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* The policy vectors once more, over the wire and from a hostile front, which
 * sends names as they came as well as in normal form; as the choice of an
 * approver; and as names of a certificate that is to be renewed: the signer's
 * own opinion must be that of the vectors. */
#include "signer_rig.h"

#include "policy_text.h"

#include "tests/tap.h"

#include <stdio.h>
#include <stdlib.h>

static struct rig rig;
static struct request_text request;
static struct policy_text policy;
static struct outcome out;
static unsigned rows;

/* Settings with this policy, taken by the signer between two requests. */
static void
set_policy_lines(const char *lines)
{
	CLEANUP(buf_free) struct buf conf = { 0 };
	struct msg m;

	buf_append_text(&conf, "[http]\nlisten = 127.0.0.1:8080\n"
			       "[policy servers]\n");
	for (; *lines != '\0'; lines++) {
		buf_append_u8(&conf, *lines == ';' ? '\n' : (uint8_t)*lines);
		/* A line that begins with a blank goes on with the last. */
		if (*lines == ';')
			lines += strspn(lines + 1, " ");
	}
	buf_append_text(&conf, "\n");
	rig.generation++;
	rig_configure(&rig, buf_text(&conf));
	if (rig_receive(&rig, rig.supervisor, 5000, &m) <= 0 ||
	    m.type != MSG_CONFIGURED ||
	    m.configured.generation != rig.generation) {
		printf("Bail out! settings are not taken: %s\n",
		       buf_text(&conf));
		exit(99);
	}
}

/* The raw names as a front would send them that does not look at them. */
static void
encode_raw(struct buf *to)
{
	buf_append_u8(to, (uint8_t)request.raw.count);
	for (size_t i = 0; i < request.raw.count; i++) {
		const struct raw_name *n = &request.raw.at[i];

		buf_append_u8(to, n->tag);
		buf_append_u8(to, (uint8_t)n->value.n);
		buf_append(to, n->value.p, n->value.n & 0xff);
	}
}

static bool
is_issued(struct bytes names)
{
	struct msg m = { .type = MSG_ISSUE };

	m.issue.generation = rig.generation;
	m.issue.door = DOOR_HTTP;
	m.issue.credential = BYTES_OF(rig.token);
	m.issue.spki = buf_bytes(&rig.key.spki);
	m.issue.names = names;
	if (rig_call(&rig, rig.front, &m) != 0) {
		rig_new_front(&rig);
		return false;
	}
	return rig.answer.type == MSG_ISSUED;
}

/* The row in policy, request and out; false: nothing can be asked by it. */
static bool
read_row(const char *row, const char *lines, const char *names)
{
	struct err err;

	if (policy_read(lines, &policy, &err) < 0) {
		ok(false, "%s: %s", row, err.text);
		return false;
	}
	/* No settings can hold a policy that contradicts itself. */
	if (policy_validate(&policy.policy, NULL, &err) < 0)
		return false;
	request_read(names, &request);
	if (outcome_of(&policy.policy, &request, &out, &err) < 0) {
		ok(false, "%s: %s", row, err.text);
		return false;
	}
	rows++;
	return true;
}

static void
check_issue(const char *row, const char *lines, const char *names)
{
	CLEANUP(buf_free) struct buf normal = { 0 };
	CLEANUP(buf_free) struct buf raw = { 0 };
	struct err err;
	bool want = false;

	if (!read_row(row, lines, names))
		return;
	want = out.names.count > 0 && out.verdict.allowed;
	names_encode(&out.names, &normal);
	encode_raw(&raw);
	set_policy_lines(lines);
	is_int(is_issued(buf_bytes(&normal)), want, "%s, in normal form: %s",
	       row, names);
	if (bytes_equal(buf_bytes(&normal), buf_bytes(&raw)))
		return;
	/* Names that the front changed or refused are none for the signer,
	 * unless what is left without the CN is allowed by itself. */
	request.cn = (struct raw_cn){ 0 };
	if (outcome_of(&policy.policy, &request, &out, &err) < 0)
		return;
	buf_clear(&normal);
	names_encode(&out.names, &normal);
	want = out.names.count > 0 && out.verdict.allowed &&
	       bytes_equal(buf_bytes(&normal), buf_bytes(&raw));
	is_int(is_issued(buf_bytes(&raw)), want, "%s, as it came: %s", row,
	       names);
}

/* ---- by an approver (C17) ------------------------------------------------- */

static const char wide[] =
	"allow-domain = com; allow-domain = evil; allow-domain = contoso.local; "
	"wildcard-domain = com; ip-range = 0.0.0.0/0; ip-range = ::/0; "
	"special-addresses = yes; idn = any; underscore = yes; max-names = 100; "
	"short-names = listed; short-name = server01; short-name = server02; "
	"short-name = localhost; email-domain = contoso.com; "
	"email-domain = a.contoso.com; uri-host = contoso.com";

static uint8_t asker[LIMIT_CREDENTIAL_BYTES];
static uint64_t waits;
static unsigned refused;

/* A request that waits, within the policy that the rows will change. */
static void
let_one_wait(void)
{
	static const uint8_t plain[] = "\001\002\015w.contoso.com";
	static uint8_t secret[32];
	struct msg m = { .type = MSG_ISSUE };

	if (waits != 0)
		return;
	set_policy_lines(wide);
	secret[0]++;
	m.issue.generation = rig.generation;
	m.issue.door = DOOR_HTTP;
	m.issue.credential = BYTES_OF(asker);
	m.issue.spki = buf_bytes(&rig.key.spki);
	m.issue.names = (struct bytes){ plain, sizeof(plain) - 1 };
	m.issue.names_requested = m.issue.names;
	m.issue.status_hash = BYTES_OF(secret);
	m.issue.peer = bytes_of_text("192.0.2.1");
	if (rig_code(&rig, rig_call(&rig, rig.front, &m)) != 0 ||
	    rig.answer.type != MSG_PENDED) {
		printf("Bail out! nothing waits: %.*s\n",
		       (int)rig.answer.refused.text.n,
		       (const char *)rig.answer.refused.text.p);
		exit(99);
	}
	waits = rig.answer.pended.pending;
}

static void
check_approve(const char *row, const char *lines, const char *names)
{
	CLEANUP(buf_free) struct buf normal = { 0 };
	struct msg m = { .type = MSG_APPROVE };
	int code = 0;

	/* Without names of the approver's those of the request count. */
	if (!read_row(row, lines, names) || out.names.count == 0)
		return;
	names_encode(&out.names, &normal);
	let_one_wait();
	set_policy_lines(lines);
	m.approve.generation = rig.generation;
	m.approve.pending = waits;
	m.approve.names = buf_bytes(&normal);
	code = rig_code(&rig, rig_call(&rig, rig.control, &m));
	is_int(code, out.verdict.allowed ? 0 : ERR_POLICY, "%s, approved: %s",
	       row, names);
	refused += code == ERR_POLICY;
	if (code == 0)
		waits = 0;
}

/* ---- by renewal (C17) ------------------------------------------------------- */

static void
check_renew(const char *row, const char *lines, const char *names)
{
	CLEANUP(buf_free) struct buf normal = { 0 };
	CLEANUP(buf_free) struct buf serial = { 0 };
	struct msg m = { .type = MSG_RENEW };
	int code = 0;

	if (!read_row(row, lines, names) || out.names.count == 0)
		return;
	names_encode(&out.names, &normal);
	/* Issued when the policy was wide, or what the row has. */
	set_policy_lines(out.verdict.allowed ? lines : wide);
	if (!is_issued(buf_bytes(&normal))) {
		diag("%s: no policy issues %s", row, names);
		return;
	}
	buf_append_bytes(&serial, rig.answer.issued.serial);
	set_policy_lines(lines);
	m.renew.generation = rig.generation;
	m.renew.door = DOOR_HTTP;
	m.renew.credential = BYTES_OF(rig.token);
	m.renew.serial = buf_bytes(&serial);
	m.renew.peer = bytes_of_text("192.0.2.1");
	code = rig_code(&rig, rig_call(&rig, rig.front, &m));
	is_int(code, out.verdict.allowed ? 0 : ERR_POLICY, "%s, renewed: %s",
	       row, names);
	refused += code == ERR_POLICY;
}

/* ---- all rows ------------------------------------------------------------- */

static void
each_row(void (*check)(const char *row, const char *lines, const char *names))
{
	const char *top = getenv("top_srcdir");
	char line[65536], path[1024];
	FILE *f = NULL;

	snprintf(path, sizeof(path), "%s/tests/vectors/policy.tsv",
		 top != NULL ? top : ".");
	f = fopen(path, "r");
	if (!ok(f != NULL, "%s opens", path))
		return;
	rows = 0;
	refused = 0;
	while (fgets(line, sizeof(line), f) != NULL) {
		char *rest = line;
		const char *row = strsep(&rest, "\t\n");
		const char *lines = strsep(&rest, "\t\n");
		const char *names = strsep(&rest, "\t\n");

		if (row == NULL || row[0] == '#' || names == NULL)
			continue;
		check(row, lines, names);
	}
	fclose(f);
	ok(rows > 50, "%u rows", rows);
}

static void
the_wire_gives_the_answers_of_the_vectors(void)
{
	rig_begin(&rig, "ec-p256", NULL);
	each_row(check_issue);
	ok(rig_end_is_well(&rig), "the signer ends well, the log verifies");
}

static void
an_approver_is_given_the_answers_of_the_vectors(void)
{
	rig_begin(&rig, "ec-p256", NULL);
	rig_token(&rig, "asker", "ask", RIGHT_REQUEST, asker);
	waits = 0;
	each_row(check_approve);
	ok(refused > 20, "%u were refused", refused);
	ok(rig_end_is_well(&rig), "the signer ends well, the log verifies");
}

static void
a_renewal_is_given_the_answers_of_the_vectors(void)
{
	rig_begin(&rig, "ec-p256", NULL);
	each_row(check_renew);
	ok(refused > 15, "%u were refused", refused);
	ok(rig_end_is_well(&rig), "the signer ends well, the log verifies");
}

TAP_MAIN(the_wire_gives_the_answers_of_the_vectors,
	 an_approver_is_given_the_answers_of_the_vectors,
	 a_renewal_is_given_the_answers_of_the_vectors)
