/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Claims about revocations and CRLs in ca.db: what may follow what, what a CRL
 * is made from, and how a database without them gets them. */
#include "tests/unit/store_fixture.h"

#include "src/store/database.h"

#include "sanca/revocation.h"

extern const unsigned char schema_001[];

/* Present: row n + 1 is issued by the entry n. */
#define ENTRIES 1000

/* The row of book_put(n). */
static struct store_revocation
revocation_make(struct request *r, uint64_t n, unsigned reason,
		uint64_t log_index)
{
	request_make(n, r);
	return (struct store_revocation){
		.reservation = n + 1,
		.serial = r->row.serial,
		.not_after = r->row.not_after,
		.revoked_at = 1710000000,
		.reason = reason,
		.log_index = log_index,
	};
}

/* ERR_NONE, or why not. */
static enum err_code
revoked(struct store *s, uint64_t n, unsigned reason, uint64_t log_index)
{
	struct request r;
	struct err err = { 0 };
	struct store_revocation row = revocation_make(&r, n, reason, log_index);

	return store_revocation_set(s, &row, &err) == 0 ? ERR_NONE : err.code;
}

static void
a_revocation_comes_back_as_it_was(void)
{
	CLEANUP(book_close) struct book b = book_make();
	struct store_revocation got = { 0 };
	struct request r;
	struct err err = { 0 };
	uint64_t newest = 9;

	book_put(b.store, 0, true, 1);
	is_int(store_revocation_newest(b.store, &newest, &err), 0, "asked");
	is_int(newest, 0, "there is none");
	is_int(store_revocation_get(b.store, 1, &got, &err), -1, "asked");
	is_int(err.code, ERR_NOT_FOUND, "is not found");
	struct store_revocation row =
		revocation_make(&r, 0, REASON_SUPERSEDED, ENTRIES);

	is_int(store_revocation_set(b.store, &row, &err), 0, "%s", err.text);
	is_int(store_revocation_get(b.store, 1, &got, &err), 0, "read");
	is_mem(got.serial.p, got.serial.n, row.serial.p, row.serial.n,
	       "serial");
	is_int(got.reservation, 1, "reservation");
	is_int(got.not_after, row.not_after, "not_after");
	is_int(got.revoked_at, 1710000000, "revoked_at");
	is_int(got.reason, REASON_SUPERSEDED, "reason");
	is_int(got.log_index, ENTRIES, "log_index");
	is_int(store_revocation_by_entry(b.store, ENTRIES, &got, &err), 0,
	       "by its entry");
	is_int(got.reservation, 1, "the same");
	is_int(store_revocation_by_entry(b.store, 7, &got, &err), -1,
	       "by another");
	is_int(err.code, ERR_NOT_FOUND, "is not found");
	is_int(store_revocation_newest(b.store, &newest, &err), 0, "asked");
	is_int(newest, ENTRIES + 1, "behind the newest");
}

/* The rule in words, apart from the trigger: see revocation_check(). */
static bool
may_follow(unsigned now, unsigned next)
{
	if (now == REASON_CERTIFICATE_HOLD || now == REASON_REMOVE_FROM_CRL)
		return next != now;
	return next == REASON_KEY_COMPROMISE && now != REASON_KEY_COMPROMISE;
}

static void
every_change_is_the_one_that_may_follow(void)
{
	static const unsigned reasons[] = { 0, 1, 3, 4, 5, 6, 8, 9 };
	CLEANUP(book_close) struct book b = book_make();
	uint64_t n = 0, entry = ENTRIES;

	for (size_t i = 0; i < ARRAY_SIZE(reasons); i++)
		for (size_t j = 0; j < ARRAY_SIZE(reasons); j++, n++) {
			unsigned now = reasons[i], next = reasons[j];
			enum err_code want =
				may_follow(now, next) ? ERR_NONE : ERR_CONFLICT;

			book_put(b.store, n, true, 1);
			/* Nobody begins with the end of a hold. */
			if (now == REASON_REMOVE_FROM_CRL)
				is_int(revoked(b.store, n,
					       REASON_CERTIFICATE_HOLD,
					       entry++),
				       ERR_NONE, "hold");
			is_int(revoked(b.store, n, now, entry++), ERR_NONE,
			       "%u", now);
			is_int(revoked(b.store, n, next, entry++), want,
			       "%u after %u", next, now);
		}
	book_put(b.store, n, true, 1);
	is_int(revoked(b.store, n, REASON_REMOVE_FROM_CRL, entry++),
	       ERR_CONFLICT, "a hold that never was");
	ok(!store_is_broken(b.store), "and none of these is of the disk");
}

