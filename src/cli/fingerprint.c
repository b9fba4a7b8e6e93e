/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* The fingerprints of a CA, as people compare them. */
#include "fingerprint.h"
#include "sanca/text.h"

#include <stdio.h>

void
fingerprint_text(const struct issuer *issuer, const uint8_t log_public[32])
{
	CLEANUP(buf_free) struct buf dn = { 0 };
	CLEANUP(buf_free) struct buf key = { 0 };
	char text[3 * 32 + 1];

	dn_show(issuer->certificate.subject, &dn);
	base64_encode((struct bytes){ log_public, 32 }, &key);
	printf("CA                   %s\n", buf_text(&dn));
	hex_encode_colons(BYTES_OF(issuer->sha256), text);
	printf("SHA-256              %s\n", text);
	hex_encode(BYTES_OF(issuer->sha256), text);
	printf("SHA-256, plain       %s\n", text);
	hex_encode(BYTES_OF(issuer->sha1), text);
	printf("SHA-1 (thumbprint)   %s\n", text);
	printf("public key of log    %s\n", buf_text(&key));
}

json_t *
fingerprint_json(const struct issuer *issuer, const uint8_t log_public[32])
{
	CLEANUP(buf_free) struct buf dn = { 0 };
	CLEANUP(buf_free) struct buf key = { 0 };

	dn_show(issuer->certificate.subject, &dn);
	base64_encode((struct bytes){ log_public, 32 }, &key);
	return json_pack("{s:s, s:s, s:o, s:o, s:s}", "ca", buf_text(&dn), "id",
			 issuer->id, "sha256",
			 out_json_hex(BYTES_OF(issuer->sha256)), "sha1",
			 out_json_hex(BYTES_OF(issuer->sha1)), "logPublicKey",
			 buf_text(&key));
}
