/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* What results look like: text, JSON, CSV and the forms of certificates. */
#ifndef SANCA_CLI_OUT_H
#define SANCA_CLI_OUT_H

#include "sanca/certificate.h"
#include "sanca/store.h"

#include <jansson.h>
#include <stdio.h>

/* Prints and releases; keys in the order they were set. Fields are named as
 * those of the HTTP interface (sanca-api(7)). */
MUST_CHECK int out_json(json_t *value, struct err *err);
/* Ends a list. Its rows were printed, or (json) gathered in rows, which this
 * prints; it releases them. err is that of the last step: ERR_NOT_FOUND is the
 * end. The exit status, or -1. */
MUST_CHECK int out_list_end(bool json, json_t *rows, struct err *err);
/* The same on one line, for JSON lines. */
MUST_CHECK int out_json_line(json_t *value, struct err *err);
/* A CSV cell (RFC 4180), quoted; one that a spreadsheet would take for a
 * formula (= + - @ TAB CR first) gets an apostrophe before it. */
void out_csv_cell(struct bytes text, bool last, FILE *out);

/* "mail.contoso.com contoso.com" */
void out_join_names(const struct names *names, struct buf *out);

json_t *out_json_text(struct bytes text);
json_t *out_json_hex(struct bytes octets);
json_t *out_json_time(int64_t t); /* null for 0 */
json_t *out_json_names(const struct names *names);
/* Sets "revoked_at" and "reason" of what is revoked or on hold. */
void out_json_revocation(json_t *object, int64_t revoked_at, unsigned reason);
/* Sets "warnings" and "notes". */
void out_json_notes(json_t *object, const struct notes *notes);
json_t *out_json_violations(const struct violations *violations);

enum form { FORM_TEXT, FORM_PEM, FORM_CHAIN, FORM_DER, FORM_P7B, FORM_JSON };
/* ERR_USAGE names the forms. */
MUST_CHECK int form_parse(const char *word, enum form *ret, struct err *err);

/* A certificate as a command gives it out. */
struct shown {
	struct bytes der;
	const struct issuer *issuer;
	enum store_state state;
	struct bytes requester, policy;
	const char *profile;
	int64_t issued_at;
	uint64_t log_index;
	int64_t revoked_at; /* 0: it is not revoked, nor on hold */
	unsigned reason;
	const char *log_head;	   /* NULL: none */
	const struct notes *notes; /* NULL: none */
};
/* "issued", "revoked 2026-11-30T08:00:00Z, superseded: another took its place" */
void out_state(enum store_state state, int64_t revoked_at, unsigned reason,
	       struct buf *out);
/* Writes it in this form to stdout, or to the file out (NULL: stdout). */
MUST_CHECK int out_certificate(const struct shown *shown, enum form form,
			       const char *out, struct err *err);

/* Writes to a file or stdout; binary never to a terminal. */
MUST_CHECK int out_bytes(struct bytes content, bool binary, const char *out,
			 struct err *err);

#endif
