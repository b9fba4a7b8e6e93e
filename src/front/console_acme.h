/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* What the pages about ACME have in common. */
#ifndef SANCA_FRONT_CONSOLE_ACME_H
#define SANCA_FRONT_CONSOLE_ACME_H

#include "console_page.h"

#include "sanca/store_acme.h"

/* Whether who is signed in sees what is this requester's. */
bool console_acme_may_see(const struct request *r, const char *requester);
/* The number in the address; 0: it is none. */
uint64_t console_acme_number(const struct request *r);
/* Answers as for one that is not there, also for one of somebody else. */
enum step console_acme_no_such(struct request *r, const char *what,
			       const struct err *err);

/* "active", "ended by its client", "ended by this CA". */
const char *console_acme_account_state(const struct acme_account *a);
/* The thumbprint of its key as clients show it (RFC 8555 8.1), the first n
 * characters of it as code. */
void console_acme_key_write(const struct acme_account *a, size_t n,
			    struct buf *out);
/* "*.contoso.com", as code. */
void console_acme_authz_name(const struct acme_authz *a, struct buf *out);
/* A paragraph of "TYPE words" about this name (NULL: about all); nothing for "". */
void console_acme_fault_write(const struct acme_authz *of, const char *fault,
			      struct buf *out);

/* Items of a list of orders, the newest first; *ret_reached as
 * store_order_newest(). */
MUST_CHECK int console_acme_orders_write(struct store *store,
					 const struct acme_order_filter *filter,
					 int64_t now, struct buf *out,
					 uint64_t *ret_reached,
					 struct err *err);

#endif
