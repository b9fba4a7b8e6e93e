/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Challenges in the signer: how many are looked at at once, what waits, what is
 * given up, and whose key counts. */
#include "acme_rig.h"

#include "sanca/acme_key.h"

#include "tests/tap.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static const char conf_open[] = CONF_OF("policy = servers\n", KNOWN);
/* The refusal has these words. */
static bool
says(const char *words)
{
	struct bytes text = rig.answer.refused.text;

	diag("%.*s", (int)text.n, (const char *)text.p);
	return memmem(text.p, text.n, words, strlen(words)) != NULL;
}

static const char url[] = "https://pki.contoso.com/acme/key-change";

/* F32: whoever takes an account over with another key is not taken for who began
 * (Ayer 2015). */
static void
an_order_is_of_the_key_that_made_it(void)
{
	struct acme_order order = { 0 };
	struct msg m, ask = { 0 };
	struct client c, d;

	begin_challenge(&c, conf_open, &order);
	client_new(&d);
	rig_new_validator(&rig);
	is_int(change_key(&c, &d, &d, url), 0, "another key");
	m = challenge(&c, order.authz[0].id, ACME_DNS_01);
	is_int(call(&m), ERR_UNAUTHORIZED, "its challenge is refused");
	ok(says("make a new order"), "with what to do");
	ok(!asked(&ask, 200), "the validator is not asked");
	is_int(status_of(made, &order), ACME_ORDER_INVALID, "nor is the order");
	acme_order_free(&order);
	client_free(&c);
	client_free(&d);
	ok(rig_end_is_well(&rig), "the signer ends well, the log verifies");
}

static void
the_key_authorization_is_that_of_one_key(void)
{
	struct acme_order order = { 0 };
	struct msg m, ask = { 0 };
	struct client c, d;

	begin_challenge(&c, conf_open, &order);
	client_new(&d);
	rig_new_validator(&rig);
	m = challenge(&c, order.authz[0].id, ACME_HTTP_01);
	m.id = 7400;
	rig_send(rig.front, &m);
	ok(asked(&ask, 5000), "it is asked");
	is_int(change_key(&c, &d, &d, url), 0, "another key meanwhile");
	say(ask.validate.ticket, true, "", "");
	is_int(answer(), 0, "answered");
	is_int(status_of(made, &order), ACME_ORDER_INVALID,
	       "what the key before has shown counts no more");
	ok(strstr(order.authz[0].error, "make a new order") != NULL,
	   "and it says what to do: %s", order.authz[0].error);
	is_int(ORDER(&c, "a.contoso.com"), 0, "a new order");
	is_int(status_of(made, &order), ACME_ORDER_PENDING, "is pending");
	m = challenge(&c, order.authz[0].id, ACME_HTTP_01);
	m.id = 7401;
	rig_send(rig.front, &m);
	ok(asked(&ask, 5000), "it is asked");
	say(ask.validate.ticket, true, "", "");
	is_int(answer(), 0, "answered");
	is_int(status_of(made, &order), ACME_ORDER_READY, "ready");
	acme_order_free(&order);
	client_free(&c);
	client_free(&d);
	ok(rig_end_is_well(&rig), "the signer ends well, the log verifies");
}

/* F33: a client that lost its connection posts again. */
static void
who_asks_again_waits_for_the_same(void)
{
	struct acme_order order = { 0 };
	struct msg m, ask = { 0 };
	struct client c;

	begin_challenge(&c, conf_open, &order);
	rig_new_validator(&rig);
	m = challenge(&c, order.authz[0].id, ACME_HTTP_01);
	m.id = 7700;
	rig_send(rig.front, &m);
	ok(asked(&ask, 5000), "it is asked");
	m = challenge(&c, order.authz[0].id, ACME_DNS_01);
	is_int(call(&m), ERR_CONFLICT, "another challenge of it is not begun");
	m = challenge(&c, order.authz[0].id, ACME_HTTP_01);
	m.id = 7701;
	rig_send(rig.front, &m);
	is_int(answer(), 0, "who waited is answered");
	is_int((long)rig.answer.id, 7700, "the first");
	is_int(status_of(made, &order), ACME_ORDER_PENDING, "still pending");
	ok(!asked(&m, 200), "the validator is asked once");
	say(ask.validate.ticket, true, "", "");
	is_int(answer(), 0, "the other is answered");
	is_int((long)rig.answer.id, 7701, "the second");
	is_int(status_of(made, &order), ACME_ORDER_READY, "ready by then");
	acme_order_free(&order);
	client_free(&c);
	ok(rig_end_is_well(&rig), "the signer ends well, the log verifies");
}

/* ---- many --------------------------------------------------------------------- */

static const char conf_one[] =
	CONF_OF("policy = servers\nfailures-per-hour = 1\n", KNOWN);

enum { AN_ORDER = 20, ORDERS = 5, MANY = ORDERS * AN_ORDER };

