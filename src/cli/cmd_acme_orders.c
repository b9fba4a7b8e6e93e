/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* sanca acme orders and order: what became of what was asked for, and why a
 * challenge failed. */
#include "cli.h"
#include "out.h"

#include "sanca/clock.h"
#include "sanca/store_acme.h"
#include "sanca/text.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* An order with what its rows say of it now. */
struct shown_order {
	struct acme_order o;
	int64_t now;
	enum acme_order_status status;
	char serial[2 * LIMIT_SERIAL_BYTES + 1];
};

static void
shown_free(struct shown_order **s)
{
	if (*s == NULL)
		return;
	acme_order_free(&(*s)->o);
	free(*s);
	*s = NULL;
}

static int
shown_new(struct shown_order **ret, struct err *err)
{
	*ret = calloc(1, sizeof(**ret));
	return *ret != NULL ? 0 : err_set(err, ERR_NOMEM, "an order");
}

static int
shown_read(struct store *store, uint64_t id, struct shown_order *s,
	   struct err *err)
{
	struct store_reservation r = { 0 };

	if (store_order_get(store, id, &s->o, err) < 0)
		return -1;
	s->now = clock_wall_s();
	s->status = acme_order_status(&s->o, s->now);
	s->serial[0] = '\0';
	if (s->status != ACME_ORDER_VALID)
		return 0;
	if (store_reservation_get(store, s->o.reservation, &r, err) < 0)
		return -1;
	if (r.serial.n <= LIMIT_SERIAL_BYTES)
		hex_encode(r.serial, s->serial);
	return 0;
}

/* "mail.contoso.com", "*.contoso.com" */
static void
authz_name(const struct acme_authz *a, struct buf *out)
{
	if (a->wildcard)
		buf_append_text(out, "*.");
	name_show(&a->name, out);
}

/* Text from outside, as a terminal may see it. */
static void
print_text(const char *label, const char *text)
{
	CLEANUP(buf_free) struct buf shown = { 0 };

	if (*text == '\0')
		return;
	text_show(bytes_of_text(text), ACME_ERROR_BYTES, &shown);
	printf("%s%s\n", label, buf_text(&shown));
}

static void
print_time(const char *label, int64_t t)
{
	char text[32];

	if (t == 0)
		return;
	clock_show(t, text);
	printf("%s%s\n", label, text);
}

/* ---- JSON ------------------------------------------------------------------------ */

static json_t *
authz_json(const struct shown_order *s, size_t i)
{
	CLEANUP(buf_free) struct buf name = { 0 };
	const struct acme_authz *a = &s->o.authz[i];

	authz_name(a, &name);
	return json_pack("{s:I, s:s, s:s, s:s, s:o, s:o, s:o, s:o}",
			 "authorization", (json_int_t)a->id, "name",
			 buf_text(&name), "status",
			 acme_authz_status(a, s->now), "method",
			 acme_method_name(a->method), "decided_at",
			 out_json_time(a->decided_at), "expires_at",
			 out_json_time(a->expires_at), "address",
			 out_json_text(bytes_of_text(a->address)), "error",
			 out_json_text(bytes_of_text(
				 acme_order_name_fault(&s->o, i, s->now))));
}

static json_t *
order_json(const struct shown_order *s)
{
	json_t *all = json_array();

	for (size_t i = 0; i < s->o.authz_count; i++)
		json_array_append_new(all, authz_json(s, i));
	return json_pack(
		"{s:I, s:I, s:s, s:o, s:s, s:o, s:o, s:o, s:o, s:o}", "order",
		(json_int_t)s->o.id, "account", (json_int_t)s->o.account,
		"status", acme_order_status_name(s->status), "names",
		out_json_names(&s->o.names), "profile", s->o.profile,
		"created_at", out_json_time(s->o.created_at), "expires_at",
		out_json_time(s->o.expires_at), "serial",
		s->serial[0] != '\0' ? json_string(s->serial) : json_null(),
		"error",
		out_json_text(bytes_of_text(
			acme_error_words(acme_order_fault(&s->o, s->now)))),
		"authorizations", all);
}

/* ---- orders ---------------------------------------------------------------------- */

static void
print_row(const struct shown_order *s)
{
	CLEANUP(buf_free) struct buf names = { 0 };
	char end[32];

	out_join_names(&s->o.names, &names);
	clock_show(s->o.expires_at, end);
	printf("%-7" PRIu64 " %-7" PRIu64 " %-10s %-10.10s %s\n", s->o.id,
	       s->o.account, acme_order_status_name(s->status), end,
	       buf_text(&names));
	print_text("        serial ", s->serial);
	print_text("        ",
		   acme_error_words(acme_order_fault(&s->o, s->now)));
	for (size_t i = 0; i < s->o.authz_count; i++) {
		CLEANUP(buf_free) struct buf label = { 0 };
		const struct acme_authz *a = &s->o.authz[i];
		const char *fault = acme_order_name_fault(&s->o, i, s->now);

		if (fault[0] == '\0')
			continue;
		buf_append_text(&label, "        ");
		authz_name(a, &label);
		buf_printf(&label, ", %s: ", acme_method_name(a->method));
		print_text(buf_text(&label), acme_error_words(fault));
	}
}

