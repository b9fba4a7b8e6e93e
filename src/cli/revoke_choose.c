/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Which certificates sanca revoke is about. */
#include "find.h"
#include "revoke.h"
#include "sanca/clock.h"
#include "sanca/text.h"

#include <stdlib.h>

void
deed_free(struct deed *d)
{
	buf_free(&d->serials);
	json_decref(d->rows);
}

bool
deed_is_lift(const struct deed *d)
{
	return d->reason == REASON_REMOVE_FROM_CRL;
}

static int
read_reason(const struct cli *cli, struct deed *d, struct err *err)
{
	const char *word = cli_get(cli, "--reason", NULL);

	if (cli_has(cli, "--lift") && word != NULL)
		return err_set(err, ERR_USAGE,
			       "--lift takes no reason: what was on hold is "
			       "good again");
	d->reason = REASON_UNSPECIFIED;
	if (cli_has(cli, "--lift"))
		d->reason = REASON_REMOVE_FROM_CRL;
	if (word == NULL)
		return 0;
	if (revocation_reason_parse(bytes_of_text(word), &d->reason, err) < 0)
		return err_context(err, "--reason");
	return 0;
}

static bool
is_on_hold(const struct store_row *row)
{
	return row->revoked_at != 0 && row->reason == REASON_CERTIFICATE_HOLD;
}

static void
show_row(const struct store_row *row, const struct names *names, struct deed *d)
{
	CLEANUP(buf_free) struct buf joined = { 0 };
	char serial[2 * LIMIT_SERIAL_BYTES + 1];
	char end[32];

	if (d->rows != NULL) {
		json_array_append_new(
			d->rows, json_pack("{s:o, s:o, s:o}", "serial",
					   out_json_hex(row->serial), "names",
					   out_json_names(names), "not_after",
					   out_json_time(row->not_after)));
		return;
	}
	out_join_names(names, &joined);
	hex_encode(row->serial, serial);
	clock_show(row->not_after, end);
	printf("%-36s %.10s %s%s\n", serial, end, buf_text(&joined),
	       is_on_hold(row) ? " (on hold)" : "");
}

static int
take_row(const struct store_row *row, struct deed *d)
{
	struct names *names = calloc(1, sizeof(*names));
	struct err err = { 0 };

	d->is_unread = true;
	if (names != NULL && row->serial.n <= LIMIT_SERIAL_BYTES &&
	    names_decode(row->names, names, &err) == 0) {
		show_row(row, names, d);
		buf_append_u8(&d->serials, (uint8_t)row->serial.n);
		buf_append_bytes(&d->serials, row->serial);
		d->count++;
		d->is_unread = false;
	}
	free(names);
	return d->is_unread ? -1 : 0;
}

static int
on_one(const struct store_row *row, void *ctx)
{
	return take_row(row, ctx);
}

/* What is revoked for good stays as it is, unless it is named by itself; but of a
 * compromised key all certificates say so, and it is blocked. */
static int
on_any(const struct store_row *row, void *ctx)
{
	struct deed *d = ctx;
	bool wanted = row->revoked_at == 0 || is_on_hold(row);

	if (deed_is_lift(d))
		wanted = is_on_hold(row);
	else if (d->reason == REASON_CERTIFICATE_HOLD)
		wanted = row->revoked_at == 0;
	else if (d->reason == REASON_KEY_COMPROMISE)
		wanted = row->revoked_at == 0 ||
			 row->reason != REASON_KEY_COMPROMISE;
	if (row->issued_at == 0 || !wanted)
		return 0;
	return take_row(row, d);
}

static int
find_many(const struct cli *cli, struct store *store, struct deed *d,
	  struct err *err)
{
	struct store_filter f = {
		.requester = cli_get(cli, "--all-of", NULL),
		/* Until its last second it is valid. */
		.ends_after = clock_wall_s() - 1,
		.state = deed_is_lift(d) ? STORE_REVOKED : 0,
	};
	const char *name = cli->operand_count > 0 ? cli->operands[0] : NULL;
	struct store_requester requester = { 0 };

	if (f.requester != NULL &&
	    store_requester_find(store, bytes_of_text(f.requester), &requester,
				 err) < 0)
		return err_context(err, "--all-of %.60s", f.requester);
	if (find_each(store, &f, name, on_any, d, err) < 0)
		return -1;
	if (d->count > 0 || d->is_unread)
		return 0;
	return err_set(err, ERR_NOT_FOUND, "%.80s has no certificate that %s",
		       name != NULL ? name : f.requester,
		       deed_is_lift(d)
			       ? "is on hold"
			       : "could be revoked: each that it had is "
				 "over, or revoked already");
}

int
deed_choose(const struct cli *cli, struct deed *d, struct err *err)
{
	CLEANUP(store_free) struct store *store = NULL;
	uint64_t id = 0;

	if (read_reason(cli, d, err) < 0 ||
	    store_open(cli->dir, STORE_READ, &store, err) < 0)
		return -1;
	d->is_one = cli->operand_count > 0 &&
		    find_exact(store, cli->operands[0], &id, err) == 0;
	if (cli->operand_count > 0 && !d->is_one && err->code != ERR_NOT_FOUND)
		return -1;
	if (d->is_one ? find_row(store, id, on_one, d, err) < 0
		      : find_many(cli, store, d, err) < 0)
		return -1;
	if (d->is_unread)
		return err_set(err, ERR_CORRUPT,
			       "a certificate in the database cannot be read: "
			       "see sanca log verify");
	return buf_check(&d->serials, err);
}
