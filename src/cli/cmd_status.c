/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* sanca status, clock accept and fingerprint. */
#include "cli.h"
#include "fingerprint.h"
#include "out.h"
#include "reach.h"
#include "sanca/clock.h"
#include "sanca/notice_state.h"
#include "sanca/text.h"

#include <inttypes.h>

/* The word of a state: 0, or the err_code of what is wrong. */
static const char *
state_word(uint32_t state, const char *good)
{
	return state == 0 ? good : err_info((enum err_code)state)->type;
}

static void
revocation_json(const struct msg_status_report *s, json_t *o)
{
	json_object_set_new(
		o, "revocation",
		json_string(state_word(s->revocation_state, "good")));
	json_object_set_new(o, "revocation_reason",
			    out_json_text(s->revocation_reason));
	json_object_set_new(o, "crl_this_update",
			    out_json_time(s->crl_this_update));
	json_object_set_new(o, "crl_next_update",
			    out_json_time(s->crl_next_update));
	json_object_set_new(o, "ocsp_not_after",
			    out_json_time(s->ocsp_not_after));
}

enum administrated {
	ADMINISTRATED_UNKNOWN, /* the database is not for this user */
	ADMINISTRATED_NOT,
	ADMINISTRATED,
};

static enum administrated
administrated(const struct cli *cli)
{
	CLEANUP(store_free) struct store *store = NULL;
	uint64_t able = 0;
	uint64_t lasting = 0;
	struct err none;

	if (store_open(cli->dir, STORE_READ, &store, &none) < 0 ||
	    store_requester_count_able(store, (uint32_t)RIGHT_ADMIN,
				       clock_wall_s(), &able, &lasting,
				       &none) < 0)
		return ADMINISTRATED_UNKNOWN;
	return able > 0 ? ADMINISTRATED : ADMINISTRATED_NOT;
}

/* How the notices go; not known: nobody is to be told, or nothing ever was. */
struct notices {
	bool are_known;
	struct notice_state state;
	const char *alarm; /* NULL: none */
};

static void
look_at_notices(const struct cli *cli, const struct conf *conf,
		struct notices *ret)
{
	struct err err;

	ret->are_known = conf != NULL && conf_sends_notices(conf) &&
			 notice_state_read(cli->dir, &ret->state, &err) == 0;
	if (ret->are_known)
		ret->alarm = notice_state_alarm(&ret->state, clock_wall_s());
}

static void
notices_text(const struct notices *n)
{
	char since[32];

	if (!n->are_known)
		return;
	clock_show(n->state.failing_since, since);
	if (n->alarm != NULL)
		printf("notices       ALARM: %s\n", n->alarm);
	else if (n->state.failing_since != 0)
		printf("notices       cannot be sent since %s: %s\n", since,
		       n->state.reason);
	else
		puts("notices       are sent");
}

static void
notices_json(const struct notices *n, json_t *o)
{
	if (!n->are_known)
		return;
	json_object_set_new(o, "notices",
			    json_string(n->alarm == NULL ? "good" : "alarm"));
	json_object_set_new(o, "notices_reason", json_string(n->state.reason));
}

/* fault: of sanca.conf as it is on disk, which the daemon has not taken; NULL:
 * none. */
static json_t *
status_json(const struct msg_status_report *s, enum administrated people,
	    const char *fault, const struct notices *notices)
{
	json_t *o = json_object();

	json_object_set_new(o, "state",
			    json_string(state_word(s->state, "issuing")));
	json_object_set_new(o, "reason", out_json_text(s->reason));
	json_object_set_new(o, "ca", out_json_text(s->ca_name));
	json_object_set_new(o, "ca_id", out_json_text(s->ca_id));
	json_object_set_new(o, "ca_not_after", out_json_time(s->ca_not_after));
	json_object_set_new(o, "started_at", out_json_time(s->started_at));
#define COUNT(name, field)                                                     \
	json_object_set_new(o, name, json_integer((json_int_t)s->field))
	COUNT("generation", generation);
	COUNT("certificates", certificates);
	COUNT("voids", voids);
	COUNT("refusals", refusals);
	COUNT("log_entries", entries);
	COUNT("batches", batches);
	COUNT("commits", commits);
	COUNT("signatures", signatures);
	COUNT("wal_bytes", wal_bytes);
	COUNT("crl_number", crl_number);
	COUNT("crl_entries", crl_entries);
	COUNT("ocsp_signatures", ocsp_signatures);
#undef COUNT
	revocation_json(s, o);
	notices_json(notices, o);
	json_object_set_new(o, "has_administrator",
			    people == ADMINISTRATED_UNKNOWN
				    ? json_null()
				    : json_boolean(people == ADMINISTRATED));
	if (fault != NULL)
		json_object_set_new(o, "settings_fault", json_string(fault));
	return o;
}

