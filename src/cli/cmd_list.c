/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* sanca list: certificates by name, requester, end and state. */
#include "cli.h"
#include "out.h"
#include "sanca/clock.h"
#include "sanca/revocation.h"
#include "sanca/text.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

struct listing {
	enum { AS_TEXT, AS_JSON, AS_CSV } as;
	uint64_t last; /* id of the last row */
	uint64_t rows; /* of this page */
	uint64_t all;
};

static int
parse_state(const char *word, unsigned *ret, struct err *err)
{
	enum store_state state = STORE_ISSUED;

	if (!store_state_find(bytes_of_text(word), &state))
		return err_set(err, ERR_USAGE,
			       "--status %.40s: issued, void, revoked or "
			       "reserved",
			       word);
	*ret = state;
	return 0;
}

static int
make_filter(const struct cli *cli, char name[LIMIT_NAME_BYTES + 2],
	    struct store_filter *f, struct err *err)
{
	const char *expiring = cli_get(cli, "--expiring", NULL);
	const char *state = cli_get(cli, "--status", NULL);
	int64_t within = 0;

	f->name = cli_get(cli, "--name", NULL);
	if (f->name != NULL) {
		name_to_find(f->name, name);
		f->name = name;
	}
	f->requester = cli_get(cli, "--requester", NULL);
	f->limit = LIMIT_PAGE_ROWS;
	if (state != NULL && parse_state(state, &f->state, err) < 0)
		return -1;
	if (expiring == NULL)
		return 0;
	if (text_duration(expiring, &within, err) < 0)
		return err_context(err, "--expiring");
	if (within > INT64_MAX / 2)
		return err_set(err, ERR_USAGE, "--expiring: too long");
	f->ends_after = clock_wall_s();
	f->ends_before = f->ends_after + within;
	if (state == NULL)
		f->state = STORE_ISSUED;
	return 0;
}

static json_t *
row_json(const struct store_row *row, const struct names *names)
{
	const struct profile *p = profile_get((enum profile_code)row->profile);
	json_t *o = json_object();

	json_object_set_new(o, "id", json_integer((json_int_t)row->id));
	json_object_set_new(o, "serial", out_json_hex(row->serial));
	json_object_set_new(o, "state",
			    json_string(store_state_name(row->state)));
	json_object_set_new(o, "names", out_json_names(names));
	json_object_set_new(o, "requester", out_json_text(row->requester));
	json_object_set_new(o, "policy", out_json_text(row->policy));
	json_object_set_new(o, "profile",
			    json_string(p != NULL ? p->name : "unknown"));
	json_object_set_new(o, "not_before", out_json_time(row->not_before));
	json_object_set_new(o, "not_after", out_json_time(row->not_after));
	out_json_revocation(o, row->revoked_at, row->reason);
	if (row->issued_at == 0)
		return o;
	json_object_set_new(o, "issued_at", out_json_time(row->issued_at));
	json_object_set_new(o, "sha256", out_json_hex(BYTES_OF(row->sha256)));
	json_object_set_new(o, "sha1", out_json_hex(BYTES_OF(row->sha1)));
	json_object_set_new(o, "log_index",
			    json_integer((json_int_t)row->log_index));
	return o;
}

