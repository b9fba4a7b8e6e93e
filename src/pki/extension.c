/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* The extensions that both requests and certificates have. */
#include "extension.h"

#include "sanca/limits.h"

int
extension_next(struct der *in, struct extension *ret, struct err *err)
{
	static const char what[] = "an extension";
	struct extension extension = { 0 };
	struct der fields = { 0 };

	if (der_enter(in, DER_SEQUENCE, what, &fields, err) < 0 ||
	    der_take(&fields, DER_OID, what, &extension.oid, err) < 0)
		return -1;
	if (der_peek(&fields) == DER_BOOLEAN) {
		if (der_take_boolean(&fields, what, &extension.critical, err) <
		    0)
			return -1;
		if (!extension.critical)
			return err_set(err, ERR_MALFORMED,
				       "an extension spells out that it is not "
				       "critical: this is BER, not DER (X.690 "
				       "11.5)");
	}
	if (der_take(&fields, DER_OCTET_STRING, what, &extension.value, err) <
		    0 ||
	    der_end(&fields, what, err) < 0)
		return -1;
	*ret = extension;
	return 0;
}

int
extension_check_new(const struct bytes *seen, size_t count, struct bytes oid,
		    enum err_code code, const char *who_has, struct err *err)
{
	CLEANUP(buf_free) struct buf name = { 0 };

	for (size_t i = 0; i < count; i++) {
		if (!bytes_equal(seen[i], oid))
			continue;
		der_oid_show(oid, &name);
		return err_set(err, code,
			       "%s the extension %s twice (RFC 5280 4.2)",
			       who_has, buf_text(&name));
	}
	if (count < LIMIT_CSR_EXTENSIONS)
		return 0;
	return err_set(err, code, "%s more than %d extensions", who_has,
		       LIMIT_CSR_EXTENSIONS);
}

int
extension_basic_constraints(struct bytes value, bool *ret_ca, int *ret_path_len,
			    struct err *err)
{
	static const char what[] = "basicConstraints";
	struct der at = der_of(value), in = { 0 };
	uint64_t path_len = 0;
	bool ca = false, has_path_len = false;

	if (der_enter(&at, DER_SEQUENCE, what, &in, err) < 0 ||
	    der_end(&at, what, err) < 0)
		return -1;
	if (der_peek(&in) == DER_BOOLEAN) {
		if (der_take_boolean(&in, what, &ca, err) < 0)
			return -1;
		if (!ca)
			return err_set(err, ERR_MALFORMED,
				       "%s spells out cA FALSE: this is BER, "
				       "not DER (X.690 11.5)",
				       what);
	}
	if (der_peek(&in) == DER_INTEGER) {
		if (der_take_u64(&in, what, &path_len, err) < 0)
			return -1;
		if (path_len > 255)
			return err_set(err, ERR_MALFORMED,
				       "%s: the path length is too large",
				       what);
		has_path_len = true;
	}
	if (der_end(&in, what, err) < 0)
		return -1;
	*ret_ca = ca;
	*ret_path_len = has_path_len ? (int)path_len : -1;
	return 0;
}

int
extension_key_usage(struct bytes value, uint16_t *ret, struct err *err)
{
	static const char what[] = "keyUsage";
	struct der at = der_of(value);
	struct bytes bits = { 0 };

	if (der_take(&at, DER_BIT_STRING, what, &bits, err) < 0 ||
	    der_end(&at, what, err) < 0)
		return -1;
	return der_named_bits(bits, what, ret, err);
}

int
extension_enter(struct bytes value, const char *what, struct der *ret,
		struct err *err)
{
	struct der at = der_of(value), in = { 0 };

	if (der_check(value, err) < 0)
		return err_context(err, "%s", what);
	if (der_enter(&at, DER_SEQUENCE, what, &in, err) < 0)
		return -1;
	if (der_is_end(&in))
		return err_set(err, ERR_MALFORMED, "%s is empty", what);
	*ret = in;
	return 0;
}

int
extension_purposes(struct bytes value, struct purposes *ret, struct err *err)
{
	static const char what[] = "extKeyUsage";
	struct der in = { 0 };
	struct purposes purposes = { 0 };

	if (extension_enter(value, what, &in, err) < 0)
		return -1;
	while (!der_is_end(&in)) {
		struct bytes oid = { 0 };

		if (der_take(&in, DER_OID, what, &oid, err) < 0)
			return -1;
		if (der_oid_is(oid, OID_OCSP_SIGNING))
			purposes.ocsp_signing = true;
		if (der_oid_is(oid, OID_SERVER_AUTH))
			purposes.server_auth = true;
		else if (der_oid_is(oid, OID_CLIENT_AUTH))
			purposes.client_auth = true;
		else if (purposes.first_other.n == 0)
			purposes.first_other = oid;
	}
	*ret = purposes;
	return 0;
}
