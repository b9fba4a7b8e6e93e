/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Claims about people in ca.db: requesters with what came later, passwords,
 * links, and requests that wait. */
#include "tests/unit/store_fixture.h"

extern const unsigned char schema_001[];
extern const unsigned char schema_002[];

/* ---- requesters --------------------------------------------------------------- */

static void
a_requester_is_found_by_its_client_name(void)
{
	CLEANUP(book_close) struct book b = book_make();
	struct store_requester mail, web, got;
	struct err err = { 0 };

	is_int(store_requester_find(b.store, bytes_of_text("mail"), &mail,
				    &err),
	       0, "mail");
	is_int(store_requester_find(b.store, bytes_of_text("web"), &web, &err),
	       0, "web");
	is_int(store_requester_by_client_name(b.store, bytes_of_text(""), &got,
					      &err),
	       -1, "no name is the name of nobody");
	is_int(err.code, ERR_NOT_FOUND, "not found");
	snprintf(mail.client_name, sizeof(mail.client_name), "robot.test");
	snprintf(mail.contacts, sizeof(mail.contacts), "a@x.test b@x.test");
	mail.rights = 9;
	mail.expires_at = 77;
	is_int(store_requester_update(b.store, &mail, &err), 0, "%s", err.text);
	is_int(store_requester_by_client_name(
		       b.store, bytes_of_text("robot.test"), &got, &err),
	       0, "found");
	is_str(got.name, "mail", "mail");
	is_str(got.contacts, "a@x.test b@x.test", "with its contacts");
	is_int(got.rights, 9, "its rights");
	is_int(got.expires_at, 77, "and its end");
	snprintf(web.client_name, sizeof(web.client_name), "robot.test");
	is_int(store_requester_update(b.store, &web, &err), -1, "another");
	is_int(err.code, ERR_CONFLICT, "cannot have that name");
	is_int(by_hand(&b.place, "UPDATE requester SET name = 'x'"),
	       SQLITE_CONSTRAINT, "a requester keeps its name");
}

static void
who_is_able_has_rights_a_password_and_no_end(void)
{
	CLEANUP(book_close) struct book b = book_make();
	struct store_password p = { .requester = 1, .hash = "$y$x" };
	struct store_requester mail;
	struct err err = { 0 };
	uint64_t all = 9, lasting = 9;

#define ABLE(want_all, want_lasting, why)                                      \
	is_int(store_requester_count_able(b.store, 2, 1000, &all, &lasting,    \
					  &err),                               \
	       0, "counted");                                                  \
	is_int(all, want_all, "%s", why);                                      \
	is_int(lasting, want_lasting, "%s: for good", why)
	ABLE(0, 0, "without a password");
	is_int(store_password_set(b.store, &p, &err), 0, "set");
	ABLE(1, 1, "with one");
	is_int(store_requester_by_id(b.store, 1, &mail, &err), 0, "mail");
	mail.expires_at = 1001;
	is_int(store_requester_update(b.store, &mail, &err), 0, "to end");
	ABLE(1, 0, "before its end");
	mail.expires_at = 999;
	is_int(store_requester_update(b.store, &mail, &err), 0, "ended");
	ABLE(0, 0, "after it");
	mail.expires_at = 0;
	mail.disabled_at = 5;
	is_int(store_requester_update(b.store, &mail, &err), 0, "disabled");
	ABLE(0, 0, "disabled");
	mail.disabled_at = 0;
	mail.rights = 1;
	is_int(store_requester_update(b.store, &mail, &err), 0, "other rights");
	ABLE(0, 0, "without the right");
#undef ABLE
}

/* ---- passwords and links -------------------------------------------------------- */

static void
a_password_takes_the_place_of_the_last_one(void)
{
	CLEANUP(book_close) struct book b = book_make();
	struct store_password p = { .requester = 1,
				    .hash = "$y$one",
				    .set_at = 5 },
			      got;
	struct store_password nobody = { .requester = 99, .hash = "$y$one" };
	struct err err = { 0 };

	is_int(store_password_get(b.store, 1, &got, &err), -1, "none");
	is_int(err.code, ERR_NOT_FOUND, "not found");
	is_int(store_password_set(b.store, &p, &err), 0, "set");
	snprintf(p.hash, sizeof(p.hash), "$y$two");
	p.set_at = 6;
	is_int(store_password_set(b.store, &p, &err), 0, "set anew");
	is_int(store_password_get(b.store, 1, &got, &err), 0, "found");
	is_str(got.hash, "$y$two", "the new one");
	is_int(got.set_at, 6, "with its time");
	is_int(store_password_get(b.store, 2, &got, &err), -1, "not another's");
	is_int(store_password_set(b.store, &nobody, &err), -1,
	       "nor one of nobody");
}

