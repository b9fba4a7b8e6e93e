/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* sanca revoke: one certificate at once, or many after a look at them. */
#include "crl_file.h"
#include "reach.h"
#include "revoke.h"
#include "sanca/clock.h"

#include <inttypes.h>
#include <string.h>
#include <unistd.h>

/* ---- sure? */

static const char *
certificates(uint64_t count)
{
	return count == 1 ? "certificate" : "certificates";
}

static void
ask(const struct deed *d)
{
	fflush(stdout);
	if (deed_is_lift(d))
		fprintf(stderr, "Lift the hold of %" PRIu64 " %s", d->count,
			certificates(d->count));
	else if (d->reason == REASON_CERTIFICATE_HOLD)
		fprintf(stderr, "Put %" PRIu64 " %s on hold", d->count,
			certificates(d->count));
	else
		fprintf(stderr, "Revoke %" PRIu64 " %s (%s) for ever", d->count,
			certificates(d->count),
			revocation_reason_word(d->reason));
	fputs("? [y/N] ", stderr);
}

static bool
is_sure(const struct cli *cli, const struct deed *d)
{
	char word[8] = "";

	if (d->is_one || cli_has(cli, "--yes"))
		return true;
	if (cli->json || !isatty(STDIN_FILENO) || !isatty(STDERR_FILENO)) {
		fflush(stdout);
		cli_say("%" PRIu64 " %s; nothing was done: add --yes to do it",
			d->count, certificates(d->count));
		return false;
	}
	ask(d);
	if (fgets(word, sizeof(word), stdin) != NULL) {
		word[strcspn(word, "\n")] = '\0';
		if (strcmp(word, "y") == 0 || strcmp(word, "Y") == 0 ||
		    strcmp(word, "yes") == 0)
			return true;
	}
	cli_say("nothing was done");
	return false;
}

/* ---- done */

/* As many serials as one REVOKE takes; the rest is moved on. */
static struct bytes
next_serials(struct bytes *rest, uint32_t *ret_count)
{
	struct bytes chunk = { rest->p, 0 };

	for (*ret_count = 0; *ret_count < LIMIT_REVOKE_MANY && rest->n > 0;
	     ++*ret_count) {
		size_t n = 1 + (size_t)rest->p[0];

		chunk.n += n;
		rest->p += n;
		rest->n -= n;
	}
	return chunk;
}

static int
revoke_some(struct reach *reach, struct bytes serials, uint32_t count,
	    struct deed *d, struct err *err)
{
	struct msg m = { .type = MSG_REVOKE };
	struct msg answer = { 0 };
	const struct msg_revoked *got = &answer.revoked;

	m.revoke.serials = serials;
	m.revoke.reason = (uint8_t)d->reason;
	if (reach_call(reach, &m, MSG_REVOKED, &answer, NULL, err) < 0) {
		/* One alone is refused so; the last of many may be alone. */
		if (d->is_one || count > 1 ||
		    (err->code != ERR_ALREADY_REVOKED &&
		     err->code != ERR_CONFLICT))
			return -1;
		d->unchanged++;
		return 0;
	}
	if ((uint64_t)got->changed + got->unchanged != count ||
	    (got->changed > 0 && got->reason != d->reason))
		return err_set(err, ERR_INTERNAL,
			       "the signer answered for other certificates "
			       "than it was asked for");
	d->changed += got->changed;
	d->unchanged += got->unchanged;
	if (got->changed == 0)
		return 0;
	d->revoked_at = got->revoked_at;
	d->log_index = got->log_index;
	return 0;
}

static int
revoke_all(struct reach *reach, struct deed *d, struct err *err)
{
	struct bytes rest = buf_bytes(&d->serials);

	while (rest.n > 0) {
		uint32_t count = 0;
		struct bytes some = next_serials(&rest, &count);

		if (revoke_some(reach, some, count, d, err) == 0)
			continue;
		if (d->changed == 0)
			return -1;
		return err_context(err,
				   "%" PRIu64 " of %" PRIu64
				   " are done, and stay so; then",
				   d->changed + d->unchanged, d->count);
	}
	return 0;
}

