/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* An OCSP request in the address of a GET (RFC 6960 A.1). */
#ifndef SANCA_FRONT_OCSP_PATH_H
#define SANCA_FRONT_OCSP_PATH_H

#include "sanca/bytes.h"

struct ocsp_path_reader {
	struct bytes rest;
};
#define OCSP_PATH_END (-1)
#define OCSP_PATH_BAD (-2)
/* The next character of the base64, unescaped, once; OCSP_PATH_END, or
 * OCSP_PATH_BAD at what is none of its alphabet. */
int ocsp_path_next(struct ocsp_path_reader *r);

/*
 * Decodes base64 as it stands in an address: each character as it is or as %XX,
 * in upper or lower case; '/' before it, which clients add to an address that
 * ends in one, are passed over (no DER begins so). Padding is needed and unused
 * bits are zero, so that a request has one text. Returns the number of octets,
 * or -1: it is none, or longer than max.
 */
ptrdiff_t ocsp_path_decode(struct bytes text, uint8_t *out, size_t max);

#endif
