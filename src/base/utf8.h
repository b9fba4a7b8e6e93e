/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Well-formed UTF-8 (RFC 3629), for the files of this layer. */
#ifndef SANCA_BASE_UTF8_H
#define SANCA_BASE_UTF8_H

#include "sanca/bytes.h"

/* Octets of the first character of in, and the character; 0 when in is empty
 * or does not begin with a well-formed one. */
size_t utf8_decode(struct bytes in, uint32_t *ret_c);

/* Ends a NUL-terminated text with "…", so that it takes at most room octets
 * with its NUL, without tearing a character. room is at least 4. */
void utf8_cut(char *text, size_t room);

#endif
