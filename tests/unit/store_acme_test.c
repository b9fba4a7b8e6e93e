/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Claims about ACME in ca.db: bindings, accounts, authorizations, orders, and
 * what is said of them. */
#include "sanca/store_acme.h"

#include "tests/unit/store_fixture.h"

#define NOW INT64_C(1800000000)

static struct acme_account
account_make(uint64_t requester, uint8_t octet)
{
	struct acme_account a = { .requester = requester,
				  .spki_bytes = 91,
				  .contacts = "mailto:a@contoso.com",
				  .agreed = true,
				  .created_at = NOW,
				  .peer = "192.0.2.9" };

	memset(a.spki, octet, a.spki_bytes);
	memset(a.thumbprint, octet, sizeof(a.thumbprint));
	return a;
}

static uint64_t
account_put(struct store *s, uint64_t requester, uint8_t octet)
{
	struct acme_account a = account_make(requester, octet);
	struct err err = { 0 };
	uint64_t id = 0;

	is_int(store_account_add(s, &a, &id, &err), 0, "account %s", err.text);
	return id;
}

static struct name
name_make(const char *text)
{
	struct name n = { .type = NAME_DNS };

	n.n = strlen(text);
	memcpy(n.v, text, n.n);
	return n;
}

static uint64_t
authz_put(struct store *s, uint64_t account, const char *name,
	  enum acme_state state, int64_t expires_at)
{
	struct acme_authz a = { .account = account,
				.name = name_make(name),
				.created_at = NOW,
				.expires_at = expires_at,
				.state = state };
	struct err err = { 0 };
	uint64_t id = 0;

	memset(a.token, 't', ACME_TOKEN_CHARS);
	is_int(store_authz_add(s, &a, &id, &err), 0, "authz %s", err.text);
	return id;
}

/* An order for these names, with an authorization of this state for each. */
static uint64_t
order_put(struct store *s, uint64_t account, const char *const *names,
	  size_t count, enum acme_state state, int64_t expires_at)
{
	struct acme_order *o = calloc(1, sizeof(*o));
	uint64_t authz[LIMIT_NAMES];
	struct err err = { 0 };
	uint64_t id = 0;

	if (o == NULL)
		exit(99);
	o->account = account;
	o->created_at = NOW;
	o->expires_at = expires_at;
	snprintf(o->profile, sizeof(o->profile), "server");
	for (size_t i = 0; i < count; i++) {
		o->names.at[o->names.count++] = name_make(names[i]);
		authz[i] = authz_put(s, account, names[i], state, expires_at);
	}
	is_int(store_order_add(s, o, authz, &id, &err), 0, "order %s",
	       err.text);
	free(o);
	return id;
}

static uint64_t
one_order(struct store *s, uint64_t account, int64_t expires_at)
{
	static const char *const names[] = { "mail.contoso.com" };

	return order_put(s, account, names, 1, ACME_PENDING, expires_at);
}

/* ---- bindings and accounts ------------------------------------------------- */

static void
a_binding_is_used_once(void)
{
	CLEANUP(book_close) struct book b = book_make();
	struct acme_binding row = { .kid = "AAAAAAAAAAAAAAAAAAAAAA",
				    .requester = 2,
				    .created_at = NOW,
				    .expires_at = NOW + 9 },
			    got;
	struct err err = { 0 };
	uint64_t id = 0;

	is_int(store_binding_add(b.store, &row, &id, &err), 0, "added");
	is_int(store_binding_add(b.store, &row, &id, &err), -1,
	       "a kid is there once");
	is_int(store_binding_find(b.store, bytes_of_text(row.kid), &got, &err),
	       0, "found");
	is_int(got.requester, 2, "with its requester");
	is_int(got.expires_at, NOW + 9, "and its end");
	is_int(got.account, 0, "not used");
	is_int(store_binding_find(b.store, bytes_of_text("BAAA"), &got, &err),
	       -1, "another");
	is_int(err.code, ERR_NOT_FOUND, "is not found");
	is_int(store_binding_find(b.store, bytes_of_text(row.kid), &got, &err),
	       0, "again");
	is_int(store_binding_use(b.store, got.id, 7, &err), 0, "used");
	is_int(store_binding_use(b.store, got.id, 8, &err), -1, "twice");
	is_int(err.code, ERR_CONFLICT, "is a conflict");
	is_int(store_binding_next(b.store, 2, 0, &got, &err), 0, "listed");
	is_int(got.account, 7, "it has its account");
	is_int(store_binding_next(b.store, 1, 0, &got, &err), -1,
	       "not as another's");
	is_int(store_binding_revoke(b.store, 1, NOW, &err), 0, "revoked");
	is_int(store_binding_revoke(b.store, 1, NOW, &err), -1, "once");
	is_int(err.code, ERR_CONFLICT, "then it is a conflict");
	is_int(by_hand(&b.place, "UPDATE acme_binding SET account = 9"),
	       SQLITE_CONSTRAINT, "nor by hand");
}

