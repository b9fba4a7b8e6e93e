/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Fuzzes DER: what is accepted must come back from the writer. */

#include "fuzz.h"

#include "sanca/certificate.h"
#include "sanca/der_read.h"
#include "sanca/der_write.h"

#include <stdlib.h>

/* Writes the elements of in again; the last one first. */
static void
rewrite(struct derw *w, struct der in)
{
	struct der_tlv tlv = { 0 };
	struct err err = { 0 };
	size_t mark;

	if (der_is_end(&in) || der_next(&in, &tlv, &err) < 0)
		return;
	rewrite(w, in);
	mark = derw_mark(w);
	if (tlv.tag & 0x20) {
		rewrite(w, der_of(tlv.value));
		derw_wrap(w, tlv.tag, mark);
	} else {
		derw_tlv(w, tlv.tag, tlv.value);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	CLEANUP(derw_free) struct derw w = { 0 };
	CLEANUP(buf_free) struct buf shown = { 0 };
	struct bytes in = { data, size };
	struct certificate *c = calloc(1, sizeof(*c));
	struct err err = { 0 };

	if (c == NULL || size > 4096) {
		free(c);
		return 0;
	}
	if (der_check(in, &err) == 0) {
		rewrite(&w, der_of(in));
		if (!bytes_equal(derw_bytes(&w), in))
			abort();
	} else if (certificate_parse(in, c, &err) == 0) {
		abort();
	}
	if (certificate_parse(in, c, &err) == 0)
		dn_show(c->subject, &shown);
	dn_show(in, &shown);
	der_oid_show(in, &shown);
	free(c);
	return 0;
}