static void
what_stands_there_stays(void)
{
	CLEANUP(book_close) struct book b = book_make();
	struct err err = { 0 };
	struct request r;

	for (uint64_t n = 0; n < 3; n++)
		book_put(b.store, n, true, 1);
	is_int(revoked(b.store, 0, REASON_CERTIFICATE_HOLD, 1000), ERR_NONE,
	       "a hold");
	struct store_revocation row =
		revocation_make(&r, 0, REASON_KEY_COMPROMISE, 1001);

	row.revoked_at--;
	is_int(store_revocation_set(b.store, &row, &err), -1, "backdated");
	is_int(err.code, ERR_CONFLICT, "%s", err.text);
	row.revoked_at++;
	row.log_index = 999;
	is_int(store_revocation_set(b.store, &row, &err), -1,
	       "by an older entry");
	row.log_index = 1001;
	row.not_after++;
	is_int(store_revocation_set(b.store, &row, &err), -1, "another end");
	row.not_after--;
	row.serial.n--;
	is_int(store_revocation_set(b.store, &row, &err), -1, "another serial");
	is_int(revoked(b.store, 0, REASON_REMOVE_FROM_CRL, 1001), ERR_NONE,
	       "lifted");
	row = revocation_make(&r, 0, REASON_UNSPECIFIED, 1002);
	row.revoked_at += 77;
	is_int(store_revocation_set(b.store, &row, &err), 0,
	       "revoked anew, at another time: %s", err.text);
	is_int(revoked(b.store, 1, REASON_UNSPECIFIED, 1002), ERR_CONFLICT,
	       "two by one entry");
	row = revocation_make(&r, 1, REASON_UNSPECIFIED, 1003);
	row.not_after++;
	is_int(store_revocation_set(b.store, &row, &err), -1,
	       "one that ends at another time");
	row = revocation_make(&r, 2, REASON_UNSPECIFIED, 1003);
	row.reservation = 2;
	is_int(store_revocation_set(b.store, &row, &err), -1,
	       "one with the serial of another");
	is_int(revoked(b.store, 400, REASON_UNSPECIFIED, 1003), ERR_CONFLICT,
	       "one that was never reserved");
}

static struct store_crl
crl_make(uint64_t number, uint64_t log_index)
{
	struct store_crl crl = {
		.number = number,
		.issuer = 1,
		.this_update = 1710000000,
		.next_update = 1710604800,
		.entries = 7,
		.covers = 5,
		.log_index = log_index,
	};

	spread(number, crl.tbs_sha256, sizeof(crl.tbs_sha256));
	return crl;
}

static void
neither_can_be_changed_by_hand(void)
{
	CLEANUP(book_close) struct book b = book_make();
	struct store_crl crl = crl_make(1, 50);
	struct err err = { 0 };
	static const char *const changes[] = {
		"DELETE FROM revocation",
		"UPDATE revocation SET reason = 9",
		"UPDATE revocation SET reason = 8",
		"UPDATE revocation SET serial = x'00', log_index = 99, "
		"reason = 1",
		"UPDATE revocation SET reservation = 2, log_index = 99, "
		"reason = 1",
		"DELETE FROM crl",
		"UPDATE crl SET number = 2",
		"UPDATE crl SET entries = 0",
	};

	book_put(b.store, 0, true, 1);
	book_put(b.store, 1, true, 1);
	is_int(revoked(b.store, 0, REASON_SUPERSEDED, 49), ERR_NONE, "one");
	is_int(store_crl_add(b.store, &crl, &err), 0, "%s", err.text);
	for (size_t i = 0; i < ARRAY_SIZE(changes); i++)
		is_int(by_hand(&b.place, changes[i]), SQLITE_CONSTRAINT, "%s",
		       changes[i]);
}