/* Orders of MANY names together, NAME-0.contoso.com and so on. */
static bool
order_many(const struct client *c, const char *name, uint64_t ret[ORDERS])
{
	char space[AN_ORDER][32];
	const char *names[AN_ORDER + 1] = { NULL };

	for (unsigned i = 0; i < MANY; i++) {
		snprintf(space[i % AN_ORDER], sizeof(space[0]),
			 "%s-%u.contoso.com", name, i);
		names[i % AN_ORDER] = space[i % AN_ORDER];
		if (i % AN_ORDER != AN_ORDER - 1)
			continue;
		if (order_for(c, names) != 0)
			return false;
		ret[i / AN_ORDER] = made;
	}
	return true;
}

/* All of their challenges are posted at once. */
static void
post_all(const struct client *c, const uint64_t orders[ORDERS])
{
	struct acme_order o = { 0 };

	for (size_t i = 0; i < MANY; i++) {
		struct msg m;

		if (i % AN_ORDER == 0)
			(void)status_of(orders[i / AN_ORDER], &o);
		m = challenge(c, o.authz[i % AN_ORDER].id, ACME_HTTP_01);
		m.id = 10000 + o.authz[i % AN_ORDER].id;
		rig_send(rig.front, &m);
	}
	acme_order_free(&o);
}

/* What the validator is asked until there is nothing for so long; how many. */
static size_t
take_asked(uint64_t *ret, size_t max, int quiet_ms)
{
	struct msg ask = { 0 };
	size_t n = 0;

	while (n < max && asked(&ask, n == 0 ? 5000 : quiet_ms))
		ret[n++] = ask.validate.ticket;
	return n;
}

/* How many of these are answered, each with 0. */
static size_t
take_answers(size_t count)
{
	size_t n = 0;

	while (n < count && answer() == 0)
		n++;
	return n;
}

static bool
becomes(uint64_t id, enum acme_order_status status, struct acme_order *ret)
{
	for (int i = 0; i < 200 && status_of(id, ret) != status; i++)
		nanosleep(&(struct timespec){ .tv_nsec = 50000000 }, NULL);
	return status_of(id, ret) == status;
}

/* How many authorizations of it are begun and not decided. */
static size_t
count_begun(uint64_t id)
{
	struct acme_order o = { 0 };
	size_t n = 0;

	(void)status_of(id, &o);
	for (size_t i = 0; i < o.authz_count; i++)
		n += o.authz[i].state == ACME_PENDING &&
		     o.authz[i].method == ACME_HTTP_01;
	acme_order_free(&o);
	return n;
}

static void
what_finds_no_room_waits(void)
{
	enum { WAIT = MANY - LIMIT_VALIDATIONS_EACH };
	struct acme_order order = { 0 };
	uint64_t tickets[MANY], orders[ORDERS];
	struct msg ask = { 0 };
	size_t n = 0;
	struct client c;

	rig_begin(&rig, "ec-p256", conf_open);
	rig_new_validator(&rig);
	client_new(&c);
	is_int(make_account(&c), 0, "an account");
	ok(order_many(&c, "h", orders), "orders");
	post_all(&c, orders);
	n = take_asked(tickets, MANY, 500);
	is_int((long)n, LIMIT_VALIDATIONS_EACH, "so many are looked at");
	is_int((long)take_answers(MANY), MANY, "all are answered");
	for (int i = 0; i < ORDERS; i++)
		is_int((long)count_begun(orders[i]), AN_ORDER, "all are begun");
	say(tickets[0], true, "", "");
	ok(asked(&ask, 5000), "one that waited has the place");
	say(ask.validate.ticket, true, "", "");
	for (size_t i = 1; i < n; i++)
		say(tickets[i], true, "", "");
	n = take_asked(tickets, MANY, 1500);
	is_int((long)n, WAIT - 1, "and the others");
	for (size_t i = 0; i < n; i++)
		say(tickets[i], true, "", "");
	for (int i = 0; i < ORDERS; i++)
		ok(becomes(orders[i], ACME_ORDER_READY, &order), "ready");
	acme_order_free(&order);
	client_free(&c);
	ok(rig_end_is_well(&rig), "the signer ends well, the log verifies");
}

static void
is_shown_at_once(const struct client *c, const char *name)
{
	struct acme_order order = { 0 };
	struct msg m, ask = { 0 };

	is_int(ORDER(c, name), 0, "another's order");
	(void)status_of(made, &order);
	m = challenge(c, order.authz[0].id, ACME_HTTP_01);
	m.id = 7900;
	rig_send(rig.front, &m);
	ok(asked(&ask, 5000), "is looked at");
	ok(bytes_is_text(ask.validate.token, order.authz[0].token), "at once");
	say(ask.validate.ticket, true, "", "");
	is_int(answer(), 0, "and answered");
	is_int(status_of(made, &order), ACME_ORDER_READY, "ready");
	acme_order_free(&order);
}

/* Names whose resolver does not answer keep nobody from being looked at; also after
 * a crash. */
