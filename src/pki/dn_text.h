/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Text values of distinguished names, brought to UTF-8. */
#ifndef SANCA_PKI_DN_TEXT_H
#define SANCA_PKI_DN_TEXT_H

#include "sanca/bytes.h"

/* Appends a value with this string tag as UTF-8 (T61String is read as
 * Latin-1, as everybody writes it). Returns false, with out as it was, when
 * the tag is no string or the octets are not of its kind. */
bool dn_text(uint8_t tag, struct bytes value, struct buf *out);

#endif