static int
show_page(const struct cli *cli, struct store *store, const uint64_t *ids,
	  size_t count, json_t *all, struct err *err)
{
	CLEANUP(shown_free) struct shown_order *s = NULL;

	if (shown_new(&s, err) < 0)
		return -1;
	for (size_t i = 0; i < count; i++) {
		if (shown_read(store, ids[i], s, err) < 0) {
			/* Swept since its number was read. */
			if (err->code == ERR_NOT_FOUND)
				continue;
			return -1;
		}
		if (cli->json)
			json_array_append_new(all, order_json(s));
		else
			print_row(s);
	}
	return 0;
}

static int
show_all(const struct cli *cli, struct store *store, uint64_t account,
	 json_t *all, struct err *err)
{
	uint64_t ids[LIMIT_PAGE_ROWS] = { 0 };
	uint64_t after = 0;
	size_t count = 0;

	do {
		if (store_order_list(store, account, after, ids,
				     ARRAY_SIZE(ids), &count, err) < 0 ||
		    show_page(cli, store, ids, count, all, err) < 0)
			return -1;
		if (count > 0)
			after = ids[count - 1];
	} while (count == ARRAY_SIZE(ids));
	return 0;
}

int
cmd_acme_orders(struct cli *cli, struct err *err)
{
	CLEANUP(store_free) struct store *store = NULL;
	const char *account = cli_get(cli, "--account", NULL);
	struct acme_account a = { 0 };
	json_t *all = NULL;

	if (account != NULL && text_u64(account, INT64_MAX, &a.id, err) < 0)
		return err_context(err, "--account");
	if (store_open(cli->dir, STORE_READ, &store, err) < 0 ||
	    (account != NULL && store_account_get(store, a.id, &a, err) < 0))
		return -1;
	if (!cli->json)
		printf("%-7s %-7s %-10s %-10s %s\n", "ORDER", "ACCOUNT",
		       "STATUS", "EXPIRES", "NAMES");
	all = json_array();
	if (show_all(cli, store, a.id, all, err) < 0) {
		json_decref(all);
		return -1;
	}
	if (cli->json)
		return out_json(all, err) < 0 ? -1 : EXIT_DONE;
	json_decref(all);
	return EXIT_DONE;
}

/* ---- one of them ----------------------------------------------------------------- */

static void
print_authz(const struct shown_order *s, size_t i)
{
	CLEANUP(buf_free) struct buf name = { 0 };
	const struct acme_authz *a = &s->o.authz[i];

	authz_name(a, &name);
	printf("\n%s\n  status    %s\n", buf_text(&name),
	       acme_authz_status(a, s->now));
	printf("  method    %s\n", a->method == ACME_NONE
					   ? "none was tried"
					   : acme_method_name(a->method));
	print_text("  address   ", a->address);
	print_time("  decided   ", a->decided_at);
	print_time("  expires   ", a->expires_at);
	print_text("  error     ", acme_order_name_fault(&s->o, i, s->now));
}

static void
print_whole(const struct shown_order *s, const char *requester)
{
	printf("order       %" PRIu64 "\nstatus      %s\n", s->o.id,
	       acme_order_status_name(s->status));
	print_text("error       ",
		   acme_error_words(acme_order_fault(&s->o, s->now)));
	printf("account     %" PRIu64 " of %s\n", s->o.account, requester);
	print_text("profile     ", s->o.profile);
	print_time("made        ", s->o.created_at);
	print_time("expires     ", s->o.expires_at);
	print_text("serial      ", s->serial);
	for (size_t i = 0; i < s->o.authz_count; i++)
		print_authz(s, i);
}

int
cmd_acme_order(struct cli *cli, struct err *err)
{
	CLEANUP(shown_free) struct shown_order *s = NULL;
	CLEANUP(store_free) struct store *store = NULL;
	struct store_requester r = { 0 };
	struct acme_account a = { 0 };
	uint64_t id = 0;

	if (shown_new(&s, err) < 0 ||
	    text_u64(cli->operands[0], INT64_MAX, &id, err) < 0 ||
	    store_open(cli->dir, STORE_READ, &store, err) < 0 ||
	    shown_read(store, id, s, err) < 0)
		return -1;
	if (cli->json)
		return out_json(order_json(s), err) < 0 ? -1 : EXIT_DONE;
	if (store_account_whose(store, s->o.account, &a, &r, err) < 0)
		return -1;
	print_whole(s, r.name);
	return EXIT_DONE;
}
