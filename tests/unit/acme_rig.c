/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Clients of ACME at the rig of the signer. */
#include "acme_rig.h"

#include "sanca/acme_key.h"
#include "sanca/gnutls_datum.h"
#include "sanca/text.h"

#include <gnutls/crypto.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

struct rig rig;
const char *peer = "192.0.2.9";
uint64_t made;
const char *ordered_profile = "";
int64_t ordered_end;

static void
datum_free(gnutls_datum_t *d)
{
	gnutls_free(d->data);
}

void
take_thumbprint(struct client *c)
{
	struct acme_key key = { 0 };
	struct err err;

	if (acme_key_open(buf_bytes(&c->spki), &key, &err) != 0 ||
	    acme_key_thumbprint(&key, c->thumbprint, &err) != 0)
		abort();
}

void
client_new(struct client *c)
{
	CLEANUP(datum_free) gnutls_datum_t der = { 0 };
	gnutls_pubkey_t public = NULL;

	*c = (struct client){ 0 };
	if (gnutls_privkey_init(&c->key) < 0 ||
	    gnutls_privkey_generate(
		    c->key, GNUTLS_PK_ECDSA,
		    GNUTLS_CURVE_TO_BITS(GNUTLS_ECC_CURVE_SECP256R1), 0) < 0 ||
	    gnutls_pubkey_init(&public) < 0 ||
	    gnutls_pubkey_import_privkey(public, c->key, 0, 0) < 0 ||
	    gnutls_pubkey_export2(public, GNUTLS_X509_FMT_DER, &der) < 0)
		abort();
	gnutls_pubkey_deinit(public);
	buf_append(&c->spki, der.data, der.size);
	take_thumbprint(c);
}

void
client_free(struct client *c)
{
	gnutls_privkey_deinit(c->key);
	buf_free(&c->spki);
}

void
client_sign(const struct client *c, struct bytes data, struct buf *ret)
{
	CLEANUP(datum_free) gnutls_datum_t sig = { 0 };
	gnutls_datum_t in = datum_of(data);

	if (gnutls_privkey_sign_data2(c->key, GNUTLS_SIGN_ECDSA_SHA256, 0, &in,
				      &sig) < 0)
		abort();
	buf_append(ret, sig.data, sig.size);
}

/* header "." payload */
void
signing_input(const char *header, struct bytes payload, struct buf *ret)
{
	base64url_encode(bytes_of_text(header), ret);
	buf_append_u8(ret, '.');
	base64url_encode(payload, ret);
}

static void
put_x(const struct client *c, struct buf *out)
{
	/* The last 64 octets of the SPKI are x and y. */
	base64url_encode((struct bytes){ c->spki.p + c->spki.n - 64, 32 }, out);
}

int
call(struct msg *m)
{
	return rig_code(&rig, rig_call(&rig, rig.front, m));
}

struct msg
new_account(const struct client *c)
{
	struct msg m = { .type = MSG_ACCOUNT_NEW };

	m.account_new.spki = buf_bytes(&c->spki);
	m.account_new.thumbprint = BYTES_OF(c->thumbprint);
	m.account_new.contacts = bytes_of_text("tom@contoso.com");
	m.account_new.peer = bytes_of_text(peer);
	m.account_new.request_id = bytes_of_text("rig");
	return m;
}

int
make_account(struct client *c)
{
	struct msg m = new_account(c);
	int code = call(&m);

	c->account = code == 0 ? rig.answer.done.number : 0;
	return code;
}

int
make_binding(struct binding *ret, int64_t expires_at)
{
	struct msg m = { .type = MSG_BINDING_NEW };
	int code = 0;

	m.binding_new.requester = bytes_of_text("mail");
	m.binding_new.expires_at = expires_at;
	code = rig_code(&rig, rig_call(&rig, rig.control, &m));
	if (code != 0)
		return code;
	snprintf(ret->kid, sizeof(ret->kid), "%.*s",
		 (int)rig.answer.binding_made.kid.n,
		 (const char *)rig.answer.binding_made.kid.p);
	memcpy(ret->key, rig.answer.binding_made.key.p, 32);
	return 0;
}

/* x: whose key the binding is for. */
int
make_bound_account(struct client *c, const struct binding *b,
		   const struct client *x)
{
	CLEANUP(buf_free) struct buf jwk = { 0 };
	CLEANUP(buf_free) struct buf proof = { 0 };
	struct msg m = new_account(c);
	uint8_t mac[32];
	int code = 0;

	buf_append_text(&jwk, "{\"crv\":\"P-256\",\"kty\":\"EC\",\"x\":\"");
	put_x(x, &jwk);
	buf_append_text(&jwk, "\"}");
	signing_input("{\"alg\":\"HS256\"}", buf_bytes(&jwk), &proof);
	if (gnutls_hmac_fast(GNUTLS_MAC_SHA256, b->key, sizeof(b->key), proof.p,
			     proof.n, mac) < 0)
		abort();
	m.account_new.kid = bytes_of_text(b->kid);
	m.account_new.proof = buf_bytes(&proof);
	m.account_new.mac = BYTES_OF(mac);
	m.account_new.mac_alg = 1;
	code = call(&m);
	c->account = code == 0 ? rig.answer.done.number : 0;
	return code;
}