static struct store_link
link_make(unsigned kind, uint8_t octet, uint64_t requester)
{
	struct store_link l = { .kind = kind,
				.requester = requester,
				.created_at = 10,
				.expires_at = 20 };

	memset(l.hash, octet, sizeof(l.hash));
	return l;
}

static void
a_link_ends_once(void)
{
	CLEANUP(book_close) struct book b = book_make();
	struct store_link one = link_make(1, 1, 0), two = link_make(2, 2, 1);
	struct store_link three = link_make(2, 3, 1), got;
	uint8_t none[32] = { 9 };
	struct err err = { 0 };
	uint64_t id = 0, second = 0, count = 9;

	is_int(store_link_add(b.store, &one, &id, &err), 0, "one");
	is_int(store_link_add(b.store, &one, &second, &err), -1, "again");
	is_int(store_link_add(b.store, &two, &second, &err), 0, "two");
	is_int(store_link_find(b.store, none, &got, &err), -1, "another");
	is_int(err.code, ERR_NOT_FOUND, "is not found");
	is_int(store_link_find(b.store, one.hash, &got, &err), 0, "found");
	is_int(got.id, id, "its number");
	is_int(got.kind, 1, "kind");
	is_int(got.requester, 0, "of nobody yet");
	is_int(got.expires_at, 20, "end");
	is_int(store_link_end(b.store, id, 15, &err), 0, "it ends");
	is_int(store_link_end(b.store, id, 16, &err), -1, "once");
	is_int(err.code, ERR_NOT_FOUND, "then there is none");
	is_int(store_link_find(b.store, one.hash, &got, &err), 0, "found");
	is_int(got.ended_at, 15, "as ended");
	is_int(store_link_add(b.store, &three, &id, &err), 0, "three");
	is_int(store_link_end_all(b.store, 2, 2, 17, &count, &err), 0,
	       "of another");
	is_int(count, 0, "are none");
	is_int(store_link_find(b.store, three.hash, &got, &err), 0, "found");
	is_int(got.ended_at, 0, "leaves it");
	is_int(store_link_end_all(b.store, 2, 1, 17, &count, &err), 0,
	       "all of mail");
	is_int(count, 2, "are two");
	is_int(store_link_find(b.store, three.hash, &got, &err), 0, "found");
	is_int(got.ended_at, 17, "ends it");
}

static void
links_are_not_changed_by_hand(void)
{
	static const char *const bad[] = {
		"DELETE FROM link",
		"UPDATE link SET hash = x'00' WHERE id = 1",
		"UPDATE link SET kind = 2 WHERE id = 1",
		"UPDATE link SET requester = 2 WHERE id = 1",
		"UPDATE link SET expires_at = 99 WHERE id = 1",
		"UPDATE link SET ended_at = 0 WHERE id = 2",
	};
	CLEANUP(book_close) struct book b = book_make();
	struct store_link one = link_make(1, 1, 1), two = link_make(1, 2, 1);
	struct err err = { 0 };
	uint64_t id = 0;

	is_int(store_link_add(b.store, &one, &id, &err), 0, "one");
	is_int(store_link_add(b.store, &two, &id, &err), 0, "two");
	is_int(store_link_end(b.store, id, 15, &err), 0, "which ends");
	for (size_t i = 0; i < ARRAY_SIZE(bad); i++)
		is_int(by_hand(&b.place, bad[i]), SQLITE_CONSTRAINT, "%s",
		       bad[i]);
}

/* ---- what waits ----------------------------------------------------------------- */

struct wish {
	uint8_t hash[32];
	struct store_pending row;
};

