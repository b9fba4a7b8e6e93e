/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* sanca restore: a data directory from a backup, or only whether it is good. */
#include "out.h"
#include "restore.h"
#include "sanca/clock.h"

#include <inttypes.h>
#include <sys/stat.h>

static json_t *
summary(const struct restoring *r)
{
	const struct manifest *m = &r->backup.manifest;
	const struct log_verdict *v = &r->verdict;

	return json_pack("{s:s, s:s, s:o, s:I, s:I, s:I, s:I, s:s, s:b, s:s?}",
			 "ca", r->issuer->common_name, "ca_id", r->issuer->id,
			 "made_at", out_json_time(m->made_at), "log_entries",
			 (json_int_t)v->entries, "certificates",
			 (json_int_t)v->certificates, "revocations",
			 (json_int_t)v->revocations, "open_reservations",
			 (json_int_t)v->open_reservations, "head", m->head,
			 "keys", m->at[MEMBER_LOG_KEY].there ? 1 : 0,
			 "restored", r->dir);
}

static void
say_good(const struct restoring *r)
{
	const struct log_verdict *v = &r->verdict;
	char when[32];

	clock_show(r->backup.manifest.made_at, when);
	printf("CA            %s\nmade          %s\n"
	       "the log       is whole: %" PRIu64 " entries, %" PRIu64
	       " certificates, %" PRIu64 " revocations\n",
	       r->issuer->common_name, when, v->entries, v->certificates,
	       v->revocations);
	if (!r->backup.manifest.at[MEMBER_LOG_KEY].there)
		printf("keys          none\n");
	else if (!r->has_keys)
		printf("keys          encrypted; they were not tried "
		       "(--passphrase-file)\n");
	if (r->has_keys)
		printf("the keys      belong to this CA and this log\n");
}

/* What a person has to know, who may not have read the manual. */
static void
say_what_is_lost(const struct restoring *r)
{
	char when[32];

	clock_show(r->backup.manifest.made_at, when);
	cli_say("what happened after %s is not in it:", when);
	cli_say("- certificates that were issued since are unknown to this CA: "
		"OCSP says so, and none of them can be revoked: issue them "
		"anew; one that was stolen is only stopped by a new CA");
	if (r->verdict.open_reservations > 0)
		cli_say("- %" PRIu64 " were being issued at that moment: they "
			"become void at the first start, though they may have "
			"come out",
			r->verdict.open_reservations);
	cli_say("- what was revoked since is good again, until it is revoked "
		"again: if you have a CRL from after the backup, put it at "
		"%s/public/ca.crl and start sancad once with --accept-rollback",
		r->dir);
	cli_say("- tokens that were revoked since work again, new ones do not: "
		"sanca -d %s token list",
		r->dir);
	cli_say("- heads of the log that were kept since do not fit any more; "
		"the entry of this restore in the log says why");
}

static void
say_what_next(const struct restoring *r)
{
	say_what_is_lost(r);
	if (r->wants_passphrase_file)
		cli_say("the CA key is encrypted with the passphrase of the "
			"backup: put that into %s before the start",
			r->conf->passphrase_file);
	else if (r->owners.as_root)
		cli_say_secrets(r->dir, r->conf, r->owners.signer.uid);
	if (r->conf->pin_file[0] != '\0')
		cli_say("the PIN of the token has to be in %s",
			r->conf->pin_file);
	cli_say("keys for HTTPS, OCSP and renewal links are made anew: links "
		"in mail that are out do not work any more. No other copy of "
		"this CA may run. Next: sancad -d %s",
		r->dir);
}

/* The signer would not issue with this clock, and the log would show a time that
 * goes back. */
static int
check_clock(const struct restoring *r, struct err *err)
{
	char newest[32];

	if (r->now >= r->verdict.head.time)
		return 0;
	clock_show(r->verdict.head.time, newest);
	return err_set(err, ERR_CLOCK,
		       "the clock of this machine is behind the newest entry "
		       "of the log (%s): set it right first; nothing was made",
		       newest);
}

static int
find_dir(struct cli *cli, struct restoring *r, struct err *err)
{
	if (cli_has(cli, "--verify")) {
		if (cli->operand_count > 1)
			return err_set(err, ERR_USAGE,
				       "--verify only looks at the backup: "
				       "without a directory");
		return 0;
	}
	if (cli->operand_count < 2 && !cli->dir_given)
		return err_set(err, ERR_USAGE,
			       "name the directory: sanca restore FILE DIR; or "
			       "--verify");
	r->dir = cli->operand_count > 1 ? cli->operands[1] : cli->dir;
	return site_check_place(r->dir, err);
}

int
cmd_restore(struct cli *cli, struct err *err)
{
	CLEANUP(restoring_free)
	struct restoring r = { .cli = cli,
			       .file = cli->operands[0],
			       .now = clock_wall_s(),
			       .site.fd = -1,
			       .backup.database_fd = -1 };

	umask(077);
	if (find_dir(cli, &r, err) < 0 || restore_unpack(&r, err) < 0 ||
	    restore_verify(&r, err) < 0 || restore_keys(&r, err) < 0)
		return -1;
	if (r.dir != NULL &&
	    (check_clock(&r, err) < 0 || restore_finish(&r, err) < 0))
		return -1;
	if (cli->json) {
		if (out_json(summary(&r), err) < 0)
			return -1;
	} else {
		say_good(&r);
	}
	if (r.dir != NULL)
		say_what_next(&r);
	return EXIT_DONE;
}
