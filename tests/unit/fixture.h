/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Requests of tests/samples and tests/fixtures, for the tests of pki. */
#ifndef TESTS_UNIT_FIXTURE_H
#define TESTS_UNIT_FIXTURE_H

#include "sanca/csr.h"
#include "sanca/text.h"

#include "tests/tap.h"

#include <stdio.h>
#include <stdlib.h>

/* The contents of a file below tests/, or an empty buffer. */
static inline struct buf
fixture_read(const char *folder, const char *name)
{
	const char *top = getenv("top_srcdir");
	struct buf ret = { 0 };
	char path[1024];
	uint8_t part[4096];
	size_t n;
	FILE *f;

	snprintf(path, sizeof(path), "%s/tests/%s/%s", top ? top : ".", folder,
		 name);
	f = fopen(path, "rb");
	if (f == NULL) {
		diag("%s cannot be opened", path);
		return ret;
	}
	while ((n = fread(part, 1, sizeof(part), f)) > 0)
		buf_append(&ret, part, n);
	fclose(f);
	return ret;
}

/* One request on its way through intake, parser and verification. */
struct reading {
	struct buf der;
	struct csr csr;
	struct notes notes;
	struct err err;
	int result;
};

static inline int
fixture_run(struct bytes body, struct reading *r)
{
	if (intake_read(body, &r->der, &r->notes, &r->err) < 0 ||
	    csr_parse(buf_bytes(&r->der), &r->csr, &r->notes, &r->err) < 0)
		return -1;
	return csr_verify(&r->csr, &r->notes, &r->err);
}

/* To be freed with reading_free(). */
static inline struct reading *
reading_new(struct bytes body)
{
	struct reading *r = calloc(1, sizeof(*r));

	if (r == NULL)
		exit(99);
	r->result = fixture_run(body, r);
	return r;
}

static inline void
reading_free(struct reading **r)
{
	if (*r == NULL)
		return;
	buf_free(&(*r)->der);
	free(*r);
	*r = NULL;
}

/* "ok", or the type of the error. */
static inline const char *
reading_result(const struct reading *r)
{
	return r->result == 0 ? "ok" : err_info(r->err.code)->type;
}

/* The text of the first note with this code, "" when there is none. */
static inline const char *
reading_note(const struct reading *r, enum note_code code)
{
	for (size_t i = 0; i < r->notes.count; i++)
		if (r->notes.at[i].code == code)
			return r->notes.at[i].text;
	return "";
}

static inline bool
reading_has_note(const struct reading *r, enum note_code code)
{
	for (size_t i = 0; i < r->notes.count; i++)
		if (r->notes.at[i].code == code)
			return true;
	return false;
}

#endif
