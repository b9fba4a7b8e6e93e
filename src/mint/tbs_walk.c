/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Takes a TBSCertificate apart (RFC 5280 4.1); shares nothing with the
 * writer. */

#include "tbs_walk.h"

#include "sanca/key.h"
#include "sanca/limits.h"

/* 2050-01-01: UTCTime ends before it (RFC 5280 4.1.2.5). */
#define YEAR_2050_S INT64_C(2524608000)

static int
take_extension(struct der *list, struct walk_extension *ret, struct err *err)
{
	struct der e;

	if (der_enter(list, DER_SEQUENCE, "Extension", &e, err) < 0 ||
	    der_take(&e, DER_OID, "extnID", &ret->oid, err) < 0)
		return -1;
	ret->critical = false;
	if (der_peek(&e) == DER_BOOLEAN) {
		if (der_take_boolean(&e, "critical", &ret->critical, err) < 0)
			return -1;
		if (!ret->critical)
			return err_set(err, ERR_MALFORMED,
				       "critical FALSE is written out");
	}
	if (der_take(&e, DER_OCTET_STRING, "extnValue", &ret->value, err) < 0)
		return -1;
	return der_end(&e, "Extension", err);
}

static int
take_extensions(struct der *tbs, struct tbs_walk *ret, struct err *err)
{
	struct der outer, list;
	struct walk_extension e;

	ret->extension_count = 0;
	if (der_enter(tbs, DER_CONTEXT_CONSTRUCTED(3), "extensions", &outer,
		      err) < 0 ||
	    der_enter(&outer, DER_SEQUENCE, "Extensions", &list, err) < 0 ||
	    der_end(&outer, "extensions", err) < 0)
		return -1;
	while (!der_is_end(&list)) {
		if (take_extension(&list, &e, err) < 0)
			return -1;
		if (ret->extension_count < WALK_EXTENSIONS)
			ret->extensions[ret->extension_count] = e;
		ret->extension_count++;
	}
	return 0;
}

static int
take_whole(struct der *d, uint8_t tag, const char *what, struct bytes *ret,
	   struct err *err)
{
	struct der_tlv t;

	if (der_next(d, &t, err) < 0)
		return err_context(err, "%s", what);
	if (t.tag != tag)
		return err_set(err, ERR_MALFORMED,
			       "%s has the tag 0x%02x, not 0x%02x", what, t.tag,
			       tag);
	*ret = t.whole;
	return 0;
}

static int
take_validity(struct der *tbs, struct tbs_walk *ret, struct err *err)
{
	struct der v;

	if (der_enter(tbs, DER_SEQUENCE, "validity", &v, err) < 0 ||
	    der_next(&v, &ret->not_before, err) < 0 ||
	    der_next(&v, &ret->not_after, err) < 0)
		return -1;
	return der_end(&v, "validity", err);
}

int
tbs_walk(struct bytes tbs, struct tbs_walk *ret, struct err *err)
{
	struct der outer = der_of(tbs);
	struct der d;

	if (der_enter(&outer, DER_SEQUENCE, "TBSCertificate", &d, err) < 0 ||
	    der_end(&outer, "TBSCertificate", err) < 0)
		return -1;
	if (der_take(&d, DER_CONTEXT_CONSTRUCTED(0), "version", &ret->version,
		     err) < 0 ||
	    der_take(&d, DER_INTEGER, "serialNumber", &ret->serial, err) < 0)
		return -1;
	if (take_whole(&d, DER_SEQUENCE, "signature", &ret->algorithm, err) <
		    0 ||
	    take_whole(&d, DER_SEQUENCE, "issuer", &ret->issuer, err) < 0 ||
	    take_validity(&d, ret, err) < 0 ||
	    take_whole(&d, DER_SEQUENCE, "subject", &ret->subject, err) < 0 ||
	    take_whole(&d, DER_SEQUENCE, "subjectPublicKeyInfo", &ret->spki,
		       err) < 0)
		return -1;
	if (take_extensions(&d, ret, err) < 0)
		return -1;
	return der_end(&d, "TBSCertificate", err);
}

struct bytes
walk_find(const struct tbs_walk *walk, struct bytes oid)
{
	for (size_t i = 0; i < walk->extension_count && i < WALK_EXTENSIONS;
	     i++)
		if (der_oid_is(walk->extensions[i].oid, oid))
			return walk->extensions[i].value;
	return (struct bytes){ NULL, 0 };
}

int
walk_check_extensions(const struct tbs_walk *walk,
		      const struct walk_promise *promised, size_t count,
		      struct err *err)
{
	CLEANUP(buf_free) struct buf want = { 0 };
	CLEANUP(buf_free) struct buf got = { 0 };

	for (size_t i = 0; i < count && i < walk->extension_count; i++) {
		const struct walk_extension *e = &walk->extensions[i];

		if (!der_oid_is(e->oid, promised[i].oid)) {
			der_oid_show(e->oid, &got);
			der_oid_show(promised[i].oid, &want);
			return err_set(err, ERR_INTERNAL,
				       "extension %zu is %s, the profile "
				       "promises %s",
				       i + 1, buf_text(&got), buf_text(&want));
		}
		if (e->critical != promised[i].critical) {
			der_oid_show(e->oid, &got);
			return err_set(
				err, ERR_INTERNAL,
				"%s is %s, which it must%s be", buf_text(&got),
				e->critical ? "critical" : "not critical",
				e->critical ? " not" : "");
		}
	}
	if (walk->extension_count != count)
		return err_set(err, ERR_INTERNAL,
			       "there are %zu extensions, the profile promises "
			       "%zu",
			       walk->extension_count, count);
	return 0;
}