static void
crls_are_found_by_number_and_by_entry(void)
{
	CLEANUP(book_close) struct book b = book_make();
	struct store_crl crl = crl_make(1710000000, 50), got = { 0 };
	struct err err = { 0 };

	is_int(store_crl_last(b.store, &got, &err), -1, "there is none");
	is_int(err.code, ERR_NOT_FOUND, "is not found");
	is_int(store_crl_add(b.store, &crl, &err), 0, "one %s", err.text);
	is_int(store_crl_add(b.store, &crl, &err), -1, "again");
	is_int(err.code, ERR_CONFLICT, "is a conflict");
	is_int(store_crl_last(b.store, &got, &err), 0, "the last");
	is_mem(&got, sizeof(got), &crl, sizeof(crl), "as it was");
	crl = crl_make(1710000005, 51);
	is_int(store_crl_add(b.store, &crl, &err), 0, "another %s", err.text);
	is_int(store_crl_last(b.store, &got, &err), 0, "the last");
	is_int(got.number, 1710000005, "has the highest number");
	is_int(store_crl_get(b.store, 1710000000, &got, &err), 0, "by number");
	is_int(got.log_index, 50, "is the first");
	is_int(store_crl_by_entry(b.store, 51, &got, &err), 0, "by entry");
	is_int(got.number, 1710000005, "is the second");
	is_int(store_crl_get(b.store, 3, &got, &err), -1, "another");
	is_int(err.code, ERR_NOT_FOUND, "is not found");
	is_int(store_crl_by_entry(b.store, 3, &got, &err), -1, "another");
	is_int(err.code, ERR_NOT_FOUND, "is not found");
}

static enum store_state
state_of(struct store *s, uint64_t reservation)
{
	enum store_state state = 0;
	struct err err = { 0 };

	is_int(store_reservation_state(s, reservation, &state, &err), 0,
	       "state of %ju", (uintmax_t)reservation);
	return state;
}

static struct store_standing
standing_of(struct store *s, uint64_t reservation)
{
	struct store_standing got = { 0 };
	struct err err = { 0 };

	is_int(store_standing_get(s, reservation, &got, &err), 0,
	       "standing of %ju", (uintmax_t)reservation);
	return got;
}

static int
row_keep(const struct store_row *row, void *ctx)
{
	*(struct store_row *)ctx = *row;
	return 0;
}

static struct store_row
listed(struct store *s, uint64_t reservation, unsigned state)
{
	struct store_filter f = { .after = reservation - 1,
				  .limit = 1,
				  .state = state };
	struct store_row row = { 0 };
	struct err err = { 0 };

	is_int(store_list(s, &f, row_keep, &row, &err), 0, "listed");
	return row;
}

static void
everybody_sees_a_hold_come_and_go(void)
{
	CLEANUP(book_close) struct book b = book_make();
	struct store_standing st;
	struct store_row row;
	struct request r;
	struct err err = { 0 };

	book_put(b.store, 0, true, 1);
	request_make(0, &r);
	is_int(revoked(b.store, 0, REASON_CERTIFICATE_HOLD, 40), ERR_NONE,
	       "hold");
	is_int(state_of(b.store, 1), STORE_REVOKED, "is revoked");
	st = standing_of(b.store, 1);
	is_mem(st.serial.p, st.serial.n, r.serial, sizeof(r.serial), "serial");
	ok(st.is_issued && !st.is_void && st.is_revoked, "for OCSP too");
	is_int(st.revoked_at, 1710000000, "since");
	is_int(st.reason, REASON_CERTIFICATE_HOLD, "as a hold");
	row = listed(b.store, 1, STORE_REVOKED);
	is_int(row.id, 1, "and is listed");
	is_int(row.state, STORE_REVOKED, "as revoked");
	is_int(row.revoked_at, 1710000000, "since");
	is_int(row.reason, REASON_CERTIFICATE_HOLD, "as a hold");
	is_int(listed(b.store, 1, STORE_ISSUED).id, 0, "not as issued");
	is_int(revoked(b.store, 0, REASON_REMOVE_FROM_CRL, 41), ERR_NONE,
	       "lift");
	is_int(state_of(b.store, 1), STORE_ISSUED, "is issued");
	st = standing_of(b.store, 1);
	ok(st.is_issued && !st.is_revoked && st.revoked_at == 0 &&
		   st.reason == 0,
	   "for OCSP too");
	row = listed(b.store, 1, STORE_ISSUED);
	ok(row.id == 1 && row.revoked_at == 0 && row.reason == 0,
	   "and is listed so");
	is_int(listed(b.store, 1, STORE_REVOKED).id, 0, "not as revoked");
	is_int(store_standing_get(b.store, 2, &st, &err), -1, "another");
	is_int(err.code, ERR_NOT_FOUND, "is not found");
}

