/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* JWS, the keys and payloads of ACME in them, CertIDs and times, on any octets. */

#include "fuzz.h"

#include "src/front/acme_cert_id.h"
#include "src/front/acme_finalize.h"
#include "src/front/acme_identifiers.h"
#include "src/front/json_read.h"
#include "src/front/jws.h"

#include <string.h>

static struct work *work;

static void
look_at_key(const json_t *jwk)
{
	struct buf spki = { 0 };
	struct acme_key key, again;
	uint8_t a[32], b[32];
	struct err err;

	if (jwk && jwk_read(jwk, &spki, &key, &err) == 0) {
		must(spki.n <= LIMIT_SPKI_BYTES);
		must(acme_key_open(buf_bytes(&spki), &again, &err) == 0);
		must(again.alg == key.alg);
		must(acme_key_thumbprint(&key, a, &err) == 0);
		must(acme_key_thumbprint(&again, b, &err) == 0);
		must(memcmp(a, b, 32) == 0);
	}
	buf_free(&spki);
}

static void
look_at_payload(json_t *payload)
{
	static struct policy policy;
	struct jws inner = { 0 };
	struct err err;

	policy_init(&policy, "p");
	work->wishes.name_count = work->wishes.names.count = 0;
	if (acme_identifiers_read(json_object_get(payload, "identifiers"), work,
				  &err) == 0) {
		must(work->wishes.names.count > 0 &&
		     work->wishes.names.count <= LIMIT_NAMES);
		if (acme_identifiers_prepare(work, &policy, &err) == 0)
			for (size_t i = 0; i < work->names.count; i++)
				must(work->names.at[i].type ==
				     (enum name_type)work->wishes.names.at[i]
					     .tag);
	}
	work->wishes.has_names = false;
	if (acme_finalize_csr(payload, work, &err) == 0)
		(void)!acme_finalize_names(work, &policy, &work->names, &err);
	if (jws_open_object(json_object_get(payload, "externalAccountBinding"),
			    "the binding", &inner, &err) == 0 &&
	    inner.payload)
		look_at_key(inner.payload);
	jws_free(&inner);
}

static void
look_at_jws(struct bytes in)
{
	struct jws j = { 0 };
	struct buf signature = { 0 };
	enum acme_alg alg = ACME_ALG_NONE;
	struct err err;

	if (jws_open(in, "the body", &j, &err) == 0) {
		must(j.signing_input.n ==
		     j.protected_text.n + 1 + j.payload_text.n);
		must(j.signature.n > 0 &&
		     j.signature.n <= LIMIT_SIGNATURE_BYTES);
		must(j.alg.n > 0 && j.url.n > 0);
		look_at_key(j.jwk);
		if (jws_algorithm(&j, &alg, &err) == 0)
			(void)!jws_signature(&j, alg, &signature, &err);
		if (j.payload)
			look_at_payload(j.payload);
	}
	buf_free(&signature);
	jws_free(&j);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bytes in = { data, size };
	struct acme_cert_id id = { 0 };
	struct buf again = { 0 };
	json_t *root = NULL;
	int64_t t = 0;
	struct err err;

	if (size > LIMIT_BODY_BYTES)
		return 0;
	if (!work)
		work = work_take();
	must(work != NULL);
	look_at_jws(in);
	/* The same without base64 around it. */
	if (json_read_object(in, "it", &root, &err) == 0) {
		look_at_key(root);
		look_at_payload(root);
	}
	json_free(&root);
	if (acme_cert_id_read(in, &id, &err) == 0) {
		acme_cert_id_write((struct bytes){ id.key_id, id.key_id_n },
				   (struct bytes){ id.serial, id.serial_n },
				   &again);
		must(bytes_equal(buf_bytes(&again), in));
	}
	buf_free(&again);
	(void)!acme_time_read(in, &t, &err);
	return 0;
}
