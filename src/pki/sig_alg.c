/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* The signature algorithms: read strictly, written once. */
#include "sanca/der_read.h"
#include "sanca/key.h"

/* Whole AlgorithmIdentifiers. */
static const uint8_t rsa_sha1[] = { 0x30, 0x0d, 0x06, 0x09, 0x2a,
				    0x86, 0x48, 0x86, 0xf7, 0x0d,
				    0x01, 0x01, 0x05, 0x05, 0x00 };
static const uint8_t rsa_sha256[] = { 0x30, 0x0d, 0x06, 0x09, 0x2a,
				      0x86, 0x48, 0x86, 0xf7, 0x0d,
				      0x01, 0x01, 0x0b, 0x05, 0x00 };
static const uint8_t rsa_sha384[] = { 0x30, 0x0d, 0x06, 0x09, 0x2a,
				      0x86, 0x48, 0x86, 0xf7, 0x0d,
				      0x01, 0x01, 0x0c, 0x05, 0x00 };
static const uint8_t rsa_sha512[] = { 0x30, 0x0d, 0x06, 0x09, 0x2a,
				      0x86, 0x48, 0x86, 0xf7, 0x0d,
				      0x01, 0x01, 0x0d, 0x05, 0x00 };
static const uint8_t ecdsa_sha1[] = { 0x30, 0x09, 0x06, 0x07, 0x2a, 0x86,
				      0x48, 0xce, 0x3d, 0x04, 0x01 };
static const uint8_t ecdsa_sha256[] = { 0x30, 0x0a, 0x06, 0x08, 0x2a, 0x86,
					0x48, 0xce, 0x3d, 0x04, 0x03, 0x02 };
static const uint8_t ecdsa_sha384[] = { 0x30, 0x0a, 0x06, 0x08, 0x2a, 0x86,
					0x48, 0xce, 0x3d, 0x04, 0x03, 0x03 };
static const uint8_t ecdsa_sha512[] = { 0x30, 0x0a, 0x06, 0x08, 0x2a, 0x86,
					0x48, 0xce, 0x3d, 0x04, 0x03, 0x04 };

static const struct {
	const struct bytes *oid;
	struct bytes der;
	const char *name;
} algorithms[] = {
	[SIG_RSA_SHA1] = { &OID_SHA1_WITH_RSA,
			   { rsa_sha1, sizeof(rsa_sha1) },
			   "RSA with SHA-1" },
	[SIG_RSA_SHA256] = { &OID_SHA256_WITH_RSA,
			     { rsa_sha256, sizeof(rsa_sha256) },
			     "RSA with SHA-256" },
	[SIG_RSA_SHA384] = { &OID_SHA384_WITH_RSA,
			     { rsa_sha384, sizeof(rsa_sha384) },
			     "RSA with SHA-384" },
	[SIG_RSA_SHA512] = { &OID_SHA512_WITH_RSA,
			     { rsa_sha512, sizeof(rsa_sha512) },
			     "RSA with SHA-512" },
	[SIG_ECDSA_SHA1] = { &OID_ECDSA_SHA1,
			     { ecdsa_sha1, sizeof(ecdsa_sha1) },
			     "ECDSA with SHA-1" },
	[SIG_ECDSA_SHA256] = { &OID_ECDSA_SHA256,
			       { ecdsa_sha256, sizeof(ecdsa_sha256) },
			       "ECDSA with SHA-256" },
	[SIG_ECDSA_SHA384] = { &OID_ECDSA_SHA384,
			       { ecdsa_sha384, sizeof(ecdsa_sha384) },
			       "ECDSA with SHA-384" },
	[SIG_ECDSA_SHA512] = { &OID_ECDSA_SHA512,
			       { ecdsa_sha512, sizeof(ecdsa_sha512) },
			       "ECDSA with SHA-512" },
};

static enum sig_alg
find(struct bytes oid)
{
	for (size_t i = SIG_RSA_SHA1; i < ARRAY_SIZE(algorithms); i++)
		if (der_oid_is(oid, *algorithms[i].oid))
			return (enum sig_alg)i;
	return SIG_NONE;
}

static int
refuse(struct bytes oid, struct err *err)
{
	CLEANUP(buf_free) struct buf name = { 0 };

	der_oid_show(oid, &name);
	return err_set(err, ERR_BAD_SIGNATURE,
		       "signed with %s, which is not taken: sign with RSA "
		       "(PKCS#1 v1.5) or ECDSA and SHA-256 or better",
		       buf_text(&name));
}

int
sig_alg_parse(struct bytes algorithm_identifier, enum sig_alg *ret,
	      struct err *err)
{
	struct der outer = der_of(algorithm_identifier), in = { 0 };
	struct bytes oid = { 0 };
	enum sig_alg alg = SIG_NONE;

	if (der_enter(&outer, DER_SEQUENCE, "the signature algorithm", &in,
		      err) < 0 ||
	    der_end(&outer, "the signature algorithm", err) < 0 ||
	    der_take(&in, DER_OID, "the signature algorithm", &oid, err) < 0)
		return -1;
	alg = find(oid);
	if (alg == SIG_NONE)
		return refuse(oid, err);
	/* RFC 4055 5: with RSA, absent parameters MUST be accepted besides
	 * NULL. */
	if (bytes_equal(algorithm_identifier, algorithms[alg].der) ||
	    (alg < SIG_ECDSA_SHA1 && der_is_end(&in))) {
		*ret = alg;
		return 0;
	}
	return err_set(err, ERR_BAD_SIGNATURE,
		       "the parameters of the signature algorithm %s must be "
		       "%s",
		       algorithms[alg].name,
		       alg < SIG_ECDSA_SHA1 ? "NULL (RFC 4055 5)"
					    : "absent (RFC 5758 3.2)");
}

struct bytes
sig_alg_der(enum sig_alg alg)
{
	return (size_t)alg < ARRAY_SIZE(algorithms) ? algorithms[alg].der
						    : (struct bytes){ 0 };
}

const char *
sig_alg_name(enum sig_alg alg)
{
	return alg != SIG_NONE && (size_t)alg < ARRAY_SIZE(algorithms)
		       ? algorithms[alg].name
		       : "none";
}

enum sig_alg
sig_alg_of(enum key_kind kind)
{
	switch (kind) {
	case KEY_RSA:
		return SIG_RSA_SHA256;
	case KEY_EC_P256:
		return SIG_ECDSA_SHA256;
	case KEY_EC_P384:
		return SIG_ECDSA_SHA384;
	}
	return SIG_NONE;
}