static void
a_void_serial_can_be_revoked(void)
{
	CLEANUP(book_close) struct book b = book_make();
	struct err err = { 0 };

	book_put(b.store, 0, false, 1);
	struct store_standing st = standing_of(b.store, 1);

	ok(!st.is_issued && !st.is_void && !st.is_revoked, "reserved");
	is_int(store_void_add(b.store, 1, 5, "why", 9, &err), 0, "void");
	st = standing_of(b.store, 1);
	ok(!st.is_issued && st.is_void && !st.is_revoked, "is void");
	is_int(revoked(b.store, 0, REASON_UNSPECIFIED, 10), ERR_NONE,
	       "revoked");
	is_int(state_of(b.store, 1), STORE_REVOKED, "is revoked");
	st = standing_of(b.store, 1);
	ok(!st.is_issued && st.is_void && st.is_revoked, "for OCSP too");
	is_int(listed(b.store, 1, STORE_VOID).id, 0, "is no void in lists");
	struct store_row row = listed(b.store, 1, STORE_REVOKED);

	is_int(row.id, 1, "but revoked");
	is_int(row.log_index, 9, "with the entry of its void");
	uint64_t open = 0;

	is_int(store_reservation_open_next(b.store, 0, &open, &err), -1,
	       "and is not open");
}

/* ---- what a CRL is made from ------------------------------------------------ */

#define DAY 86400
#define AGES 2000

struct crl_list {
	struct store *store;
	uint64_t last;
	unsigned count, wrong;
	bool has[AGES];
};

static int
list_row(const struct store_revocation *row, void *ctx, struct err *err)
{
	struct crl_list *list = ctx;
	struct request r;
	struct store_standing st;

	request_make(row->reservation - 1, &r);
	/* Others may be asked meanwhile. */
	if (store_standing_get(list->store, row->reservation, &st, err) != 0)
		return -1;
	list->wrong += row->reservation <= list->last || !st.is_revoked ||
		       row->reason != st.reason ||
		       row->revoked_at != st.revoked_at ||
		       !bytes_equal(row->serial, BYTES_OF(r.serial));
	list->last = row->reservation;
	list->has[row->reservation - 1] = true;
	list->count++;
	return 0;
}

static struct crl_list
list_make(struct store *s, int64_t ends_from, uint64_t changed_from)
{
	struct crl_list list = { .store = s };
	struct err err = { 0 };

	is_int(store_revocation_walk(s, ends_from, changed_from, list_row,
				     &list, &err),
	       0, "walked %s", err.text);
	is_int(list.wrong, 0, "in order, and only what is revoked");
	return list;
}

/* Like book_put() and revoked(), but ending at not_after. */
static void
put_aged(struct store *s, uint64_t n, int64_t not_after, unsigned reason)
{
	struct store_revocation row;
	struct err err = { 0 };
	struct request r;
	uint64_t id = 0;

	request_make(n, &r);
	r.row.not_after = not_after;
	is_int(store_reservation_add(s, &r.row, &id, &err), 0, "%s", err.text);
	row = revocation_make(&r, n, reason, ENTRIES + 2 * n);
	row.not_after = not_after;
	is_int(store_revocation_set(s, &row, &err), 0, "%s", err.text);
	if (reason != REASON_CERTIFICATE_HOLD || n % 3 != 0)
		return;
	row.reason = REASON_REMOVE_FROM_CRL;
	row.log_index++;
	is_int(store_revocation_set(s, &row, &err), 0, "%s", err.text);
}

