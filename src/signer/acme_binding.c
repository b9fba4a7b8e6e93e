/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* External account binding (RFC 8555 7.3.4): keys that vouch for an account. */
#include "acme.h"

#include "proof.h"
#include "signer.h"
#include "who.h"

#include "sanca/clock.h"
#include "sanca/files.h"
#include "sanca/text.h"

#include <gnutls/crypto.h>

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* All keys follow from this one, so that none stands in ca.db, which the front
 * reads. */
#define BINDING_KEY_FILE "ca/binding.key"

static int
make_key(struct signer *s, int dir, struct err *err)
{
	uint8_t key[32];
	int rc = -1;

	if (random_bytes(key, sizeof(key), err) == 0)
		rc = file_replace(dir, BINDING_KEY_FILE, BYTES_OF(key), 0600,
				  (uid_t)-1, (gid_t)-1, err);
	if (rc == 0) {
		memcpy(s->acme.binding_key, key, sizeof(key));
		s->acme.has_binding_key = true;
	}
	bytes_wipe(key, sizeof(key));
	return rc;
}

static int
read_key(struct signer *s, int dir, struct err *err)
{
	CLEANUP(buf_free) struct buf b = { 0 };

	if (file_check_private(dir, BINDING_KEY_FILE, geteuid(), err) != 0 ||
	    file_read(dir, BINDING_KEY_FILE, 64, &b, err) != 0)
		return -1;
	if (b.n != sizeof(s->acme.binding_key))
		return err_set(err, ERR_CONFIG, "%s has %zu octets, not 32",
			       BINDING_KEY_FILE, b.n);
	memcpy(s->acme.binding_key, b.p, b.n);
	bytes_wipe(b.p, b.n);
	s->acme.has_binding_key = true;
	return 0;
}

/* Made when the first binding is. */
static int
have_key(struct signer *s, bool may_make, struct err *err)
{
	CLEANUP(fd_close) int dir = -1;

	if (s->acme.has_binding_key)
		return 0;
	dir = open(s->options.dir, O_DIRECTORY | O_PATH | O_CLOEXEC);
	if (dir < 0)
		return err_errno(err, ERR_OS, "%s", s->options.dir);
	if (read_key(s, dir, err) == 0)
		return 0;
	if (err->code != ERR_NOT_FOUND || !may_make)
		return -1;
	return make_key(s, dir, err);
}

static int
key_of(struct signer *s, struct bytes kid, uint8_t ret[32], struct err *err)
{
	if (gnutls_hmac_fast(GNUTLS_MAC_SHA256, s->acme.binding_key,
			     sizeof(s->acme.binding_key), kid.p, kid.n,
			     ret) < 0)
		return err_set(err, ERR_CRYPTO, "HMAC");
	return 0;
}

/* ---- made and revoked ----------------------------------------------------- */

static int
log_binding(struct signer *s, const struct acme_item *it, const char *action,
	    const char *kid, const char *requester, int64_t now,
	    struct err *err)
{
	char who[32];
	uint64_t index = 0;
	const struct log_detail details[] = {
		{ "kid", bytes_of_text(kid) },
		{ "requester", bytes_of_text(requester) },
	};

	snprintf(who, sizeof(who), "uid %ju", (uintmax_t)it->link->uid);
	return transaction_add_action(s, action, bytes_of_text(who), details,
				      ARRAY_SIZE(details), now, &index, err);
}

/* In base64url (RFC 4648 5) 62 is '-'. */
static bool
begins_with_dash(const uint8_t *octets)
{
	return octets[0] >> 2 == 62;
}

/* Both can be given to a command: neither begins as an option does. */
static int
draw(struct signer *s, char ret_kid[ACME_KID_CHARS + 1], uint8_t ret_key[32],
     struct err *err)
{
	do
		if (random_base64url(16, ret_kid, err) != 0 ||
		    key_of(s, bytes_of_text(ret_kid), ret_key, err) != 0)
			return -1;
	while (ret_kid[0] == '-' || begins_with_dash(ret_key));
	return 0;
}

int
acme_binding_new(struct signer *s, struct acme_item *it, int64_t now,
		 struct err *err)
{
	const struct msg_binding_new *ask = &it->msg.binding_new;
	struct store_requester who = { 0 };
	struct acme_binding row = { .created_at = now,
				    .expires_at = ask->expires_at };
	uint8_t key[32];