static void
an_account_keeps_its_requester(void)
{
	CLEANUP(book_close) struct book b = book_make();
	struct acme_account a = account_make(1, 1), got;
	struct err err = { 0 };
	uint64_t id = account_put(b.store, 1, 1), other = 0;

	is_int(store_account_add(b.store, &a, &other, &err), -1,
	       "a key has one account");
	is_int(err.code, ERR_CONFLICT, "the second is a conflict");
	other = account_put(b.store, 2, 2);
	is_int(store_account_by_key(b.store, a.thumbprint, &got, &err), 0,
	       "found by its key");
	is_int(got.id, id, "the one");
	is_str(got.contacts, a.contacts, "with contacts");
	is_str(got.peer, a.peer, "and who made it");
	is_int(store_account_next(b.store, 2, 0, &got, &err), 0, "of web");
	is_int(got.id, other, "the other");
	is_int(store_account_next(b.store, 2, got.id, &got, &err), -1,
	       "no more");
	is_int(store_account_next(b.store, 0, id, &got, &err), 0, "of any");
	is_int(got.id, other, "the next");
	got.requester = 1;
	snprintf(got.contacts, sizeof(got.contacts), "mailto:b@contoso.com");
	is_int(store_account_update(b.store, &got, &err), 0, "changed");
	is_int(store_account_get(b.store, other, &got, &err), 0, "read");
	is_str(got.contacts, "mailto:b@contoso.com", "its contacts");
	is_int(got.requester, 2, "but not its requester");
	is_int(by_hand(&b.place, "UPDATE acme_account SET requester = 1"),
	       SQLITE_CONSTRAINT, "nor by hand");
	got.ended_at = NOW;
	got.ended_by = ACME_ENDED_BY_CA;
	is_int(store_account_update(b.store, &got, &err), 0, "ended");
	got.ended_at = 0;
	is_int(store_account_update(b.store, &got, &err), -1, "for good");
	is_int(by_hand(&b.place, "DELETE FROM acme_account"), SQLITE_CONSTRAINT,
	       "and kept");
}

/* ---- authorizations -------------------------------------------------------- */

static void
an_authorization_is_decided_once(void)
{
	CLEANUP(book_close) struct book b = book_make();
	uint64_t account = account_put(b.store, 1, 1);
	uint64_t id =
		authz_put(b.store, account, "a.test", ACME_PENDING, NOW + 5);
	struct acme_authz got;
	struct err err = { 0 };

	is_int(store_authz_tried(b.store, 0, 0, &got, &err), -1,
	       "none is tried");
	is_int(store_authz_try(b.store, id, ACME_HTTP_01, &err), 0, "tried");
	is_int(store_authz_try(b.store, id, ACME_DNS_01, &err), -1, "once");
	is_int(err.code, ERR_CONFLICT, "the second is a conflict");
	is_int(store_authz_tried(b.store, 0, 0, &got, &err), 0, "one is tried");
	is_int(got.method, ACME_HTTP_01, "by that method");
	got.state = ACME_INVALID;
	got.decided_at = NOW + 1;
	snprintf(got.address, sizeof(got.address), "10.0.0.7:80");
	snprintf(got.error, sizeof(got.error), "connection got 404");
	is_int(store_authz_decide(b.store, &got, &err), 0, "decided");
	got.state = ACME_VALID;
	is_int(store_authz_decide(b.store, &got, &err), -1, "once");
	is_int(err.code, ERR_CONFLICT, "the second is a conflict");
	is_int(store_authz_get(b.store, id, &got, &err), 0, "read");
	is_int(got.state, ACME_INVALID, "it stays invalid");
	is_str(got.address, "10.0.0.7:80", "with the address");
	is_str(acme_error_words(got.error), "got 404", "and why");
	is_str(acme_error_words("words"), "words", "words without a type");
	is_int(store_authz_tried(b.store, 0, 0, &got, &err), -1,
	       "none is left");
}