static void
revocation_text(const struct msg_status_report *s)
{
	CLEANUP(buf_free) struct buf reason = { 0 };
	char end[32];

	clock_show(s->crl_next_update, end);
	if (s->crl_number != 0)
		printf("CRL           number %" PRIu64 ", %" PRIu64
		       " entries, until %s\n",
		       s->crl_number, s->crl_entries, end);
	else
		puts("CRL           none yet");
	clock_show(s->ocsp_not_after, end);
	if (s->ocsp_not_after != 0)
		printf("OCSP          answers; its certificate is good until "
		       "%s\n",
		       end);
	if (s->revocation_state == 0)
		return;
	text_show(s->revocation_reason, s->revocation_reason.n, &reason);
	printf("revocation    ALARM: %s\n",
	       reason.n > 0
		       ? buf_text(&reason)
		       : err_info((enum err_code)s->revocation_state)->title);
}

static void
status_text(const struct msg_status_report *s, enum administrated people,
	    const char *fault, const struct notices *notices)
{
	CLEANUP(buf_free) struct buf ca = { 0 };
	CLEANUP(buf_free) struct buf reason = { 0 };
	char started[32];
	char end[32];

	text_show(s->ca_name, s->ca_name.n, &ca);
	text_show(s->reason, s->reason.n, &reason);
	clock_show(s->started_at, started);
	clock_show(s->ca_not_after, end);
	printf("CA            %s, until %s\n", buf_text(&ca), end);
	printf("state         %s%s%s\n", s->state == 0 ? "issuing" : "STOPPED",
	       reason.n > 0 ? ": " : "", buf_text(&reason));
	printf("running since %s, settings of generation %" PRIu64 "\n",
	       started, s->generation);
	printf("certificates  %" PRIu64 ", voids %" PRIu64 ", refusals %" PRIu64
	       "\n",
	       s->certificates, s->voids, s->refusals);
	printf("log           %" PRIu64 " entries\n", s->entries);
	revocation_text(s);
	if (people == ADMINISTRATED)
		puts("console       an administrator can sign in");
	else if (people == ADMINISTRATED_NOT)
		puts("console       nobody can administer there yet: sanca "
		     "console-link");
	notices_text(notices);
	if (fault != NULL)
		printf("settings      those on disk cannot be used: %s\n",
		       fault);
}

int
cmd_status(struct cli *cli, struct err *err)
{
	CLEANUP(reach_close) struct reach *reach = NULL;
	CLEANUP(conf_free) struct conf *conf = NULL;
	struct msg m = { .type = MSG_STATUS };
	struct msg answer = { 0 };
	struct err fault = { 0 };
	struct notices notices = { 0 };
	const char *said = NULL;

	/* A daemon that runs does so whatever the file says by now. */
	if (cli_conf(cli, &conf, &fault) < 0)
		said = fault.text;
	look_at_notices(cli, conf, &notices);
	if (reach_open(cli->dir, false, &reach, err) < 0) {
		if (said != NULL && fault.code == ERR_CONFIG)
			*err = fault;
		return -1;
	}
	if (reach_call(reach, &m, MSG_STATUS_REPORT, &answer, NULL, err) < 0)
		return -1;
	if (!cli->json)
		status_text(&answer.status_report, administrated(cli), said,
			    &notices);
	else if (out_json(status_json(&answer.status_report, administrated(cli),
				      said, &notices),
			  err) < 0)
		return -1;
	if (answer.status_report.state != 0 ||
	    answer.status_report.revocation_state != 0 || notices.alarm != NULL)
		return EXIT_UNREACHABLE;
	return EXIT_DONE;
}

int
cmd_clock_accept(struct cli *cli, struct err *err)
{
	CLEANUP(reach_close) struct reach *reach = NULL;
	struct msg m = { .type = MSG_CLOCK_ACCEPT };
	struct msg answer = { 0 };

	if (reach_open(cli->dir, true, &reach, err) < 0 ||
	    reach_call(reach, &m, MSG_DONE, &answer, NULL, err) < 0)
		return -1;
	cli_say("the clock as it is now is accepted; this is logged");
	return EXIT_DONE;
}

int
cmd_fingerprint(struct cli *cli, struct err *err)
{
	CLEANUP(issuer_free) struct issuer *issuer = NULL;
	CLEANUP(store_free) struct store *store = NULL;
	CLEANUP(buf_free) struct buf origin = { 0 };
	uint8_t key[32];

	if (cli_issuer(cli, &issuer, err) < 0 ||
	    store_open(cli->dir, STORE_READ, &store, err) < 0 ||
	    store_state_get(store, key, &origin, err) < 0)
		return -1;
	if (!cli->json)
		fingerprint_text(issuer, key);
	else if (out_json(fingerprint_json(issuer, key), err) < 0)
		return -1;
	return EXIT_DONE;
}
