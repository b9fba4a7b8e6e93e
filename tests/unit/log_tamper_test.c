/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/*
 * Whatever somebody with the sqlite3 program does to a row that proves
 * something, log_verify names the first entry or row that is not as it was. The
 * triggers are dropped before and put back after, so that they give nothing
 * away.
 */
#include "tests/unit/log_tamper.h"

#define BATCHES 5
#define BATCH 60

/* The ledger that is spoiled in copies, and one of an hour before. */
static struct ledger whole;
static struct buf content, older;
static struct log_head kept;

static int
add_batch(struct ledger *l, uint64_t n, struct err *err)
{
	static struct issued all[BATCH];

	for (uint64_t i = 0; i < BATCH; i++) {
		if (issued_make(n + i, n + i + 1, &all[i], err) != 0)
			return -1;
		all[i].request.row.requester = 1 + i % 2;
	}
	int done = ledger_batch(l, all, BATCH, err);

	for (size_t i = 0; i < BATCH; i++)
		issued_free(&all[i]);
	return done;
}

/* A void, a refusal, a blocked key; and one that stays open. */
static int
add_rest(struct ledger *l, struct err *err)
{
	CLEANUP(buf_free) struct buf body = { 0 };
	CLEANUP(issued_free) struct issued one = { 0 }, two = { 0 };
	uint64_t at = 0;
	char key[65] = "0000000000000000000000000000000000000000000000000000"
		       "00000000ffff";
	struct log_detail d = { "key-sha256", bytes_of_text(key) };
	uint8_t blocked[32] = { [30] = 0xff, [31] = 0xff };

	if (issued_make(9000, 301, &one, err) != 0 ||
	    issued_make(9001, 302, &two, err) != 0 ||
	    store_begin(l->store, err) != 0)
		return -1;
	if (issued_reserve(l, &one, err) != 0 ||
	    issued_reserve(l, &two, err) != 0)
		return -1;
	log_body_void(one.row.reservation, one.request.row.serial, "a test",
		      &body);
	if (store_void_add(l->store, one.row.reservation, 5, "a test",
			   log_next_index(l->log), err) != 0 ||
	    log_append(l->log, LOG_VOID, 5, buf_bytes(&body), &at, err) != 0)
		return -1;
	buf_clear(&body);
	log_body_administration("key-blocked", bytes_of_text("root"), &d, 1,
				&body);
	if (store_key_block(l->store, BYTES_OF(blocked), 5, bytes_of_text("x"),
			    log_next_index(l->log), err) != 0 ||
	    log_append(l->log, LOG_ADMINISTRATION, 5, buf_bytes(&body), &at,
		       err) != 0)
		return -1;
	buf_clear(&body);
	log_body_refuse(bytes_of_text("mail"), 1, bytes_of_text("POLICY"),
			bytes_of_text("no"), bytes_of_text("::1"),
			bytes_of_text("r"), &body);
	if (log_append(l->log, LOG_REFUSE, 6, buf_bytes(&body), &at, err) != 0)
		return -1;
	return ledger_commit(l, 7, err);
}

static void
whole_make(void)
{
	struct err err = { 0 };

	whole = ledger_make();
	int bad = add_init(&whole, &err);

	for (uint64_t i = 0; bad == 0 && i < BATCHES; i++) {
		bad = add_batch(&whole, i * BATCH, &err);
		if (bad == 0 && i == 2)
			bad = slurp(&whole, &older, &err);
	}
	if (bad != 0 || add_rest(&whole, &err) != 0 ||
	    slurp(&whole, &content, &err) != 0) {
		diag("%s", err.text);
		exit(99);
	}
	kept = *log_head(whole.log);
}

static void
the_whole_one_is_good(void)
{
	CLEANUP(place_remove) struct place p = copy_make(&content);
	CLEANUP(store_free) struct store *s = NULL;
	struct log_verdict v;
	struct err err = { 0 };

	is_int(store_open(p.dir, STORE_READ, &s, &err), 0, "%s", err.text);
	is_int(log_verify(s, &kept, NULL, NULL, &v, &err), 0, "%s", err.text);
	is_int(v.entries, 304, "entries");
	is_int(v.certificates, 300, "certificates");
	is_int(v.voids, 1, "voids");
	is_int(v.heads, 7, "heads");
	is_int(v.open_reservations, 1, "open reservations");
	is_str(v.head.note, kept.note, "the newest head");
	ok(spoil(&p, "SELECT 1"), "triggers off and on");
	is_str(judge(&p, &kept), "", "are no difference");
}

