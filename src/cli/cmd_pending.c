/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* sanca pending: requests that wait for a person. */
#include "out.h"
#include "reach.h"
#include "request.h"
#include "sanca/clock.h"
#include "sanca/store.h"
#include "sanca/text.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static void
names_write(struct bytes wire, const char *between, struct buf *out)
{
	static struct names names;
	struct err none;

	if (names_decode(wire, &names, &none) < 0)
		return;
	for (size_t i = 0; i < names.count; i++) {
		if (i > 0)
			buf_append_text(out, between);
		name_show(&names.at[i], out);
	}
}

static int
read_number(const struct cli *cli, uint64_t *ret, struct err *err)
{
	return text_u64(cli->operands[0], INT64_MAX, ret, err);
}

/* Text from outside, as a terminal may see it. */
static void
print_field(const char *label, struct bytes text)
{
	CLEANUP(buf_free) struct buf shown = { 0 };

	if (text.n == 0)
		return;
	text_show(text, 2000, &shown);
	printf("%-12s%s\n", label, buf_text(&shown));
}

static json_t *
text_json_of(struct bytes text)
{
	return json_stringn((const char *)text.p, text.n);
}

static json_t *
row_json(const struct store_pending *row)
{
	static struct names names;
	struct err none;

	if (names_decode(row->names, &names, &none) < 0)
		names.count = 0;
	return json_pack(
		"{s:I, s:s, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "number",
		(json_int_t)row->id, "status",
		store_pending_state_name(row->state), "names",
		out_json_names(&names), "policy", text_json_of(row->policy),
		"asked", out_json_time(row->asked_at), "expires",
		out_json_time(row->expires_at), "peer", text_json_of(row->peer),
		"contact", text_json_of(row->contact), "why",
		text_json_of(row->why), "word", text_json_of(row->word));
}

/* ---- list, show --------------------------------------------------------------- */

static void
print_row(const struct store_pending *row)
{
	CLEANUP(buf_free) struct buf names = { 0 };
	char until[32];

	names_write(row->names, ",", &names);
	clock_show(row->expires_at, until);
	printf("%" PRIu64 "\tuntil %s\t%s\n", row->id, until, buf_text(&names));
}

int
cmd_pending_list(struct cli *cli, struct err *err)
{
	CLEANUP(store_free) struct store *store = NULL;
	struct store_pending row = { 0 };
	json_t *rows = cli->json ? json_array() : NULL;

	if (store_open(cli->dir, STORE_READ, &store, err) < 0)
		return -1;
	while (store_pending_next(store, PENDING_WAITS, row.id, &row, err) ==
	       0) {
		if (rows != NULL)
			json_array_append_new(rows, row_json(&row));
		else
			print_row(&row);
	}
	return out_list_end(cli->json, rows, err);
}

static void
print_whole(const struct store_pending *row)
{
	CLEANUP(buf_free) struct buf asked = { 0 };
	CLEANUP(buf_free) struct buf names = { 0 };
	char at[32], until[32];

	names_write(row->names_requested, ", ", &asked);
	names_write(row->names, ", ", &names);
	clock_show(row->asked_at, at);
	clock_show(row->expires_at, until);
	printf("%-12s%" PRIu64 "\n%-12s%s\n", "number", row->id, "status",
	       store_pending_state_name(row->state));
	print_field("asked for", buf_bytes(&asked));
	print_field("names", buf_bytes(&names));
	print_field("why", row->why);
	print_field("policy", row->policy);
	print_field("profile", row->profile);
	printf("%-12s%s\n%-12s%s\n", "asked", at, "until", until);
	print_field("from", row->peer);
	print_field("contact", row->contact);
	print_field("notes", row->diagnosis);
	print_field("decided by", row->decided_by);
	print_field("word", row->word);
}

int
cmd_pending_show(struct cli *cli, struct err *err)
{
	CLEANUP(store_free) struct store *store = NULL;
	struct store_pending row = { 0 };
	uint64_t number = 0;

	if (read_number(cli, &number, err) < 0 ||
	    store_open(cli->dir, STORE_READ, &store, err) < 0 ||
	    store_pending_get(store, number, &row, err) < 0)
		return -1;
	if (cli->json)
		return out_json(row_json(&row), err) < 0 ? -1 : EXIT_DONE;
	print_whole(&row);
	return EXIT_DONE;
}

