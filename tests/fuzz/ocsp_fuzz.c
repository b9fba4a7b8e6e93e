/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Fuzzes OCSP requests: each CertID that is found is one by itself. */

#include "fuzz.h"

#include "sanca/revocation.h"

#include <stdlib.h>

static void
check_id(const struct cert_id *id, struct bytes in)
{
	static const struct ocsp_issuer nobody;
	struct cert_id again;
	struct err err = { 0 };

	if (id->whole.p < in.p || id->whole.p + id->whole.n > in.p + in.n)
		abort();
	if (cert_id_parse(id->whole, &again, &err) < 0 ||
	    !bytes_equal(again.whole, id->whole) ||
	    !bytes_equal(again.serial, id->serial) ||
	    !bytes_equal(again.hash_algorithm, id->hash_algorithm))
		abort();
	if (id->serial.n > 0 && id->serial.p[0] == 0)
		abort();
	(void)ocsp_issuer_is(&nobody, id);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bytes in = { data, size };
	struct ocsp_request r;
	struct cert_id id;
	struct err err = { 0 };

	if (cert_id_parse(in, &id, &err) == 0)
		check_id(&id, in);
	if (ocsp_request_parse(in, &r, &err) < 0) {
		if (err.code != ERR_MALFORMED)
			abort();
		return 0;
	}
	if (r.count == 0 || r.count > LIMIT_OCSP_CERTS ||
	    r.nonce.n > LIMIT_OCSP_NONCE_BYTES ||
	    r.is_plain != (r.count == 1 && r.nonce.n == 0))
		abort();
	for (size_t i = 0; i < r.count; i++)
		check_id(&r.at[i], in);
	return 0;
}
