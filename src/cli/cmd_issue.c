/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* sanca issue: a certificate for a request, by the signer's own decision. */
#include "out.h"
#include "reach.h"
#include "request.h"
#include "sanca/clock.h"
#include "sanca/text.h"

#include <inttypes.h>
#include <string.h>

/* ISSUE takes so much of it. */
#define DIAGNOSIS_BYTES 8192

/* The notes as a JSON array; what does not fit is left out. */
static void
diagnosis(const struct notes *notes, struct buf *out)
{
	buf_append_text(out, "[");
	for (size_t i = 0; i < notes->count; i++) {
		CLEANUP(buf_free) struct buf one = { 0 };

		buf_printf(&one, "%s{\"id\":\"%s\",\"text\":", i > 0 ? "," : "",
			   note_id(notes->at[i].code));
		text_json(bytes_of_text(notes->at[i].text), &one);
		buf_append_text(&one, "}");
		if (out->n + one.n + 1 > DIAGNOSIS_BYTES)
			break;
		buf_append_bytes(out, buf_bytes(&one));
	}
	buf_append_text(out, "]");
}

static void
say_violations(const struct violations *violations)
{
	for (size_t i = 0; i < violations->count; i++)
		cli_say("refused: %s", violations->at[i].text);
}

struct ask {
	struct buf names, requested, diagnosis;
};

static void
ask_free(struct ask *a)
{
	buf_free(&a->names);
	buf_free(&a->requested);
	buf_free(&a->diagnosis);
}

static int
ask_signer(const struct cli *cli, struct reach *reach, const struct request *r,
	   struct msg *ret, struct violations *violations, struct err *err)
{
	CLEANUP(ask_free) struct ask a = { 0 };
	struct msg m = { .type = MSG_ISSUE };

	names_encode(&r->names, &a.names);
	names_encode(&r->requested, &a.requested);
	diagnosis(&r->notes, &a.diagnosis);
	if (buf_check(&a.names, err) < 0 || buf_check(&a.requested, err) < 0 ||
	    buf_check(&a.diagnosis, err) < 0 ||
	    reach_generation(reach, &m.issue.generation, err) < 0)
		return -1;
	m.issue.door = DOOR_CONTROL;
	m.issue.requester = bytes_of_text(cli_get(cli, "--requester", "admin"));
	m.issue.policy = bytes_of_text(r->policy->name);
	m.issue.profile = bytes_of_text(r->verdict.profile->name);
	m.issue.lifetime_s = r->verdict.lifetime_s;
	m.issue.spki = r->csr.key.spki;
	m.issue.names = buf_bytes(&a.names);
	m.issue.names_requested = buf_bytes(&a.requested);
	if (!r->csr.has_password)
		m.issue.csr = buf_bytes(&r->der);
	m.issue.diagnosis = buf_bytes(&a.diagnosis);
	m.issue.peer = bytes_of_text("control");
	return reach_call(reach, &m, MSG_ISSUED, ret, violations, err);
}

static int
give_out(const struct cli *cli, const struct request *r,
	 const struct issuer *issuer, const struct msg_issued *i,
	 enum form form, const char *public_url, struct err *err)
{
	CLEANUP(buf_free) struct buf head = { 0 };
	char serial[2 * LIMIT_SERIAL_BYTES + 1];
	struct shown shown = {
		.der = i->certificate,
		.issuer = issuer,
		.state = STORE_ISSUED,
		.requester = i->requester,
		.policy = i->policy,
		.profile = r->verdict.profile->name,
		.issued_at = clock_wall_s(),
		.log_index = i->log_index,
		.notes = &r->notes,
	};

	buf_append_bytes(&head, i->log_head);
	shown.log_head = buf_text(&head);
	hex_encode(i->serial, serial);
	for (size_t k = 0; k < r->notes.count; k++)
		if (note_level(r->notes.at[k].code) == NOTE_WARNING)
			cli_say("warning: %s", r->notes.at[k].text);
	if (i->shortened)
		cli_say("warning: it ends with the CA, sooner than asked");
	if (i->key_seen)
		cli_say("warning: this key has an earlier certificate");
	cli_say("issued serial %s, entry %" PRIu64 " of the log", serial,
		i->log_index);
	if (public_url[0])
		cli_say("install it: %s/v1/certificates/%s", public_url,
			serial);
	return out_certificate(&shown, form, cli_get(cli, "--out", NULL), err);
}

static int
issue(const struct cli *cli, const struct request *r,
      const struct issuer *issuer, enum form form, const char *public_url,
      struct err *err)
{
	static struct violations violations;
	CLEANUP(reach_close) struct reach *reach = NULL;
	struct msg answer = { 0 };

	if (reach_open(cli->dir, true, &reach, err) < 0)
		return -1;
	if (ask_signer(cli, reach, r, &answer, &violations, err) < 0) {
		say_violations(&violations);
		return -1;
	}
	if (give_out(cli, r, issuer, &answer.issued, form, public_url, err) < 0)
		return -1;
	return EXIT_DONE;
}

int
cmd_issue(struct cli *cli, struct err *err)
{
	CLEANUP(conf_free) struct conf *conf = NULL;
	CLEANUP(issuer_free) struct issuer *issuer = NULL;
	CLEANUP(request_free) struct request *r = NULL;
	enum form form = cli->json ? FORM_JSON : FORM_CHAIN;
	const char *word = cli_get(cli, "--form", NULL);

	if ((word != NULL && form_parse(word, &form, err) < 0) ||
	    cli_conf(cli, &conf, err) < 0 ||
	    cli_issuer(cli, &issuer, err) < 0 ||
	    request_read(cli, conf, issuer, &r, err) < 0)
		return -1;
	if (r->outcome != POLICY_ALLOWS) {
		say_violations(&r->verdict.violations);
		return err_set(err, ERR_POLICY,
			       "policy %s refuses this request: nothing was "
			       "issued",
			       r->policy->name);
	}
	return issue(cli, r, issuer, form, conf->public_url, err);
}