	if (ask->expires_at != 0 && ask->expires_at <= now)
		return err_set(err, ERR_USAGE,
			       "the binding would have expired already");
	if (requester_name_check(ask->requester, err) != 0 ||
	    store_requester_find(s->store, ask->requester, &who, err) != 0 ||
	    have_key(s, true, err) != 0 || draw(s, row.kid, key, err) != 0)
		return -1;
	buf_append_text(&it->space, row.kid);
	buf_append(&it->space, key, sizeof(key));
	bytes_wipe(key, sizeof(key));
	row.requester = who.id;
	if (buf_check(&it->space, err) != 0 ||
	    store_binding_add(s->store, &row, &row.id, err) != 0)
		return -1;
	it->answer = (struct msg){ .type = MSG_BINDING_MADE };
	it->answer.binding_made.binding = row.id;
	it->answer.binding_made.kid =
		(struct bytes){ it->space.p, ACME_KID_CHARS };
	it->answer.binding_made.key =
		(struct bytes){ it->space.p + ACME_KID_CHARS, sizeof(key) };
	return log_binding(s, it, "binding-new", row.kid, who.name, now, err);
}

int
acme_binding_revoke(struct signer *s, struct acme_item *it, int64_t now,
		    struct err *err)
{
	struct store_requester who = { 0 };
	struct acme_binding row = { 0 };

	if (store_binding_find(s->store, it->msg.binding_revoke.kid, &row,
			       err) != 0 ||
	    store_requester_by_id(s->store, row.requester, &who, err) != 0 ||
	    store_binding_revoke(s->store, row.id, now, err) != 0)
		return -1;
	acme_done(it, row.id);
	return log_binding(s, it, "binding-revoke", row.kid, who.name, now,
			   err);
}

/* ---- used ----------------------------------------------------------------- */

/* The same words for all that is wrong with it. */
static int
refuse(struct err *err)
{
	return err_set(err, ERR_UNAUTHORIZED,
		       "this external account binding does not count: the "
		       "key id is unknown, was used, has expired or was "
		       "revoked, or its key does not fit; `sanca eab new` "
		       "makes another");
}

static int
check_mac(struct signer *s, const struct msg_account_new *ask, struct err *err)
{
	static const struct {
		gnutls_mac_algorithm_t mac;
		size_t n;
	} macs[] = { { GNUTLS_MAC_SHA256, 32 },
		     { GNUTLS_MAC_SHA384, 48 },
		     { GNUTLS_MAC_SHA512, 64 } };
	size_t i = (size_t)ask->mac_alg - 1;
	uint8_t key[32], mac[64];
	int rc = 0;

	if (i >= ARRAY_SIZE(macs) || ask->mac.n != macs[i].n)
		return refuse(err);
	if (have_key(s, false, err) != 0)
		return err->code == ERR_NOT_FOUND ? refuse(err) : -1;
	if (key_of(s, ask->kid, key, err) != 0)
		return -1;
	rc = gnutls_hmac_fast(macs[i].mac, key, sizeof(key), ask->proof.p,
			      ask->proof.n, mac);
	bytes_wipe(key, sizeof(key));
	if (rc < 0)
		return err_set(err, ERR_CRYPTO, "HMAC");
	return gnutls_memcmp(mac, ask->mac.p, ask->mac.n) == 0 ? 0
							       : refuse(err);
}

int
acme_binding_check(struct signer *s, const struct msg_account_new *ask,
		   int64_t now, struct acme_binding *ret, struct err *err)
{
	CLEANUP(proof_free) struct proof proof = { 0 };

	if (check_mac(s, ask, err) != 0)
		return -1;
	/* Its payload is the key of the account, as JWK. */
	if (proof_open(ask->proof, &proof, err) != 0 ||
	    !proof_shows_key(&proof, ask->spki))
		return refuse(err);
	if (store_binding_find(s->store, ask->kid, ret, err) != 0)
		return err->code == ERR_NOT_FOUND ? refuse(err) : -1;
	if (ret->revoked_at != 0 || ret->account != 0 ||
	    (ret->expires_at != 0 && ret->expires_at <= now))
		return refuse(err);
	return 0;
}