static void
row_csv(const struct store_row *row, const struct names *names)
{
	CLEANUP(buf_free) struct buf joined = { 0 };
	char serial[2 * LIMIT_SERIAL_BYTES + 1];
	char hex[65] = "";
	char begin[32];
	char end[32];
	char revoked[32] = "";
	const char *reason = "";

	out_join_names(names, &joined);
	hex_encode(row->serial, serial);
	clock_show(row->not_before, begin);
	clock_show(row->not_after, end);
	if (row->issued_at != 0)
		hex_encode(BYTES_OF(row->sha256), hex);
	out_csv_cell(bytes_of_text(serial), false, stdout);
	out_csv_cell(bytes_of_text(store_state_name(row->state)), false,
		     stdout);
	out_csv_cell(bytes_of_text(begin), false, stdout);
	out_csv_cell(bytes_of_text(end), false, stdout);
	out_csv_cell(row->requester, false, stdout);
	out_csv_cell(row->policy, false, stdout);
	out_csv_cell(bytes_of_text(hex), false, stdout);
	out_csv_cell(buf_bytes(&joined), false, stdout);
	if (row->revoked_at != 0) {
		clock_show(row->revoked_at, revoked);
		reason = revocation_reason_word(row->reason);
	}
	out_csv_cell(bytes_of_text(revoked), false, stdout);
	out_csv_cell(bytes_of_text(reason), true, stdout);
}

static void
row_text(const struct store_row *row, const struct names *names)
{
	CLEANUP(buf_free) struct buf joined = { 0 };
	CLEANUP(buf_free) struct buf who = { 0 };
	char serial[2 * LIMIT_SERIAL_BYTES + 1];
	char end[32];
	char revoked[32];

	out_join_names(names, &joined);
	if (row->revoked_at != 0) {
		clock_show(row->revoked_at, revoked);
		buf_printf(&joined, " (%.10s, %s)", revoked,
			   revocation_reason_word(row->reason));
	}
	text_show(row->requester, LIMIT_LABEL_BYTES, &who);
	hex_encode(row->serial, serial);
	clock_show(row->not_after, end);
	printf("%-36s %-8s %.10s %-12s %s\n", serial,
	       store_state_name(row->state), end, buf_text(&who),
	       buf_text(&joined));
}

static int
on_row(const struct store_row *row, void *ctx)
{
	struct listing *l = ctx;
	struct names *names = calloc(1, sizeof(*names));
	struct err err = { 0 };
	int rc = -1;

	if (names != NULL && names_decode(row->names, names, &err) == 0) {
		rc = 0;
		if (l->as == AS_TEXT)
			row_text(row, names);
		else if (l->as == AS_CSV)
			row_csv(row, names);
		else if (l->all + l->rows > 0)
			putchar(',');
		if (l->as == AS_JSON)
			rc = out_json_line(row_json(row, names), &err);
	}
	free(names);
	l->last = row->id;
	l->rows++;
	return rc;
}

static int
list_all(struct store *store, struct store_filter *f, struct listing *l,
	 struct err *err)
{
	do {
		l->rows = 0;
		f->after = l->last;
		if (store_list(store, f, on_row, l, err) < 0)
			return -1;
		l->all += l->rows;
	} while (l->rows == f->limit);
	return 0;
}

int
cmd_list(struct cli *cli, struct err *err)
{
	CLEANUP(store_free) struct store *store = NULL;
	struct store_filter filter = { .newest_first = true };
	struct listing l = { .as = AS_TEXT };
	char name[LIMIT_NAME_BYTES + 2];

	if (cli->json && cli_has(cli, "--csv"))
		return err_set(err, ERR_USAGE, "--json or --csv, not both");
	if (make_filter(cli, name, &filter, err) < 0 ||
	    store_open(cli->dir, STORE_READ, &store, err) < 0)
		return -1;
	if (cli->json) {
		l.as = AS_JSON;
		putchar('[');
	} else if (cli_has(cli, "--csv")) {
		l.as = AS_CSV;
		fputs("\"serial\",\"status\",\"not_before\",\"not_after\","
		      "\"requester\",\"policy\",\"sha256\",\"names\","
		      "\"revoked_at\",\"reason\"\r\n",
		      stdout);
	} else {
		printf("%-36s %-8s %-10s %-12s %s\n", "SERIAL", "STATUS",
		       "ENDS", "REQUESTER", "NAMES");
	}
	if (list_all(store, &filter, &l, err) < 0)
		return -1;
	if (cli->json)
		puts("]");
	return EXIT_DONE;
}
