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
	is_int(status_of(made, &order), ACME_ORDER_PENDING, "still pending");
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

TAP_MAIN(an_order_is_of_the_key_that_made_it,
	 the_key_authorization_is_that_of_one_key,
	 who_asks_again_waits_for_the_same)