static void
the_valid_one_that_lives_longest_is_found(void)
{
	CLEANUP(book_close) struct book b = book_make();
	uint64_t account = account_put(b.store, 1, 1);
	uint64_t other = account_put(b.store, 1, 2);
	struct name name = name_make("a.test"), none = name_make("b.test");
	struct acme_authz got;
	struct err err = { 0 };
	uint64_t best = 0;

	authz_put(b.store, account, "a.test", ACME_VALID, NOW + 5);
	best = authz_put(b.store, account, "a.test", ACME_VALID, NOW + 9);
	authz_put(b.store, account, "a.test", ACME_PENDING, NOW + 20);
	is_int(store_authz_valid(b.store, account, &name, false, NOW, &got,
				 &err),
	       0, "found");
	is_int(got.id, best, "the longest");
#define NOT_FOUND(account, name, wildcard, now, why)                           \
	is_int(store_authz_valid(b.store, account, &(name), wildcard, now,     \
				 &got, &err),                                  \
	       -1, why)
	NOT_FOUND(other, name, false, NOW, "not of another account");
	NOT_FOUND(account, none, false, NOW, "nor of another name");
	NOT_FOUND(account, name, true, NOW, "nor for a wildcard");
	NOT_FOUND(account, name, false, NOW + 9, "nor after its end");
#undef NOT_FOUND
	got.state = ACME_DEACTIVATED;
	is_int(store_authz_decide(b.store, &got, &err), 0, "deactivated");
	is_int(store_authz_valid(b.store, account, &name, false, NOW, &got,
				 &err),
	       0, "then the other");
	is_int(got.expires_at, NOW + 5, "which lives shorter");
	/* What the policy said must not hide what was shown (RFC 8555 7.6). */
	got.id = authz_put(b.store, account, "a.test", ACME_PENDING, NOW + 20);
	got.state = ACME_VALID;
	got.method = ACME_PREAUTHORIZED;
	got.expires_at = NOW + 30;
	is_int(store_authz_decide(b.store, &got, &err), 0, "preauthorized");
	is_int(store_authz_valid(b.store, account, &name, false, NOW, &got,
				 &err),
	       0, "found");
	is_int(got.expires_at, NOW + 5, "the one that was shown");
	is_int(store_authz_valid(b.store, account, &name, false, NOW + 6, &got,
				 &err),
	       0, "found later");
	is_int(got.method, ACME_PREAUTHORIZED, "the one that is left");
}

/* ---- orders ---------------------------------------------------------------- */

static void
an_order_is_read_with_its_authorizations(void)
{
	static const char *const names[] = { "b.contoso.com", "a.contoso.com",
					     "c.contoso.com" };
	CLEANUP(book_close) struct book b = book_make();
	CLEANUP(acme_order_free) struct acme_order o = { 0 };
	uint64_t account = account_put(b.store, 1, 1);
	uint64_t id =
		order_put(b.store, account, names, 3, ACME_PENDING, NOW + 5);
	struct err err = { 0 };

	is_int(store_order_get(b.store, id, &o, &err), 0, "read %s", err.text);
	is_int(o.account, account, "its account");
	is_str(o.profile, "server", "its profile");
	is_int(o.names.count, 3, "its names");
	is_int(o.authz_count, 3, "an authorization for each");
	for (size_t i = 0; i < o.authz_count && i < 3; i++)
		ok(o.authz[i].name.n == strlen(names[i]) &&
			   memcmp(o.authz[i].name.v, names[i],
				  o.authz[i].name.n) == 0,
		   "%s in its place", names[i]);
	is_int(store_order_get(b.store, id + 1, &o, &err), -1, "another");
	is_int(err.code, ERR_NOT_FOUND, "is not there");
	is_int(by_hand(&b.place, "UPDATE acme_order SET names = x'00'"),
	       SQLITE_CONSTRAINT, "an order keeps its names");
}

