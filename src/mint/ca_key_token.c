/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* The CA key on a PKCS#11 token. */

#include "ca_key.h"
#include "sanca/gnutls_datum.h"

#include <gnutls/pkcs11.h>
#include <stdlib.h>
#include <string.h>

/* More tokens than this are not listed in a message. */
#define TOKENS_SHOWN 4

/* GnuTLS asks again when the PIN was wrong. A token locks itself after a few
 * wrong answers, so there is only ever one. */
static int
on_pin(void *userdata, int attempt, const char *token_url,
       const char *token_label, unsigned int flags, char *pin, size_t pin_max)
{
	struct ca_pin *p = userdata;
	size_t n = p->text ? strlen(p->text) : 0;

	(void)token_url;
	(void)token_label;
	if (n == 0 || n >= pin_max || attempt > 0 ||
	    (flags & GNUTLS_PIN_WRONG) || atomic_flag_test_and_set(&p->told))
		return GNUTLS_E_PKCS11_PIN_ERROR;
	memcpy(pin, p->text, n + 1);
	return 0;
}

/* "token not there", "module not loaded" and "no such key" all give the same
 * error, so the message says what can be seen. */
static void
show_tokens(struct buf *out)
{
	char *url = NULL;
	unsigned i = 0;

	while (i < TOKENS_SHOWN &&
	       gnutls_pkcs11_token_get_url(i, 0, &url) == 0) {
		buf_printf(out, "%s%s",
			   i ? ", " : "tokens that can be seen: ", url);
		gnutls_free(url);
		i++;
	}
	if (i == 0)
		buf_append_text(out, "no token can be seen at all: is its "
				     "PKCS#11 module known to p11-kit?");
}

static int
open_failed(const struct ca_key *key, int rc, struct err *err)
{
	CLEANUP(buf_free) struct buf seen = { 0 };

	if (rc == GNUTLS_E_PKCS11_PIN_ERROR &&
	    (!key->pin.text || !*key->pin.text))
		return err_set(err, ERR_CONFIG,
			       "the token asks for a PIN and none was given");
	if (rc == GNUTLS_E_PKCS11_PIN_ERROR)
		return err_set(err, ERR_CONFIG,
			       "the token refused the PIN; it is not tried a "
			       "second time, since a token locks itself after "
			       "a few wrong ones");
	if (rc == GNUTLS_E_PKCS11_PIN_LOCKED)
		return err_set(err, ERR_CONFIG,
			       "the PIN of the token is locked; unlock it with "
			       "its SO PIN");
	show_tokens(&seen);
	return err_set(err, ERR_UNAVAILABLE,
		       "the CA key on the token cannot be opened: %s; %s",
		       gnutls_strerror(rc), buf_text(&seen));
}

static int
open_slot(struct ca_key *key, unsigned slot, const char *url, struct err *err)
{
	gnutls_privkey_t *object = &key->slots[slot];
	unsigned bits = 0;
	int rc = gnutls_privkey_init(object);

	if (rc < 0)
		return err_nomem(err);
	gnutls_privkey_set_pin_function(*object, on_pin, &key->pin);
	rc = gnutls_privkey_import_url(*object, url, 0);
	if (rc < 0)
		return open_failed(key, rc, err);
	rc = gnutls_privkey_get_pk_algorithm(*object, &bits);
	if ((key->facts.kind == KEY_RSA) != (rc == GNUTLS_PK_RSA))
		return err_set(err, ERR_CONFIG,
			       "the key on the token is of the kind %s, the CA "
			       "certificate is for %s: the url names another "
			       "key",
			       gnutls_pk_get_name((gnutls_pk_algorithm_t)rc),
			       key_kind_name(key->facts.kind));
	return 0;
}

/* The text is no DER, so its signature is of no use to anyone. */
static int
prove_possession(struct ca_key *key, struct err *err)
{
	CLEANUP(buf_free) struct buf signature = { 0 };

	if (ca_key_sign(key, 0, true,
			bytes_of_text("sanca asks: is this the CA key?"),
			&signature, err) < 0)
		return err_context(err, "first signature by the token");
	return 0;
}

int
ca_key_open(const char *url, const char *pin, struct bytes certificate_spki,
	    unsigned slots, struct ca_key **ret, struct err *err)
{
	CLEANUP(ca_key_free) struct ca_key *key = NULL;

	if (strncmp(url, "pkcs11:", 7) != 0)
		return err_set(err, ERR_CONFIG,
			       "the url of a key on a token begins with "
			       "pkcs11:");
	if (slots == 0)
		return err_set(err, ERR_INTERNAL, "no signing thread");
	if (ca_key_new(slots, &key, err) < 0)
		return -1;
	if (pin && !(key->pin.text = strdup(pin)))
		return err_nomem(err);
	if (ca_key_set_public(key, certificate_spki, err) < 0)
		return -1;
	for (unsigned i = 0; i < slots; i++)
		if (open_slot(key, i, url, err) < 0)
			return -1;
	if (prove_possession(key, err) < 0)
		return -1;
	*ret = STEAL(key);
	return 0;
}
