/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* ACME in the signer: who has an account, which names need no challenge, what the
 * validator's word does, and that an order gives one certificate. */
#include "acme_rig.h"

#include "sanca/acme_key.h"
#include "sanca/certificate.h"
#include "sanca/der_write.h"
#include "sanca/gnutls_datum.h"
#include "sanca/names.h"
#include "sanca/policy.h"
#include "sanca/store_acme.h"
#include "sanca/text.h"

#include "tests/tap.h"

#include <gnutls/abstract.h>
#include <gnutls/crypto.h>
#include <sqlite3.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static const char conf_open[] = CONF_OF("policy = servers\n", KNOWN);
static const char conf_bound[] = CONF_OF("", KNOWN);
static const char conf_unknown[] =
	CONF_OF("policy = servers\n", "allow-name = other.contoso.com\n");
static const char conf_few[] = CONF_OF("policy = servers\n"
				       "accounts-per-hour = 2\n"
				       "orders-per-hour = 3\n"
				       "failures-per-hour = 2\n",
				       KNOWN);

/* Whose profile mail is for bound accounts alone; all three; and that policy
 * without mail. */
static const char conf_mixed[] =
	CONF_WITH("policy = servers\nbinding-required = mail\n",
		  "profile = server mail\n", KNOWN);
static const char conf_mail_first[] =
	CONF_WITH("policy = servers\nbinding-required = mail\n",
		  "profile = mail server\n", KNOWN);
static const char conf_all_bound[] =
	CONF_WITH("policy = servers\nbinding-required = mail server\n",
		  "profile = server mail\n", KNOWN);

static const char conf_fails[] = CONF_OF("policy = servers\n"
					 "failures-per-hour = 1\n",
					 KNOWN);
static const char conf_soon[] = CONF_OF("policy = servers\n"
					"authorization-lifetime = 20m\n",
					KNOWN);

/* ---- accounts ---------------------------------------------------------------- */

static void
a_key_has_one_account(void)
{
	uint8_t own[32];
	struct client c, d;

	rig_begin(&rig, "ec-p256", conf_open);
	client_new(&c);
	client_new(&d);
	is_int(make_account(&c), 0, "an account");
	is_int(make_account(&c), ERR_CONFLICT, "the same key again");
	memcpy(own, d.thumbprint, sizeof(own));
	memcpy(d.thumbprint, c.thumbprint, sizeof(own));
	is_int(make_account(&d), ERR_MALFORMED, "the thumbprint of another");
	d.spki.p[d.spki.n - 1] ^= 1;
	take_thumbprint(&d);
	is_int(make_account(&d), ERR_BAD_PUBLIC_KEY, "a point of no curve");
	d.spki.p[d.spki.n - 1] ^= 1;
	memcpy(d.thumbprint, own, sizeof(own));
	is_int(make_account(&d), 0, "another key");
	client_free(&c);
	client_free(&d);
	ok(rig_end_is_well(&rig), "the signer ends well, the log verifies");
}

static void
without_a_policy_somebody_must_vouch(void)
{
	struct binding b = { 0 }, wrong = { 0 }, old = { 0 };
	struct msg revoke = { .type = MSG_BINDING_REVOKE };
	struct client c, d;

	rig_begin(&rig, "ec-p256", conf_bound);
	client_new(&c);
	client_new(&d);
	is_int(make_account(&c), ERR_BINDING_REQUIRED, "no binding");
	is_int(make_binding(&b, 0), 0, "a binding");
	is_int(make_binding(&old, (int64_t)time(NULL) - 1), ERR_USAGE,
	       "not one that has expired");
	wrong = b;
	wrong.key[0] ^= 1;
	is_int(make_bound_account(&c, &wrong, &c), ERR_UNAUTHORIZED,
	       "with another key");
	is_int(make_bound_account(&c, &b, &d), ERR_UNAUTHORIZED,
	       "for the key of somebody else");
	is_int(make_bound_account(&c, &b, &c), 0, "as it should be");
	is_int(make_bound_account(&d, &b, &d), ERR_UNAUTHORIZED,
	       "it is used once");
	is_int(make_binding(&b, 0), 0, "another binding");
	revoke.binding_revoke.kid = bytes_of_text(b.kid);
	is_int(rig_code(&rig, rig_call(&rig, rig.control, &revoke)), 0,
	       "it is revoked");
	is_int(make_bound_account(&d, &b, &d), ERR_UNAUTHORIZED,
	       "and counts no more");
	client_free(&c);
	client_free(&d);
	ok(rig_end_is_well(&rig), "the signer ends well, the log verifies");
}

/* ---- orders -------------------------------------------------------------------- */

static void
names_are_judged_before_anything(void)
{
	struct violations *v = calloc(1, sizeof(*v));
	struct acme_order order = { 0 };
	struct client c, d;
	struct err err;

	rig_begin(&rig, "ec-p256", conf_open);
	client_new(&c);
	client_new(&d);
	is_int(make_account(&c), 0, "an account");
	d.account = 999;
	is_int(ORDER(&d, "a.contoso.com"), ERR_ACCOUNT_UNKNOWN, "no account");
	is_int(ORDER(&c, "a.contoso.com", "b.evil.example"), ERR_POLICY,
	       "a name outside");
	is_int(violations_decode(rig.answer.refused.violations, v, &err), 0,
	       "violations");
	is_int((long)v->count, 1, "of one name");
	is_int(v->at[0].name_index, 1, "the second");
	is_int(ORDER(&c, "a.contoso.com", "a.contoso.com"), ERR_MALFORMED,
	       "twice");
	is_int(ORDER(&c, "A.contoso.com"), ERR_POLICY, "no normal form");
	is_int(ORDER(&c, "a.contoso.com", "*.contoso.com"), 0, "inside");
	is_int(status_of(made, &order), ACME_ORDER_PENDING, "is pending");
	is_int((long)order.authz_count, 2, "two authorizations");
	is_int(order.authz[1].wildcard, 1, "the second for a wildcard");
	is_str((const char *)order.authz[1].name.v, "contoso.com",
	       "without its asterisk");
	acme_order_free(&order);
	free(v);
	client_free(&c);
	client_free(&d);
	ok(rig_end_is_well(&rig), "the signer ends well, the log verifies");
}

/* ---- finalize ------------------------------------------------------------------- */

struct finalizing {
	const struct client *by;
	uint64_t order;
	const char *path;	/* NULL: that of the order */
	const char *signed_csr; /* NULL: that of the message */
	struct bytes csr_key;	/* n = 0: that of the message */
	struct bytes key;	/* of the message; n = 0: the rig's */
	bool is_damaged;
	const char *const *names;
	struct buf csr, encoded, header, payload, proof, signature;
	struct msg m;
};

/* As far as the signer reads it: version, subject, key. */
static void
put_csr(struct bytes spki, struct buf *out)
{
	CLEANUP(derw_free) struct derw w = { 0 };
	struct err err;

	derw_raw(&w, spki);
	derw_raw(&w, (struct bytes){ (const uint8_t *)"\x30\x00", 2 });
	derw_raw(&w, (struct bytes){ (const uint8_t *)"\x02\x01\x00", 3 });
	derw_wrap(&w, DER_SEQUENCE, 0);
	derw_wrap(&w, DER_SEQUENCE, 0);
	if (derw_finish(&w, out, &err) != 0)
		abort();
}