static void
what_is_tried_again_leaves_room(void)
{
	uint64_t tickets[2 * MANY], orders[2][ORDERS];
	struct client c[2], d;
	size_t n = 0;

	rig_begin(&rig, "ec-p256", conf_open);
	rig_new_validator(&rig);
	client_new(&d);
	is_int(make_account(&d), 0, "an account");
	for (int i = 0; i < 2; i++) {
		client_new(&c[i]);
		is_int(make_account(&c[i]), 0, "another");
		ok(order_many(&c[i], i == 0 ? "a" : "b", orders[i]), "orders");
	}
	for (int i = 0; i < 2; i++)
		post_all(&c[i], orders[i]);
	n = take_asked(tickets, ARRAY_SIZE(tickets), 500);
	is_int((long)n, LIMIT_VALIDATIONS, "all places are taken");
	is_int((long)take_answers(2 * MANY), 2 * MANY, "all are answered");
	for (int i = 0; i < 2; i++) {
		if (i == 0) {
			for (size_t k = 0; k < n; k++)
				say(tickets[k], false, "serverInternal", "");
		} else {
			rig_kill(&rig);
			is_int(rig_start(&rig), 0, "it starts again");
			rig_new_validator(&rig);
		}
		n = take_asked(tickets, ARRAY_SIZE(tickets), 4500);
		is_int((long)n, LIMIT_VALIDATIONS_AGAIN, "half of them again");
		is_shown_at_once(&d,
				 i == 0 ? "x.contoso.com" : "y.contoso.com");
	}
	for (int i = 0; i < 2; i++)
		client_free(&c[i]);
	client_free(&d);
	ok(rig_end_is_well(&rig), "the signer ends well, the log verifies");
}

/* Until there is another try, or the order is decided. */
static bool
asked_again(uint64_t id, struct msg *ret, struct acme_order *order)
{
	for (int i = 0; i < 60; i++) {
		if (asked(ret, 500))
			return true;
		if (status_of(id, order) != ACME_ORDER_PENDING)
			return false;
	}
	return false;
}

static void
our_own_fault_is_tried_so_often(void)
{
	struct acme_order order = { 0 };
	struct msg m, ask = { 0 };
	unsigned tries = 0;
	uint64_t id = 0;
	struct client c;

	begin_challenge(&c, conf_one, &order);
	id = made;
	rig_new_validator(&rig);
	m = challenge(&c, order.authz[0].id, ACME_HTTP_01);
	m.id = 7500;
	rig_send(rig.front, &m);
	ok(asked(&ask, 5000), "it is asked");
	is_int(answer(), 0, "it takes long");
	do {
		is_int(status_of(id, &order), ACME_ORDER_PENDING,
		       "pending after %u tries", tries++);
		say(ask.validate.ticket, false, "serverInternal",
		    "no name server answers");
		if (tries == 1)
			ok(!asked(&ask, 1500), "not at once again");
	} while (asked_again(made, &ask, &order) &&
		 tries < 2 * LIMIT_VALIDATION_TRIES);
	is_int(tries, LIMIT_VALIDATION_TRIES, "so many tries");
	ok(becomes(id, ACME_ORDER_INVALID, &order), "then it is invalid");
	is_str(order.authz[0].error, "serverInternal no name server answers",
	       "with the words");
	is_int(ORDER(&c, "a.contoso.com"), 0, "a further order");
	(void)status_of(made, &order);
	m = challenge(&c, order.authz[0].id, ACME_HTTP_01);
	is_int(call(&m), ERR_RATE_LIMITED, "it counts as a failure");
	acme_order_free(&order);
	client_free(&c);
	ok(rig_end_is_well(&rig), "the signer ends well, the log verifies");
}

/* A name at which the validator ends, or hangs. */
static void
a_validator_that_ends_is_a_try_too(void)
{
	struct acme_order order = { 0 };
	struct msg m, ask = { 0 };
	unsigned tries = 0;
	struct client c;

	begin_challenge(&c, conf_one, &order);
	rig_new_validator(&rig);
	m = challenge(&c, order.authz[0].id, ACME_HTTP_01);
	m.id = 7550;
	rig_send(rig.front, &m);
	ok(asked(&ask, 5000), "it is asked");
	is_int(answer(), 0, "it takes long");
	do {
		rig_new_validator(&rig);
		tries++;
	} while (asked_again(made, &ask, &order) &&
		 tries < 2 * LIMIT_VALIDATION_TRIES);
	is_int(tries, LIMIT_VALIDATION_TRIES, "so many tries");
	ok(becomes(made, ACME_ORDER_INVALID, &order), "then it is invalid");
	ok(strncmp(order.authz[0].error, "serverInternal ", 15) == 0,
	   "by our own fault: %s", order.authz[0].error);
	acme_order_free(&order);
	client_free(&c);
	ok(rig_end_is_well(&rig), "the signer ends well, the log verifies");
}

TAP_MAIN(an_order_is_of_the_key_that_made_it,
	 the_key_authorization_is_that_of_one_key,
	 who_asks_again_waits_for_the_same, what_finds_no_room_waits,
	 what_is_tried_again_leaves_room, our_own_fault_is_tried_so_often,
	 a_validator_that_ends_is_a_try_too)
