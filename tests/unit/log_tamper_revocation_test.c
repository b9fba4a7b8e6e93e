/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Who takes back a revocation, or a CRL, behind the log's back is found: the
 * first entry or row that is not as it was is named. */
#include "tests/unit/log_tamper.h"

#include "sanca/revocation.h"

#define ISSUED 8
#define VOID 9
#define OPEN 10
#define THEN 1710000000

static struct ledger whole;
static struct buf content;

/* Entries 1 to 8 issue; 9 is a void; the reservation 10 stays open. */
static int
add_reservations(struct ledger *l, struct err *err)
{
	static struct issued all[OPEN];
	CLEANUP(buf_free) struct buf body = { 0 };
	uint64_t at = 0;

	for (uint64_t i = 0; i < OPEN; i++)
		if (issued_make(i, i + 1, &all[i], err) != 0)
			return -1;
	if (ledger_batch(l, all, ISSUED, err) != 0 ||
	    store_begin(l->store, err) != 0 ||
	    issued_reserve(l, &all[VOID - 1], err) != 0 ||
	    issued_reserve(l, &all[OPEN - 1], err) != 0)
		return -1;
	log_body_void(VOID, all[VOID - 1].request.row.serial, "a test", &body);
	int done = store_void_add(l->store, VOID, 5, "a test",
				  log_next_index(l->log), err);

	if (done == 0)
		done = log_append(l->log, LOG_VOID, 5, buf_bytes(&body), &at,
				  err);
	if (done == 0)
		done = ledger_commit(l, 5, err);
	for (size_t i = 0; i < OPEN; i++)
		issued_free(&all[i]);
	return done;
}

static int
add_crl(struct ledger *l, uint64_t number, struct err *err)
{
	if (store_begin(l->store, err) != 0 || ledger_crl(l, number, err) != 0)
		return -1;
	return ledger_commit(l, THEN, err);
}

/* 10 to 13: four are revoked, two of them on hold; 14: a CRL; 15: one hold is
 * lifted, 16: the other is final; 17: a CRL. */
static int
add_revocations(struct ledger *l, struct err *err)
{
	if (store_begin(l->store, err) != 0 ||
	    ledger_revoke(l, 2, REASON_SUPERSEDED, THEN, err) != 0 ||
	    ledger_revoke(l, 3, REASON_CERTIFICATE_HOLD, THEN, err) != 0 ||
	    ledger_revoke(l, 4, REASON_CERTIFICATE_HOLD, THEN, err) != 0 ||
	    ledger_revoke(l, VOID, REASON_UNSPECIFIED, THEN, err) != 0 ||
	    ledger_commit(l, THEN, err) != 0 || add_crl(l, 100, err) != 0)
		return -1;
	if (store_begin(l->store, err) != 0 ||
	    ledger_revoke(l, 3, REASON_REMOVE_FROM_CRL, THEN, err) != 0 ||
	    ledger_revoke(l, 4, REASON_KEY_COMPROMISE, THEN, err) != 0 ||
	    ledger_commit(l, THEN, err) != 0)
		return -1;
	return add_crl(l, 105, err);
}

static void
whole_make(void)
{
	struct err err = { 0 };

	whole = ledger_make();
	if (add_init(&whole, &err) != 0 ||
	    add_reservations(&whole, &err) != 0 ||
	    add_revocations(&whole, &err) != 0 ||
	    slurp(&whole, &content, &err) != 0) {
		diag("%s", err.text);
		exit(99);
	}
}

static void
the_whole_one_is_good(void)
{
	CLEANUP(place_remove) struct place p = copy_make(&content);
	CLEANUP(store_free) struct store *s = NULL;
	struct log_verdict v;
	struct err err = { 0 };

	is_int(store_open(p.dir, STORE_READ, &s, &err), 0, "%s", err.text);
	is_int(log_verify(s, NULL, NULL, NULL, &v, &err), 0, "%s", err.text);
	is_int(v.entries, 18, "entries");
	is_int(v.revocations, 4, "serials that were ever revoked");
	is_int(v.crls, 2, "CRLs");
	is_int(v.voids, 1, "voids");
	is_int(v.open_reservations, 1, "open reservations");
	ok(spoil(&p, "SELECT 1"), "triggers off and on");
	is_str(judge(&p, NULL), "", "are no difference");
}