void
encode(const char *const *names, struct buf *out)
{
	struct names *n = calloc(1, sizeof(*n));

	for (; n != NULL && *names != NULL; names++) {
		struct name *one = &n->at[n->count++];

		one->type = NAME_DNS;
		one->n = strlen(*names);
		memcpy(one->v, *names, one->n + 1);
	}
	if (n == NULL)
		abort();
	names_encode(n, out);
	free(n);
}

int
order_for(const struct client *c, const char *const *names)
{
	CLEANUP(buf_free) struct buf encoded = { 0 };
	struct msg m = { .type = MSG_ORDER_NEW };
	int code = 0;

	encode(names, &encoded);
	m.order_new.generation = rig.generation;
	m.order_new.account = c->account;
	m.order_new.names = buf_bytes(&encoded);
	m.order_new.profile = bytes_of_text(ordered_profile);
	m.order_new.not_after = ordered_end;
	m.order_new.peer = bytes_of_text(peer);
	m.order_new.request_id = bytes_of_text("rig");
	code = call(&m);
	made = code == 0 ? rig.answer.done.number : 0;
	return code;
}

/* As the front does: from the database. */
enum acme_order_status
status_of(uint64_t order, struct acme_order *ret)
{
	enum acme_order_status status = ACME_ORDER_INVALID;
	struct store *store = NULL;
	char path[128];
	struct err err;

	snprintf(path, sizeof(path), "%s", rig.dir);
	if (store_open(path, STORE_READ, &store, &err) != 0 ||
	    store_order_get(store, order, ret, &err) != 0)
		printf("# order %ju: %s\n", (uintmax_t)order, err.text);
	else
		status = acme_order_status(ret, (int64_t)time(NULL));
	store_free(&store);
	return status;
}

struct msg
challenge(const struct client *c, uint64_t authz, enum acme_method method)
{
	struct msg m = { .type = MSG_CHALLENGE };

	m.challenge.account = c->account;
	m.challenge.authz = authz;
	m.challenge.method = (uint8_t)method;
	m.challenge.peer = bytes_of_text(peer);
	m.challenge.request_id = bytes_of_text("rig");
	return m;
}

bool
asked(struct msg *ret, int timeout_ms)
{
	return rig_receive(&rig, rig.validator, timeout_ms, ret) == 1 &&
	       ret->type == MSG_VALIDATE;
}

void
say(uint64_t ticket, bool valid, const char *error, const char *words)
{
	struct msg m = { .type = MSG_VALIDATED };

	m.validated.ticket = ticket;
	m.validated.valid = valid;
	m.validated.error = bytes_of_text(error);
	m.validated.words = bytes_of_text(words);
	m.validated.address = bytes_of_text("10.0.0.7:80");
	rig_send(rig.validator, &m);
}

/* The answer of the front's question: its code. */
int
answer(void)
{
	do {
		if (rig_receive(&rig, rig.front, 8000, &rig.answer) != 1)
			return -1;
	} while (rig.answer.type == MSG_EVENT);
	return rig_code(&rig, 0);
}

void
begin_challenge(struct client *c, const char *conf, struct acme_order *order)
{
	rig_begin(&rig, "ec-p256", conf);
	client_new(c);
	if (make_account(c) == 0 && ORDER(c, "a.contoso.com") == 0 &&
	    status_of(made, order) == ACME_ORDER_PENDING)
		return;
	printf("# no account, or no order that is pending\n");
	abort();
}

int
change_key(const struct client *from, const struct client *to,
	   const struct client *shown, const char *url)
{
	CLEANUP(buf_free) struct buf jwk = { 0 };
	CLEANUP(buf_free) struct buf inner = { 0 };
	CLEANUP(buf_free) struct buf header = { 0 };
	CLEANUP(buf_free) struct buf proof = { 0 };
	CLEANUP(buf_free) struct buf signature = { 0 };
	struct msg m = { .type = MSG_ACCOUNT_KEY };

	buf_append_text(&jwk, "{\"jwk\":{\"crv\":\"P-256\",\"x\":\"");
	put_x(shown, &jwk);
	buf_append_text(&jwk, "\"}}");
	buf_append_text(&inner, "{\"protected\":\"");
	base64url_encode(buf_bytes(&jwk), &inner);
	buf_append_text(&inner, "\",\"payload\":\"e30\"}");
	buf_printf(&header, "{\"url\":\"%s\"}", url);
	signing_input(buf_text(&header), buf_bytes(&inner), &proof);
	client_sign(from, buf_bytes(&proof), &signature);
	m.account_key.account = from->account;
	m.account_key.spki = buf_bytes(&to->spki);
	m.account_key.thumbprint = BYTES_OF(to->thumbprint);
	m.account_key.proof = buf_bytes(&proof);
	m.account_key.signature = buf_bytes(&signature);
	m.account_key.peer = bytes_of_text(peer);
	m.account_key.request_id = bytes_of_text("rig");
	return call(&m);
}