static const struct {
	const char *sql, *says;
} tampers[] = {
	/* log_entry */
	{ "UPDATE log_entry SET body = CAST(replace(body, 'mail-', 'evil-') AS BLOB) WHERE "
	  "idx = 17",
	  "entry 17 (issue)" },
	{ "UPDATE log_entry SET time = time + 1 WHERE idx = 17",
	  "entry 17 (issue)" },
	{ "UPDATE log_entry SET type = 3 WHERE idx = 17", "entry 17 " },
	{ "UPDATE log_entry SET type = 9 WHERE idx = 303", "entry 303 (crl)" },
	{ "UPDATE log_entry SET type = 10 WHERE idx = 303",
	  "there is no type 10" },
	{ "UPDATE log_entry SET type = 4 WHERE idx = 303",
	  "entry 303 (revoke): it names no reservation" },
	{ "UPDATE log_entry SET body = CAST(body || ' ' AS BLOB) WHERE idx = 303",
	  "entry 301, or one after it up to 303" },
	{ "UPDATE log_entry SET body = CAST(body || ' ' AS BLOB) WHERE idx = 301",
	  "entry 301 (void)" },
	{ "UPDATE log_entry SET body = CAST(replace(body, 'Contoso', 'Fabrikam') AS BLOB) "
	  "WHERE idx = 0",
	  "entry 0" },
	{ "DELETE FROM log_entry WHERE idx = 17", "entry 17 is missing" },
	{ "DELETE FROM log_entry WHERE idx = 0", "entry 0 is missing" },
	{ "DELETE FROM log_entry WHERE idx = 303", "entry 303 is missing" },
	{ "DELETE FROM log_entry WHERE idx > 200", "entry 201 is missing" },
	{ "INSERT INTO log_entry VALUES (304, 7, 8, x'7b7d')",
	  "entry 304 stands behind the newest head" },
	{ "INSERT INTO log_entry VALUES (304, 2, 8, x'7b7d')",
	  "entry 304 (issue): its certificate is missing" },
	{ "INSERT INTO log_entry VALUES (-1, 7, 8, x'7b7d')",
	  "entry 0 is missing" },
	{ "UPDATE log_entry SET idx = -17 WHERE idx = 17; "
	  "UPDATE log_entry SET idx = 17 WHERE idx = 18; "
	  "UPDATE log_entry SET idx = 18 WHERE idx = -17",
	  "entry 17 (issue)" },
	/* log_tile */
	{ "UPDATE log_tile SET hashes = zeroblob(8192)", "entry 0 does not" },
	{ "UPDATE log_tile SET hashes = x'00'", "tile 0 of level 0" },
	{ "DELETE FROM log_tile", "tile 0 of level 0" },
	{ "INSERT INTO log_tile VALUES (0, 1, zeroblob(8192))", "log_tile" },
	{ "UPDATE log_tile SET idx = 1", "tile 0 of level 0" },
	/* log_head */
	{ "UPDATE log_head SET root = zeroblob(32) WHERE size = 61",
	  "head over 61 entries" },
	{ "UPDATE log_head SET time = 7 WHERE size = 61",
	  "head over 61 entries" },
	{ "UPDATE log_head SET note = replace(note, 'time 1', 'time 2') WHERE "
	  "size = 61",
	  "head over 61 entries" },
	{ "UPDATE log_head SET note = (SELECT note FROM log_head WHERE "
	  "size = 121) WHERE size = 61",
	  "head over 61 entries" },
	{ "DELETE FROM log_head WHERE size = 304", "entry 301 stands behind" },
	{ "INSERT INTO log_head SELECT 62, time, root, note FROM log_head "
	  "WHERE size = 61",
	  "head over 62 entries" },
	{ "INSERT INTO log_head SELECT 400, time, root, note FROM log_head "
	  "WHERE size = 304",
	  "entry 304 is missing" },
	{ "INSERT INTO log_head SELECT -1, time, root, note FROM log_head "
	  "WHERE size = 304",
	  "rows of log_head" },
	/* reservation */
	{ "UPDATE reservation SET names = (SELECT names FROM reservation "
	  "WHERE id = 9) WHERE id = 17",
	  "entry 17 (issue)" },
	{ "UPDATE reservation SET serial = zeroblob(16) WHERE id = 17",
	  "entry 17 (issue)" },
	{ "UPDATE reservation SET serial = zeroblob(16) WHERE id = 301",
	  "entry 301 (void)" },
	{ "UPDATE reservation SET serial = zeroblob(16) WHERE id = 302",
	  "reservation 302: its serial does not carry its number" },
	{ "UPDATE reservation SET requester = 3 - requester WHERE id = 17",
	  "entry 17 (issue)" },
	{ "UPDATE reservation SET not_after = not_after + 1 WHERE id = 17",
	  "entry 17 (issue)" },
	{ "UPDATE reservation SET peer = 'x', request_id = 'y' WHERE id = 17",
	  "entry 17 (issue)" },
	{ "UPDATE reservation SET profile = 2 WHERE id = 17",
	  "entry 17 (issue)" },
	{ "UPDATE reservation SET door = 2 WHERE id = 17", "entry 17 (issue)" },
	{ "UPDATE reservation SET policy_digest = x'00' WHERE id = 17",
	  "entry 17 (issue)" },
	{ "UPDATE reservation SET spki_sha256 = zeroblob(32) WHERE id = 17",
	  "entry 17 (issue)" },
	{ "UPDATE reservation SET spki_sha256 = zeroblob(32) WHERE id = 302",
	  "reservation 302: the first use" },
	{ "DELETE FROM reservation WHERE id = 17", "entry 17 (issue)" },
	{ "DELETE FROM reservation WHERE id = 302", "rows of document" },
	{ "UPDATE reservation SET id = 400 WHERE id = 302",
	  "reservation 302 is missing" },
	{ "UPDATE reservation SET id = -17 WHERE id = 17; "
	  "UPDATE reservation SET id = 17 WHERE id = 18; "
	  "UPDATE reservation SET id = 18 WHERE id = -17",
	  "entry 17 (issue)" },
	/* document */
	{ "UPDATE document SET tbs = CAST(substr(tbs, 1, 759) || x'00' AS BLOB) WHERE "
	  "reservation = 17",
	  "entry 17 (issue)" },
	{ "UPDATE document SET tbs = x'' WHERE reservation = 17",
	  "entry 17 (issue)" },
	{ "UPDATE document SET csr = x'' WHERE reservation = 17",
	  "entry 17 (issue)" },
	{ "UPDATE document SET csr = x'00' WHERE reservation = 17",
	  "entry 17 (issue)" },
	{ "UPDATE reservation SET generation = generation + 1 WHERE id = 17",
	  "entry 17 (issue)" },
	{ "UPDATE reservation SET reserved_at = reserved_at + 1 WHERE id = 17",
	  "entry 17 (issue)" },
	{ "DELETE FROM document WHERE reservation = 17", "entry 17 (issue)" },
	{ "DELETE FROM document WHERE reservation = 302", "rows of document" },
	{ "INSERT INTO reservation SELECT -5, issuer, serial, reserved_at, "
	  "requester, door, door_reference, peer, request_id, profile, policy, "
	  "policy_digest, generation, names_requested, names, spki_sha256, "
	  "not_before, not_after, replaces, idempotency, request_digest FROM "
	  "reservation WHERE id = 17",
	  "reservation 1 is missing" },
	{ "INSERT INTO document VALUES (999, x'', x'', '')",
	  "rows of document" },
	/* certificate */
	{ "UPDATE certificate SET signature = x'00' WHERE reservation = 17",
	  "entry 17 (issue)" },
	{ "UPDATE certificate SET sha256 = zeroblob(32) WHERE reservation = 17",
	  "entry 17 (issue)" },
	{ "UPDATE certificate SET sha1 = zeroblob(20) WHERE reservation = 17",
	  "entry 17 (issue)" },
	{ "UPDATE certificate SET sha1 = x'00' WHERE reservation = 17",
	  "entry 17 (issue)" },
	{ "UPDATE certificate SET sig_alg = 3 WHERE reservation = 17",
	  "entry 17 (issue)" },
	{ "UPDATE certificate SET sig_alg = 99 WHERE reservation = 17",
	  "entry 17 (issue)" },
	{ "UPDATE certificate SET issued_at = 5 WHERE reservation = 17",
	  "entry 17 (issue)" },
	{ "UPDATE certificate SET log_index = 999 WHERE reservation = 17",
	  "entry 17 (issue): its certificate is missing" },
	{ "UPDATE certificate SET log_index = -1 WHERE reservation = 17; "
	  "UPDATE certificate SET log_index = 17 WHERE reservation = 18; "
	  "UPDATE certificate SET log_index = 18 WHERE reservation = 17",
	  "entry 17 (issue)" },
	{ "DELETE FROM certificate WHERE reservation = 17",
	  "entry 17 (issue): its certificate is missing" },
	{ "INSERT INTO certificate SELECT 302, issued_at, sig_alg, signature, "
	  "sha256, sha1, 999, hashes FROM certificate WHERE reservation = 17",
	  "reservation 302 has a certificate without entry" },
	{ "INSERT INTO certificate SELECT 301, issued_at, sig_alg, signature, "
	  "sha256, sha1, 999, hashes FROM certificate WHERE reservation = 17",
	  "reservation 301 is void and has a certificate" },
	/* void */
	{ "UPDATE void SET reason = 'other'", "entry 301 (void)" },
	{ "UPDATE void SET reservation = 302", "entry 301 (void)" },
	{ "UPDATE void SET log_index = 302", "entry 301 (void)" },
	{ "DELETE FROM void", "entry 301 (void)" },
	{ "INSERT INTO void VALUES (302, 1, 'x', 302)",
	  "reservation 302 is void without entry" },
	/* subject_key, lookup_run, blocked_key */
	{ "DELETE FROM subject_key WHERE reservation = 17",
	  "reservation 17: the first use" },
	{ "UPDATE subject_key SET requester = 3 - requester WHERE "
	  "reservation = 17",
	  "reservation 17: the first use" },
	{ "INSERT INTO subject_key VALUES (1, 1, 17)", "rows of subject_key" },
	{ "UPDATE certificate SET hashes = substr(hashes, 5) WHERE "
	  "reservation = 17",
	  "reservation 17: the hashes" },
	{ "UPDATE certificate SET hashes = x'' WHERE reservation = 300",
	  "reservation 300: the hashes" },
	{ "DELETE FROM lookup_run", "is missing in the table lookup_run" },
	{ "DELETE FROM lookup_run WHERE id & 15 = 3",
	  "is missing in the table lookup_run" },
	{ "UPDATE lookup_run SET entries = substr(entries, 7) WHERE id & 15 = "
	  "3",
	  "a name or thumbprint is missing" },
	{ "UPDATE lookup_run SET entries = CAST(entries || x'7fffffff0011' "
	  "AS BLOB) WHERE id & 15 = 15",
	  "reservation 17: a name or thumbprint is too many" },
	{ "UPDATE lookup_run SET entries = CAST(entries || x'00' AS BLOB) "
	  "WHERE id & 15 = 3",
	  "too many octets" },
	{ "INSERT INTO lookup_run VALUES (17, x'')", "rows of lookup_run" },
	{ "INSERT INTO lookup_run VALUES (-17, x'')", "rows of lookup_run" },
	{ "INSERT INTO lookup_run VALUES (9000000000000000017, x'')",
	  "rows of lookup_run" },
	{ "UPDATE blocked_key SET spki_sha256 = zeroblob(32)",
	  "the blocked key 0000" },
	{ "UPDATE blocked_key SET log_index = 303", "the blocked key 0000" },
	{ "DELETE FROM blocked_key", "rows of blocked_key" },
	{ "INSERT INTO blocked_key VALUES (zeroblob(32), 1, 'x', 302)",
	  "the blocked key 0000" },
	/* issuer, requester, state */
	{ "UPDATE issuer SET certificate = x'00'", "entry 0 (init)" },
	{ "UPDATE issuer SET tag = 'x'", "entry 1 (issue)" },
	{ "DELETE FROM issuer", "entry 0 (init)" },
	{ "UPDATE requester SET name = 'x' WHERE id = 2", "entry 2 (issue)" },
	{ "DELETE FROM requester WHERE id = 1", "entry 1 (issue)" },
	{ "UPDATE state SET log_origin = 'x'", "head over 1 entries" },
	{ "UPDATE state SET log_public_key = zeroblob(32)", "e" },
	{ "UPDATE state SET serial_secret = zeroblob(32)",
	  "reservation 1: its serial does not carry its number" },
	{ "DELETE FROM state", "the key of the log" },
	/* the schema */
	{ "CREATE TABLE more (x)", "\"more\" was added" },
	{ "CREATE TRIGGER more AFTER INSERT ON token BEGIN SELECT 1; END",
	  "\"more\" was added" },
	{ "DROP INDEX log_entry_refusals",
	  "\"log_entry_refusals\" is missing" },
};