static uint64_t
random_of(uint64_t seed, uint64_t below)
{
	uint8_t octets[4];

	spread(seed, octets, sizeof(octets));
	return ((uint64_t)octets[0] << 24 | (uint64_t)octets[1] << 16 |
		(uint64_t)octets[2] << 8 | octets[3]) %
	       below;
}

/* THREATS.md H12. */
static void
a_revoked_one_never_leaves_before_its_end(void)
{
	static const unsigned reasons[] = { 0, 1, 3, 4, 5, 6, 9 };
	CLEANUP(book_close) struct book b = book_make();
	struct err err = { 0 };
	static int64_t ends[AGES];
	static bool lifted[AGES];
	unsigned wrong = 0;

	is_int(store_begin(b.store, &err), 0, "begin");
	for (uint64_t n = 0; n < AGES; n++) {
		unsigned reason = reasons[random_of(n, ARRAY_SIZE(reasons))];

		ends[n] = 1700000000 +
			  (int64_t)random_of(n + AGES, 3000ull * DAY);
		lifted[n] = reason == REASON_CERTIFICATE_HOLD && n % 3 == 0;
		put_aged(b.store, n, ends[n], reason);
	}
	is_int(store_commit(b.store, &err), 0, "commit");
	for (uint64_t i = 0; i < 60; i++) {
		int64_t from =
			1700000000 - DAY + (int64_t)random_of(i, 3002ull * DAY);
		uint64_t changed = random_of(i + 60, 2 * ENTRIES + 2 * AGES);
		struct crl_list list = list_make(b.store, from, changed);

		for (uint64_t n = 0; n < AGES; n++) {
			bool due = !lifted[n] && (ends[n] >= from ||
						  ENTRIES + 2 * n >= changed);

			wrong += list.has[n] != due;
		}
	}
	is_int(wrong, 0, "each stands where it must and nowhere else");
	struct crl_list all = list_make(b.store, INT64_MIN, UINT64_MAX);
	struct crl_list none = list_make(b.store, INT64_MAX, UINT64_MAX);

	ok(all.count > AGES / 2 && all.count < AGES, "all are %u", all.count);
	is_int(none.count, 0, "none is left in the end");
}

static int
stop_at_three(const struct store_revocation *row, void *ctx, struct err *err)
{
	(void)row;
	(void)err;
	return ++*(unsigned *)ctx == 3 ? 42 : 0;
}

static void
a_walk_ends_when_it_is_told_to(void)
{
	CLEANUP(book_close) struct book b = book_make();
	struct err err = { 0 };
	unsigned count = 0;

	for (uint64_t n = 0; n < 9; n++) {
		book_put(b.store, n, true, 1);
		is_int(revoked(b.store, n, REASON_UNSPECIFIED, ENTRIES + n),
		       ERR_NONE, "revoked");
	}
	is_int(store_revocation_walk(b.store, 0, 0, stop_at_three, &count,
				     &err),
	       42, "told to");
	is_int(count, 3, "at the third");
}

static void
a_reason_that_is_none_is_not_taken_for_another(void)
{
	CLEANUP(book_close) struct book b = book_make();
	struct store_revocation got;
	struct store_standing st;
	struct err err = { 0 };
	unsigned count = 0;

	book_put(b.store, 0, true, 1);
	is_int(revoked(b.store, 0, REASON_UNSPECIFIED, 9), ERR_NONE, "revoked");
	is_int(by_hand(&b.place, "DROP TRIGGER revocation_changed; "
				 "UPDATE revocation SET reason = 4294967304"),
	       SQLITE_OK, "8, and a bit far above");
	is_int(store_revocation_get(b.store, 1, &got, &err), -1, "read");
	is_int(err.code, ERR_CORRUPT, "%s", err.text);
	is_int(store_standing_get(b.store, 1, &st, &err), -1, "read");
	is_int(err.code, ERR_CORRUPT, "%s", err.text);
	is_int(store_revocation_walk(b.store, 0, 0, stop_at_three, &count,
				     &err),
	       -1, "walked");
	is_int(err.code, ERR_CORRUPT, "%s", err.text);
}

