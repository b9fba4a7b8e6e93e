/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* The extensions of a certificate that this program looks at. */
#include "certificate_parts.h"
#include "extension.h"
#include "general_names.h"

static int
on_subject_key_id(const struct extension *e, struct certificate *c,
		  struct err *err)
{
	static const char what[] = "subjectKeyIdentifier";
	struct der at = der_of(e->value);

	if (der_take(&at, DER_OCTET_STRING, what, &c->subject_key_id, err) < 0)
		return -1;
	return der_end(&at, what, err);
}

/* Only keyIdentifier; issuer and serial may follow. */
static int
on_authority_key_id(const struct extension *e, struct certificate *c,
		    struct err *err)
{
	static const char what[] = "authorityKeyIdentifier";
	struct der at = der_of(e->value), in = { 0 };

	if (der_enter(&at, DER_SEQUENCE, what, &in, err) < 0 ||
	    der_end(&at, what, err) < 0)
		return -1;
	if (der_peek(&in) != DER_CONTEXT(0))
		return 0;
	return der_take(&in, DER_CONTEXT(0), what, &c->authority_key_id, err);
}

static int
on_basic_constraints(const struct extension *e, struct certificate *c,
		     struct err *err)
{
	return extension_basic_constraints(e->value, &c->is_ca, &c->path_len,
					   err);
}

static int
on_key_usage(const struct extension *e, struct certificate *c, struct err *err)
{
	c->has_key_usage = true;
	return extension_key_usage(e->value, &c->key_usage, err);
}

static int
on_purposes(const struct extension *e, struct certificate *c, struct err *err)
{
	struct purposes purposes = { 0 };

	if (extension_purposes(e->value, &purposes, err) < 0)
		return -1;
	c->has_eku = true;
	c->server_auth = purposes.server_auth;
	c->client_auth = purposes.client_auth;
	c->ocsp_signing = purposes.ocsp_signing;
	return 0;
}

static int
on_names(const struct extension *e, struct certificate *c, struct err *err)
{
	c->san_critical = e->critical;
	return general_names_read(e->value, &c->names, err);
}

static int
on_name_constraints(const struct extension *e, struct certificate *c,
		    struct err *err)
{
	return name_constraints_read(e->value, &c->constraints, err);
}

static int
on_nocheck(const struct extension *e, struct certificate *c, struct err *err)
{
	struct der at = der_of(e->value);
	struct bytes null = { 0 };

	c->has_nocheck = true;
	if (der_check(e->value, err) < 0)
		return err_context(err, "ocsp-nocheck");
	return der_take(&at, DER_NULL, "ocsp-nocheck", &null, err);
}

static const struct {
	const struct bytes *oid;
	int (*read)(const struct extension *e, struct certificate *c,
		    struct err *err);
} known[] = {
	{ &OID_SUBJECT_KEY_ID, on_subject_key_id },
	{ &OID_AUTHORITY_KEY_ID, on_authority_key_id },
	{ &OID_BASIC_CONSTRAINTS, on_basic_constraints },
	{ &OID_KEY_USAGE, on_key_usage },
	{ &OID_EXT_KEY_USAGE, on_purposes },
	{ &OID_SUBJECT_ALT_NAME, on_names },
	{ &OID_NAME_CONSTRAINTS, on_name_constraints },
	{ &OID_OCSP_NOCHECK, on_nocheck },
};

static int
read_one(const struct extension *e, struct certificate *c, struct err *err)
{
	for (size_t i = 0; i < ARRAY_SIZE(known); i++)
		if (der_oid_is(e->oid, *known[i].oid))
			return known[i].read(e, c, err);
	return 0;
}

int
certificate_read_extensions(struct bytes extensions, struct certificate *ret,
			    struct err *err)
{
	static const char what[] = "the certificate's extensions";
	struct bytes seen[LIMIT_CSR_EXTENSIONS];
	struct der at = der_of(extensions), in = { 0 };
	struct extension e = { 0 };
	size_t count = 0;

	if (der_enter(&at, DER_SEQUENCE, what, &in, err) < 0)
		return -1;
	if (der_is_end(&in))
		return err_set(err, ERR_MALFORMED, "%s are an empty list",
			       what);
	while (!der_is_end(&in)) {
		if (extension_next(&in, &e, err) < 0 ||
		    extension_check_new(seen, count, e.oid, ERR_MALFORMED,
					"the certificate has", err) < 0 ||
		    read_one(&e, ret, err) < 0)
			return -1;
		seen[count++] = e.oid;
	}
	ret->extension_count = count;
	return 0;
}
