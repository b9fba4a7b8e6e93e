/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* PKCS#10 certification requests (RFC 2986), read strictly. */
#include "csr_parts.h"

/* SEQUENCE { info, algorithm, signature }. */
static int
read_outer(struct csr *csr, struct bytes *ret_algorithm, struct err *err)
{
	struct der at = der_of(csr->der), in = { 0 };
	struct der_tlv info = { 0 }, algorithm = { 0 };

	if (der_enter(&at, DER_SEQUENCE, "the request", &in, err) < 0 ||
	    der_end(&at, "the request", err) < 0 ||
	    der_next(&in, &info, err) < 0 ||
	    der_next(&in, &algorithm, err) < 0 ||
	    der_take_bits(&in, "the request's signature", &csr->signature,
			  err) < 0)
		return -1;
	csr->info = info.whole;
	*ret_algorithm = algorithm.whole;
	return der_end(&in, "the request", err);
}

static int
read_version(struct der *in, struct err *err)
{
	uint64_t version = 0;

	if (der_take_u64(in, "the request's version", &version, err) < 0)
		return -1;
	if (version == 0)
		return 0;
	return err_set(err, ERR_BAD_CSR,
		       "the request has version number %llu, PKCS#10 requests "
		       "have 0 (RFC 2986 4.1)",
		       (unsigned long long)version);
}

/* Each algorithm goes with one kind of key. */
static int
check_algorithm(const struct csr *csr, struct err *err)
{
	bool is_rsa = csr->sig_alg < SIG_ECDSA_SHA1;

	if (is_rsa == (csr->key.kind == KEY_RSA))
		return 0;
	return err_set(err, ERR_BAD_SIGNATURE,
		       "the request names %s as its signature algorithm, but "
		       "holds %s",
		       sig_alg_name(csr->sig_alg),
		       is_rsa ? "an elliptic-curve key" : "an RSA key");
}

static int
read_info(struct csr *csr, struct notes *notes, struct bytes *ret_spki,
	  struct err *err)
{
	struct der at = der_of(csr->info), in = { 0 };
	struct der_tlv subject = { 0 }, spki = { 0 };

	if (der_enter(&at, DER_SEQUENCE, "the request", &in, err) < 0 ||
	    read_version(&in, err) < 0 || der_next(&in, &subject, err) < 0 ||
	    der_next(&in, &spki, err) < 0)
		return -1;
	csr->subject = subject.whole;
	if (csr_read_subject(csr, notes, err) < 0 ||
	    csr_read_attributes(&in, csr, notes, err) < 0 ||
	    der_end(&in, "the request", err) < 0)
		return -1;
	*ret_spki = spki.whole;
	return 0;
}

static int
parse(struct csr *csr, struct notes *notes, struct err *ret_key,
      struct err *err)
{
	struct bytes algorithm = { 0 }, spki = { 0 };

	if (der_check(csr->der, err) < 0 ||
	    read_outer(csr, &algorithm, err) < 0 ||
	    sig_alg_parse(algorithm, &csr->sig_alg, err) < 0 ||
	    read_info(csr, notes, &spki, err) < 0)
		return -1;
	/* Last, since it is dear. */
	if (key_parse(spki, &csr->key, err) == 0)
		return check_algorithm(csr, err);
	if (err->code != ERR_BAD_PUBLIC_KEY)
		return -1;
	*ret_key = *err;
	return 0;
}

/* ret_key is ERR_NONE so far. */
static int
examine(struct csr *csr, struct notes *notes, struct err *ret_key,
	struct err *err)
{
	if (parse(csr, notes, ret_key, err) == 0)
		return 0;
	if (err->code == ERR_MALFORMED)
		err->code = ERR_BAD_CSR;
	return -1;
}

int
csr_examine(struct bytes der, struct csr *ret, struct notes *notes,
	    struct err *ret_key, struct err *err)
{
	struct csr csr = { .der = der };
	struct err key = { 0 };

	if (examine(&csr, notes, &key, err) < 0)
		return -1;
	*ret_key = key;
	*ret = csr;
	return 0;
}

int
csr_parse(struct bytes der, struct csr *ret, struct notes *notes,
	  struct err *err)
{
	struct csr csr = { .der = der };
	struct err key = { 0 };

	if (examine(&csr, notes, &key, err) < 0)
		return -1;
	if (key.code != ERR_NONE) {
		*err = key;
		return -1;
	}
	*ret = csr;
	return 0;
}

int
csr_verify(const struct csr *csr, struct notes *notes, struct err *err)
{
	if (csr->sig_alg == SIG_RSA_SHA1 || csr->sig_alg == SIG_ECDSA_SHA1)
		notes_add(notes, NOTE_SHA1_REQUEST,
			  "the request is signed with SHA-1: good enough to "
			  "prove that you have the key, and used for nothing "
			  "else");
	if (key_verify(&csr->key, csr->sig_alg, csr->info, csr->signature,
		       err) < 0)
		return err_context(err, "the request");
	return 0;
}