/* A row as the one of reservation FROM, but for what is said. */
#define ROW_FROM(columns, from)                                                \
	"INSERT INTO revocation (reservation, serial, not_after, revoked_at, " \
	"reason, log_index) SELECT " columns                                   \
	" FROM reservation WHERE id = " from
#define CRL_FROM(number, index)                                                \
	"INSERT INTO crl SELECT " number                                       \
	", issuer, this_update, next_update, "                                 \
	"entries, covers, tbs_sha256, " index " FROM crl WHERE number = 100"
#define BODY(from, to, idx)                                                    \
	"UPDATE log_entry SET body = CAST(replace(body, '" from "', '" to      \
	"') AS BLOB) WHERE idx = " idx

static const struct {
	const char *sql, *says;
} tampers[] = {
	/* log_entry: revoke */
	{ BODY("superseded", "keyCompromise", "10"),
	  "entry 10 (revoke): the rows that it speaks of say otherwise, from "
	  "\"reason\":\"keyCompromise\"" },
	{ BODY("superseded", "superseded2", "10"), "entry 10 (revoke)" },
	{ BODY("2024", "2025", "10"), "entry 10 (revoke)" },
	{ BODY(":2,", ":5,", "10"),
	  "entry 10 (revoke): its revocation is missing" },
	{ BODY(":2,", ":02,", "10"), "entry 10 (revoke)" },
	{ BODY(":2,", ":99999999999999999999999,", "10"),
	  "entry 10 (revoke): it names no reservation" },
	{ BODY("{", "{\"x\":1,", "10"),
	  "entry 10 (revoke): it names no reservation" },
	{ "UPDATE log_entry SET body = x'' WHERE idx = 10",
	  "entry 10 (revoke): it names no reservation" },
	{ "UPDATE log_entry SET body = substr(body, 1, 40) WHERE idx = 10",
	  "entry 10 (revoke)" },
	{ BODY("mail", "root", "10"), "entry 10, or one after it up to 13" },
	{ BODY("certificateHold", "superseded", "11"),
	  "entry 10, or one after it up to 13" },
	{ "UPDATE log_entry SET time = time + 1 WHERE idx = 10",
	  "entry 10, or one after it up to 13" },
	{ "UPDATE log_entry SET type = 3 WHERE idx = 10",
	  "entry 10 is not the one that was signed: the revocation of "
	  "reservation 2 speaks of it" },
	{ "UPDATE log_entry SET type = 3 WHERE idx = 11",
	  "entry 10, or one after it up to 13" },
	{ "UPDATE log_entry SET type = 3 WHERE idx = 15",
	  "entry 11 (revoke): reservation 3: the revocation names entry 15" },
	{ "DELETE FROM log_entry WHERE idx = 10", "entry 10 is missing" },
	{ "DELETE FROM log_entry WHERE idx = 17", "entry 17 is missing" },
	{ "INSERT INTO log_entry SELECT 18, 4, time, body FROM log_entry "
	  "WHERE idx = 10",
	  "entry 18 (revoke): reservation 2: the revocation was put back" },
	{ "INSERT INTO log_entry SELECT 18, 4, time, CAST(replace(body, ':2,', "
	  "':5,') AS BLOB) FROM log_entry WHERE idx = 10",
	  "entry 18 (revoke): its revocation is missing" },
	/* log_entry: crl */
	{ BODY(":100,", ":99,", "14"), "entry 14 (crl)" },
	{ BODY("\"entries\":3", "\"entries\":2", "14"),
	  "entry 14 (crl): the rows that it speaks of say otherwise, from "
	  "\"entries\":2" },
	{ BODY("0123456789abcdef", "0123456789abcdee", "14"),
	  "entry 14 (crl)" },
	{ "UPDATE log_entry SET type = 3 WHERE idx = 14",
	  "entry 14 is not the one that was signed: CRL 100 speaks of it" },
	{ "INSERT INTO log_entry SELECT 18, 9, time, body FROM log_entry "
	  "WHERE idx = 17",
	  "entry 18 (crl): its CRL is missing" },
	/* revocation */
	{ "UPDATE revocation SET reason = 5 WHERE reservation = 2",
	  "entry 10 (revoke)" },
	{ "UPDATE revocation SET reason = 8 WHERE reservation = 2",
	  "entry 10 (revoke)" },
	{ "UPDATE revocation SET reason = 4294967300 WHERE reservation = 2",
	  "entry 10 (revoke)" },
	{ "UPDATE revocation SET revoked_at = revoked_at + 1 WHERE "
	  "reservation = 2",
	  "entry 10 (revoke)" },
	{ "UPDATE revocation SET serial = (SELECT serial FROM reservation "
	  "WHERE id = 5) WHERE reservation = 2",
	  "entry 10 (revoke)" },
	{ "UPDATE revocation SET serial = x'' WHERE reservation = 2",
	  "entry 10 (revoke)" },
	{ "UPDATE revocation SET not_after = 0 WHERE reservation = 2",
	  "entry 10 (revoke)" },
	{ "UPDATE revocation SET not_after = 0 WHERE reservation = 3",
	  "entry 15 (revoke)" },
	{ "UPDATE reservation SET not_after = 0 WHERE id = 9",
	  "reservation 9 is revoked by entry 13, and does not fit" },
	{ "UPDATE revocation SET log_index = 999 WHERE reservation = 2",
	  "entry 10 (revoke): reservation 2: the revocation names entry 999" },
	{ "UPDATE revocation SET log_index = 7 WHERE reservation = 2",
	  "entry 10 (revoke): reservation 2: the revocation was put back" },
	{ "UPDATE revocation SET log_index = -1 WHERE reservation = 2; "
	  "UPDATE revocation SET log_index = 10 WHERE reservation = 9; "
	  "UPDATE revocation SET log_index = 13 WHERE reservation = 2",
	  "entry 10 (revoke): reservation 2: the revocation names entry 13" },
	{ "UPDATE revocation SET reservation = 5 WHERE reservation = 2",
	  "entry 10 (revoke): its revocation is missing" },
	{ "DELETE FROM revocation WHERE reservation = 2",
	  "entry 10 (revoke): its revocation is missing" },
	{ "DELETE FROM revocation WHERE reservation = 3",
	  "entry 11 (revoke): its revocation is missing" },
	{ "DELETE FROM revocation WHERE reservation = 9",
	  "entry 13 (revoke): its revocation is missing" },
	{ "DELETE FROM revocation",
	  "entry 10 (revoke): its revocation is missing" },
	{ "UPDATE revocation SET reason = 6, log_index = 11 WHERE "
	  "reservation = 3",
	  "entry 15 (revoke): reservation 3: the revocation was put back to "
	  "what entry 11 made of it" },
	{ "UPDATE revocation SET reason = 6, log_index = 12 WHERE "
	  "reservation = 4",
	  "entry 16 (revoke): reservation 4: the revocation was put back to "
	  "what entry 12 made of it" },
	{ "UPDATE revocation SET reason = 6 WHERE reservation = 3",
	  "entry 15 (revoke)" },
	{ "UPDATE revocation SET reason = 8 WHERE reservation = 4",
	  "entry 16 (revoke)" },
	{ ROW_FROM("5, serial, not_after, 7, 0, 999", "5"),
	  "reservation 5 is revoked without entry: entry 999" },
	{ ROW_FROM("5, serial, not_after, 7, 0, 14", "5"),
	  "reservation 5 is revoked without entry: entry 14" },
	{ ROW_FROM("5, serial, not_after, 7, 0, 11", "5"),
	  "reservation 5 is revoked without entry: entry 11" },
	{ ROW_FROM("10, serial, not_after, 7, 0, 999", "10"),
	  "reservation 10 is revoked without entry: entry 999" },
	{ ROW_FROM("-5, serial, not_after, 7, 0, 999", "5"),
	  "is revoked without entry: entry 999" },
	/* crl */
	{ "UPDATE crl SET number = 101 WHERE number = 100", "entry 14 (crl)" },
	{ "UPDATE crl SET this_update = 0 WHERE number = 100",
	  "entry 14 (crl)" },
	{ "UPDATE crl SET next_update = 0 WHERE number = 100",
	  "entry 14 (crl)" },
	{ "UPDATE crl SET entries = 0 WHERE number = 100", "entry 14 (crl)" },
	{ "UPDATE crl SET covers = 0 WHERE number = 100", "entry 14 (crl)" },
	{ "UPDATE crl SET tbs_sha256 = zeroblob(32) WHERE number = 100",
	  "entry 14 (crl)" },
	{ "UPDATE crl SET tbs_sha256 = x'00' WHERE number = 100",
	  "entry 14 (crl)" },
	{ "UPDATE crl SET issuer = 2 WHERE number = 100",
	  "entry 14 (crl): its issuer is missing" },
	{ "UPDATE crl SET log_index = 999 WHERE number = 100",
	  "entry 14 (crl): its CRL is missing" },
	{ "UPDATE crl SET log_index = -1 WHERE number = 100; "
	  "UPDATE crl SET log_index = 14 WHERE number = 105; "
	  "UPDATE crl SET log_index = 17 WHERE number = 100",
	  "entry 14 (crl)" },
	{ "DELETE FROM crl WHERE number = 100",
	  "entry 14 (crl): its CRL is missing" },
	{ "DELETE FROM crl WHERE number = 105",
	  "entry 17 (crl): its CRL is missing" },
	{ CRL_FROM("101", "999"), "CRL 101 has no entry: entry 999" },
	{ CRL_FROM("101", "15"), "CRL 101 has no entry: entry 15" },
};