/* Where no daemon runs, the signer that we ran has signed it before it ended:
 * told by what lies there, not believed. */
static void
say_crl(const char *dir)
{
	CLEANUP(crl_file_close) struct crl_file file = { 0 };
	CLEANUP(store_free) struct store *store = NULL;
	struct store_crl last = { 0 };
	uint64_t newest = 0;
	struct err err = { 0 };

	if (store_open(dir, STORE_READ, &store, &err) == 0 &&
	    store_revocation_newest(store, &newest, &err) == 0 &&
	    store_crl_last(store, &last, &err) == 0 && last.covers >= newest &&
	    crl_file_open(dir, &file, &err) == 0 &&
	    file.crl.number == last.number)
		cli_say("the CRL %" PRIu64 " says so; clients get it, and OCSP "
			"answers, when sancad runs",
			last.number);
	else
		cli_say("warning: it is on no CRL yet%s%s; sancad signs one "
			"when it starts",
			err.text[0] != '\0' ? ": " : "", err.text);
}

static void
say_done(const struct deed *d)
{
	char when[32];

	clock_show(d->revoked_at, when);
	if (d->unchanged > 0)
		cli_say("%" PRIu64 " %s left alone: it stood so already, or "
			"was changed meanwhile so that this is not possible",
			d->unchanged,
			d->unchanged == 1 ? "certificate was"
					  : "certificates were");
	if (d->changed == 0)
		return;
	if (deed_is_lift(d))
		cli_say("%" PRIu64 " %s good again: no longer on hold",
			d->changed,
			d->changed == 1 ? "certificate is"
					: "certificates are");
	else
		cli_say("%" PRIu64 " %s revoked since %s, %s: %s", d->changed,
			certificates(d->changed), when,
			revocation_reason_word(d->reason),
			revocation_reason_meaning(d->reason));
	if (d->reason == REASON_KEY_COMPROMISE)
		cli_say("%s blocked: no certificate is issued for %s again",
			d->changed == 1 ? "its key is" : "their keys are",
			d->changed == 1 ? "it" : "them");
}

static int
done_json(struct deed *d, struct err *err)
{
	json_t *o = json_pack("{s:I, s:I, s:s, s:o}", "changed",
			      (json_int_t)d->changed, "unchanged",
			      (json_int_t)d->unchanged, "reason",
			      revocation_reason_word(d->reason), "revoked_at",
			      out_json_time(d->revoked_at));

	if (d->changed > 0)
		json_object_set_new(o, "log_index",
				    json_integer((json_int_t)d->log_index));
	json_object_set(o, "certificates", d->rows);
	return out_json(o, err);
}

static int
carry_out(const struct cli *cli, struct deed *d, struct err *err)
{
	CLEANUP(reach_close) struct reach *reach = NULL;
	bool offline = false;

	if (reach_open(cli->dir, true, &reach, err) < 0 ||
	    revoke_all(reach, d, err) < 0)
		return -1;
	offline = reach_is_offline(reach);
	/* A signer of our own signs the CRL before it ends. */
	reach_close(&reach);
	say_done(d);
	if (d->changed == 0)
		return 0;
	if (offline)
		say_crl(cli->dir);
	else
		cli_say("OCSP says so from now on, the CRL within a second; "
			"who has an older answer may believe it until it ends");
	return 0;
}

int
cmd_revoke(struct cli *cli, struct err *err)
{
	CLEANUP(deed_free) struct deed d = { 0 };

	if ((cli->operand_count > 0) == cli_has(cli, "--all-of"))
		return err_set(err, ERR_USAGE,
			       "say what to revoke: a serial, a thumbprint, a "
			       "name, or --all-of REQUESTER");
	if (cli->json && (d.rows = json_array()) == NULL)
		return err_nomem(err);
	if (deed_choose(cli, &d, err) < 0)
		return -1;
	if (!is_sure(cli, &d))
		return cli->json && done_json(&d, err) < 0 ? -1 : EXIT_REFUSED;
	if (carry_out(cli, &d, err) < 0 ||
	    (cli->json && done_json(&d, err) < 0))
		return -1;
	return EXIT_DONE;
}