static void
every_change_is_named(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(tampers); i++) {
		CLEANUP(place_remove) struct place p = copy_make(&content);

		if (!ok(spoil(&p, tampers[i].sql), "%s", tampers[i].sql))
			continue;
		const char *said = judge(&p, NULL);

		ok(said[0] != '\0' && strstr(said, tampers[i].says) != NULL,
		   "%s: \"%s\", not \"%s\"", tampers[i].sql, said,
		   tampers[i].says);
	}
}

static void
a_dropped_trigger_is_named(void)
{
	CLEANUP(place_remove) struct place p = copy_make(&content);
	sqlite3 *db = NULL;

	ok(sqlite3_open(place_path(&p, "log/ca.db"), &db) == SQLITE_OK &&
		   sqlite3_exec(db, "DROP TRIGGER log_head_kept", NULL, NULL,
				NULL) == SQLITE_OK,
	   "dropped");
	sqlite3_close(db);
	const char *said = judge(&p, NULL);

	ok(strstr(said, "\"log_head_kept\" is missing") != NULL, "%s", said);
}

static void
an_older_copy_is_good_but_not_against_a_kept_head(void)
{
	CLEANUP(place_remove) struct place p = copy_make(&older);

	is_str(judge(&p, NULL), "", "it proves itself");
	const char *said = judge(&p, &kept);

	ok(strstr(said, "entry 181 is missing") != NULL, "%s", said);
}