static void
every_change_is_named(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(tampers); i++) {
		CLEANUP(place_remove) struct place p = copy_make(&content);

		if (!ok(spoil(&p, tampers[i].sql), "%s", tampers[i].sql))
			continue;
		const char *said = judge(&p, NULL);

		ok(strstr(said, tampers[i].says) != NULL,
		   "%s: \"%s\", not \"%s\"", tampers[i].sql, said,
		   tampers[i].says);
	}
}

static void
every_dropped_trigger_is_named(void)
{
	static const char *const triggers[] = { "revocation_added",
						"revocation_kept",
						"revocation_changed",
						"crl_kept", "crl_changed" };

	for (size_t i = 0; i < ARRAY_SIZE(triggers); i++) {
		CLEANUP(place_remove) struct place p = copy_make(&content);
		char sql[60];

		snprintf(sql, sizeof(sql), "DROP TRIGGER %s", triggers[i]);
		is_int(by_hand(&p, sql), SQLITE_OK, "%s", sql);
		const char *said = judge(&p, NULL);

		ok(strstr(said, triggers[i]) != NULL, "%s: %s", sql, said);
	}
}

/* What we sign ourselves is no better for that. */

static const char *
judge_ledger(struct ledger *l)
{
	log_free(&l->log);
	store_free(&l->store);
	return judge(&l->place, NULL);
}

