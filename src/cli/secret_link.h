/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Addresses that nobody can guess: the CA keeps the hash of their secret. */
#ifndef SANCA_CLI_SECRET_LINK_H
#define SANCA_CLI_SECRET_LINK_H

#include "cli.h"

/* 256 bits (E20), in base64url. */
struct secret_link {
	char text[44];
	uint8_t hash[32]; /* of the 32 octets */
};
MUST_CHECK int secret_link_draw(struct secret_link *ret, struct err *err);
/* Appends "https://HOST/console/link/SECRET"; ERR_CONFIG where there is no
 * HTTPS. */
MUST_CHECK int secret_link_console(const struct conf *conf,
				   const struct secret_link *link,
				   struct buf *out, struct err *err);
/* The same: "https://HOST/calendar/SECRET.ics". */
MUST_CHECK int secret_link_calendar(const struct conf *conf,
				    const struct secret_link *link,
				    struct buf *out, struct err *err);

#endif
