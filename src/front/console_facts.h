/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* What ca.db says of one certificate, for the console. */
#ifndef SANCA_FRONT_CONSOLE_FACTS_H
#define SANCA_FRONT_CONSOLE_FACTS_H

#include "request.h"

#include "sanca/store.h"

struct console_facts {
	uint64_t id;
	enum store_state state;
	char serial[2 * LIMIT_SERIAL_BYTES + 1];
	int64_t reserved_at, issued_at, not_before, not_after;
	unsigned door, profile;
	char requester[LIMIT_LABEL_BYTES + 1], policy[LIMIT_LABEL_BYTES + 1];
	char peer[65], request_id[41];
	/* Through which it was asked for; 0: through none. */
	uint64_t acme_account, acme_order;
	uint64_t log_index;
	/* Hex; "": there is none. */
	char replaces[2 * LIMIT_SERIAL_BYTES + 1];
	char replaced_by[2 * LIMIT_SERIAL_BYTES + 1];
	bool was_revoked; /* also when the hold was lifted */
	int64_t revoked_at;
	unsigned reason;
	uint64_t revoked_entry;
	struct names names;
};
/* Of the serial in the address of r. What is not there, and what is somebody
 * else's without the right to list: the same ERR_NOT_FOUND. */
MUST_CHECK int console_facts_read(const struct request *r,
				  struct console_facts *ret, struct err *err);
/* A term and a link to the certificate of this serial, in hex; "": nothing. */
void console_link_fact_write(const char *what, const char *serial,
			     struct buf *out);
/* The serial in the address as octets; 0: it is none. */
size_t console_serial(const struct request *r, uint8_t ret[LIMIT_SERIAL_BYTES]);

#endif