static void
an_older_head_is_held_against_its_prefix(void)
{
	CLEANUP(place_remove) struct place p = copy_make(&content);
	struct log_head head = kept;

	head.size = 100;
	const char *said = judge(&p, &head);

	ok(strstr(said, "the first 100 entries are not those") != NULL, "%s",
	   said);
}

/* Never a crash; and what is not found is at most in octets that prove
 * nothing: free space, requests, diagnoses. */
static void
a_flipped_bit_never_crashes_and_is_mostly_found(void)
{
	unsigned pages = 0, found = 0;

	for (size_t at = 0; at + 4096 <= content.n; at += 4096) {
		CLEANUP(buf_free) struct buf copy = { 0 };
		uint8_t where[2];

		spread(at, where, sizeof(where));
		buf_append_bytes(&copy, buf_bytes(&content));
		copy.p[at + ((size_t)where[0] << 4 | where[1] >> 4)] ^=
			(uint8_t)(1u << (where[1] & 7));
		CLEANUP(place_remove) struct place p = copy_make(&copy);
		CLEANUP(store_free) struct store *s = NULL;
		struct log_verdict verdict;
		struct err err = { 0 };

		pages++;
		found += store_open(p.dir, STORE_WRITE, &s, &err) != 0 ||
			 log_verify(s, NULL, NULL, NULL, &verdict, &err) != 0 ||
			 store_check_integrity(s, &err) != 0;
	}
	diag("%u of %u pages", found, pages);
	ok(found > pages / 4, "%u of %u found", found, pages);
}

int
main(void)
{
	static void (*const claims[])(void) = {
		the_whole_one_is_good,
		every_change_is_named,
		a_dropped_trigger_is_named,
		an_older_copy_is_good_but_not_against_a_kept_head,
		an_older_head_is_held_against_its_prefix,
		a_flipped_bit_never_crashes_and_is_mostly_found,
	};

	whole_make();
	int status =
		tap_run(claims, ARRAY_SIZE(claims),
			"the_whole_one_is_good, every_change_is_named, "
			"a_dropped_trigger_is_named, "
			"an_older_copy_is_good_but_not_against_a_kept_head, "
			"an_older_head_is_held_against_its_prefix, "
			"a_flipped_bit_never_crashes_and_is_mostly_found");

	ledger_close(&whole);
	buf_free(&content);
	buf_free(&older);
	return status;
}
