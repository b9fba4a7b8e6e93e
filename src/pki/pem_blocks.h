/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* PEM (RFC 7468) read block by block, leniently in its layout only. */
#ifndef SANCA_PKI_PEM_BLOCKS_H
#define SANCA_PKI_PEM_BLOCKS_H

#include "sanca/bytes.h"

struct pem_block {
	struct bytes label;
	struct bytes before;   /* what stood between the last block and this */
	struct bytes contents; /* base64 with layout */
};

/* The next block of *text, which is stepped over; *ret_found is false when
 * there is none. ERR_MALFORMED for a block without its end. Linear time. */
MUST_CHECK int pem_next_block(struct bytes *text, struct pem_block *ret,
			      bool *ret_found, struct err *err);

/* Appends the octets of base64 with any white space in it. *ret_untidy (may
 * be NULL) says that the layout was other than lines of usual length with LF
 * or CRLF. */
MUST_CHECK int pem_decode(struct bytes contents, struct buf *ret,
			  bool *ret_untidy, struct err *err);

bool pem_is_blank(struct bytes v);

/* Does a text hold a private key of any kind? */
bool pem_has_private_key(struct bytes text);

#endif