static void
finalize_prepare(struct finalizing *f)
{
	char path[128];

	snprintf(path, sizeof(path),
		 "https://pki.contoso.com/acme/order/%ju/finalize",
		 (uintmax_t)f->order);
	buf_printf(&f->header, "{\"alg\":\"ES256\",\"url\":\"%s\"}",
		   f->path != NULL ? f->path : path);
	put_csr(f->csr_key.n > 0 ? f->csr_key : buf_bytes(&rig.key.spki),
		&f->csr);
	buf_append_text(&f->payload, "{\"csr\": \"");
	base64url_encode(f->signed_csr != NULL ? bytes_of_text(f->signed_csr)
					       : buf_bytes(&f->csr),
			 &f->payload);
	buf_append_text(&f->payload, "\"}");
	signing_input(buf_text(&f->header), buf_bytes(&f->payload), &f->proof);
	client_sign(f->by, buf_bytes(&f->proof), &f->signature);
	if (f->is_damaged)
		f->proof.p[0] ^= 1;
	encode(f->names, &f->encoded);
	f->m = (struct msg){ .type = MSG_FINALIZE };
	f->m.finalize.generation = rig.generation;
	f->m.finalize.account = f->by->account;
	f->m.finalize.order = f->order;
	f->m.finalize.spki = f->key.n > 0 ? f->key : buf_bytes(&rig.key.spki);
	f->m.finalize.names = buf_bytes(&f->encoded);
	f->m.finalize.csr = buf_bytes(&f->csr);
	f->m.finalize.proof = buf_bytes(&f->proof);
	f->m.finalize.signature = buf_bytes(&f->signature);
	f->m.finalize.peer = bytes_of_text(peer);
	f->m.finalize.request_id = bytes_of_text("rig");
}

static void
finalize_free(struct finalizing *f)
{
	buf_free(&f->csr);
	buf_free(&f->encoded);
	buf_free(&f->header);
	buf_free(&f->payload);
	buf_free(&f->proof);
	buf_free(&f->signature);
}

static int
finalize(struct finalizing f)
{
	int code = 0;

	finalize_prepare(&f);
	code = call(&f.m);
	finalize_free(&f);
	return code;
}

static void
begin_bound(struct client *c, const char *conf)
{
	struct binding b = { 0 };

	rig_begin(&rig, "ec-p256", conf);
	client_new(c);
	is_int(make_binding(&b, 0), 0, "a binding");
	is_int(make_bound_account(c, &b, c), 0, "an account");
}

static void
listed_names_need_no_challenge(void)
{
	struct acme_order order = { 0 };
	struct client c;

	begin_bound(&c, conf_open);
	is_int(ORDER(&c, "known.contoso.com", "*.lab.contoso.com"), 0,
	       "an order");
	is_int(status_of(made, &order), ACME_ORDER_READY, "is ready at once");
	is_int(finalize((struct finalizing){
		       .by = &c,
		       .order = made,
		       .names = NAMES("*.lab.contoso.com",
				      "known.contoso.com") }),
	       0, "in another order");
	is_int(rig.answer.type, MSG_ISSUED, "the certificate");
	ok(bytes_is_text(rig.answer.issued.requester, "mail"),
	   "of the binding's requester");
	is_int(status_of(made, &order), ACME_ORDER_VALID, "is valid");
	is_int(ORDER(&c, "known.contoso.com", "other.contoso.com"), 0,
	       "with one that is not listed");
	is_int(status_of(made, &order), ACME_ORDER_PENDING, "is pending");
	is_int(ORDER(&c, "known.contoso.com"), 0, "another");
	rig.generation++;
	rig_configure(&rig, conf_unknown);
	ok(rig_event(&rig, EVENT_GENERATION, 5000) > 0, "other settings");
	is_int(finalize((struct finalizing){
		       .by = &c,
		       .order = made,
		       .names = NAMES("known.contoso.com") }),
	       ERR_UNAUTHORIZED, "when the list has changed");
	acme_order_free(&order);
	client_free(&c);
	ok(rig_end_is_well(&rig), "the signer ends well, the log verifies");
}

static void
nobody_without_a_binding_is_listed(void)
{
	struct acme_order order = { 0 };
	struct client c;

	rig_begin(&rig, "ec-p256", conf_open);
	client_new(&c);
	is_int(make_account(&c), 0, "an account");
	is_int(ORDER(&c, "known.contoso.com"), 0, "an order");
	is_int(status_of(made, &order), ACME_ORDER_PENDING, "is pending");
	acme_order_free(&order);
	client_free(&c);
	ok(rig_end_is_well(&rig), "the signer ends well, the log verifies");
}

static void
the_front_finalizes_nothing_by_itself(void)
{
	char elsewhere[64], escaped[80];
	struct finalizing right = { 0 };
	struct client c, d;

	begin_bound(&c, conf_open);
	client_new(&d);
	is_int(make_account(&d), 0, "another account");
	is_int(ORDER(&c, "known.contoso.com"), 0, "an order");
	right = (struct finalizing){ .by = &c,
				     .order = made,
				     .names = NAMES("known.contoso.com") };
	struct finalizing f = right;

	snprintf(elsewhere, sizeof(elsewhere),
		 "https://ca.example.org/acme/order/%ju/finalize",
		 (uintmax_t)made);
	snprintf(
		escaped, sizeof(escaped),
		"https:\\/\\/PKI.contoso.com:8443\\/acme\\/order\\/%ju\\/finalize",
		(uintmax_t)made);
	f.is_damaged = true;
	is_int(finalize(f), ERR_FORBIDDEN, "what was signed is another");
	f = right;
	f.path = "https://pki.contoso.com/acme/order/99/finalize";
	is_int(finalize(f), ERR_FORBIDDEN, "for another order");
	f.path = elsewhere;
	is_int(finalize(f), ERR_FORBIDDEN, "for another CA");
	f = right;
	f.signed_csr = "another request";
	is_int(finalize(f), ERR_FORBIDDEN, "for another request");
	f = right;
	f.csr_key = buf_bytes(&d.spki);
	is_int(finalize(f), ERR_FORBIDDEN, "for a key that was not signed");
	f.key = buf_bytes(&c.spki);
	f.csr_key = f.key;
	is_int(finalize(f), ERR_BAD_CSR, "for the account's own key");
	f.key = buf_bytes(&d.spki);
	f.csr_key = f.key;
	is_int(finalize(f), ERR_BAD_CSR, "for that of another account");
	f = right;
	f.by = &d;
	is_int(finalize(f), ERR_UNAUTHORIZED, "by another account");
	d.account = c.account;
	is_int(finalize(f), ERR_FORBIDDEN, "by the key of another account");
	f = right;
	f.names = NAMES("known.contoso.com", "a.lab.contoso.com");
	is_int(finalize(f), ERR_BAD_CSR, "with a name more");
	f.names = NAMES("a.lab.contoso.com");
	is_int(finalize(f), ERR_BAD_CSR, "with another name");
	f = right;
	f.path = escaped;
	is_int(finalize(f), 0, "as it should be, in another spelling");
	is_int(finalize(right), ERR_ORDER_NOT_READY, "once");
	is_int(ORDER(&c, "known.contoso.com", "a.lab.contoso.com"), 0,
	       "an order for two");
	f = right;
	f.order = made;
	f.names = NAMES("known.contoso.com", "known.contoso.com");
	is_int(finalize(f), ERR_BAD_CSR, "one of them twice");
	client_free(&c);
	client_free(&d);
	ok(rig_end_is_well(&rig), "the signer ends well, the log verifies");
}