/* Of the order, as it is read now. */
static void
status_is(struct store *s, uint64_t id, enum acme_order_status want,
	  const char *why)
{
	CLEANUP(acme_order_free) struct acme_order o = { 0 };
	struct err err = { 0 };

	is_int(store_order_get(s, id, &o, &err), 0, "read %s", err.text);
	is_str(acme_order_status_name(acme_order_status(&o, NOW)),
	       acme_order_status_name(want), "%s", why);
}

static void
a_void_reservation_makes_an_order_ready_again(void)
{
	static const char *const names[] = { "a.contoso.com" };
	CLEANUP(book_close) struct book b = book_make();
	uint64_t account = account_put(b.store, 1, 1);
	uint64_t id =
		order_put(b.store, account, names, 1, ACME_VALID, NOW + 5);
	uint64_t reserved = book_put(b.store, 1, false, 1);
	uint64_t issued = 0, other = 0;
	struct err err = { 0 };

	status_is(b.store, id, ACME_ORDER_READY, "at first");
	is_int(store_order_take(b.store, id, reserved, &err), 0, "taken");
	status_is(b.store, id, ACME_ORDER_PROCESSING, "reserved");
	other = book_put(b.store, 3, true, 1);
	is_int(store_order_take(b.store, id, other, &err), -1, "not twice");
	is_int(err.code, ERR_CONFLICT, "that is a conflict");
	status_is(b.store, id, ACME_ORDER_PROCESSING, "which changed nothing");
	is_int(store_void_add(b.store, reserved, NOW, "crash", 0, &err), 0,
	       "void %s", err.text);
	status_is(b.store, id, ACME_ORDER_READY, "void");
	issued = book_put(b.store, 2, true, 1);
	is_int(store_order_take(b.store, id, issued, &err), 0, "taken again");
	status_is(b.store, id, ACME_ORDER_VALID, "issued");
	is_int(store_order_take(b.store, id, other, &err), -1,
	       "nor another certificate");
	is_int(err.code, ERR_CONFLICT, "a conflict, too");
	status_is(b.store, id, ACME_ORDER_VALID, "it stays what it is");
}

static void
orders_are_listed_from_both_ends(void)
{
	CLEANUP(book_close) struct book b = book_make();
	uint64_t mail = account_put(b.store, 1, 1);
	uint64_t web = account_put(b.store, 2, 2);
	uint64_t ids[7], got[7], reached = 0;
	struct acme_order_filter f = { 0 };
	struct err err = { 0 };
	size_t n = 0;

	for (size_t i = 0; i < 7; i++)
		ids[i] = one_order(b.store, i % 3 == 0 ? web : mail, NOW + 5);
	is_int(store_order_list(b.store, web, 0, got, 7, &n, &err), 0, "web");
	is_int(n, 3, "three are web's");
	is_int(got[2], ids[6], "rising");
	is_int(store_order_list(b.store, 0, ids[1], got, 3, &n, &err), 0,
	       "of all");
	is_int(n, 3, "as many as are wanted");
	is_int(got[0], ids[2], "after that one");

#define NEWEST(max, count, first, on, why)                                     \
	is_int(store_order_newest(b.store, &f, got, max, &n, &reached, &err),  \
	       0, "%s", err.text);                                             \
	is_int(n, count, "%s: so many", why);                                  \
	is_int(got[0], first, "%s: the first", why);                           \
	is_int(reached, on, "%s: where to go on", why)
	NEWEST(3, 3, ids[6], ids[4], "the newest");
	f.before = ids[4];
	NEWEST(3, 3, ids[3], ids[1], "before them");
	f.before = ids[1];
	NEWEST(3, 1, ids[0], 0, "the last");
	f = (struct acme_order_filter){ 0 };
	NEWEST(7, 7, ids[6], 0, "exactly all");
	f = (struct acme_order_filter){ .account = web };
	NEWEST(2, 2, ids[6], ids[3], "of an account");
	f.before = ids[3];
	NEWEST(2, 1, ids[0], 0, "the rest of them");
	f = (struct acme_order_filter){ .requester = 1 };
	NEWEST(3, 3, ids[5], ids[2], "of a requester");
	f.before = ids[2];
	NEWEST(3, 1, ids[1], 0, "the rest of those");
	f = (struct acme_order_filter){ .requester = 99 };
	is_int(store_order_newest(b.store, &f, got, 3, &n, &reached, &err), 0,
	       "of nobody");
	is_int(n + reached, 0, "nothing");
#undef NEWEST
}

