/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* How long sessions last, and how often a password may be wrong, by a clock of
 * our own. */
#include "../../src/signer/guesses.h"
#include "../../src/signer/password.h"
#include "../../src/signer/sessions.h"

#include "tests/tap.h"

#include "sanca/clock.h"

#include <stdio.h>
#include <stdlib.h>

static int64_t now_ms = 1000000;

/* In the place of src/base/clock_monotonic.c. */
int64_t
clock_monotonic_ms(void)
{
	return now_ms;
}

int64_t
clock_monotonic_us(void)
{
	return now_ms * 1000;
}

#define MINUTE INT64_C(60000)

static const struct session_bounds bounds = { .lifetime_ms = 60 * MINUTE,
					      .idle_ms = 10 * MINUTE };
static struct sessions sessions;
static struct guesses guesses;

static const uint8_t *
hash(unsigned n)
{
	static uint8_t h[32];

	h[0] = (uint8_t)n;
	h[1] = (uint8_t)(n >> 8);
	return h;
}

static struct session *
begin(unsigned n, uint64_t requester)
{
	return session_start(&sessions, hash(n), requester,
			     bytes_of_text("192.0.2.1"), &bounds);
}

static struct session *
find(unsigned n)
{
	return session_find(&sessions, hash(n), &bounds);
}

static void
restart(void)
{
	struct err err;

	memset(&sessions, 0, sizeof(sessions));
	if (guesses_start(&guesses, &err) != 0)
		exit(99);
}

static void
an_idle_session_ends(void)
{
	restart();
	ok(begin(1, 7) != NULL, "begun");
	now_ms += 10 * MINUTE - 1;
	ok(find(1) != NULL, "used just in time");
	now_ms += 10 * MINUTE - 1;
	ok(find(1) != NULL, "and again");
	now_ms += 10 * MINUTE;
	ok(find(1) == NULL, "idle for too long");
}

static void
a_busy_session_ends_too(void)
{
	restart();
	ok(begin(1, 7) != NULL, "begun");
	for (unsigned i = 0; i < 11; i++) {
		now_ms += 5 * MINUTE;
		ok(find(1) != NULL, "used");
	}
	now_ms += 5 * MINUTE;
	ok(find(1) == NULL, "after its lifetime");
}

static void
a_password_counts_for_a_while(void)
{
	struct session *s = NULL;

	restart();
	s = begin(1, 7);
	ok(session_confirmed_ms(s) > 0, "signing in shows it");
	now_ms += (int64_t)LIMIT_CONFIRMED_S * 1000 - 1;
	ok(session_confirmed_ms(s) > 0, "just so");
	now_ms++;
	ok(session_confirmed_ms(s) <= 0, "no longer");
}

static void
a_session_is_not_given_to_two(void)
{
	restart();
	ok(begin(1, 7) != NULL, "begun");
	ok(begin(1, 8) == NULL, "the same secret for another");
	is_int(find(1)->requester, 7, "it is the first one's");
	ok(find(2) == NULL, "another secret is none");
}

static void
who_has_many_loses_his_own(void)
{
	restart();
	ok(begin(1000, 8) != NULL, "somebody else");
	for (unsigned i = 1; i <= LIMIT_SESSIONS_EACH; i++) {
		now_ms++;
		ok(begin(i, 7) != NULL, "begun");
	}
	now_ms++;
	ok(find(1) != NULL, "the oldest is used");
	now_ms++;
	ok(begin(500, 7) != NULL, "one more");
	ok(find(2) == NULL, "the least used one went");
	ok(find(1) != NULL && find(1000) != NULL, "and no other");
	is_int(sessions_end_of(&sessions, 7, find(1)), LIMIT_SESSIONS_EACH - 1,
	       "all but this one end");
	ok(find(1) != NULL && find(1000) != NULL, "it stays, and others do");
}

static void
there_is_always_room_for_one_more(void)
{
	unsigned live = 0;

	restart();
	for (unsigned i = 1; i <= LIMIT_SESSIONS + 3; i++) {
		now_ms++;
		ok(begin(i, i) != NULL, "begun");
	}
	for (unsigned i = 1; i <= LIMIT_SESSIONS + 3; i++)
		live += find(i) != NULL;
	is_int(live, LIMIT_SESSIONS, "no more than there is room for");
	ok(find(1) == NULL && find(4) != NULL, "the oldest went");
}

/* ---- guesses --------------------------------------------------------------------------- */

static int
take(const char *name, const char *peer)
{
	struct err err = { 0 };
	uint32_t retry_s = 0;
	int rc = guesses_take(&guesses, bytes_of_text(name),
			      bytes_of_text(peer), &retry_s, &err);

	if (rc != 0 && (retry_s == 0 || retry_s > LIMIT_WRONG_S + 1))
		return -2;
	return rc == 0 ? 0 : (int)err.code;
}

/* From so many addresses that none of them is the bound. */
static int
take_from_all_over(const char *name, unsigned n)
{
	char peer[32];
	int last = 0;

	for (unsigned i = 0; i < n; i++) {
		snprintf(peer, sizeof(peer), "203.0.113.%u", i);
		last = take(name, peer);
	}
	return last;
}