static int
order_ending(const struct client *c, int64_t end)
{
	int code = 0;

	ordered_end = end;
	code = ORDER(c, "known.contoso.com");
	ordered_end = 0;
	return code;
}

static void
an_order_ends_when_it_says(void)
{
	int64_t now = (int64_t)time(NULL), end = now + 5000, got = 0;
	struct certificate parsed = { 0 };
	struct client c;
	struct err err;

	begin_bound(&c, conf_open);
	is_int(order_ending(&c, now - 5), ERR_MALFORMED, "in the past");
	is_int(order_ending(&c, now + INT64_C(86400) * 826), ERR_MALFORMED,
	       "later than the policy allows");
	is_int(order_ending(&c, INT64_MAX), ERR_MALFORMED, "never");
	is_int(order_ending(&c, end), 0, "within it");
	is_int(finalize((struct finalizing){
		       .by = &c,
		       .order = made,
		       .names = NAMES("known.contoso.com") }),
	       0, "a certificate");
	if (certificate_parse(rig.answer.issued.certificate, &parsed, &err) ==
	    0)
		got = parsed.not_after;
	is_int(got, end, "which ends to the second");
	client_free(&c);
	ok(rig_end_is_well(&rig), "the signer ends well, the log verifies");
}

static void
many_at_once_get_one_certificate(void)
{
	enum { MANY = 40 };
	struct finalizing f = { 0 };
	int issued = 0, not_ready = 0;
	struct client c;

	begin_bound(&c, conf_open);
	is_int(ORDER(&c, "known.contoso.com"), 0, "an order");
	f = (struct finalizing){ .by = &c,
				 .order = made,
				 .names = NAMES("known.contoso.com") };
	finalize_prepare(&f);
	for (int i = 0; i < MANY; i++) {
		f.m.id = 5000 + (uint64_t)i;
		rig_send(rig.front, &f.m);
	}
	for (int i = 0; i < MANY; i++) {
		struct msg m = { 0 };

		if (rig_receive(&rig, rig.front, 5000, &m) != 1)
			break;
		if (m.type == MSG_EVENT)
			i--;
		issued += m.type == MSG_ISSUED;
		not_ready += m.type == MSG_REFUSED &&
			     m.refused.code == ERR_ORDER_NOT_READY;
	}
	is_int(issued, 1, "one certificate");
	is_int(not_ready, MANY - 1, "the others are told");
	finalize_free(&f);
	client_free(&c);
	ok(rig_end_is_well(&rig), "the signer ends well, the log verifies");
}

/* ---- challenges ------------------------------------------------------------------- */

static void
the_validator_decides(void)
{
	char expected[ACME_KEY_AUTHORIZATION_CHARS + 1];
	struct acme_order order = { 0 };
	struct msg m, ask = { 0 };
	struct client c;

	begin_challenge(&c, conf_open, &order);
	m = challenge(&c, order.authz[0].id, ACME_HTTP_01);
	is_int(call(&m), ERR_UNAVAILABLE, "without a validator");
	rig_new_validator(&rig);
	m.id = 7001;
	rig_send(rig.front, &m);
	if (!ok(asked(&ask, 5000), "it is asked"))
		return;
	acme_key_authorization(order.authz[0].token, c.thumbprint, expected);
	ok(bytes_is_text(ask.validate.key_authorization, expected),
	   "the key authorization");
	is_int(ask.validate.method, ACME_HTTP_01, "the method");
	say(ask.validate.ticket, true, "", "");
	is_int(answer(), 0, "the challenge is answered");
	is_int(status_of(made, &order), ACME_ORDER_READY, "ready by then");
	is_str(order.authz[0].address, "10.0.0.7:80", "the address is kept");
	is_int(ORDER(&c, "a.contoso.com"), 0, "a further order");
	is_int(status_of(made, &order), ACME_ORDER_READY,
	       "needs no further challenge");
	is_int(ORDER(&c, "*.a.contoso.com"), 0, "for the wildcard");
	is_int(status_of(made, &order), ACME_ORDER_PENDING, "it does");
	m = challenge(&c, order.authz[0].id, ACME_HTTP_01);
	is_int(call(&m), ERR_NOT_FOUND, "and not by http-01");
	acme_order_free(&order);
	client_free(&c);
	ok(rig_end_is_well(&rig), "the signer ends well, the log verifies");
}

static void
a_failed_challenge_says_why(void)
{
	struct acme_order order = { 0 };
	struct msg m, ask = { 0 };
	struct client c;

	begin_challenge(&c, conf_few, &order);
	rig_new_validator(&rig);
	for (int i = 0; i < 2; i++) {
		m = challenge(&c, order.authz[0].id, ACME_HTTP_01);
		m.id = 7100 + (uint64_t)i;
		rig_send(rig.front, &m);
		ok(asked(&ask, 5000), "it is asked");
		say(ask.validate.ticket, false, "connection", "got 404");
		is_int(answer(), 0, "the challenge is answered");
		is_int(status_of(made, &order), ACME_ORDER_INVALID, "invalid");
		is_str(order.authz[0].error, "connection got 404", "why");
		is_int(ORDER(&c, "a.contoso.com"), 0, "a further order");
		is_int(status_of(made, &order), ACME_ORDER_PENDING, "pending");
	}
	m = challenge(&c, order.authz[0].id, ACME_HTTP_01);
	is_int(call(&m), ERR_RATE_LIMITED, "after two failures");
	ok(rig.answer.refused.retry_after_s > 3000, "for an hour");
	is_int(ORDER(&c, "a.contoso.com"), ERR_RATE_LIMITED,
	       "the fourth order is one too many");
	acme_order_free(&order);
	client_free(&c);
	ok(rig_end_is_well(&rig), "the signer ends well, the log verifies");
}

/* An order for this name whose challenge was passed. */
static uint64_t
order_shown(const struct client *c, const char *name)
{
	struct acme_order order = { 0 };
	struct msg m, ask = { 0 };
	uint64_t id = 0;

	is_int(ORDER(c, name), 0, "an order for %s", name);
	id = made;
	is_int(status_of(id, &order), ACME_ORDER_PENDING, "is pending");
	m = challenge(c, order.authz[0].id, ACME_HTTP_01);
	m.id = 7600 + id;
	rig_send(rig.front, &m);
	ok(asked(&ask, 5000), "the validator is asked");
	say(ask.validate.ticket, true, "", "");
	is_int(answer(), 0, "the challenge is answered");
	is_int(status_of(id, &order), ACME_ORDER_READY, "ready");
	acme_order_free(&order);
	return id;
}