static void
for_one_requester_a_page_looks_at_no_more_than_a_bound(void)
{
	CLEANUP(book_close) struct book b = book_make();
	uint64_t mail = account_put(b.store, 1, 1);
	uint64_t web = account_put(b.store, 2, 2);
	uint64_t first = one_order(b.store, web, NOW + 5), got[3], reached = 0;
	struct acme_order_filter f = { .requester = 2 };
	struct err err = { 0 };
	size_t n = 9;
	char sql[400];

	snprintf(sql, sizeof(sql),
		 "WITH RECURSIVE k(i) AS (SELECT 1 UNION ALL SELECT i + 1 "
		 "FROM k WHERE i < %d) INSERT INTO acme_order (account, "
		 "created_at, expires_at, profile, not_after, names, replaces) "
		 "SELECT %d, 1, 2, '', 0, x'00', 0 FROM k",
		 LIMIT_ACME_ORDERS_LOOKS, (int)mail);
	is_int(by_hand(&b.place, sql), SQLITE_OK, "as many as are looked at");
	is_int(store_order_newest(b.store, &f, got, 3, &n, &reached, &err), 0,
	       "read %s", err.text);
	is_int(n, 0, "nothing among them");
	is_int(reached, first + 1, "but it says where to go on");
	f.before = reached;
	is_int(store_order_newest(b.store, &f, got, 3, &n, &reached, &err), 0,
	       "from there");
	is_int(n, 1, "one");
	is_int(got[0], first, "is found");
	is_int(reached, 0, "and that is all");
}

static void
an_order_is_found_by_what_it_replaces(void)
{
	CLEANUP(book_close) struct book b = book_make();
	CLEANUP(acme_order_free) struct acme_order got = { 0 };
	struct acme_order *o = calloc(1, sizeof(*o));
	uint64_t account = account_put(b.store, 1, 1);
	uint64_t reservation = book_put(b.store, 1, true, 1), id = 0, authz = 0;
	struct err err = { 0 };

	if (o == NULL)
		exit(99);
	authz = authz_put(b.store, account, "a.test", ACME_PENDING, NOW + 5);
	o->account = account;
	o->created_at = NOW;
	o->expires_at = NOW + 5;
	o->names.at[o->names.count++] = name_make("a.test");
	o->replaces = reservation;
	is_int(store_order_add(b.store, o, &authz, &id, &err), 0, "ordered");
	is_int(store_order_by_replaces(b.store, reservation, &got, &err), 0,
	       "found");
	is_int(got.id, id, "the one");
	is_int(store_order_by_replaces(b.store, 0, &got, &err), -1,
	       "what replaces nothing is not");
	free(o);
}

/* ---- what is said of them -------------------------------------------------- */