static void
an_account_has_so_many_tries(void)
{
	restart();
	is_int(take_from_all_over("alice", LIMIT_WRONG_ACCOUNT), 0, "all used");
	is_int(take("alice", "192.0.2.1"), ERR_RATE_LIMITED, "one too many");
	is_int(take("nobody", "192.0.2.1"), 0, "another has his own");
	is_int(take_from_all_over("nobody", LIMIT_WRONG_ACCOUNT),
	       ERR_RATE_LIMITED, "one that is none is counted as well");
	now_ms += (int64_t)LIMIT_WRONG_S * 1000;
	is_int(take("alice", "192.0.2.1"), 0, "after a while");
}

static void
an_address_has_so_many_tries(void)
{
	char name[16];

	restart();
	for (unsigned i = 0; i < LIMIT_WRONG_ADDRESS; i++) {
		snprintf(name, sizeof(name), "n%u", i);
		is_int(take(name, "2001:db8:0:1::1"), 0, "a try");
	}
	is_int(take("alice", "2001:db8:0:1:ffff::2"), ERR_RATE_LIMITED,
	       "the same customer's /64");
	is_int(take("alice", "2001:db8:0:2::1"), 0, "another's");
	is_int(take("alice", "192.0.2.1"), 0, "and another address");
}

static void
a_right_password_is_not_counted(void)
{
	restart();
	for (unsigned i = 0; i < 3 * LIMIT_WRONG_ADDRESS; i++) {
		if (take("alice", "192.0.2.1") != 0)
			break;
		guesses_right(&guesses, bytes_of_text("alice"),
			      bytes_of_text("192.0.2.1"));
	}
	is_int(take("alice", "192.0.2.1"), 0, "as often as one likes");
}

static void
strangers_do_not_lock_out_who_is_known(void)
{
	restart();
	is_int(take("alice", "192.0.2.1"), 0, "alice");
	guesses_right(&guesses, bytes_of_text("alice"),
		      bytes_of_text("192.0.2.1"));
	is_int(take_from_all_over("alice", 2 * LIMIT_WRONG_ACCOUNT),
	       ERR_RATE_LIMITED, "strangers have no more tries");
	is_int(take("alice", "192.0.2.1"), 0, "she has, where she is known");
	is_int(take("bob", "192.0.2.1"), 0, "and bob there");
	for (unsigned i = 0; i < LIMIT_WRONG_ACCOUNT; i++)
		(void)take("alice", "192.0.2.1");
	is_int(take("alice", "192.0.2.1"), ERR_RATE_LIMITED,
	       "no endless ones there either");
}

/* ---- passwords --------------------------------------------------------------------------- */

static int
check(const char *password)
{
	struct err err = { 0 };

	return password_check(bytes_of_text(password),
			      bytes_of_text("elisabeth.i"), &err) == 0
		       ? 0
		       : (int)err.code;
}

static void
passwords_have_a_least_length_in_characters(void)
{
	char most[LIMIT_PASSWORD_BYTES + 2];

	memset(most, 'x', sizeof(most));
	most[LIMIT_PASSWORD_BYTES + 1] = '\0';
	is_int(check("ninechars"), ERR_USAGE, "nine");
	is_int(check("ten chars."), 0, "ten");
	is_int(check("\xc3\xa4\xc3\xb6\xc3\xbc\xc3\xa4\xc3\xb6"), ERR_USAGE,
	       "ten octets are five umlauts");
	is_int(check("\xc3\xa4\xc3\xb6\xc3\xbc\xc3\xa4\xc3\xb6 und so"), 0,
	       "twelve characters");
	is_int(check("Elisabeth.I"), ERR_USAGE, "the name");
	is_int(check("latin1 \xe4\xf6\xfc xx"), ERR_USAGE, "not UTF-8");
	is_int(check("with a\ttabulator"), ERR_USAGE, "a control character");
	is_int(check(most), ERR_USAGE, "too long");
	most[LIMIT_PASSWORD_BYTES] = '\0';
	is_int(check(most), 0, "as long as it may be");
}

static void
a_hash_is_salted_and_matches_its_password_only(void)
{
	char a[STORE_PASSWORD_BYTES], b[STORE_PASSWORD_BYTES];
	char nothing[STORE_PASSWORD_BYTES];
	bool matches = false;
	struct err err;

	is_int(password_hash("a password", a, &err), 0, "hashed");
	is_int(password_hash("a password", b, &err), 0, "again");
	ok(strncmp(a, "$y$j9T$", 7) == 0, "yescrypt, of the cost we name");
	ok(strcmp(a, b) != 0, "with another salt");
	is_int(password_match("a password", b, &matches, &err), 0, "looked at");
	ok(matches, "it is the one");
	is_int(password_match("b password", b, &matches, &err), 0, "looked at");
	ok(!matches, "another is not");
	is_int(password_setting(nothing, &err), 0,
	       "for accounts that are none");
	is_int(strncmp(nothing, a, 7), 0, "the cost is the same");
	is_int(password_match("a password", nothing, &matches, &err), 0,
	       "looked at");
	ok(!matches, "nothing matches it");
	is_int(password_match("", nothing, &matches, &err), 0, "looked at");
	ok(!matches, "not even nothing");
}

TAP_MAIN(an_idle_session_ends, a_busy_session_ends_too,
	 a_password_counts_for_a_while, a_session_is_not_given_to_two,
	 who_has_many_loses_his_own, there_is_always_room_for_one_more,
	 an_account_has_so_many_tries, an_address_has_so_many_tries,
	 a_right_password_is_not_counted,
	 strangers_do_not_lock_out_who_is_known,
	 passwords_have_a_least_length_in_characters,
	 a_hash_is_salted_and_matches_its_password_only)