static int
order_profile(const struct client *c, const char *profile)
{
	int code = 0;

	ordered_profile = profile;
	code = ORDER(c, "known.contoso.com");
	ordered_profile = "";
	return code;
}

static void
configure(const char *conf)
{
	rig.generation++;
	rig_configure(&rig, conf);
	ok(rig_event(&rig, EVENT_GENERATION, 5000) > 0, "other settings");
}

static void
a_profile_may_be_for_bound_accounts_alone(void)
{
	struct client c, d, e;
	struct msg m;

	begin_bound(&c, conf_mixed);
	client_new(&d);
	client_new(&e);
	m = new_account(&d);
	m.account_new.profile = bytes_of_text("mail");
	is_int(call(&m), ERR_BINDING_REQUIRED, "not in its directory");
	is_int(make_account(&d), 0, "in the one for all");
	is_int(order_profile(&d, "mail"), ERR_UNAUTHORIZED, "no such order");
	is_int(order_profile(&d, "client"), ERR_INVALID_PROFILE,
	       "nor one that the policy does not allow");
	is_int(order_profile(&d, "server"), 0, "of another profile");
	is_int(order_profile(&d, ""), 0, "which is the default");
	is_int(order_profile(&c, "mail"), 0, "one by a bound account");
	configure(conf_mail_first);
	is_int(order_profile(&d, ""), ERR_UNAUTHORIZED,
	       "when the default is the other");
	configure(conf_all_bound);
	is_int(make_account(&e), ERR_BINDING_REQUIRED,
	       "where there is nothing for it there is no account");
	is_int(order_profile(&d, "server"), ERR_UNAUTHORIZED, "and no order");
	client_free(&c);
	client_free(&d);
	client_free(&e);
	ok(rig_end_is_well(&rig), "the signer ends well, the log verifies");
}

static void
finalize_asks_for_the_profile_again(void)
{
	uint64_t shown = 0;
	struct client c, d;

	begin_bound(&c, conf_mixed);
	client_new(&d);
	is_int(make_account(&d), 0, "an account without a binding");
	rig_new_validator(&rig);
	shown = order_shown(&d, "a.contoso.com");
	is_int(order_profile(&c, "mail"), 0, "an order of a bound account");
	configure(conf_open);
	is_int(finalize((struct finalizing){
		       .by = &c,
		       .order = made,
		       .names = NAMES("known.contoso.com") }),
	       ERR_INVALID_PROFILE, "a profile that is there no more");
	configure(conf_all_bound);
	is_int(finalize((struct finalizing){ .by = &d,
					     .order = shown,
					     .names = NAMES("a.contoso.com") }),
	       ERR_UNAUTHORIZED, "one that needs a binding by now");
	configure(conf_mixed);
	is_int(finalize((struct finalizing){ .by = &d,
					     .order = shown,
					     .names = NAMES("a.contoso.com") }),
	       0, "and as it was");
	client_free(&c);
	client_free(&d);
	ok(rig_end_is_well(&rig), "the signer ends well, the log verifies");
}

/* F31. */
static void
an_authorization_that_has_expired_gives_nothing(void)
{
	static const char invalid[] = " is invalid, not ready";
	struct acme_order order = { 0 };
	uint64_t first = 0, second = 0;
	struct client c;

	if (!rig_begin_clock(&rig, conf_soon)) {
		skip("no clock that can be moved");
		return;
	}
	client_new(&c);
	rig_new_validator(&rig);
	is_int(make_account(&c), 0, "an account");
	first = order_shown(&c, "a.contoso.com");
	second = order_shown(&c, "b.contoso.com");
	rig_shift_clock(&rig, 900);
	is_int(finalize((struct finalizing){ .by = &c,
					     .order = first,
					     .names = NAMES("a.contoso.com") }),
	       0, "a quarter of an hour later one gets its certificate");
	rig_shift_clock(&rig, 1210);
	is_int(finalize((struct finalizing){ .by = &c,
					     .order = second,
					     .names = NAMES("b.contoso.com") }),
	       ERR_ORDER_NOT_READY, "twenty minutes later the other does not");
	ok(bytes_find(rig.answer.refused.text, bytes_of_text(invalid)) >= 0,
	   "it is invalid by then");
	is_int(ORDER(&c, "b.contoso.com"), 0, "another order");
	is_int(status_of(made, &order), ACME_ORDER_PENDING,
	       "must show its name again");
	acme_order_free(&order);
	client_free(&c);
	ok(rig_end_is_well(&rig), "the signer ends well, the log verifies");
}

/* A challenge for this name fails, or is not looked at: its code. */
static int
fail(const struct client *c, const char *name)
{
	struct acme_order order = { 0 };
	struct msg m, ask = { 0 };
	int code = 0;

	if (ORDER(c, name) != 0)
		return -1;
	(void)status_of(made, &order);
	m = challenge(c, order.authz[0].id, ACME_HTTP_01);
	m.id = 7800 + made;
	acme_order_free(&order);
	rig_send(rig.front, &m);
	if (asked(&ask, 300))
		say(ask.validate.ticket, false, "connection", "no");
	code = answer();
	return code;
}

static void
failures_are_counted_by_account_and_address_too(void)
{
	enum { MOST = LIMIT_ACME_FAILURES_TIMES };
	struct client c, d;
	char name[64];

	rig_begin(&rig, "ec-p256", conf_fails);
	rig_new_validator(&rig);
	client_new(&c);
	client_new(&d);
	is_int(make_account(&c), 0, "an account");
	is_int(make_account(&d), 0, "another");
	for (int i = 0; i < MOST; i++) {
		snprintf(name, sizeof(name), "h%d.contoso.com", i);
		is_int(fail(&c, name), 0, "%s fails", name);
	}
	is_int(fail(&c, "a.contoso.com"), ERR_RATE_LIMITED,
	       "the account has failed often enough");
	peer = "192.0.2.10";
	is_int(fail(&c, "a.contoso.com"), ERR_RATE_LIMITED,
	       "also from elsewhere");
	is_int(fail(&d, "h1.contoso.com"), 0,
	       "another account is not limited, nor the name");
	is_int(fail(&d, "h1.contoso.com"), ERR_RATE_LIMITED,
	       "but for its own failure of it");
	peer = "192.0.2.9";
	is_int(fail(&d, "b.contoso.com"), ERR_RATE_LIMITED,
	       "nor does another account help the address");
	client_free(&c);
	client_free(&d);
	ok(rig_end_is_well(&rig), "the signer ends well, the log verifies");
}

static void
no_binding_looks_like_an_option(void)
{
	CLEANUP(buf_free) struct buf key = { 0 };
	struct binding b = { 0 };
	unsigned dashes = 0;

	rig_begin(&rig, "ec-p256", conf_open);
	/* One of 64 would. */
	for (int i = 0; i < 400; i++) {
		if (make_binding(&b, 0) != 0)
			break;
		buf_clear(&key);
		base64url_encode(BYTES_OF(b.key), &key);
		dashes += b.kid[0] == '-' || key.p[0] == '-';
	}
	is_int((long)strlen(b.kid), ACME_KID_CHARS, "400 of them");
	is_int(dashes, 0, "none begins with a dash");
	ok(rig_end_is_well(&rig), "the signer ends well, the log verifies");
}