int
walk_check_version(const struct tbs_walk *walk, struct err *err)
{
	static const uint8_t v3[] = { DER_INTEGER, 1, 2 };

	if (!bytes_equal(walk->version, BYTES_OF(v3)))
		return err_set(err, ERR_INTERNAL,
			       "a certificate with extensions is v3 (2)");
	return 0;
}

int
walk_check_serial_form(const struct tbs_walk *walk, struct err *err)
{
	struct bytes s = walk->serial;

	if (s.n != SERIAL_BYTES)
		return err_set(err, ERR_INTERNAL,
			       "the serial number has %zu octets, not %d", s.n,
			       SERIAL_BYTES);
	if (s.p[0] == 0 || s.p[0] > 0x7f)
		return err_set(err, ERR_INTERNAL,
			       "the serial number is negative, or begins with "
			       "a zero octet");
	return 0;
}

static int
check_time(const char *what, const struct der_tlv *t, int64_t want,
	   struct err *err)
{
	uint8_t tag = want < YEAR_2050_S ? DER_UTC_TIME : DER_GENERALIZED_TIME;
	struct der d = der_of(t->whole);
	int64_t got = 0;

	if (der_take_time(&d, what, &got, err) < 0)
		return -1;
	if (got != want)
		return err_set(err, ERR_INTERNAL, "%s is %lld, not %lld", what,
			       (long long)got, (long long)want);
	if (t->tag != tag)
		return err_set(err, ERR_INTERNAL,
			       "%s is UTCTime from 2050, or GeneralizedTime "
			       "before",
			       what);
	return 0;
}

int
walk_check_times(const struct tbs_walk *walk, int64_t not_before,
		 int64_t not_after, struct err *err)
{
	if (check_time("notBefore", &walk->not_before, not_before, err) < 0 ||
	    check_time("notAfter", &walk->not_after, not_after, err) < 0)
		return -1;
	if (not_after < not_before)
		return err_set(err, ERR_INTERNAL,
			       "notAfter is before notBefore");
	return 0;
}

int
walk_key_id(struct bytes spki, uint8_t ret[20], struct err *err)
{
	struct der outer = der_of(spki);
	struct der d, algorithm;
	struct bytes key;

	if (der_enter(&outer, DER_SEQUENCE, "subjectPublicKeyInfo", &d, err) <
		    0 ||
	    der_enter(&d, DER_SEQUENCE, "algorithm", &algorithm, err) < 0 ||
	    der_take_bits(&d, "subjectPublicKey", &key, err) < 0)
		return -1;
	sha1(key, ret);
	return 0;
}

/* The octets of the AlgorithmIdentifier in a SubjectPublicKeyInfo. */
static struct bytes
key_algorithm(struct bytes spki)
{
	struct err err;
	struct der outer = der_of(spki);
	struct der d;
	struct der_tlv algorithm;

	if (der_enter(&outer, DER_SEQUENCE, "key", &d, &err) < 0 ||
	    der_next(&d, &algorithm, &err) < 0)
		return (struct bytes){ NULL, 0 };
	return algorithm.value;
}

bool
walk_is_rsa(struct bytes spki)
{
	return bytes_find(key_algorithm(spki), OID_RSA_ENCRYPTION) >= 0;
}

/* RFC 4055 5: RSA with NULL parameters; RFC 5758 3.2: ECDSA without. */
int
walk_check_algorithm(const struct tbs_walk *walk, struct bytes ca_spki,
		     struct err *err)
{
	static const uint8_t rsa_sha256[] = { 0x30, 0x0d, 0x06, 0x09, 0x2a,
					      0x86, 0x48, 0x86, 0xf7, 0x0d,
					      0x01, 0x01, 0x0b, 0x05, 0x00 };
	static const uint8_t ecdsa_sha256[] = { 0x30, 0x0a, 0x06, 0x08,
						0x2a, 0x86, 0x48, 0xce,
						0x3d, 0x04, 0x03, 0x02 };
	static const uint8_t ecdsa_sha384[] = { 0x30, 0x0a, 0x06, 0x08,
						0x2a, 0x86, 0x48, 0xce,
						0x3d, 0x04, 0x03, 0x03 };
	struct bytes want = { NULL, 0 };

	if (walk_is_rsa(ca_spki))
		want = BYTES_OF(rsa_sha256);
	else if (bytes_find(key_algorithm(ca_spki), OID_P256) >= 0)
		want = BYTES_OF(ecdsa_sha256);
	else if (bytes_find(key_algorithm(ca_spki), OID_P384) >= 0)
		want = BYTES_OF(ecdsa_sha384);
	if (want.n == 0 || !bytes_equal(walk->algorithm, want))
		return err_set(err, ERR_INTERNAL,
			       "the signature algorithm is not the one of the "
			       "CA key");
	return 0;
}
