/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Fuzzes CRLs: what is read stays inside, and each entry is written again. */

#include "fuzz.h"

#include "sanca/mint.h"

#include <stdlib.h>

static void
check_inside(struct bytes v, const uint8_t *data, size_t size)
{
	if (v.n > 0 &&
	    (v.p < data || v.n > size || (size_t)(v.p - data) > size - v.n))
		abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bytes in = { data, size };
	struct crl crl;
	struct crl_entry e;
	struct err err = { 0 };
	size_t before = 0;

	if (crl_parse(in, &crl, &err) < 0) {
		if (err.code != ERR_MALFORMED)
			abort();
		return 0;
	}
	check_inside(crl.tbs, data, size);
	check_inside(crl.issuer, data, size);
	check_inside(crl.authority_key_id, data, size);
	check_inside(crl.signature, data, size);
	check_inside(crl.entries, data, size);
	for (before = crl.entries.n; crl_next(&crl, &e, &err) == 0;
	     before = crl.entries.n) {
		check_inside(e.serial, data, size);
		if (e.serial.n == 0 || !crl_reason_is_valid(e.reason))
			abort();
		/* Others may say more in an entry than we do, never less. */
		if (crl_entry_size(&e) > before - crl.entries.n)
			abort();
	}
	if (err.code != ERR_NOT_FOUND && err.code != ERR_MALFORMED)
		abort();
	return 0;
}