static void
the_status_of_an_authorization_follows_from_row_and_clock(void)
{
	static const struct {
		enum acme_state state;
		int64_t expires_at;
		const char *status;
	} rows[] = {
		{ ACME_PENDING, NOW + 1, "pending" },
		{ ACME_PENDING, NOW, "invalid" },
		{ ACME_VALID, NOW + 1, "valid" },
		{ ACME_VALID, NOW, "expired" },
		{ ACME_INVALID, NOW + 1, "invalid" },
		{ ACME_INVALID, NOW, "invalid" },
		{ ACME_DEACTIVATED, NOW + 1, "deactivated" },
		{ ACME_DEACTIVATED, NOW - 1, "deactivated" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct acme_authz a = { .state = rows[i].state,
					.expires_at = rows[i].expires_at };

		is_str(acme_authz_status(&a, NOW), rows[i].status, "row %zu",
		       i);
	}
}

#define GONE                                                                   \
	"unauthorized this authorization was deactivated by its account: make a new order"
#define STALE                                                                  \
	"unauthorized before this name was shown its account ended, or changed its key: make a new order"
#define LATE "unauthorized this authorization has expired: make a new order"
#define PASSED "malformed the notAfter of the order has passed"
#define OVER "malformed the order has expired"

static void
the_status_of_an_order_follows_from_rows_and_clock(void)
{
	static const struct {
		enum acme_state first, second;
		int64_t authz_end; /* of the second */
		int64_t end, not_after;
		uint64_t reservation;
		enum store_state certificate;
		enum acme_order_status status;
		bool is_stale; /* the second */
		const char *error, *fault, *name_fault;
	} rows[] = {
		{ ACME_PENDING, ACME_PENDING, 9, 9, 9, 0, 0, ACME_ORDER_PENDING,
		  false, "", "", "" },
		{ ACME_VALID, ACME_PENDING, 9, 9, 9, 0, 0, ACME_ORDER_PENDING,
		  false, "", "", "" },
		{ ACME_VALID, ACME_PENDING, 9, 9, 9, 0, 0, ACME_ORDER_INVALID,
		  true, "", "", STALE },
		{ ACME_VALID, ACME_VALID, 9, 9, 9, 0, 0, ACME_ORDER_READY,
		  false, "", "", "" },
		{ ACME_VALID, ACME_VALID, 0, 9, 9, 0, 0, ACME_ORDER_INVALID,
		  false, "", "", LATE },
		{ ACME_PENDING, ACME_INVALID, 9, 9, 9, 0, 0, ACME_ORDER_INVALID,
		  false, "connection no", "", "connection no" },
		{ ACME_VALID, ACME_DEACTIVATED, 9, 9, 9, 0, 0,
		  ACME_ORDER_INVALID, false, "", "", GONE },
		{ ACME_VALID, ACME_DEACTIVATED, 9, 9, 9, 0, 0,
		  ACME_ORDER_INVALID, false, "dns no", "", "dns no" },
		{ ACME_PENDING, ACME_PENDING, 0, 9, 9, 0, 0, ACME_ORDER_INVALID,
		  false, "", "", LATE },
		{ ACME_VALID, ACME_VALID, 0, 0, 9, 0, 0, ACME_ORDER_INVALID,
		  false, "", OVER, "" },
		{ ACME_VALID, ACME_VALID, 9, 9, 0, 0, 0, ACME_ORDER_INVALID,
		  false, "", PASSED, "" },
		{ ACME_PENDING, ACME_INVALID, 9, 0, 9, 0, 0, ACME_ORDER_INVALID,
		  false, "connection no", OVER, "connection no" },
		{ ACME_VALID, ACME_VALID, 9, 9, 9, 4, STORE_RESERVED,
		  ACME_ORDER_PROCESSING, false, "", "", "" },
		{ ACME_VALID, ACME_VALID, 9, 9, 9, 4, STORE_ISSUED,
		  ACME_ORDER_VALID, false, "", "", "" },
		/* What has its certificate keeps it. */
		{ ACME_VALID, ACME_DEACTIVATED, 0, 0, 0, 4, STORE_ISSUED,
		  ACME_ORDER_VALID, false, "", "", "" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct acme_authz authz[2] = {
			{ .state = rows[i].first, .expires_at = NOW + 9 },
			{ .state = rows[i].second,
			  .expires_at = NOW + rows[i].authz_end,
			  .is_stale = rows[i].is_stale },
		};
		struct acme_order o = { .expires_at = NOW + rows[i].end,
					.not_after = NOW + rows[i].not_after,
					.reservation = rows[i].reservation,
					.certificate = rows[i].certificate,
					.authz_count = 2,
					.authz = authz };

		strcpy(authz[1].error, rows[i].error);
		is_str(acme_order_status_name(acme_order_status(&o, NOW)),
		       acme_order_status_name(rows[i].status), "row %zu", i);
		is_str(acme_order_fault(&o, NOW), rows[i].fault,
		       "row %zu: its fault", i);
		is_str(acme_order_name_fault(&o, 1, NOW), rows[i].name_fault,
		       "row %zu: that of a name", i);
	}
}

/* RFC 8555 7.3.6: what was begun ends with the account, or with its key. */
static void
what_is_pending_does_not_outlive_its_account(void)
{
	static const char *const ends[] = { "pending", "invalid", "invalid" };

	for (unsigned i = 0; i < ARRAY_SIZE(ends); i++) {
		CLEANUP(book_close) struct book b = book_make();
		CLEANUP(acme_order_free) struct acme_order o = { 0 };
		uint64_t account = account_put(b.store, 1, 1);
		uint64_t id = one_order(b.store, account, NOW + 10);
		struct acme_account row = { 0 };
		struct err err = { 0 };

		is_int(store_account_get(b.store, account, &row, &err), 0,
		       "the account");
		is_int(store_order_get(b.store, id, &o, &err), 0, "its order");
		memcpy(row.thumbprint, o.authz[0].thumbprint, 32);
		row.thumbprint[0] ^= i == 1;
		row.ended_at = i == 2 ? NOW : 0;
		is_int(store_account_update(b.store, &row, &err), 0, "changed");
		is_int(store_order_get(b.store, id, &o, &err), 0, "its order");
		is_str(acme_order_status_name(acme_order_status(&o, NOW)),
		       ends[i], "case %u", i);
		is_str(acme_authz_status(&o.authz[0], NOW), ends[i],
		       "and the authorization");
	}
}

/* ---- the end --------------------------------------------------------------- */

static void
a_sweep_is_bounded_and_leaves_what_is_open(void)
{
	CLEANUP(book_close) struct book b = book_make();
	CLEANUP(acme_order_free) struct acme_order o = { 0 };
	uint64_t account = account_put(b.store, 1, 1), live = 0, got[9];
	struct err err = { 0 };
	unsigned swept = 0;
	size_t n = 0;

	for (int i = 0; i < 5; i++)
		one_order(b.store, account, NOW - 10);
	live = one_order(b.store, account, NOW + 10);
	is_int(store_acme_sweep(b.store, NOW, 2, &swept, &err), 0, "swept %s",
	       err.text);
	is_int(swept, 4, "two orders and their two authorizations");
	is_int(store_order_list(b.store, account, 0, got, 9, &n, &err), 0,
	       "listed");
	is_int(n, 4, "four are left");
	is_int(store_acme_sweep(b.store, NOW, 2, &swept, &err), 0, "again");
	is_int(store_acme_sweep(b.store, NOW, 2, &swept, &err), 0, "again");
	is_int(swept, 2, "the last");
	is_int(store_acme_sweep(b.store, NOW, 2, &swept, &err), 0, "again");
	is_int(swept, 0, "nothing more");
	is_int(store_order_get(b.store, live, &o, &err), 0,
	       "what is open stays, with its authorization");
}

static void
no_number_is_given_twice(void)
{
	CLEANUP(book_close) struct book b = book_make();
	CLEANUP(acme_order_free) struct acme_order o = { 0 }, p = { 0 };
	uint64_t account = account_put(b.store, 1, 1);
	uint64_t first = one_order(b.store, account, NOW - 10), next = 0;
	struct err err = { 0 };
	unsigned swept = 0;

	is_int(first, 1, "the first is 1");
	is_int(store_order_get(b.store, first, &o, &err), 0, "it is there");
	is_int(store_acme_sweep(b.store, NOW, 9, &swept, &err), 0, "swept");
	is_int(swept, 2, "the highest order and authorization");
	next = one_order(b.store, account, NOW + 10);
	is_int(next, 2, "the next order has a number of its own");
	is_int(store_order_get(b.store, next, &p, &err), 0, "it is there");
	is_int(p.authz[0].id, o.authz[0].id + 1, "as its authorization has");
	is_int(store_acme_skip(b.store, 100001, &err), 0, "skipped %s",
	       err.text);
	next = one_order(b.store, account, NOW + 10);
	is_int(next, 2 + 100001 + 1, "numbers are left out");
	is_int(by_hand(&b.place, "DELETE FROM sqlite_sequence"), 0, "gone");
	is_int(store_acme_skip(b.store, 9, &err), -1, "cannot be skipped");
	is_int(err.code, ERR_CORRUPT, "then: %s", err.text);
}

TAP_MAIN(a_binding_is_used_once, an_account_keeps_its_requester,
	 an_authorization_is_decided_once,
	 the_valid_one_that_lives_longest_is_found,
	 an_order_is_read_with_its_authorizations,
	 a_void_reservation_makes_an_order_ready_again,
	 orders_are_listed_from_both_ends,
	 for_one_requester_a_page_looks_at_no_more_than_a_bound,
	 an_order_is_found_by_what_it_replaces,
	 the_status_of_an_authorization_follows_from_row_and_clock,
	 the_status_of_an_order_follows_from_rows_and_clock,
	 what_is_pending_does_not_outlive_its_account,
	 a_sweep_is_bounded_and_leaves_what_is_open, no_number_is_given_twice)
