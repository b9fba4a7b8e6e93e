/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Claims about ca.db: what is put in is found again, and what must not be
 * done is refused. */
#include "tests/unit/store_fixture.h"

#include "src/store/database.h"

#include <grp.h>
#include <sys/wait.h>

static void
a_reservation_comes_back_as_it_was(void)
{
	CLEANUP(book_close) struct book b = book_make();
	struct store_reservation got = { 0 };
	struct request r;
	struct err err = { 0 };
	uint64_t id = 0;

	request_make(5, &r);
	r.row.door_reference = bytes_of_text("order'); DROP TABLE token;--%_");
	r.row.idempotency = BYTES_OF(r.key);
	r.row.peer = (struct bytes){ (const uint8_t *)"\xff\0x\xc3", 4 };
	is_int(store_reservation_add(b.store, &r.row, &id, &err), 0, "%s",
	       err.text);
	is_int(store_reservation_get(b.store, id, &got, &err), 0, "read");
	is_int(got.id, id, "id");
#define SAME(field)                                                            \
	is_mem(got.field.p, got.field.n, r.row.field.p, r.row.field.n, #field)
	SAME(serial);
	SAME(door_reference);
	SAME(peer);
	SAME(request_id);
	SAME(policy);
	SAME(policy_digest);
	SAME(names_requested);
	SAME(names);
	SAME(spki_sha256);
	SAME(idempotency);
	SAME(request_digest);
	SAME(tbs);
	SAME(csr);
	SAME(diagnosis);
	is_int(got.not_after, r.row.not_after, "not_after");
	is_int(got.replaces, 0, "replaces nothing");
	uint64_t found = 0;

	is_int(store_reservation_by_idempotency(b.store, 1, BYTES_OF(r.key),
						&found, &err),
	       0, "found by its key");
	is_int(found, id, "this one");
	is_int(store_reservation_by_idempotency(b.store, 2, BYTES_OF(r.key),
						&found, &err),
	       -1, "not for another requester");
	is_int(err.code, ERR_NOT_FOUND, "not found");
}

static void
a_reservation_has_the_number_that_was_asked_for(void)
{
	CLEANUP(book_close) struct book b = book_make();
	struct request r;
	struct err err = { 0 };
	uint64_t id = 9, last = 9;

	is_int(store_reservation_last(b.store, &last, &err), 0, "asked");
	is_int(last, 0, "there is none");
	is_int(store_begin(b.store, &err), 0, "begin");
	book_put(b.store, 1, false, 1);
	request_make(2, &r);
	is_int(store_savepoint(b.store, &err), 0, "savepoint");
	r.row.id = 1;
	is_int(store_reservation_add(b.store, &r.row, &id, &err), -1,
	       "a number that is taken");
	is_int(err.code, ERR_INTERNAL, "is our own fault");
	store_savepoint_undo(b.store);
	ok(!store_is_broken(b.store), "and none of the disk");
	r.row.id = 2;
	is_int(store_reservation_add(b.store, &r.row, &id, &err), 0, "two");
	is_int(id, 2, "is two");
	is_int(store_commit(b.store, &err), 0, "commit");
	is_int(store_reservation_last(b.store, &last, &err), 0, "asked");
	is_int(last, 2, "is the last one");
}

static void
certificates_are_found_by_number(void)
{
	CLEANUP(book_close) struct book b = book_make();
	struct err err = { 0 };
	unsigned wrong = 0;

	is_int(store_begin(b.store, &err), 0, "begin");
	for (uint64_t n = 0; n < 9000; n++)
		book_put(b.store, n, n % 7 != 3, 1);
	is_int(store_commit(b.store, &err), 0, "commit");
	for (uint64_t n = 0; n < 9000; n += 97) {
		struct store_certificate c = certificate_make(n, 0, 0);
		uint64_t id = n + 1;
		int want = n % 7 != 3 ? 0 : -1;

		if (store_certificate_find(b.store, STORE_BY_SHA256,
					   BYTES_OF(c.sha256), &id,
					   &err) != want ||
		    id != n + 1)
			wrong++;
		if (store_certificate_find(b.store, STORE_BY_SHA1,
					   BYTES_OF(c.sha1), &id,
					   &err) != want ||
		    id != n + 1)
			wrong++;
	}
	is_int(wrong, 0, "all are found");
	uint64_t id = 0;

	is_int(store_certificate_find(b.store, STORE_BY_SHA256,
				      bytes_of_text("x"), &id, &err),
	       -1, "another");
	is_int(err.code, ERR_NOT_FOUND, "is not");
}

struct seen {
	unsigned count;
	uint64_t first, last, sum;
};

static int
see(const struct store_row *row, void *ctx)
{
	struct seen *seen = ctx;

	if (seen->count++ == 0)
		seen->first = row->id;
	seen->last = row->id;
	seen->sum += row->id;
	return 0;
}

static struct seen
look(struct store *s, struct store_filter filter)
{
	struct seen seen = { 0 };
	struct err err = { 0 };

	if (filter.limit == 0)
		filter.limit = 500;
	is_int(store_list(s, &filter, see, &seen, &err), 0, "listed %s",
	       err.text);
	return seen;
}

/* Every fifth is web's, every tenth is open: none of them is in a run. */
static void
fill(struct store *s)
{
	struct err err = { 0 };

	is_int(store_begin(s, &err), 0, "begin");
	for (uint64_t n = 0; n < 5000; n++)
		book_put(s, n, n % 10 != 9, n % 5 == 0 ? 2 : 1);
	is_int(store_void_add(s, 10, 1700000009, "why", 9, &err), 0, "a void");
	is_int(store_commit(s, &err), 0, "commit");
}

static void
lists_keep_to_their_filter(void)
{
	CLEANUP(book_close) struct book b = book_make();
	struct store *s = b.store;

	fill(s);
	struct seen x = look(s, (struct store_filter){ .limit = 3 });

	is_int(x.last, 3, "three from the start");
	x = look(s, (struct store_filter){ .limit = 3, .newest_first = true });
	is_int(x.first, 5000, "the newest");
	is_int(x.last, 4998, "three of them");
	x = look(s, (struct store_filter){ .after = 4997 });
	is_int(x.count, 3, "behind the last one seen");
	x = look(s, (struct store_filter){ .requester = "web", .after = 4900 });
	is_int(x.count, 20, "of a requester");
	x = look(s, (struct store_filter){ .requester = "none" });
	is_int(x.count, 0, "of nobody");
	x = look(s, (struct store_filter){ .state = STORE_VOID });
	is_int(x.count, 1, "voids");
	x = look(s, (struct store_filter){ .state = STORE_RESERVED });
	is_int(x.count, 499, "open ones");
	is_int(x.first, 20, "without the void");
	x = look(s, (struct store_filter){ .ends_before = 1734300010 });
	is_int(x.count, 10, "that end before");
	x = look(s, (struct store_filter){ .ends_after = 1734300003,
					   .ends_before = 1734300010,
					   .newest_first = true });
	is_int(x.count, 6, "that end between");
	is_int(x.first, 10, "the newest first");
}

static void
lists_find_names(void)
{
	CLEANUP(book_close) struct book b = book_make();
	struct store *s = b.store;
	struct six names;

	fill(s);
	six_make(4200, &names);
	struct seen x = look(s, (struct store_filter){ .name = names.text[3] });

	is_int(x.count, 1, "a name");
	is_int(x.first, 4201, "of that row");
	x = look(s, (struct store_filter){ .name = names.text[4],
					   .newest_first = true });
	is_int(x.first, 4201, "a short one");
	x = look(s, (struct store_filter){ .name = "contoso.com" });
	is_int(x.count, 0, "no row has the domain itself");
	x = look(s, (struct store_filter){ .name = ".contoso.com",
					   .after = 4990 });
	is_int(x.count, 9, "issued ones below a domain");
	x = look(s, (struct store_filter){ .name = "*.ad.contoso.local",
					   .newest_first = true,
					   .requester = "web" });
	is_int(x.count, 500, "a page of a requester's");
	is_int(x.first, 4996, "newest first");
	x = look(s, (struct store_filter){ .name = "%" });
	is_int(x.count, 0, "a per cent sign is a per cent sign");
}

/* A certificate for this address that is found by the hash of that text, as
 * one is whose hashes fall together with those of others. */
static void
put_address(struct store *s, uint64_t n, struct bytes address, const char *text)
{
	uint8_t names[3 + 16] = { 1, 7, (uint8_t)address.n };
	struct bytes shown = bytes_of_text(text);
	struct store_certificate c;
	struct err err = { 0 };
	struct request r;
	uint64_t id = 0;

	request_make(n, &r);
	memcpy(names + 3, address.p, address.n);
	r.row.names = (struct bytes){ names, 3 + address.n };
	is_int(store_reservation_add(s, &r.row, &id, &err), 0, "%s", err.text);
	c = certificate_make(n, id, n);
	is_int(store_certificate_add(s, &c, &shown, 1, &err), 0, "%s",
	       err.text);
}

static void
lists_find_addresses_and_no_others(void)
{
	CLEANUP(book_close) struct book b = book_make();
	static const uint8_t v4[4] = { 10, 0, 0, 1 };
	static const uint8_t v6[16] = { 0xfd, [15] = 1 };
	struct seen x;

	put_address(b.store, 1, BYTES_OF(v4), "10.0.0.1");
	put_address(b.store, 2, BYTES_OF(v6), "fd00::1");
	put_address(b.store, 3, BYTES_OF(v4), "10.0.0.2");
	put_address(b.store, 4, BYTES_OF(v6), "10.0.0.1");
	put_address(b.store, 5, BYTES_OF(v4), "fd00::1");
	x = look(b.store, (struct store_filter){ .name = "10.0.0.1" });
	is_int(x.sum, 1, "IPv4");
	x = look(b.store, (struct store_filter){ .name = "fd00::1" });
	is_int(x.sum, 2, "IPv6");
	x = look(b.store, (struct store_filter){ .name = "10.0.0.2" });
	is_int(x.count, 0, "another that only the hash takes for it");
	x = look(b.store, (struct store_filter){ .name = "fd00:0::1" });
	is_int(x.count, 0, "in another spelling");
}

static void
open_reservations_are_found_in_order(void)
{
	CLEANUP(book_close) struct book b = book_make();
	struct err err = { 0 };
	uint64_t id = 0;

	is_int(store_reservation_open_next(b.store, 0, &id, &err), -1, "none");
	is_int(err.code, ERR_NOT_FOUND, "is not found");
	fill(b.store);
	unsigned count = 0;
	uint64_t first = 0;

	for (uint64_t at = 0;
	     store_reservation_open_next(b.store, at, &at, &err) == 0; count++)
		if (count == 0)
			first = at;
	is_int(count, 499, "all");
	is_int(first, 20, "from the first");
	is_int(err.code, ERR_NOT_FOUND, "to the end");
}

static void
keys_have_a_first_owner(void)
{
	CLEANUP(book_close) struct book b = book_make();
	struct request r;
	struct err err = { 0 };
	uint64_t id = 0, owner = 0;

	book_put(b.store, 1, true, 2);
	request_make(1, &r);
	is_int(store_key_owner(b.store, r.row.spki_sha256, &owner, &err), 0,
	       "known");
	is_int(owner, 2, "the first one");
	/* The same first 63 bits, another key. */
	request_make(2, &r);
	struct request one;

	request_make(1, &one);
	memcpy(r.key, one.key, 31);
	r.key[31] = (uint8_t)~one.key[31];
	is_int(store_key_owner(b.store, r.row.spki_sha256, &owner, &err), -1,
	       "a key that begins alike");
	is_int(err.code, ERR_NOT_FOUND, "is new");
	is_int(store_reservation_add(b.store, &r.row, &id, &err), 0, "added");
	is_int(store_key_owner(b.store, r.row.spki_sha256, &owner, &err), 0,
	       "known");
	is_int(owner, 1, "of its own requester");
	is_int(store_key_blocked(b.store, r.row.spki_sha256, &err), -1,
	       "not blocked");
	is_int(store_key_block(b.store, r.row.spki_sha256, 1,
			       bytes_of_text("x"), 3, &err),
	       0, "block");
	is_int(store_key_blocked(b.store, r.row.spki_sha256, &err), 0,
	       "blocked");
}

static void
tokens_are_revoked_once(void)
{
	CLEANUP(book_close) struct book b = book_make();
	struct store_token t = { .requester = 1, .rights = 5 }, got;
	struct store_requester who;
	struct err err = { 0 };
	uint64_t id = 0, count = 9;

	memset(t.hash, 3, sizeof(t.hash));
	is_int(store_token_add(b.store, &t, &id, &err), 0, "one");
	is_int(store_token_add(b.store, &t, &id, &err), -1, "the same again");
	is_int(err.code, ERR_CONFLICT, "is a conflict");
	is_int(store_token_find(b.store, t.hash, &got, &who, &err), 0, "found");
	is_str(who.name, "mail", "with its requester");
	is_int(store_token_revoke(b.store, got.id, 2, 77, &count, &err), 0,
	       "by another");
	is_int(count, 0, "changes nothing");
	is_int(store_token_revoke(b.store, 0, 1, 77, &count, &err), 0, "all");
	is_int(count, 1, "is one");
	is_int(store_token_revoke(b.store, 0, 1, 78, &count, &err), 0, "again");
	is_int(count, 0, "is none");
	is_int(store_token_next(b.store, 0, &got, &who, &err), 0, "listed");
	is_int(got.revoked_at, 77, "with the time");
	is_int(store_token_next(b.store, got.id, &got, &who, &err), -1, "end");
}

static void
rows_that_prove_cannot_be_changed(void)
{
	CLEANUP(book_close) struct book b = book_make();
	static const char *const tables[] = {
		"issuer",      "requester",   "reservation", "document",
		"certificate", "subject_key", "lookup_run",
	};
	struct err err = { 0 };

	book_put(b.store, 1, true, 1);
	is_int(by_hand(&b.place, "INSERT INTO lookup_run VALUES (1, x'')"),
	       SQLITE_OK, "a row");
	for (size_t i = 0; i < ARRAY_SIZE(tables); i++) {
		char sql[80];

		snprintf(sql, sizeof(sql), "DELETE FROM %s", tables[i]);
		is_int(by_hand(&b.place, sql), SQLITE_CONSTRAINT, "%s", sql);
		snprintf(sql, sizeof(sql), "UPDATE %s SET %s = 99", tables[i],
			 i < 2	 ? i == 0 ? "tag" : "name"
			 : i < 3 ? "id"
			 : i < 5 ? "reservation"
				 : "id");
		is_int(by_hand(&b.place, sql), SQLITE_CONSTRAINT, "%s", sql);
	}
	is_int(store_check_schema(b.store, &err), 0, "the schema is whole");
	is_int(by_hand(&b.place, "DROP TRIGGER void_kept"), SQLITE_OK, "drop");
	is_int(store_check_schema(b.store, &err), -1, "a missing trigger");
	ok(strstr(err.text, "void_kept") != NULL, "%s", err.text);
	is_int(store_check_integrity(b.store, &err), 0, "integrity %s",
	       err.text);
}

static void
a_reader_sees_and_cannot_write(void)
{
	CLEANUP(book_close) struct book b = book_make();
	CLEANUP(store_free) struct store *r = NULL;
	struct store_counts counts = { 0 };
	struct err err = { 0 };
	uint64_t id = 0;

	book_put(b.store, 1, true, 1);
	is_int(store_open(b.place.dir, STORE_READ, &r, &err), 0, "%s",
	       err.text);
	is_int(store_count(r, &counts, &err), 0, "counts");
	is_int(counts.certificates, 1, "one certificate");
	struct store_requester row = { .name = "x", .policy = "y" };

	is_int(store_requester_add(r, &row, &id, &err), -1, "a write");
	is_int(err.code, ERR_STORAGE, "is refused: %s", err.text);
	book_put(b.store, 2, true, 1);
	is_int(store_count(r, &counts, &err), 0, "counts");
	is_int(counts.certificates, 2, "two certificates");
}

#define NOBODY 65534

/* In a process of another user: how many certificates it counts, 255 for a
 * fault. */
static int
count_as_nobody(const struct place *p)
{
	int status = 0;
	pid_t pid = fork();

	if (pid == 0) {
		struct store *r = NULL;
		struct store_counts counts = { 0 };
		struct err err = { 0 };

		if (setgroups(0, NULL) != 0 || setgid(NOBODY) != 0 ||
		    setuid(NOBODY) != 0)
			_exit(254);
		if (access(place_path(p, "log/ca.db-shm"), W_OK) == 0)
			_exit(253);
		if (store_open(p->dir, STORE_READ, &r, &err) != 0 ||
		    store_count(r, &counts, &err) != 0) {
			diag("%s", err.text);
			fflush(stdout);
			_exit(255);
		}
		store_free(&r);
		_exit((int)counts.certificates);
	}
	waitpid(pid, &status, 0);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void
a_reader_of_the_group_needs_no_right_to_write(void)
{
	CLEANUP(book_close) struct book b = book_make();
	static const char *const names[] = { "log", "log/ca.db",
					     "log/ca.db-wal", "log/ca.db-shm" };
	struct err err = { 0 };

	if (geteuid() != 0) {
		skip("only root can become another user");
		return;
	}
	chmod(b.place.dir, 0711);
	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		ok(chown(place_path(&b.place, names[i]), 0, NOBODY) == 0, "%s",
		   names[i]);
	book_put(b.store, 1, true, 1);
	is_int(count_as_nobody(&b.place), 1, "while the writer is there");
	book_put(b.store, 2, true, 1);
	is_int(count_as_nobody(&b.place), 2, "and sees what is new");
	store_free(&b.store);
	is_int(count_as_nobody(&b.place), 2, "when the writer has gone");
	is_int(store_open(b.place.dir, STORE_WRITE, &b.store, &err), 0,
	       "and it comes back %s", err.text);
	book_put(b.store, 3, true, 1);
	is_int(count_as_nobody(&b.place), 3, "as before");
}

static int
open_again(struct book *b, struct err *err)
{
	err->code = ERR_NONE;
	store_free(&b->store);
	return store_open(b->place.dir, STORE_WRITE, &b->store, err);
}

static void
files_of_others_are_refused(void)
{
	CLEANUP(book_close) struct book b = book_make();
	char path[160];
	struct err err = { 0 };
	struct stat st;
	static const char *const names[] = { "log/ca.db", "log/ca.db-wal",
					     "log/ca.db-shm" };

	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		ok(stat(place_path(&b.place, names[i]), &st) == 0 &&
			   (st.st_mode & 07777) == 0640,
		   "%s is 0640", names[i]);
	is_int(open_again(&b, &err), 0, "opens %s", err.text);
	snprintf(path, sizeof(path), "%s", place_path(&b.place, "log/ca.db"));
	chmod(path, 0644);
	is_int(open_again(&b, &err), -1, "0644");
	ok(strstr(err.text, "chmod") != NULL, "%s", err.text);
	chmod(path, 0640);
	is_int(open_again(&b, &err), 0, "opens");
	store_free(&b.store);
	rename(path, place_path(&b.place, "log/other"));
	ok(symlink("other", path) == 0, "a link");
	is_int(open_again(&b, &err), -1, "is refused");
	unlink(path);
	is_int(open_again(&b, &err), -1, "no file");
	is_int(err.code, ERR_NOT_FOUND, "is not found");
	rename(place_path(&b.place, "log/other"), path);
	is_int(open_again(&b, &err), 0, "opens");
	struct store *twice = NULL;

	is_int(store_open(b.place.dir, STORE_CREATE, &twice, &err), -1,
	       "a second creation");
	is_int(err.code, ERR_CONFLICT, "is a conflict");
}

static void
other_schemas_are_refused(void)
{
	CLEANUP(book_close) struct book b = book_make();
	struct err err = { 0 };

	store_free(&b.store);
	is_int(by_hand(&b.place, "PRAGMA user_version=9"), SQLITE_OK, "newer");
	is_int(open_again(&b, &err), -1, "is refused");
	ok(strstr(err.text, "schema 9") != NULL &&
		   strstr(err.text, "up to 4") != NULL,
	   "%s", err.text);
	is_int(by_hand(&b.place, "PRAGMA user_version=0"), SQLITE_OK, "older");
	is_int(store_open(b.place.dir, STORE_READ, &b.store, &err), -1,
	       "is refused by a reader");
	ok(strstr(err.text, "needs 4") != NULL, "%s", err.text);
	is_int(by_hand(&b.place,
		       "PRAGMA user_version=1; PRAGMA application_id=7"),
	       SQLITE_OK, "another program's");
	is_int(open_again(&b, &err), -1, "is refused: %s", err.text);
	is_int(err.code, ERR_CORRUPT, "as corrupt");
	FILE *f = fopen(place_path(&b.place, "log/ca.db"), "w");

	fputs("this is not a database, and long enough to be looked at by "
	      "SQLite, which wants a hundred octets of a header at least\n",
	      f);
	fclose(f);
	is_int(open_again(&b, &err), -1, "a text: %s", err.text);
	is_int(err.code, ERR_CORRUPT, "as corrupt");
}

/* A database in memory cannot keep a write-ahead log, and SQLite says
 * nothing. */
static void
a_setting_that_is_not_taken_is_refused(void)
{
	struct store s = { .mode = STORE_WRITE, .path = "memory" };
	struct err err = { 0 };

	is_int(sqlite3_open(":memory:", &s.db), SQLITE_OK, "opens");
	is_int(pragmas_apply(&s, &err), -1, "is refused");
	is_int(err.code, ERR_STORAGE, "as a fault of the storage");
	ok(strstr(err.text, "PRAGMA journal_mode is memory where wal") != NULL,
	   "the setting is named: %s", err.text);
	s.mode = STORE_READ;
	is_int(pragmas_apply(&s, &err), 0, "who only reads needs none");
	sqlite3_close(s.db);
}

static void
the_log_is_copied_before_it_grows(void)
{
	CLEANUP(book_close) struct book b = book_make();
	struct err err = { 0 };
	uint64_t largest = 0;

	for (uint64_t i = 0; i < 60; i++) {
		is_int(store_begin(b.store, &err), 0, "begin");
		for (uint64_t n = 0; n < 100; n++)
			book_put(b.store, 100 * i + n, true, 1);
		is_int(store_commit(b.store, &err), 0, "commit");
		if (store_wal_bytes(b.store) > largest)
			largest = store_wal_bytes(b.store);
	}
	ok(largest > 0 && largest < 30000000, "%ju octets at most",
	   (uintmax_t)largest);
	is_int(open_again(&b, &err), 0, "opens");
	is_int(store_wal_bytes(b.store), 0, "and begins anew");
}

TAP_MAIN(a_reservation_comes_back_as_it_was,
	 a_reservation_has_the_number_that_was_asked_for,
	 certificates_are_found_by_number, lists_keep_to_their_filter,
	 lists_find_names, lists_find_addresses_and_no_others,
	 open_reservations_are_found_in_order, keys_have_a_first_owner,
	 tokens_are_revoked_once, rows_that_prove_cannot_be_changed,
	 a_reader_sees_and_cannot_write,
	 a_reader_of_the_group_needs_no_right_to_write,
	 files_of_others_are_refused, other_schemas_are_refused,
	 a_setting_that_is_not_taken_is_refused,
	 the_log_is_copied_before_it_grows)
