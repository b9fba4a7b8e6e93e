/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Makes and checks the addresses by which one certificate may be renewed. */
#include "sanca/renewal_link.h"

#include "sanca/files.h"
#include "sanca/text.h"

#include <fcntl.h>
#include <gnutls/crypto.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

/* So that a MAC by this key, wherever else it may be used, is not taken for
 * that of a link. */
static const char label[] = "sanca renewal link";

#define NUMBERS_BYTES 16
#define MAC_BYTES 16
#define LINK_BYTES (NUMBERS_BYTES + MAC_BYTES)

int
renewal_link_key_read(const char *dir, uint8_t ret_key[RENEWAL_LINK_KEY_BYTES],
		      struct err *err)
{
	CLEANUP(buf_free_wipe) struct buf key = { 0 };
	char path[LIMIT_PATH_BYTES + sizeof(RENEWAL_LINK_KEY) + 1];
	struct stat st;

	snprintf(path, sizeof(path), "%s/%s", dir, RENEWAL_LINK_KEY);
	if (file_read(AT_FDCWD, path, RENEWAL_LINK_KEY_BYTES, &key, err) != 0)
		return -1;
	if (key.n != RENEWAL_LINK_KEY_BYTES)
		return err_set(err, ERR_CONFIG,
			       "%s must have %d octets and has %zu", path,
			       RENEWAL_LINK_KEY_BYTES, key.n);
	if (stat(path, &st) == 0 && (st.st_mode & S_IRWXO) != 0)
		return err_set(err, ERR_CONFIG,
			       "%s can be read by everybody: chmod 0640 %s",
			       path, path);
	memcpy(ret_key, key.p, RENEWAL_LINK_KEY_BYTES);
	return 0;
}

static void
number_put(uint64_t n, uint8_t *out)
{
	for (size_t i = 8; i-- > 0; n >>= 8)
		out[i] = (uint8_t)n;
}

static uint64_t
number_get(const uint8_t *in)
{
	uint64_t n = 0;

	for (size_t i = 0; i < 8; i++)
		n = n << 8 | in[i];
	return n;
}

static int
mac_make(const uint8_t key[RENEWAL_LINK_KEY_BYTES],
	 const uint8_t numbers[NUMBERS_BYTES], uint8_t ret[32], struct err *err)
{
	uint8_t text[sizeof(label) + NUMBERS_BYTES];

	memcpy(text, label, sizeof(label));
	memcpy(text + sizeof(label), numbers, NUMBERS_BYTES);
	if (gnutls_hmac_fast(GNUTLS_MAC_SHA256, key, RENEWAL_LINK_KEY_BYTES,
			     text, sizeof(text), ret) < 0)
		return err_set(err, ERR_INTERNAL, "HMAC-SHA256 failed");
	return 0;
}

int
renewal_link_make(const uint8_t key[RENEWAL_LINK_KEY_BYTES],
		  const struct renewal_link *link, struct buf *out,
		  struct err *err)
{
	uint8_t octets[LINK_BYTES];
	uint8_t mac[32];

	if (link->reservation == 0 || link->expires_at <= 0)
		return err_set(err, ERR_USAGE,
			       "a renewal link needs a certificate and an end");
	number_put(link->reservation, octets);
	number_put((uint64_t)link->expires_at, octets + 8);
	if (mac_make(key, octets, mac, err) != 0)
		return -1;
	memcpy(octets + NUMBERS_BYTES, mac, MAC_BYTES);
	base64url_encode(BYTES_OF(octets), out);
	return buf_check(out, err);
}

static int
refuse(struct err *err)
{
	return err_set(err, ERR_NOT_FOUND,
		       "this renewal link is not one of ours, or was cut: copy "
		       "the whole address");
}

int
renewal_link_check(const uint8_t key[RENEWAL_LINK_KEY_BYTES], struct bytes text,
		   int64_t now, struct renewal_link *ret, struct err *err)
{
	CLEANUP(buf_free) struct buf octets = { 0 };
	uint8_t mac[32];
	uint64_t end = 0;

	if (text.n != RENEWAL_LINK_TEXT_BYTES ||
	    base64url_decode(text, &octets, err) != 0 || octets.n != LINK_BYTES)
		return refuse(err);
	if (mac_make(key, octets.p, mac, err) != 0)
		return -1;
	if (!bytes_equal_secret((struct bytes){ mac, MAC_BYTES },
				(struct bytes){ octets.p + NUMBERS_BYTES,
						MAC_BYTES }))
		return refuse(err);
	end = number_get(octets.p + 8);
	if (end > INT64_MAX || (int64_t)end <= now)
		return err_set(err, ERR_FORBIDDEN,
			       "this renewal link has expired: ask for a new "
			       "one, or renew with your token");
	ret->reservation = number_get(octets.p);
	ret->expires_at = (int64_t)end;
	return 0;
}
