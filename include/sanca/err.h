/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* layer: base */
/* The error object that every fallible function fills. */
#ifndef SANCA_ERR_H
#define SANCA_ERR_H

#define MUST_CHECK __attribute__((warn_unused_result))
#define PRINTF_LIKE(fmt, args) __attribute__((format(printf, fmt, args)))
#define CLEANUP(destroy) __attribute__((cleanup(destroy)))

/* Hands a pointer over and forgets it, so that its cleanup does nothing. */
#define STEAL(p)                                                               \
	__extension__({                                                        \
		__typeof__(p) stolen_ = (p);                                   \
		(p) = NULL;                                                    \
		stolen_;                                                       \
	})

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))

enum err_code {
	ERR_NONE = 0,
#define ERROR(code, http, type, status, title) ERR_##code,
#include "sanca/errors.def"
#undef ERROR
	ERR_COUNT
};

/* A code and a sentence for people. It lives on the caller's stack, so
 * reporting a fault cannot itself fail. */
struct err {
	enum err_code code;
	char text[640];
};

/* What the table says of a code; for a code outside the table: INTERNAL. */
struct err_info {
	const char *name; /* "BAD_CSR" */
	int http_status;
	const char *type; /* "badCSR" */
	int exit_status;
	const char *title;
};

const struct err_info *err_info(enum err_code code);

/* Fills err; always returns -1, so that callers write
 * `return err_set(err, ERR_POLICY, "…")`. Control bytes in the result are
 * replaced by '?', an over-long text ends in "…". */
MUST_CHECK int err_set(struct err *err, enum err_code code, const char *fmt,
		       ...) PRINTF_LIKE(3, 4);

/* As err_set with ": " and the text of errno. */
MUST_CHECK int err_errno(struct err *err, enum err_code code, const char *fmt,
			 ...) PRINTF_LIKE(3, 4);

/* Puts "context: " before the text of an error on its way up; returns -1. */
MUST_CHECK int err_context(struct err *err, const char *fmt, ...)
	PRINTF_LIKE(2, 3);

/* ERR_NOMEM; returns -1. */
MUST_CHECK int err_nomem(struct err *err);

#endif
