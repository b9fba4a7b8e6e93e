/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Times as HTTP writes them: IMF-fixdate (RFC 9110 5.6.7). */
#ifndef SANCA_FRONT_HTTP_DATE_H
#define SANCA_FRONT_HTTP_DATE_H

#include "sanca/bytes.h"

#define HTTP_DATE_BYTES 32
/* "Sun, 06 Nov 1994 08:49:37 GMT" */
void http_date_write(int64_t t_s, char out[HTTP_DATE_BYTES]);
/* Exactly that form; the obsolete ones and a wrong day of the week are no
 * date: who sends them is answered as if he had sent none. */
bool http_date_read(struct bytes text, int64_t *ret_t_s);

#endif
