/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Fuzzes intake: what it gives, it gives again when that is sent. */

#include "fuzz.h"

#include "sanca/csr.h"

#include <stdlib.h>

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	CLEANUP(buf_free) struct buf der = { 0 };
	CLEANUP(buf_free) struct buf again = { 0 };
	struct notes *notes = calloc(1, sizeof(*notes));
	struct err err = { 0 };

	if (notes == NULL)
		return 0;
	if (intake_read((struct bytes){ data, size }, &der, notes, &err) < 0) {
		if (der.n > 0 || err.text[0] == '\0' ||
		    err.code == ERR_INTERNAL)
			abort();
	} else if (intake_read(buf_bytes(&der), &again, notes, &err) < 0 ||
		   !bytes_equal(buf_bytes(&der), buf_bytes(&again))) {
		abort();
	}
	free(notes);
	return 0;
}
