/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* layer: pki */
/* Addresses by which one certificate may be renewed, and nothing else. */
#ifndef SANCA_RENEWAL_LINK_H
#define SANCA_RENEWAL_LINK_H

#include "sanca/bytes.h"
#include "sanca/limits.h"

/*
 * The end of an address /renew/…: base64url of the number of the reservation
 * (8 octets, big endian), the end of its validity (Unix time, likewise), and the
 * first 16 octets of the HMAC-SHA256 of a label and both, by the key in
 * DIR/notify/link.key. Nobody keeps a list of them: who has the key makes one,
 * the signer checks it and what became of the certificate since.
 */
#define RENEWAL_LINK_KEY "notify/link.key"
#define RENEWAL_LINK_KEY_BYTES 32
#define RENEWAL_LINK_TEXT_BYTES 43

struct renewal_link {
	uint64_t reservation;
	int64_t expires_at;
};

/* Reads DIR/notify/link.key: ERR_NOT_FOUND when there is none, ERR_CONFIG when
 * it is not of 32 octets or everybody may read it. */
MUST_CHECK int renewal_link_key_read(const char *dir,
				     uint8_t ret_key[RENEWAL_LINK_KEY_BYTES],
				     struct err *err);
/* Appends the text; ERR_USAGE for a number or a time that is none. */
MUST_CHECK int renewal_link_make(const uint8_t key[RENEWAL_LINK_KEY_BYTES],
				 const struct renewal_link *link,
				 struct buf *out, struct err *err);
/* ERR_NOT_FOUND in the same words for whatever we did not make; ERR_FORBIDDEN
 * for one that has expired. */
MUST_CHECK int renewal_link_check(const uint8_t key[RENEWAL_LINK_KEY_BYTES],
				  struct bytes text, int64_t now,
				  struct renewal_link *ret, struct err *err);

#endif
