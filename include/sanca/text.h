/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* layer: base */
/* Text forms of bytes, and text that is safe to show. */
#ifndef SANCA_TEXT_H
#define SANCA_TEXT_H

#include "sanca/bytes.h"

/* Lower-case hex without separators; out has room for 2 n + 1. */
void hex_encode(struct bytes in, char *out);
/* "AA:BB:…", out has room for 3 n. */
void hex_encode_colons(struct bytes in, char *out);
/* The value of a digit in either case; -1: it is none. */
int hex_digit(uint8_t c);
/* Accepts upper and lower case; white space, ':' and U+200E (which the
 * Windows certificate window puts before a copied thumbprint) are skipped.
 * Returns the number of octets, or -1 when it is not hex, odd, or longer
 * than max. */
ptrdiff_t hex_decode(struct bytes in, uint8_t *out, size_t max);

/* RFC 4648 4 with padding, no line breaks. */
void base64_encode(struct bytes in, struct buf *out);
/* As above in lines of 64 characters, each ended by LF (RFC 7468). */
void base64_encode_lines(struct bytes in, struct buf *out);
/* RFC 4648 5 without padding. */
void base64url_encode(struct bytes in, struct buf *out);
/* Strict: alphabet of section 4, padding required, no spaces, trailing bits
 * zero. Returns 0, or -1 with ERR_MALFORMED. */
MUST_CHECK int base64_decode(struct bytes in, struct buf *out, struct err *err);
MUST_CHECK int base64url_decode(struct bytes in, struct buf *out,
				struct err *err);

/* PEM block with this label, LF line ends (RFC 7468). */
void pem_encode(const char *label, struct bytes der, struct buf *out);

/* Appends bytes for people and logs: printable ASCII as it is, well-formed
 * UTF-8 as it is unless it is a control, bidi or other invisible character,
 * everything else, and the backslash, as \xNN per octet. At most max octets are
 * read, then "…" is added. */
void text_show(struct bytes in, size_t max, struct buf *out);

/* JSON string contents with quotes (RFC 8259 7); invalid UTF-8 becomes
 * U+FFFD. Used where jansson is not linked. */
void text_json(struct bytes in, struct buf *out);

/* For element content and quoted attributes of HTML and XML. Only for what
 * text_show() made, or what is known to be printable. */
void text_markup(struct bytes in, struct buf *out);

/* Goes past prefix, in upper or lower case; false: text begins otherwise. */
bool text_skip_prefix(struct bytes *text, const char *prefix);
bool text_is_utf8(struct bytes in);
/* The first octets of a UTF-8 text, at most max, no character torn. */
struct bytes text_first(struct bytes in, size_t max);

/* "90d", "12h", "30m", "45s", "2w", "10y" (365 d) or plain seconds; 0 or -1
 * with ERR_USAGE. */
MUST_CHECK int text_duration(const char *text, int64_t *ret_s, struct err *err);
/* The shortest exact spelling of a duration; out has room for 24. */
void text_duration_show(int64_t s, char *out);
/* Digits only, at most max. */
MUST_CHECK int text_u64(const char *text, uint64_t max, uint64_t *ret,
			struct err *err);

/* The first half of an IPv6 address; false: the text is none, or stands for one of
 * IPv4. */
#define IP6_NETWORK_BYTES 8
bool text_ip6_network(struct bytes text, uint8_t ret[IP6_NETWORK_BYTES]);

#endif