static bool
is_there(uint64_t order)
{
	struct acme_order row = { 0 };
	struct store *store = NULL;
	struct err err;
	int rc = -1;

	if (store_open(rig.dir, STORE_READ, &store, &err) == 0)
		rc = store_order_get(store, order, &row, &err);
	acme_order_free(&row);
	store_free(&store);
	return rc == 0;
}

static void
what_is_long_over_is_swept_without_another_order(void)
{
	struct msg m = { .type = MSG_CLOCK_ACCEPT };
	uint64_t first = 0;
	struct client c;

	if (!rig_begin_clock(&rig, conf_open)) {
		skip("no clock that can be moved");
		return;
	}
	client_new(&c);
	is_int(make_account(&c), 0, "an account");
	is_int(ORDER(&c, "a.contoso.com"), 0, "an order");
	first = made;
	/* So that what is there was looked through once. */
	nanosleep(&(struct timespec){ .tv_sec = 2 }, NULL);
	rig_shift_clock(&rig, INT64_C(86400) * (7 + LIMIT_ACME_KEPT_DAYS - 1));
	is_int(rig_code(&rig, rig_call(&rig, rig.control, &m)), 0,
	       "36 days later");
	nanosleep(&(struct timespec){ .tv_sec = 2 }, NULL);
	ok(is_there(first), "it is kept");
	rig_shift_clock(&rig, INT64_C(86400) * (7 + LIMIT_ACME_KEPT_DAYS + 1));
	is_int(rig_code(&rig, rig_call(&rig, rig.control, &m)), 0,
	       "38 days later");
	for (int i = 0; i < 100 && is_there(first); i++)
		nanosleep(&(struct timespec){ .tv_nsec = 100000000 }, NULL);
	ok(!is_there(first), "it is gone");
	client_free(&c);
	ok(rig_end_is_well(&rig), "the signer ends well, the log verifies");
}

/* What a power cut leaves of an order that was not synced. */
static void
forget_orders(void)
{
	char path[160];
	sqlite3 *db = NULL;

	snprintf(path, sizeof(path), "%s/log/ca.db", rig.dir);
	is_int(sqlite3_open(path, &db), SQLITE_OK, "open");
	is_int(sqlite3_exec(db,
			    "DELETE FROM acme_order_authz; "
			    "DELETE FROM acme_order; DELETE FROM acme_authz; "
			    "UPDATE sqlite_sequence SET seq = 0",
			    NULL, NULL, NULL),
	       SQLITE_OK, "all of it forgotten");
	sqlite3_close(db);
}

static void
a_power_cut_gives_no_number_twice(void)
{
	struct acme_order order = { 0 };
	uint64_t authz = 0;
	struct client c;

	rig_begin(&rig, "ec-p256", conf_open);
	client_new(&c);
	is_int(make_account(&c), 0, "an account");
	is_int(ORDER(&c, "a.contoso.com"), 0, "an order");
	is_int(made, 1, "the first");
	status_of(made, &order);
	authz = order.authz[0].id;
	rig_kill(&rig);
	forget_orders();
	is_int(rig_start(&rig), 0, "it starts again");
	is_int(ORDER(&c, "b.contoso.com"), 0, "another order");
	ok(made > 1, "with another number: %ju", (uintmax_t)made);
	status_of(made, &order);
	ok(order.authz[0].id > authz, "and so its authorization");
	acme_order_free(&order);
	client_free(&c);
	ok(rig_end_is_well(&rig), "the signer ends well, the log verifies");
}

/* A start without ACME leaves out no numbers; the reload that switches it on does. */
static void
a_reload_switches_it_on(void)
{
	struct client c;

	rig_begin(&rig, "ec-p256", NULL);
	ok(rig_event(&rig, EVENT_GENERATION, 5000) > 0, "those of the start");
	rig.generation++;
	rig_configure(&rig, conf_open);
	ok(rig_event(&rig, EVENT_GENERATION, 5000) > 0, "other settings");
	client_new(&c);
	is_int(make_account(&c), 0, "an account");
	is_int(ORDER(&c, "a.contoso.com"), 0, "an order");
	is_int(made, 1, "the first");
	rig.generation++;
	rig_configure(&rig, conf_open);
	ok(rig_event(&rig, EVENT_GENERATION, 5000) > 0, "other settings");
	is_int(ORDER(&c, "b.contoso.com"), 0,
	       "after a reload that keeps it on");
	is_int(made, 2, "the next");
	client_free(&c);
	ok(rig_end_is_well(&rig), "the signer ends well, the log verifies");
}

static void
what_takes_long_is_looked_at_after_a_crash(void)
{
	struct acme_order order = { 0 };
	struct msg m, ask = { 0 };
	struct client c;

	begin_challenge(&c, conf_open, &order);
	rig_new_validator(&rig);
	m = challenge(&c, order.authz[0].id, ACME_DNS_01);
	m.id = 7200;
	rig_send(rig.front, &m);
	ok(asked(&ask, 5000), "it is asked");
	m = challenge(&c, order.authz[0].id, ACME_HTTP_01);
	is_int(call(&m), ERR_CONFLICT, "one at a time");
	is_int(answer(), 0, "answered before it is decided");
	is_int(status_of(made, &order), ACME_ORDER_PENDING, "still pending");
	is_int(order.authz[0].method, ACME_DNS_01, "and begun");
	rig_kill(&rig);
	is_int(rig_start(&rig), 0, "it starts again");
	rig_new_validator(&rig);
	if (!ok(asked(&ask, 5000), "it is asked again"))
		return;
	is_int(ask.validate.method, ACME_DNS_01, "the same");
	say(ask.validate.ticket, true, "", "");
	for (int i = 0; i < 50; i++) {
		if (status_of(made, &order) == ACME_ORDER_READY)
			break;
		nanosleep(&(struct timespec){ .tv_nsec = 50000000 }, NULL);
	}
	is_int(status_of(made, &order), ACME_ORDER_READY, "ready");
	acme_order_free(&order);
	client_free(&c);
	ok(rig_end_is_well(&rig), "the signer ends well, the log verifies");
}

static void
an_ended_account_does_nothing(void)
{
	struct acme_order order = { 0 };
	struct msg m = { .type = MSG_AUTHZ_END };
	struct msg end = { .type = MSG_ACCOUNT_SET };
	struct client c, d;

	begin_challenge(&c, conf_open, &order);
	client_new(&d);
	is_int(make_account(&d), 0, "another account");
	m.authz_end.account = d.account;
	m.authz_end.authz = order.authz[0].id;
	is_int(call(&m), ERR_UNAUTHORIZED, "not the other's authorization");
	m.authz_end.account = c.account;
	is_int(call(&m), 0, "one's own");
	is_int(status_of(made, &order), ACME_ORDER_INVALID, "ends its order");
	end.account_set.account = c.account;
	end.account_set.what = 2;
	is_int(call(&end), 0, "the account ends");
	is_int(ORDER(&c, "a.contoso.com"), ERR_ACCOUNT_ENDED, "no order");
	is_int(make_account(&c), ERR_CONFLICT, "its key has no other");
	end.account_set.account = d.account;
	is_int(rig_code(&rig, rig_call(&rig, rig.control, &end)), 0,
	       "an administrator ends the other");
	is_int(ORDER(&d, "a.contoso.com"), ERR_ACCOUNT_ENDED, "no order");
	acme_order_free(&order);
	client_free(&c);
	client_free(&d);
	ok(rig_end_is_well(&rig), "the signer ends well, the log verifies");
}

