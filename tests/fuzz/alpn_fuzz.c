/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Fuzzes the certificate that answers tls-alpn-01: none but a right one passes. */
#include "fuzz.h"

#include "src/validator/alpn_certificate.h"

#include <stdlib.h>
#include <string.h>

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const uint8_t hash[32] = { 1 };
	struct name name = { NAME_DNS, 13, "good.web.test" };
	struct err err = { 0 };

	/* Nobody knows what hashes to this. */
	must(alpn_certificate_check((struct bytes){ data, size }, &name, hash,
				    &err) < 0 ||
	     bytes_find((struct bytes){ data, size }, BYTES_OF(hash)) >= 0);
	must(err.text[0] != '\0');
	return 0;
}