static void
wish_make(uint8_t octet, const char *peer, int64_t expires_at, struct wish *ret)
{
	static const uint8_t names[] = { 1, 2, 1, 'a' };

	memset(ret->hash, octet, sizeof(ret->hash));
	ret->row = (struct store_pending){
		.status_hash = BYTES_OF(ret->hash),
		.requester = 2,
		.policy = bytes_of_text("wide"),
		.asked_at = 100,
		.expires_at = expires_at,
		.door = 1,
		.peer = bytes_of_text(peer),
		.request_id = bytes_of_text("r"),
		.contact = bytes_of_text("'); DROP TABLE pending;--"),
		.lifetime_s = 7,
		.spki = { blank, 91 },
		.names = BYTES_OF(names),
		.names_requested = BYTES_OF(names),
		.csr = { blank, 300 },
		.diagnosis = bytes_of_text("[]"),
		.why = bytes_of_text("because"),
	};
}

static uint64_t
wish_put(struct store *s, uint8_t octet, const char *peer, int64_t expires_at)
{
	struct wish w;
	struct err err = { 0 };
	uint64_t id = 0;

	wish_make(octet, peer, expires_at, &w);
	is_int(store_pending_add(s, &w.row, &id, &err), 0, "added %s",
	       err.text);
	return id;
}

static void
what_waits_comes_back_as_it_was(void)
{
	CLEANUP(book_close) struct book b = book_make();
	struct store_pending got = { 0 };
	struct wish w;
	struct err err = { 0 };
	uint64_t id = 0, again = 0;

	wish_make(1, "192.0.2.1", 500, &w);
	w.row.replaces = book_put(b.store, 1, true, 1);
	is_int(store_pending_add(b.store, &w.row, &id, &err), 0, "added");
	is_int(store_pending_add(b.store, &w.row, &again, &err), -1, "again");
	is_int(err.code, ERR_CONFLICT, "is a conflict");
	is_int(store_pending_get(b.store, id, &got, &err), 0, "by number");
#define SAME(field)                                                            \
	is_mem(got.field.p, got.field.n, w.row.field.p, w.row.field.n, #field)
	SAME(status_hash);
	SAME(policy);
	SAME(peer);
	SAME(contact);
	SAME(spki);
	SAME(names);
	SAME(names_requested);
	SAME(csr);
	SAME(why);
#undef SAME
	is_int(got.requester, 2, "requester");
	is_int(got.state, PENDING_WAITS, "it waits");
	is_int(got.lifetime_s, 7, "lifetime");
	is_int(got.reservation, 0, "nothing was issued");
	is_int(store_pending_by_hash(b.store, BYTES_OF(w.hash), &got, &err), 0,
	       "by the hash of its address");
	is_int(got.id, id, "this one");
	is_int(store_pending_by_replaces(b.store, w.row.replaces, &got, &err),
	       0, "by what it renews");
	is_int(got.id, id, "this one");
	is_int(store_pending_get(b.store, id + 1, &got, &err), -1, "another");
	is_int(err.code, ERR_NOT_FOUND, "is not there");
}

static void
it_is_decided_once(void)
{
	CLEANUP(book_close) struct book b = book_make();
	struct store_pending got = { 0 };
	struct bytes by = bytes_of_text("alice from ::1");
	struct bytes word = bytes_of_text("well");
	struct err err = { 0 };
	uint64_t a = wish_put(b.store, 1, "192.0.2.1", 500);
	uint64_t c = wish_put(b.store, 2, "192.0.2.1", 500);
	uint64_t issued = book_put(b.store, 1, true, 2);

	is_int(store_pending_decide(b.store, a, PENDING_APPROVED, 200, by, word,
				    issued, &err),
	       0, "approved");
	is_int(store_pending_decide(b.store, a, PENDING_REFUSED, 201, by, word,
				    0, &err),
	       -1, "and not refused then");
	is_int(err.code, ERR_CONFLICT, "a conflict");
	is_int(store_pending_get(b.store, a, &got, &err), 0, "read");
	is_int(got.state, PENDING_APPROVED, "approved");
	is_int(got.decided_at, 200, "when");
	is_int(got.reservation, issued, "with what");
	ok(bytes_is_text(got.decided_by, "alice from ::1"), "by whom");
	is_int(store_pending_reopen(b.store, issued, &err), 0, "not signed");
	is_int(store_pending_next(b.store, PENDING_WAITS, 0, &got, &err), 0,
	       "then it waits again");
	is_int(got.id, a, "this one");
	is_int(got.decided_by.n, 0, "by nobody");
	is_int(store_pending_next(b.store, PENDING_WAITS, a, &got, &err), 0,
	       "and the next");
	is_int(got.id, c, "is the other one");
	is_int(store_pending_next(b.store, PENDING_WAITS, c, &got, &err), -1,
	       "the last");
	is_int(store_pending_decide(b.store, 99, PENDING_REFUSED, 1, by, word,
				    0, &err),
	       -1, "what is not there");
}

static void
an_address_has_its_own_count(void)
{
	static const struct {
		const char *peer;
		uint64_t want;
	} cases[] = {
		{ "192.0.2.1", 2 },	{ "192.0.2.2", 1 },
		{ "2001:db8::9", 2 },	{ "192.0.2.3", 0 },
		{ "2001:db8:1::1", 0 },
	};
	CLEANUP(book_close) struct book b = book_make();
	struct err err = { 0 };
	uint64_t all = 0, of_peer = 0;

	wish_put(b.store, 1, "192.0.2.1", 500);
	wish_put(b.store, 2, "192.0.2.1", 500);
	wish_put(b.store, 3, "192.0.2.2", 500);
	wish_put(b.store, 4, "2001:db8::1", 500);
	wish_put(b.store, 5, "2001:db8::2:1", 500);
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		is_int(store_pending_count(b.store,
					   bytes_of_text(cases[i].peer), &all,
					   &of_peer, &err),
		       0, "counted");
		is_int(all, 5, "of all");
		is_int(of_peer, cases[i].want, "%s", cases[i].peer);
	}
}