/* ---- schema 1 --------------------------------------------------------------- */

/* A database as the first release wrote it, with the rows of another one. */
static void
old_make(const struct place *p, const struct place *rows)
{
	/* Of requester and token the columns that there were. */
	static const char *const tables[][2] = {
		{ "issuer", "*" },
		{ "requester", "id, name, policy, rights, created_at, "
			       "expires_at, disabled_at" },
		{ "token", "id, requester, hash, rights, created_at, "
			   "expires_at, revoked_at" },
		{ "reservation", "*" },
		{ "document", "*" },
		{ "certificate", "*" },
		{ "subject_key", "*" },
		{ "void", "*" },
		{ "state", "*" },
	};
	char sql[400];

	is_int(by_hand(p, "PRAGMA journal_mode = WAL"), SQLITE_OK, "WAL");
	is_int(by_hand(p, (const char *)schema_001), SQLITE_OK, "schema 1");
	is_int(by_hand(p, "PRAGMA application_id = 1397637953; "
			  "PRAGMA user_version = 1"),
	       SQLITE_OK, "its numbers");
	for (size_t i = 0; i < ARRAY_SIZE(tables); i++) {
		snprintf(sql, sizeof(sql),
			 "ATTACH '%s/log/ca.db' AS rows; "
			 "INSERT INTO %s SELECT %s FROM rows.%s",
			 rows->dir, tables[i][0], tables[i][1], tables[i][0]);
		is_int(by_hand(p, sql), SQLITE_OK, "%s", tables[i][0]);
	}
	chmod(place_path(p, "log/ca.db"), 0640);
}

static void
a_database_of_schema_1_is_brought_up_to_date(void)
{
	CLEANUP(book_close) struct book b = book_make();
	CLEANUP(place_remove) struct place old = place_make();
	CLEANUP(store_free) struct store *s = NULL;
	struct store_counts counts = { 0 };
	struct store_reservation got;
	struct request r;
	struct err err = { 0 };

	for (uint64_t n = 0; n < 300; n++)
		book_put(b.store, n, n != 7, 1);
	is_int(store_void_add(b.store, 8, 5, "why", 9999, &err), 0, "a void");
	old_make(&old, &b.place);
	is_int(store_open(old.dir, STORE_READ, &s, &err), -1, "to read");
	is_int(err.code, ERR_CONFIG, "is refused");
	ok(strstr(err.text, "has schema 1") != NULL &&
		   strstr(err.text, "needs 4") != NULL,
	   "%s", err.text);
	is_int(store_open(old.dir, STORE_WRITE, &s, &err), 0, "to write: %s",
	       err.text);
	is_int(store_check_schema(s, &err), 0, "has the new schema %s",
	       err.text);
	is_int(store_count(s, &counts, &err), 0, "counts");
	is_int(counts.certificates, 299, "and all certificates");
	is_int(counts.voids, 1, "and the void");
	request_make(150, &r);
	is_int(store_reservation_get(s, 151, &got, &err), 0, "reads");
	is_mem(got.serial.p, got.serial.n, r.serial, sizeof(r.serial),
	       "the same serial");
	is_int(revoked(s, 150, REASON_SUPERSEDED, ENTRIES), ERR_NONE,
	       "one is revoked");
	store_free(&s);
	is_int(store_open(old.dir, STORE_READ, &s, &err), 0, "to read: %s",
	       err.text);
	is_int(state_of(s, 151), STORE_REVOKED, "is revoked");
	is_int(state_of(s, 152), STORE_ISSUED, "is not");
}

TAP_MAIN(a_revocation_comes_back_as_it_was,
	 every_change_is_the_one_that_may_follow, what_stands_there_stays,
	 neither_can_be_changed_by_hand, crls_are_found_by_number_and_by_entry,
	 everybody_sees_a_hold_come_and_go, a_void_serial_can_be_revoked,
	 a_revoked_one_never_leaves_before_its_end,
	 a_walk_ends_when_it_is_told_to,
	 a_reason_that_is_none_is_not_taken_for_another,
	 a_database_of_schema_1_is_brought_up_to_date)