/* ---- keys and revocation ------------------------------------------------------------ */

static void
the_old_key_signs_for_the_new_one(void)
{
	static const char url[] = "https://pki.contoso.com/acme/key-change";
	struct client c, d, e;

	rig_begin(&rig, "ec-p256", conf_open);
	client_new(&c);
	client_new(&d);
	client_new(&e);
	is_int(make_account(&c), 0, "an account");
	is_int(make_account(&e), 0, "another account");
	is_int(change_key(&c, &d, &e, url), ERR_FORBIDDEN,
	       "another key was signed");
	is_int(change_key(&c, &d, &d, "https://pki.contoso.com/acme/new-order"),
	       ERR_FORBIDDEN, "for something else");
	is_int(change_key(&c, &e, &e, url), ERR_CONFLICT,
	       "a key that has an account");
	is_int(change_key(&c, &d, &d, "https://ca.example.org/acme/key-change"),
	       ERR_FORBIDDEN, "for another CA");
	is_int(change_key(&c, &d, &d, url), 0, "as it should be");
	is_int(change_key(&c, &d, &d, url), ERR_FORBIDDEN,
	       "the old key signs no more");
	client_free(&c);
	client_free(&d);
	client_free(&e);
	ok(rig_end_is_well(&rig), "the signer ends well, the log verifies");
}

/* The answer of a revocation, which comes when the front knows of it. */
static int
acknowledged(void)
{
	struct msg m = { 0 };

	while (rig_receive(&rig, rig.front, 5000, &m) == 1) {
		struct msg ack = { .type = MSG_EVENT_ACK };

		if (m.type != MSG_EVENT)
			return m.type == MSG_REFUSED ? (int)m.refused.code : 0;
		ack.event_ack.kind = m.event.kind;
		ack.event_ack.number = m.event.number;
		rig_send(rig.front, &ack);
	}
	return -1;
}

static unsigned signed_reason = 4;

static int
revoke_as(const struct client *by, struct bytes serial,
	  struct bytes certificate)
{
	CLEANUP(buf_free) struct buf payload = { 0 };
	CLEANUP(buf_free) struct buf proof = { 0 };
	CLEANUP(buf_free) struct buf signature = { 0 };
	CLEANUP(buf_free) struct buf wire = { 0 };
	struct msg m = { .type = MSG_REVOKE };

	buf_append_text(&payload, "{\"certificate\":\"");
	base64url_encode(certificate, &payload);
	buf_printf(&payload, "\",\"reason\": %u}", signed_reason);
	signing_input("{\"url\":\"https://pki.contoso.com/acme/revoke-cert\"}",
		      buf_bytes(&payload), &proof);
	client_sign(by, buf_bytes(&proof), &signature);
	buf_append_u8(&wire, (uint8_t)serial.n);
	buf_append_bytes(&wire, serial);
	m.revoke.serials = buf_bytes(&wire);
	m.revoke.account = by->account;
	m.revoke.reason = 4;
	m.revoke.proof = buf_bytes(&proof);
	m.revoke.signature = buf_bytes(&signature);
	m.revoke.peer = bytes_of_text(peer);
	m.revoke.request_id = bytes_of_text("rig");
	m.id = 7300;
	rig_send(rig.front, &m);
	return acknowledged();
}

static void
who_ordered_it_revokes_it(void)
{
	CLEANUP(buf_free) struct buf serial = { 0 };
	CLEANUP(buf_free) struct buf certificate = { 0 };
	struct client c, d;

	begin_bound(&c, conf_open);
	client_new(&d);
	is_int(make_account(&d), 0, "another account");
	is_int(ORDER(&c, "known.contoso.com"), 0, "an order");
	is_int(finalize((struct finalizing){
		       .by = &c,
		       .order = made,
		       .names = NAMES("known.contoso.com") }),
	       0, "a certificate");
	buf_append_bytes(&serial, rig.answer.issued.serial);
	buf_append_bytes(&certificate, rig.answer.issued.certificate);
	is_int(revoke_as(&d, buf_bytes(&serial), buf_bytes(&certificate)),
	       ERR_UNAUTHORIZED, "another account has shown no name of it");
	d.account = c.account;
	is_int(revoke_as(&d, buf_bytes(&serial), buf_bytes(&certificate)),
	       ERR_FORBIDDEN, "nor has it the key");
	is_int(revoke_as(&c, buf_bytes(&serial), bytes_of_text("another")),
	       ERR_FORBIDDEN, "another certificate was signed");
	signed_reason = 5;
	is_int(revoke_as(&c, buf_bytes(&serial), buf_bytes(&certificate)),
	       ERR_FORBIDDEN, "another reason was signed");
	signed_reason = 4;
	is_int(revoke_as(&c, buf_bytes(&serial), buf_bytes(&certificate)), 0,
	       "it does");
	client_free(&c);
	client_free(&d);
	ok(rig_end_is_well(&rig), "the signer ends well, the log verifies");
}

static void
no_account_revokes_what_has_no_names(void)
{
	CLEANUP(buf_free) struct buf serial = { 0 };
	CLEANUP(buf_free) struct buf certificate = { 0 };
	struct msg m = { .type = MSG_ISSUE_TLS };
	struct rig_key key = { 0 };
	struct client c;

	begin_bound(&c, conf_open);
	rig_key_make(&key, "ec-p256");
	m.issue_tls.generation = rig.generation;
	m.issue_tls.spki = buf_bytes(&key.spki);
	is_int(call(&m), 0, "a certificate of the CA's own");
	buf_append_bytes(&serial, rig.answer.issued.serial);
	buf_append_bytes(&certificate, rig.answer.issued.certificate);
	is_int(revoke_as(&c, buf_bytes(&serial), buf_bytes(&certificate)),
	       ERR_FORBIDDEN, "is none of an account's");
	rig_key_free(&key);
	client_free(&c);
	ok(rig_end_is_well(&rig), "the signer ends well, the log verifies");
}

/* RFC 9773 5. */
static int
replace_as(const struct client *c, struct bytes serial)
{
	CLEANUP(buf_free) struct buf encoded = { 0 };
	struct msg m = { .type = MSG_ORDER_NEW };
	int code = 0;

	encode(NAMES("known.contoso.com"), &encoded);
	m.order_new.generation = rig.generation;
	m.order_new.account = c->account;
	m.order_new.names = buf_bytes(&encoded);
	m.order_new.replaces = serial;
	m.order_new.peer = bytes_of_text(peer);
	m.order_new.request_id = bytes_of_text("rig");
	code = call(&m);
	made = code == 0 ? rig.answer.done.number : 0;
	return code;
}

