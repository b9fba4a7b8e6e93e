/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* The certificate that answers tls-alpn-01 (RFC 8737 3): read strictly. */
#include "alpn_certificate.h"

#include "sanca/certificate.h"
#include "sanca/der_read.h"

#include <string.h>
#include <strings.h>

struct acme_identifier {
	bool found;
	bool critical;
	struct bytes value; /* contents of the extension's OCTET STRING */
};

/* SEQUENCE { OID, BOOLEAN DEFAULT FALSE, OCTET STRING }; that no extension stands
 * there twice, certificate_parse() has seen. */
static int
read_extension(struct der *in, struct acme_identifier *ret, struct err *err)
{
	static const char what[] = "an extension of the certificate";
	struct der fields = { 0 };
	struct bytes oid = { 0 }, value = { 0 };
	bool critical = false;

	if (der_enter(in, DER_SEQUENCE, what, &fields, err) < 0 ||
	    der_take(&fields, DER_OID, what, &oid, err) < 0)
		return -1;
	if (der_peek(&fields) == DER_BOOLEAN &&
	    der_take_boolean(&fields, what, &critical, err) < 0)
		return -1;
	if (der_take(&fields, DER_OCTET_STRING, what, &value, err) < 0)
		return -1;
	if (der_oid_is(oid, OID_ACME_IDENTIFIER))
		*ret = (struct acme_identifier){ true, critical, value };
	return 0;
}

static int
find_identifier(struct bytes tbs, struct acme_identifier *ret, struct err *err)
{
	static const char what[] = "the certificate";
	struct der at = der_of(tbs), in = { 0 }, outer = { 0 }, list = { 0 };
	struct der_tlv skipped = { 0 };

	if (der_enter(&at, DER_SEQUENCE, what, &in, err) < 0)
		return -1;
	while (!der_is_end(&in) && der_peek(&in) != DER_CONTEXT_CONSTRUCTED(3))
		if (der_next(&in, &skipped, err) < 0)
			return -1;
	if (der_is_end(&in))
		return 0;
	if (der_enter(&in, DER_CONTEXT_CONSTRUCTED(3), what, &outer, err) < 0 ||
	    der_enter(&outer, DER_SEQUENCE, what, &list, err) < 0)
		return -1;
	while (!der_is_end(&list))
		if (read_extension(&list, ret, err) < 0)
			return -1;
	return 0;
}

static int
check_names(const struct certificate *c, const struct name *name,
	    struct err *err)
{
	const struct raw_name *only = &c->names.at[0];
	CLEANUP(buf_free) struct buf shown = { 0 };
	bool same = false;

	if (c->names.count == 1 && only->tag == (uint8_t)name->type &&
	    only->value.n == name->n)
		/* Host names in either case (RFC 8737 3, RFC 5280 7.2). */
		same = name->type == NAME_DNS
			       ? strncasecmp((const char *)only->value.p,
					     (const char *)name->v,
					     name->n) == 0
			       : memcmp(only->value.p, name->v, name->n) == 0;
	if (same)
		return 0;
	name_show(name, &shown);
	if (c->names.count == 1)
		return err_set(
			err, ERR_INCORRECT_RESPONSE,
			"the certificate must have one name, %.200s, and "
			"no other; it has another one (RFC 8737 3): a web "
			"server answers, not the client of ACME",
			buf_text(&shown));
	return err_set(err, ERR_INCORRECT_RESPONSE,
		       "the certificate must have one name, %.200s, and no "
		       "other; it has %zu names (RFC 8737 3)",
		       buf_text(&shown), c->names.count);
}

static int
check_identifier(const struct certificate *c, const uint8_t hash[32],
		 struct err *err)
{
	struct acme_identifier id = { 0 };
	struct der at = { 0 };
	struct bytes octets = { 0 };

	if (find_identifier(c->tbs, &id, err) < 0)
		return -1;
	if (!id.found)
		return err_set(err, ERR_INCORRECT_RESPONSE,
			       "the certificate has no acmeIdentifier "
			       "(1.3.6.1.5.5.7.1.31, RFC 8737 3): it is not "
			       "the one that the client of ACME made for this");
	if (!id.critical)
		return err_set(err, ERR_INCORRECT_RESPONSE,
			       "the certificate's acmeIdentifier is not "
			       "critical (RFC 8737 3)");
	at = der_of(id.value);
	if (der_take(&at, DER_OCTET_STRING, "acmeIdentifier", &octets, err) <
		    0 ||
	    der_end(&at, "acmeIdentifier", err) < 0)
		return -1;
	if (!bytes_equal(octets, (struct bytes){ hash, 32 }))
		return err_set(err, ERR_INCORRECT_RESPONSE,
			       "the certificate's acmeIdentifier is that of "
			       "another account or challenge: it may be left "
			       "of an earlier one: try again with a new order");
	return 0;
}

static int
check_own_signature(const struct certificate *c, struct err *err)
{
	struct key_facts key = { 0 };

	if (!bytes_equal(c->issuer, c->subject))
		return err_set(err, ERR_INCORRECT_RESPONSE,
			       "the certificate is not signed by itself: "
			       "issuer and subject differ (RFC 8737 3)");
	if (c->sig_alg != c->tbs_sig_alg)
		return err_set(err, ERR_INCORRECT_RESPONSE,
			       "the certificate names two algorithms");
	if (key_parse(c->spki, &key, err) < 0)
		return -1;
	return key_verify(&key, c->sig_alg, c->tbs, c->signature, err);
}

static int
check(struct bytes der, const struct name *name, const uint8_t hash[32],
      struct err *err)
{
	struct certificate c = { 0 };

	if (certificate_parse(der, &c, err) < 0)
		return -1;
	if (check_names(&c, name, err) < 0 ||
	    check_identifier(&c, hash, err) < 0)
		return -1;
	return check_own_signature(&c, err);
}

int
alpn_certificate_check(struct bytes der, const struct name *name,
		       const uint8_t hash[32], struct err *err)
{
	if (check(der, name, hash, err) == 0)
		return 0;
	if (err->code == ERR_NOMEM || err->code == ERR_INCORRECT_RESPONSE)
		return -1;
	err->code = ERR_INCORRECT_RESPONSE;
	return err_context(err, "the certificate that answered");
}
