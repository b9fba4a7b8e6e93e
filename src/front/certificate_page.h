/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* The page of one certificate: what it is, and how it is installed. */
#ifndef SANCA_FRONT_CERTIFICATE_PAGE_H
#define SANCA_FRONT_CERTIFICATE_PAGE_H

#include "certificate_out.h"

/* Answers with the page. now: seconds since 1970. */
enum step reply_certificate_page(struct request *r,
				 const struct certificate_out *c, int64_t now);

/* For tests. "397 days are left", "it expired yesterday". */
void days_left_show(int64_t now, int64_t not_after, char out[48]);
/* The name that commands connect to: the first DNS name that is no wildcard,
 * else the first address, else NULL. A name with any other octet than those
 * of [A-Za-z0-9.:_-] does not come into a command. */
const struct name *command_host(const struct names *names);

#endif
