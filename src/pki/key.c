/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* SubjectPublicKeyInfo, read strictly (RFC 5280 4.1.2.7). */
#include "key_checks.h"

#include "sanca/der_read.h"

static int
refuse_kind(struct bytes oid, struct err *err)
{
	CLEANUP(buf_free) struct buf name = { 0 };

	der_oid_show(oid, &name);
	return err_set(err, ERR_BAD_PUBLIC_KEY,
		       "keys of the kind %s are not taken here: make a new "
		       "request with an RSA key of 2048 to 4096 bits or an "
		       "elliptic-curve key on P-256 or P-384",
		       buf_text(&name));
}

static int
parse_algorithm(struct der *in, struct bytes *ret_oid,
		struct bytes *ret_parameters, struct err *err)
{
	struct der algorithm = { 0 };

	if (der_enter(in, DER_SEQUENCE, "the public key's algorithm",
		      &algorithm, err) < 0 ||
	    der_take(&algorithm, DER_OID, "the public key's algorithm", ret_oid,
		     err) < 0)
		return -1;
	*ret_parameters = algorithm.rest;
	return 0;
}

int
key_parse(struct bytes spki, struct key_facts *ret, struct err *err)
{
	struct der outer = der_of(spki), in = { 0 };
	struct bytes oid = { 0 }, parameters = { 0 }, bits = { 0 };
	struct key_facts facts = { .spki = spki };

	if (der_enter(&outer, DER_SEQUENCE, "the public key", &in, err) < 0 ||
	    der_end(&outer, "the public key", err) < 0 ||
	    parse_algorithm(&in, &oid, &parameters, err) < 0 ||
	    der_take_bits(&in, "the public key's bits", &bits, err) < 0 ||
	    der_end(&in, "the public key", err) < 0)
		return -1;
	if (der_oid_is(oid, OID_RSA_ENCRYPTION)) {
		if (key_check_rsa(parameters, bits, &facts, err) < 0)
			return -1;
	} else if (der_oid_is(oid, OID_EC_PUBLIC_KEY)) {
		if (key_check_ec(parameters, bits, &facts, err) < 0)
			return -1;
	} else {
		return refuse_kind(oid, err);
	}
	facts.key_bits_value = bits;
	/* What passed has one encoding only, so these octets are canonical. */
	sha256(spki, facts.spki_sha256);
	sha1(bits, facts.key_id);
	*ret = facts;
	return 0;
}
