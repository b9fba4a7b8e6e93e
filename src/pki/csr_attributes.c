/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* The attributes of a request: where its extensions are, and the rest. */
#include "csr_parts.h"

/* The two places for extensions, and how many attributes there were. */
struct found {
	struct bytes standard;	/* PKCS#9 extensionRequest */
	struct bytes microsoft; /* 1.3.6.1.4.1.311.2.1.14 */
	size_t count;
};

/* values: the SET of an attribute that has one value. */
static int
take_single(struct der values, const char *what, struct bytes *ret,
	    struct err *err)
{
	struct der_tlv value = { 0 };

	if (ret->n > 0)
		return err_set(err, ERR_BAD_CSR,
			       "the request has the attribute %s twice", what);
	if (der_next(&values, &value, err) < 0)
		return err_context(err, "the attribute %s", what);
	if (!der_is_end(&values))
		return err_set(err, ERR_BAD_CSR,
			       "the attribute %s has several values", what);
	*ret = value.whole;
	return 0;
}

/* Values of these are never looked at: a password must not show up. */
static void
note_other(struct bytes oid, struct csr *csr, struct notes *notes)
{
	CLEANUP(buf_free) struct buf name = { 0 };

	if (der_oid_is(oid, OID_CHALLENGE_PASSWORD)) {
		csr->has_password = true;
		notes_add(notes, NOTE_CHALLENGE_PASSWORD,
			  "the request holds a challenge password: ignored and "
			  "not kept; anybody who has the request can read it");
		return;
	}
	if (der_oid_is(oid, OID_MS_OS_VERSION) || der_oid_is(oid, OID_MS_CSP))
		return;
	der_oid_show(oid, &name);
	notes_add(notes, NOTE_ATTRIBUTE_IGNORED, "the attribute %s is ignored",
		  buf_text(&name));
}

static int
read_attribute(struct der *attributes, struct found *found, struct csr *csr,
	       struct notes *notes, struct err *err)
{
	static const char what[] = "an attribute";
	struct der in = { 0 }, values = { 0 };
	struct bytes oid = { 0 };

	if (found->count++ == LIMIT_CSR_ATTRIBUTES)
		return err_set(err, ERR_BAD_CSR,
			       "the request has more than %d attributes",
			       LIMIT_CSR_ATTRIBUTES);
	if (der_enter(attributes, DER_SEQUENCE, what, &in, err) < 0 ||
	    der_take(&in, DER_OID, what, &oid, err) < 0 ||
	    der_enter(&in, DER_SET, what, &values, err) < 0 ||
	    der_end(&in, what, err) < 0)
		return -1;
	if (der_oid_is(oid, OID_EXTENSION_REQUEST))
		return take_single(values, "extensionRequest", &found->standard,
				   err);
	if (der_oid_is(oid, OID_MS_CERT_EXTENSIONS))
		return take_single(values, "1.3.6.1.4.1.311.2.1.14",
				   &found->microsoft, err);
	if (der_oid_is(oid, OID_MS_CLIENT_INFO))
		csr_read_client_info(values.rest, csr, notes);
	else
		note_other(oid, csr, notes);
	return 0;
}

/* A reader that looks in one place only must not see other names than we. */
static int
choose(const struct found *found, struct bytes *ret, struct notes *notes,
       struct err *err)
{
	if (found->standard.n > 0 && found->microsoft.n > 0 &&
	    !bytes_equal(found->standard, found->microsoft))
		return err_set(
			err, ERR_BAD_CSR,
			"the request asks for different extensions in "
			"extensionRequest and in 1.3.6.1.4.1.311.2.1.14: "
			"it is not clear which are meant");
	if (found->microsoft.n > 0)
		notes_add(notes, NOTE_MS_EXTENSIONS,
			  "the names stand in Microsoft's own attribute "
			  "1.3.6.1.4.1.311.2.1.14: read like the usual one");
	*ret = found->standard.n > 0 ? found->standard : found->microsoft;
	return 0;
}

int
csr_read_attributes(struct der *in, struct csr *csr, struct notes *notes,
		    struct err *err)
{
	struct found found = { 0 };
	struct bytes extensions = { 0 };
	struct der attributes = { 0 };

	/* RFC 2986 4.1 demands the field, even when it is empty. */
	if (der_is_end(in)) {
		notes_add(notes, NOTE_ATTRIBUTES_MISSING,
			  "the field for attributes is missing, which RFC 2986 "
			  "does not allow: taken as empty");
		return 0;
	}
	if (der_enter(in, DER_CONTEXT_CONSTRUCTED(0), "the attributes",
		      &attributes, err) < 0)
		return -1;
	/* The order of this SET OF is not judged: some tools do not sort, and
	 * nothing here depends on it. */
	while (!der_is_end(&attributes))
		if (read_attribute(&attributes, &found, csr, notes, err) < 0)
			return -1;
	if (choose(&found, &extensions, notes, err) < 0)
		return -1;
	return extensions.n == 0
		       ? 0
		       : csr_read_extensions(extensions, csr, notes, err);
}