static void
expire(struct store *store, uint64_t id, int64_t now)
{
	struct store_pending got = { 0 };
	struct bytes none = { 0 };
	struct err err = { 0 };

	is_int(store_pending_expired(store, now, &got, &err), 0, "expired");
	is_int((intmax_t)got.id, (intmax_t)id, "that one");
	is_int(store_pending_decide(store, id, PENDING_EXPIRED, now, none, none,
				    0, &err),
	       0, "marked");
}

static void
what_nobody_decides_expires_and_goes(void)
{
	CLEANUP(book_close) struct book b = book_make();
	struct store_pending got = { 0 };
	struct err err = { 0 };
	bool due = true;
	uint64_t a = wish_put(b.store, 1, "192.0.2.1", 500);
	uint64_t c = wish_put(b.store, 2, "192.0.2.1", 900);

	is_int(store_pending_is_due(b.store, 499, 0, &due, &err), 0, "asked");
	ok(!due, "nothing is due");
	is_int(store_pending_is_due(b.store, 500, 0, &due, &err), 0, "asked");
	ok(due, "one has expired");
	is_int(store_pending_expired(b.store, 499, &got, &err), -1, "none yet");
	expire(b.store, a, 500);
	is_int(store_pending_expired(b.store, 500, &got, &err), -1, "no other");
	is_int(store_pending_get(b.store, a, &got, &err), 0, "still there");
	is_int(got.state, PENDING_EXPIRED, "as expired");
	is_int(store_pending_get(b.store, c, &got, &err), 0, "the other");
	is_int(got.state, PENDING_WAITS, "waits");
	is_int(store_pending_forget(b.store, 501, 10, &err), 0, "later");
	is_int(store_pending_get(b.store, a, &got, &err), -1, "it is gone");
	is_int(store_pending_get(b.store, c, &got, &err), 0, "that one is not");
	expire(b.store, c, 900);
	is_int(store_pending_forget(b.store, 901, 10, &err), 0, "gone");
	ok(wish_put(b.store, 3, "192.0.2.1", 999) > c,
	   "its number is never used again");
}