static void
a_certificate_is_replaced_once_by_its_account(void)
{
	CLEANUP(buf_free) struct buf serial = { 0 };
	struct msg end = { .type = MSG_AUTHZ_END };
	struct acme_order order = { 0 };
	struct binding b = { 0 };
	struct client c, d;

	begin_bound(&c, conf_open);
	client_new(&d);
	is_int(make_binding(&b, 0), 0, "another binding of the requester");
	is_int(make_bound_account(&d, &b, &d), 0, "another account");
	is_int(ORDER(&c, "known.contoso.com"), 0, "an order");
	is_int(finalize((struct finalizing){
		       .by = &c,
		       .order = made,
		       .names = NAMES("known.contoso.com") }),
	       0, "a certificate");
	buf_append_bytes(&serial, rig.answer.issued.serial);
	is_int(replace_as(&d, buf_bytes(&serial)), ERR_UNAUTHORIZED,
	       "not by another account");
	is_int(replace_as(&c, buf_bytes(&serial)), 0, "by its own");
	is_int(status_of(made, &order), ACME_ORDER_READY, "is ready");
	is_int(replace_as(&c, buf_bytes(&serial)), ERR_ALREADY_REPLACED,
	       "once");
	end.authz_end.account = c.account;
	end.authz_end.authz = order.authz[0].id;
	is_int(call(&end), 0, "that order is invalid now");
	is_int(replace_as(&c, buf_bytes(&serial)), 0, "then again");
	is_int(finalize((struct finalizing){
		       .by = &c,
		       .order = made,
		       .names = NAMES("known.contoso.com") }),
	       0, "a certificate");
	is_int(status_of(made, &order), ACME_ORDER_VALID, "of this order");
	is_int(replace_as(&c, buf_bytes(&serial)), ERR_ALREADY_REPLACED,
	       "and no other");
	acme_order_free(&order);
	client_free(&c);
	client_free(&d);
	ok(rig_end_is_well(&rig), "the signer ends well, the log verifies");
}

static void
an_address_makes_so_many_accounts(void)
{
	struct client c[3];

	rig_begin(&rig, "ec-p256", conf_few);
	for (size_t i = 0; i < ARRAY_SIZE(c); i++) {
		client_new(&c[i]);
		is_int(make_account(&c[i]), i < 2 ? 0 : ERR_RATE_LIMITED,
		       "account %zu", i + 1);
	}
	for (size_t i = 0; i < ARRAY_SIZE(c); i++)
		client_free(&c[i]);
	ok(rig_end_is_well(&rig), "the signer ends well, the log verifies");
}

/* ---- G14: an answer makes valid what was asked for, and nothing else --------------- */

/* Parents, children, neighbours, each with and without its wildcard. */
static const char *const kin[] = { "contoso.com",     "*.contoso.com",
				   "a.contoso.com",   "*.a.contoso.com",
				   "b.a.contoso.com", "xa.contoso.com" };
enum { KIN = ARRAY_SIZE(kin), COUPLES = 2, OPEN = 3 };

/* What each authorization must be by now. */
struct believed {
	uint64_t id, order;
	struct client *client;
	const char *asked; /* as it stands in the order */
	char token[ACME_TOKEN_CHARS + 1];
	enum acme_state state;
	enum acme_method method;
};

struct world {
	struct client c[2];
	size_t count;
	struct believed at[2 * COUPLES * KIN];
	uint64_t tickets[2 * COUPLES * KIN];
	size_t ticket_count; /* that were answered */
	uint32_t random;
};

static unsigned
choose(struct world *w, unsigned of)
{
	w->random = w->random * 1664525 + 1013904223;
	return (w->random >> 16) % of;
}

static void
world_order(struct world *w, struct client *c)
{
	struct acme_order order = { 0 };

	if (order_for(c, (const char *const[]){ kin[0], kin[1], kin[2], kin[3],
						kin[4], kin[5], NULL }) != 0)
		diag("no order");
	(void)status_of(made, &order);
	for (size_t i = 0; i < order.authz_count; i++) {
		struct believed *b = &w->at[w->count++];

		*b = (struct believed){
			order.authz[i].id, made,     c, kin[i], "",
			ACME_PENDING,	   ACME_NONE
		};
		memcpy(b->token, order.authz[i].token, sizeof(b->token));
	}
	acme_order_free(&order);
}

/* How many rows are not what they must be. */
static int
world_differs(const struct world *w)
{
	int wrong = 0;

	for (size_t i = 0; i < w->count; i++) {
		const struct believed *b = &w->at[i];
		struct acme_order order = { 0 };

		(void)status_of(b->order, &order);
		for (size_t k = 0; k < order.authz_count; k++) {
			const struct acme_authz *a = &order.authz[k];

			if (a->id != b->id ||
			    (a->state == b->state && (a->state != ACME_VALID ||
						      a->method == b->method)))
				continue;
			diag("%s of account %ju is %d by %d, not %d by %d",
			     b->asked, (uintmax_t)b->client->account, a->state,
			     a->method, b->state, b->method);
			wrong++;
		}
		acme_order_free(&order);
	}
	return wrong;
}

/* The question that the validator got is for this row's name and challenge. */
static bool
is_question_of(const struct msg_validate *v, const struct believed *b)
{
	char expected[ACME_KEY_AUTHORIZATION_CHARS + 1];
	const char *base = b->asked[0] == '*' ? b->asked + 2 : b->asked;
	struct name name = { 0 };
	struct err err;

	acme_key_authorization(b->token, b->client->thumbprint, expected);
	return names_decode_one(v->name, &name, &err) == 0 &&
	       strcmp((const char *)name.v, base) == 0 &&
	       v->method == (uint8_t)b->method &&
	       bytes_is_text(v->token, b->token) &&
	       bytes_is_text(v->key_authorization, expected);
}

static struct believed *
world_pending(struct world *w)
{
	size_t from = choose(w, (unsigned)w->count);

	for (size_t i = 0; i < w->count; i++) {
		struct believed *b = &w->at[(from + i) % w->count];

		if (b->state == ACME_PENDING && b->method == ACME_NONE)
			return b;
	}
	return NULL;
}

/* Answers to questions that nobody asked, or that were answered. */
static void
say_nonsense(struct world *w, uint64_t newest)
{
	say(0, true, "", "");
	say(newest + 1 + choose(w, 100), true, "", "");
	say(UINT64_MAX, true, "", "");
	for (size_t i = 0; i < w->ticket_count; i++)
		say(w->tickets[i], choose(w, 2) == 0, "dns", "once more");
}

/* What the signer was told comes over two links and is answered late when the
 * machine is slow: what counts is the row. */
static bool
becomes(const struct believed *b, enum acme_state state)
{
	for (int i = 0; i < 600; i++) {
		struct acme_order order = { 0 };
		bool is = false;

		(void)status_of(b->order, &order);
		for (size_t k = 0; k < order.authz_count; k++)
			is |= order.authz[k].id == b->id &&
			      order.authz[k].state == state;
		acme_order_free(&order);
		if (is)
			return true;
		nanosleep(&(struct timespec){ .tv_nsec = 20000000 }, NULL);
	}
	diag("%s does not become %d", b->asked, (int)state);
	return false;
}

