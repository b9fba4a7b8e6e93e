/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* The policy vectors once more, over the wire and from a hostile front, which
 * sends names as they came as well as in normal form: the signer's own opinion
 * must be that of the vectors. */
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

static void
check_row(const char *row, const char *lines, const char *names)
{
	CLEANUP(buf_free) struct buf normal = { 0 };
	CLEANUP(buf_free) struct buf raw = { 0 };
	struct err err;
	bool want = false;

	if (policy_read(lines, &policy, &err) < 0) {
		ok(false, "%s: %s", row, err.text);
		return;
	}
	/* No settings can hold a policy that contradicts itself. */
	if (policy_validate(&policy.policy, NULL, &err) < 0)
		return;
	rows++;
	request_read(names, &request);
	if (outcome_of(&policy.policy, &request, &out, &err) < 0) {
		ok(false, "%s: %s", row, err.text);
		return;
	}
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

static void
the_wire_gives_the_answers_of_the_vectors(void)
{
	const char *top = getenv("top_srcdir");
	char line[65536], path[1024];
	FILE *f = NULL;

	snprintf(path, sizeof(path), "%s/tests/vectors/policy.tsv",
		 top != NULL ? top : ".");
	f = fopen(path, "r");
	if (!ok(f != NULL, "%s opens", path))
		return;
	rig_begin(&rig, "ec-p256", NULL);
	while (fgets(line, sizeof(line), f) != NULL) {
		char *rest = line;
		const char *row = strsep(&rest, "\t\n");
		const char *lines = strsep(&rest, "\t\n");
		const char *names = strsep(&rest, "\t\n");

		if (row == NULL || row[0] == '#' || names == NULL)
			continue;
		check_row(row, lines, names);
	}
	fclose(f);
	ok(rows > 50, "%u rows", rows);
	ok(rig_end_is_well(&rig), "the signer ends well, the log verifies");
}

TAP_MAIN(the_wire_gives_the_answers_of_the_vectors)
