/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* A list of names in the languages of the tools that make requests. */
#ifndef SANCA_FRONT_WANTED_COMMANDS_H
#define SANCA_FRONT_WANTED_COMMANDS_H

#include "html.h"

#include "sanca/names.h"

/* Only names that are plain in each of the languages: host names of
 * [a-z0-9._*-] and addresses. The others are told in left_out. All ASCII. */
struct wanted_commands {
	char common_name[LIMIT_COMMON_NAME_BYTES + 1]; /* "": none */
	size_t count;	      /* of those that stand in the commands */
	size_t hosts;	      /* of these the host names */
	bool is_mixed;	      /* an address stands before a host name */
	struct buf exchange;  /* 'a','b': host names only */
	struct buf certreq;   /* _continue_ = "dns=a&" … */
	struct buf openssl;   /* DNS.1 = a … */
	struct buf certtool;  /* dns_name = "a" … */
	struct buf addresses; /* which Exchange does not take: "a, b" */
	struct buf left_out;  /* "a, b" */
};

MUST_CHECK int wanted_commands_make(const struct names *names,
				    struct wanted_commands *ret,
				    struct err *err);
void wanted_commands_free(struct wanted_commands *c);
/* "a,b" for /request/new?names=: as many names as an address has room for. */
void wanted_query_write(const struct names *names, struct buf *out);

#endif