static bool
end_authz(const struct believed *b)
{
	struct msg m = { .type = MSG_AUTHZ_END };

	m.authz_end.account = b->client->account;
	m.authz_end.authz = b->id;
	m.id = 8000 + b->id;
	rig_send(rig.front, &m);
	return becomes(b, ACME_DEACTIVATED);
}

static void
drop_answers(void)
{
	struct msg m = { 0 };

	while (rig_receive(&rig, rig.front, 0, &m) == 1)
		;
}

/* Some questions at once, answered in any order; how many were wrong. */
static int
world_round(struct world *w)
{
	struct believed *open[OPEN] = { NULL };
	uint64_t tickets[OPEN] = { 0 };
	int wrong = 0;
	size_t n = 0;

	for (size_t many = 1 + choose(w, OPEN); n < many; n++) {
		struct msg m, ask = { 0 };
		struct believed *b = world_pending(w);

		if (b == NULL)
			break;
		b->method = b->asked[0] == '*' || choose(w, 2) == 0
				    ? ACME_DNS_01
				    : ACME_HTTP_01;
		m = challenge(b->client, b->id, b->method);
		m.id = 9000 + b->id;
		rig_send(rig.front, &m);
		wrong +=
			!asked(&ask, 5000) || !is_question_of(&ask.validate, b);
		tickets[n] = ask.validate.ticket;
		open[n] = b;
	}
	for (; n > 0; n--) {
		size_t k = choose(w, (unsigned)n);
		bool valid = choose(w, 3) != 0;
		bool ends = choose(w, 5) == 0;

		wrong += ends && !end_authz(open[k]);
		say_nonsense(w, tickets[n - 1] + OPEN);
		say(tickets[k], valid, valid ? "" : "dns", "no such name");
		open[k]->state = ends	 ? ACME_DEACTIVATED
				 : valid ? ACME_VALID
					 : ACME_INVALID;
		wrong += !becomes(open[k], open[k]->state);
		w->tickets[w->ticket_count++] = tickets[k];
		wrong += world_differs(w);
		open[k] = open[n - 1];
		tickets[k] = tickets[n - 1];
	}
	drop_answers();
	return wrong;
}

/* A further order needs a challenge unless this account has shown that very name:
 * neither the other account's nor a parent's nor the wildcard's. */
static int
world_reuse_differs(struct world *w)
{
	int wrong = 0;

	for (size_t i = 0; i < ARRAY_SIZE(w->c) * KIN; i++) {
		struct client *c = &w->c[i / KIN];
		const char *name = kin[i % KIN];
		struct acme_order order = { 0 };
		bool shown = false;
		enum acme_order_status status;

		for (size_t k = 0; k < w->count; k++)
			shown |= w->at[k].client == c &&
				 w->at[k].asked == name &&
				 w->at[k].state == ACME_VALID;
		if (ORDER(c, name) != 0)
			wrong++;
		status = status_of(made, &order);
		if (status != (shown ? ACME_ORDER_READY : ACME_ORDER_PENDING)) {
			diag("an order of account %ju for %s is %d",
			     (uintmax_t)c->account, name, (int)status);
			wrong++;
		}
		acme_order_free(&order);
	}
	return wrong;
}

static void
an_answer_is_for_what_was_asked(void)
{
	const char *seed = getenv("SEED");

	for (int run = 0; run < 2; run++) {
		struct world *w = calloc(1, sizeof(*w));
		int wrong = 0;

		if (w == NULL)
			abort();
		w->random = seed != NULL
				    ? (uint32_t)atoi(seed)
				    : (uint32_t)time(NULL) * 4 + (uint32_t)run;
		diag("SEED=%u", w->random);
		rig_begin(&rig, "ec-p256", conf_open);
		rig_new_validator(&rig);
		for (size_t i = 0; i < ARRAY_SIZE(w->c); i++) {
			client_new(&w->c[i]);
			is_int(make_account(&w->c[i]), 0, "an account");
		}
		for (size_t i = 0; i < COUPLES * ARRAY_SIZE(w->c); i++)
			world_order(w, &w->c[i % ARRAY_SIZE(w->c)]);
		is_int((long)w->count, 2 * COUPLES * KIN, "authorizations");
		while (world_pending(w) != NULL && wrong == 0)
			wrong += world_round(w);
		wrong += world_differs(w);
		is_int(wrong, 0, "each is what was said of it alone");
		is_int(world_reuse_differs(w), 0, "and counts for that name");
		for (size_t i = 0; i < ARRAY_SIZE(w->c); i++)
			client_free(&w->c[i]);
		free(w);
		ok(rig_end_is_well(&rig), "the signer ends well");
	}
}

/* RFC 8555 7.3.6: what was begun for an account ends with it. */
static void
an_ended_account_is_shown_nothing(void)
{
	struct msg end = { .type = MSG_ACCOUNT_SET };
	struct acme_order order = { 0 };
	struct msg m, ask = { 0 };
	struct client c;

	begin_challenge(&c, conf_open, &order);
	rig_new_validator(&rig);
	m = challenge(&c, order.authz[0].id, ACME_HTTP_01);
	m.id = 7500;
	rig_send(rig.front, &m);
	ok(asked(&ask, 5000), "it is asked");
	end.account_set.account = c.account;
	end.account_set.what = 2;
	is_int(rig_code(&rig, rig_call(&rig, rig.control, &end)), 0,
	       "the account ends");
	say(ask.validate.ticket, true, "", "");
	is_int(answer(), 0, "the challenge is answered");
	is_int(status_of(made, &order), ACME_ORDER_INVALID, "invalid");
	ok(order.authz[0].state != ACME_VALID, "not valid");
	ok(strstr(order.authz[0].error, "revoked") != NULL,
	   "and it says why: %s", order.authz[0].error);
	acme_order_free(&order);
	client_free(&c);
	ok(rig_end_is_well(&rig), "the signer ends well, the log verifies");
}

TAP_MAIN(a_key_has_one_account, without_a_policy_somebody_must_vouch,
	 names_are_judged_before_anything, listed_names_need_no_challenge,
	 nobody_without_a_binding_is_listed,
	 the_front_finalizes_nothing_by_itself, an_order_ends_when_it_says,
	 many_at_once_get_one_certificate, the_validator_decides,
	 a_failed_challenge_says_why,
	 failures_are_counted_by_account_and_address_too,
	 no_binding_looks_like_an_option,
	 a_profile_may_be_for_bound_accounts_alone,
	 finalize_asks_for_the_profile_again,
	 an_authorization_that_has_expired_gives_nothing,
	 what_is_long_over_is_swept_without_another_order,
	 a_power_cut_gives_no_number_twice, a_reload_switches_it_on,
	 what_takes_long_is_looked_at_after_a_crash,
	 an_ended_account_does_nothing, the_old_key_signs_for_the_new_one,
	 who_ordered_it_revokes_it, no_account_revokes_what_has_no_names,
	 a_certificate_is_replaced_once_by_its_account,
	 an_address_makes_so_many_accounts, an_answer_is_for_what_was_asked,
	 an_ended_account_is_shown_nothing)