static void
numbers_of_crls_that_fall_are_named(void)
{
	CLEANUP(ledger_close) struct ledger l = ledger_make();
	struct err err = { 0 };

	is_int(add_init(&l, &err), 0, "init");
	is_int(add_crl(&l, 100, &err), 0, "100 %s", err.text);
	is_int(add_crl(&l, 99, &err), 0, "99 %s", err.text);
	const char *said = judge_ledger(&l);

	ok(strstr(said, "entry 2 (crl): CRL 99 comes after CRL 100") != NULL,
	   "%s", said);
}

static void
a_revocation_of_what_is_still_open_is_named(void)
{
	CLEANUP(ledger_close) struct ledger l = ledger_make();
	struct err err = { 0 };

	is_int(add_init(&l, &err), 0, "init");
	is_int(add_reservations(&l, &err), 0, "%s", err.text);
	is_int(store_begin(l.store, &err), 0, "begin");
	is_int(ledger_revoke(&l, OPEN, REASON_UNSPECIFIED, THEN, &err), 0, "%s",
	       err.text);
	is_int(ledger_commit(&l, THEN, &err), 0, "commit");
	const char *said = judge_ledger(&l);

	ok(strstr(said, "reservation 10 is revoked by entry 10, and does not "
			"fit") != NULL,
	   "%s", said);
}

int
main(void)
{
	static void (*const claims[])(void) = {
		the_whole_one_is_good,
		every_change_is_named,
		every_dropped_trigger_is_named,
		numbers_of_crls_that_fall_are_named,
		a_revocation_of_what_is_still_open_is_named,
	};

	whole_make();
	int status = tap_run(claims, ARRAY_SIZE(claims),
			     "the_whole_one_is_good, every_change_is_named, "
			     "every_dropped_trigger_is_named, "
			     "numbers_of_crls_that_fall_are_named, "
			     "a_revocation_of_what_is_still_open_is_named");

	ledger_close(&whole);
	buf_free(&content);
	return status;
}