static void
what_was_asked_is_not_changed_by_hand(void)
{
	static const char *const bad[] = {
		"UPDATE pending SET policy = 'x' WHERE id = 1",
		"UPDATE pending SET requester = 1 WHERE id = 1",
		"UPDATE pending SET names = x'00' WHERE id = 1",
		"UPDATE pending SET names_requested = x'00' WHERE id = 1",
		"UPDATE pending SET spki = x'00' WHERE id = 1",
		"UPDATE pending SET csr = x'00' WHERE id = 1",
		"UPDATE pending SET status_hash = x'00' WHERE id = 1",
		"UPDATE pending SET id = 9 WHERE id = 1",
		"UPDATE pending SET state = 1 WHERE id = 2",
		"UPDATE pending SET word = 'x' WHERE id = 2",
	};
	CLEANUP(book_close) struct book b = book_make();
	struct bytes none = { 0 };
	struct err err = { 0 };
	uint64_t refused = 0;

	is_int(wish_put(b.store, 1, "192.0.2.1", 500), 1, "one");
	refused = wish_put(b.store, 2, "192.0.2.1", 500);
	is_int(refused, 2, "two");
	is_int(store_pending_decide(b.store, refused, PENDING_REFUSED, 9, none,
				    none, 0, &err),
	       0, "is refused");
	for (size_t i = 0; i < ARRAY_SIZE(bad); i++)
		is_int(by_hand(&b.place, bad[i]), SQLITE_CONSTRAINT, "%s",
		       bad[i]);
	is_int(store_check_schema(b.store, &err), 0, "the schema is whole");
}

/* ---- from the schema before ------------------------------------------------------- */

/* A database of the release before people, with rows in it. */
static void
old_make(const struct place *p)
{
	const char *const steps[] = {
		(const char *)schema_001,
		"PRAGMA user_version = 1",
		(const char *)schema_002,
		"PRAGMA user_version = 2",
		"PRAGMA application_id = 0x534e4341", /* SNCA */
		"INSERT INTO requester (id, name, policy, rights, created_at) "
		"VALUES (1, 'mail', 'servers', 3, 7), (2, 'web', 'web', 1, 8)",
		"INSERT INTO token (requester, hash, rights, created_at) "
		"VALUES (1, zeroblob(32), 1, 9)",
	};
	sqlite3 *db = NULL;

	if (sqlite3_open(place_path(p, "log/ca.db"), &db) != SQLITE_OK)
		exit(99);
	for (size_t i = 0; i < ARRAY_SIZE(steps); i++)
		is_int(sqlite3_exec(db, steps[i], NULL, NULL, NULL), SQLITE_OK,
		       "step %zu: %s", i, sqlite3_errmsg(db));
	sqlite3_close(db);
	(void)chmod(place_path(p, "log/ca.db"), 0640);
}

static void
a_database_of_schema_2_is_brought_up_to_date(void)
{
	struct place place = place_make();
	struct store *s = NULL;
	struct store_requester got = { 0 };
	struct store_token token;
	uint8_t hash[32] = { 0 };
	struct err err = { 0 };

	old_make(&place);
	is_int(store_open(place.dir, STORE_READ, &s, &err), -1,
	       "who only reads cannot");
	is_int(err.code, ERR_CONFIG, "%s", err.text);
	is_int(store_open(place.dir, STORE_WRITE, &s, &err), 0, "the signer %s",
	       err.text);
	is_int(store_requester_find(s, bytes_of_text("web"), &got, &err), 0,
	       "who was there is there");
	is_int(got.created_at, 8, "since when");
	is_str(got.contacts, "", "without contacts");
	is_str(got.client_name, "", "and without a client name");
	is_int(store_token_find(s, hash, &token, &got, &err), 0, "the token");
	is_str(got.name, "mail", "is its requester's");
	is_int(store_check_schema(s, &err), 0, "the schema is whole %s",
	       err.text);
	is_int(store_check_integrity(s, &err), 0, "and sound");
	is_int(wish_put(s, 1, "192.0.2.1", 500), 1, "something can wait");
	store_free(&s);
	is_int(store_open(place.dir, STORE_READ, &s, &err), 0,
	       "now who reads can");
	store_free(&s);
	place_remove(&place);
}

TAP_MAIN(a_requester_is_found_by_its_client_name,
	 who_is_able_has_rights_a_password_and_no_end,
	 a_password_takes_the_place_of_the_last_one, a_link_ends_once,
	 links_are_not_changed_by_hand, what_waits_comes_back_as_it_was,
	 it_is_decided_once, an_address_has_its_own_count,
	 what_nobody_decides_expires_and_goes,
	 what_was_asked_is_not_changed_by_hand,
	 a_database_of_schema_2_is_brought_up_to_date)
