/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* The strict HTTP pre-check: pure functions over octets, no library. */
#ifndef SANCA_FRONT_GUARD_H
#define SANCA_FRONT_GUARD_H

#include "sanca/bytes.h"
#include "sanca/limits.h"

enum guard_fault {
	GUARD_OK = 0,
#define FAULT(name, code, text) GUARD_##name,
#include "guard_faults.def"
#undef FAULT
	GUARD_COUNT
};

enum err_code guard_fault_code(enum guard_fault fault);
const char *guard_fault_text(enum guard_fault fault);

/* ---- what comes over the wire ------------------------------------------- */

/*
 * Reads along with the library, octet by octet, by RFC 9112 and no more
 * leniently. The library cuts header values at a NUL, takes bare LF and folded
 * lines and streams what it cannot frame; from its callbacks that cannot be
 * seen any more. All zero is the start of a connection.
 */
struct guard_wire {
	enum guard_fault fault; /* the first one; nothing is read after it */
	uint8_t state;
	bool http10;
	bool has_length, has_coding;
	uint8_t name_n, value_n;
	char name[20];	/* of the present field, lower case, if it fits */
	char value[24]; /* of the present framing field, if it fits */
	uint32_t line_n, head_n, fields;
	uint64_t left;	   /* of the body or the chunk */
	uint64_t requests; /* complete ones */
};

void guard_wire_feed(struct guard_wire *w, struct bytes in);
/* Whether a request has begun and is not yet complete. */
bool guard_wire_is_inside(const struct guard_wire *w);
/* Whether the whole head of the request that follows so many others was seen. */
bool guard_wire_has_head(const struct guard_wire *w, uint64_t others);

/* ---- what the library made of it ------------------------------------------ */

struct guard_field {
	struct bytes name, value;
};

struct guard_head {
	const char *method;
	struct bytes target; /* raw */
	bool http10;
	size_t count;
	struct guard_field at[LIMIT_HEADER_FIELDS];
	bool overflow; /* there were more */
	/* filled by guard_check(): */
	struct bytes path, query;
};

/* The pages with forms that people type names into, of any script and on lines
 * of their own: this one, and all below the other. Queries elsewhere are
 * printable ASCII. */
#define GUARD_TYPED_PATH "/request/new"
#define GUARD_CONSOLE_PATH "/console"

/* Hexadecimal digits of an issuer's id. Below /i/ID/ocsp/ a path may hold
 * base64 in every spelling, escaped or not; elsewhere escapes are refused. */
#define GUARD_ISSUER_ID 16

enum guard_fault guard_check(struct guard_head *head);

/* The value of the only field of that name; n = 0 and p = NULL when there is
 * none. */
struct bytes guard_field_get(const struct guard_head *head, const char *name);
bool guard_is_tchar(uint8_t c);

/* ---- queries ----------------------------------------------------------------- */

/* One parameter, decoded. */
struct guard_parameter {
	char name[32];
	char value[LIMIT_NAME_BYTES + 1];
};
/* Splits and decodes a query that guard_check() passed: at most max
 * parameters, none twice, printable ASCII only. Returns the count, or -1
 * with ERR_MALFORMED. */
MUST_CHECK int guard_query(struct bytes query, struct guard_parameter *ret,
			   size_t max, struct err *err);

/* A field of a form: what it is called, and where its text goes. */
struct guard_box {
	const char *name;
	bool is_long; /* line ends and tabs may stand in it */
	struct buf *text;
};
/* The same for forms: UTF-8, each field at most once, what is none of boxes is
 * passed over. -1 with ERR_MALFORMED. */
MUST_CHECK int guard_query_boxes(struct bytes query,
				 const struct guard_box *boxes, size_t count,
				 struct err *err);

#endif