/* ---- approve, refuse ----------------------------------------------------------- */

/* By the rules of the policy within which it is approved. */
static int
read_names(const struct cli *cli, uint64_t number, struct buf *ret,
	   struct err *err)
{
	static struct names names;
	static struct notes notes;
	static struct violations bad;
	CLEANUP(store_free) struct store *store = NULL;
	CLEANUP(conf_free) struct conf *conf = NULL;
	const struct policy *policy = NULL;
	const char *words[LIMIT_NAMES];
	struct store_pending row = { 0 };
	size_t count = 0;

	while (count < LIMIT_NAMES &&
	       (words[count] = cli_get_nth(cli, "--name", count)) != NULL)
		count++;
	if (count == 0)
		return 0;
	if (store_open(cli->dir, STORE_READ, &store, err) < 0 ||
	    store_pending_get(store, number, &row, err) < 0 ||
	    cli_conf(cli, &conf, err) < 0)
		return -1;
	policy = conf_policy(conf, row.policy);
	if (policy == NULL)
		return err_set(err, ERR_NOT_FOUND,
			       "there is no [policy %.*s] any more",
			       (int)row.policy.n, (const char *)row.policy.p);
	if (names_from_words(words, count, &policy->names, &names, &notes, &bad,
			     err) < 0)
		return -1;
	if (bad.count > 0)
		return err_set(err, ERR_USAGE, "%s", bad.at[0].text);
	names_encode(&names, ret);
	return buf_check(ret, err);
}

static int
approve(const struct cli *cli, uint64_t number, struct bytes names,
	struct err *err)
{
	static struct violations violations;
	CLEANUP(reach_close) struct reach *reach = NULL;
	const char *lifetime = cli_get(cli, "--lifetime", NULL);
	struct msg m = { .type = MSG_APPROVE };
	struct msg answer = { 0 };
	char serial[2 * LIMIT_SERIAL_BYTES + 1];

	if ((lifetime != NULL &&
	     text_duration(lifetime, &m.approve.lifetime_s, err) < 0) ||
	    reach_open(cli->dir, true, &reach, err) < 0 ||
	    reach_generation(reach, &m.approve.generation, err) < 0)
		return -1;
	m.approve.pending = number;
	m.approve.names = names;
	m.approve.profile = bytes_of_text(cli_get(cli, "--profile", ""));
	m.approve.word = bytes_of_text(cli_get(cli, "--word", ""));
	m.approve.peer = bytes_of_text("control");
	if (reach_call(reach, &m, MSG_ISSUED, &answer, &violations, err) < 0) {
		for (size_t i = 0; i < violations.count; i++)
			cli_say("refused: %s", violations.at[i].text);
		return -1;
	}
	hex_encode(answer.issued.serial, serial);
	cli_say("approved: issued serial %s, entry %" PRIu64 " of the log",
		serial, answer.issued.log_index);
	if (cli->json)
		return out_json(json_pack("{s:I, s:s}", "number",
					  (json_int_t)number, "serial", serial),
				err);
	printf("%s\n", serial);
	return 0;
}

int
cmd_pending_approve(struct cli *cli, struct err *err)
{
	CLEANUP(buf_free) struct buf names = { 0 };
	uint64_t number = 0;

	if (read_number(cli, &number, err) < 0 ||
	    read_names(cli, number, &names, err) < 0 ||
	    approve(cli, number, buf_bytes(&names), err) < 0)
		return -1;
	return EXIT_DONE;
}

int
cmd_pending_refuse(struct cli *cli, struct err *err)
{
	CLEANUP(reach_close) struct reach *reach = NULL;
	struct msg m = { .type = MSG_PENDING_REFUSE };
	struct msg answer = { 0 };
	const char *word = cli_get(cli, "--word", NULL);

	if (word == NULL)
		return err_set(err, ERR_USAGE,
			       "say why, to who asked: --word TEXT");
	if (read_number(cli, &m.pending_refuse.pending, err) < 0 ||
	    reach_open(cli->dir, true, &reach, err) < 0)
		return -1;
	m.pending_refuse.word = bytes_of_text(word);
	m.pending_refuse.peer = bytes_of_text("control");
	if (reach_call(reach, &m, MSG_DONE, &answer, NULL, err) < 0)
		return -1;
	cli_say("refused: entry %" PRIu64 " of the log", answer.done.number);
	return EXIT_DONE;
}
