/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Fuzzes the parser of requests; what it gives lies inside its input. */

#include "fuzz.h"

#include "sanca/csr.h"

#include <stdlib.h>

static void
check_inside(struct bytes v, struct bytes all)
{
	if (v.n > 0 && (v.p < all.p || v.p + v.n > all.p + all.n))
		abort();
}

static void
check(const struct csr *csr, struct bytes in)
{
	check_inside(csr->info, in);
	check_inside(csr->subject, in);
	check_inside(csr->signature, in);
	check_inside(csr->key.spki, in);
	if (csr->names.count > LIMIT_NAMES || csr->dn.count > LIMIT_RDNS ||
	    csr->common_name_n >= sizeof(csr->common_name))
		abort();
	for (size_t i = 0; i < csr->names.count; i++)
		check_inside(csr->names.at[i].value, in);
	for (size_t i = 0; i < csr->dn.count; i++)
		check_inside(csr->dn.at[i].value, in);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bytes in = { data, size };
	struct csr *csr = calloc(1, sizeof(*csr));
	struct notes *notes = calloc(1, sizeof(*notes));
	struct err err = { 0 };

	if (csr != NULL && notes != NULL) {
		if (csr_parse(in, csr, notes, &err) < 0) {
			if (err.text[0] == '\0' || err.code == ERR_MALFORMED ||
			    err.code == ERR_INTERNAL)
				abort();
		} else {
			check(csr, in);
			if (csr_verify(csr, notes, &err) < 0 &&
			    err.text[0] == '\0')
				abort();
		}
	}
	free(csr);
	free(notes);
	return 0;
}
