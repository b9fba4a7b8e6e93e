/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Claims about PINs: a GnuTLS that asks again and again is told once. */

#include "tests/tap.h"
#include "tests/unit/mint_fixture.h"

#include <gnutls/abstract.h>

/* The linker sends the calls of libmint here (--wrap). */
int __wrap_gnutls_privkey_import_url(gnutls_privkey_t key, const char *url,
				     unsigned int flags);
void __wrap_gnutls_privkey_set_pin_function(gnutls_privkey_t key,
					    gnutls_pin_callback_t fn,
					    void *userdata);

static gnutls_pin_callback_t callback;
static void *callback_data;
static int asked, told;
static bool pin_is_right;
static char last_pin[64];

void
__wrap_gnutls_privkey_set_pin_function(gnutls_privkey_t key,
				       gnutls_pin_callback_t fn, void *userdata)
{
	(void)key;
	callback = fn;
	callback_data = userdata;
}

/* A token that is asked for a key, and asks for the PIN up to five times. */
int
__wrap_gnutls_privkey_import_url(gnutls_privkey_t key, const char *url,
				 unsigned int flags)
{
	char pin[sizeof(last_pin)];

	(void)key;
	(void)flags;
	for (int attempt = 0; attempt < 5; attempt++) {
		asked++;
		if (callback(callback_data, attempt, url, "label",
			     attempt ? GNUTLS_PIN_WRONG : 0, pin,
			     sizeof(pin)) < 0)
			return GNUTLS_E_PKCS11_PIN_ERROR;
		told++;
		memcpy(last_pin, pin, sizeof(last_pin));
		if (pin_is_right)
			return GNUTLS_E_REQUESTED_DATA_NOT_AVAILABLE;
	}
	return GNUTLS_E_PKCS11_PIN_ERROR;
}

static int
open_key(const char *pin, struct err *err)
{
	CLEANUP(subject_free) struct subject s = { 0 };
	struct ca_key *key = NULL;
	int rc;

	asked = told = 0;
	last_pin[0] = '\0';
	fixture_subject("ec-p256", &s);
	rc = ca_key_open("pkcs11:object=x", pin, buf_bytes(&s.spki), 4, &key,
			 err);
	ca_key_free(&key);
	return rc;
}

static void
a_wrong_pin_is_told_once(void)
{
	struct err err = { 0 };

	pin_is_right = false;
	is_int(open_key("1234", &err), -1, "refused");
	is_int(told, 1, "told once");
	ok(asked > 1, "though asked again");
	is_str(last_pin, "1234", "the PIN itself");
	ok(strstr(err.text, "not tried a second time"), "\"%s\"", err.text);
	ok(!strstr(err.text, "1234"), "the PIN is not in the message");
}

static void
no_pin_is_told_where_none_was_given(void)
{
	struct err err = { 0 };

	is_int(open_key(NULL, &err), -1, "refused");
	is_int(told, 0, "nothing is told");
	ok(strstr(err.text, "none was given"), "\"%s\"", err.text);
	is_int(open_key("", &err), -1, "an empty PIN");
	is_int(told, 0, "is none");
}

static void
a_pin_longer_than_the_token_takes_is_not_cut(void)
{
	char pin[100];
	struct err err = { 0 };

	memset(pin, '7', sizeof(pin));
	pin[sizeof(pin) - 1] = '\0';
	is_int(open_key(pin, &err), -1, "refused");
	is_int(told, 0, "nothing is told");
}

static void
another_failure_says_which_tokens_there_are(void)
{
	struct err err = { 0 };

	pin_is_right = true;
	is_int(open_key("1234", &err), -1, "refused");
	is_int(told, 1, "told once");
	is_int(err.code, ERR_UNAVAILABLE, "try later");
	ok(strstr(err.text, "can be seen"), "\"%s\"", err.text);
}

TAP_MAIN(a_wrong_pin_is_told_once, no_pin_is_told_where_none_was_given,
	 a_pin_longer_than_the_token_takes_is_not_cut,
	 another_failure_says_which_tokens_there_are)
