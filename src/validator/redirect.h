/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Where http-01 goes: the parts of an address, and the next one of a redirect
 * (THREATS G03, G04, G13). */
#ifndef SANCA_VALIDATOR_REDIRECT_H
#define SANCA_VALIDATOR_REDIRECT_H

#include "job.h"

#include <curl/curl.h>

struct place {
	bool tls;
	struct name host; /* NAME_DNS or NAME_IP */
	uint16_t port;
	char target[LIMIT_VALIDATION_URL_BYTES + 1]; /* path and query */
};

/* The address by its parts, for curl. */
MUST_CHECK int place_url(const struct place *place, CURLU **ret,
			 struct err *err);
/* "http://host/path" for people. */
void place_show(const struct place *place, struct buf *out);

/* Where this Location leads from there. ERR_CONNECTION: to nowhere that a
 * challenge may be looked at; settings say which ports that are besides 80 and
 * 443. */
MUST_CHECK int redirect_read(const struct place *from, struct bytes location,
			     const struct conf_acme *acme, struct place *ret,
			     struct err *err);

#endif
