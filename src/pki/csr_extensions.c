/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* The extensions that a request asks for. Only the names count; the rest is
 * read to be talked about, never copied. */
#include "csr_parts.h"
#include "extension.h"
#include "general_names.h"

enum {
	USAGE_DIGITAL_SIGNATURE = 0x8000,
	USAGE_CERT_SIGN = 0x0400,
	USAGE_CRL_SIGN = 0x0200,
};

static int
on_names(struct bytes value, struct csr *csr, struct notes *notes,
	 struct err *err)
{
	(void)notes;
	return general_names_read(value, &csr->names, err);
}

static int
on_basic_constraints(struct bytes value, struct csr *csr, struct notes *notes,
		     struct err *err)
{
	int path_len = -1;

	if (extension_basic_constraints(value, &csr->asks_ca, &path_len, err) <
	    0)
		return -1;
	if (csr->asks_ca)
		notes_add(notes, NOTE_ASKS_CA,
			  "the request asks to be a certificate authority "
			  "(CA:TRUE): ignored, the certificate will not be "
			  "one");
	return 0;
}

static int
on_key_usage(struct bytes value, struct csr *csr, struct notes *notes,
	     struct err *err)
{
	if (extension_key_usage(value, &csr->asks_key_usage, err) < 0)
		return -1;
	if (csr->asks_key_usage & (USAGE_CERT_SIGN | USAGE_CRL_SIGN))
		notes_add(notes, NOTE_KEY_USAGE_IGNORED,
			  "the request asks to sign certificates or CRLs "
			  "(keyUsage): ignored");
	else if (!(csr->asks_key_usage & USAGE_DIGITAL_SIGNATURE))
		notes_add(notes, NOTE_KEY_USAGE_IGNORED,
			  "the request asks for a keyUsage without "
			  "digitalSignature, which TLS needs: ignored, the "
			  "certificate will have it");
	return 0;
}

static int
on_purposes(struct bytes value, struct csr *csr, struct notes *notes,
	    struct err *err)
{
	CLEANUP(buf_free) struct buf name = { 0 };
	struct purposes purposes = { 0 };

	(void)csr;
	if (extension_purposes(value, &purposes, err) < 0)
		return -1;
	if (purposes.first_other.n == 0)
		return 0;
	der_oid_show(purposes.first_other, &name);
	notes_add(notes, NOTE_EKU_IGNORED,
		  "the request asks for the purpose %s (extKeyUsage): ignored, "
		  "the profile says what the certificate is for",
		  buf_text(&name));
	return 0;
}

/* The identifier of one's own key: Exchange always writes it. */
static int
on_silent(struct bytes value, struct csr *csr, struct notes *notes,
	  struct err *err)
{
	(void)value;
	(void)csr;
	(void)notes;
	(void)err;
	return 0;
}

/* A null reader: known, and said to be ignored. */
static const struct {
	const struct bytes *oid;
	int (*read)(struct bytes value, struct csr *csr, struct notes *notes,
		    struct err *err);
} known[] = {
	{ &OID_SUBJECT_ALT_NAME, on_names },
	{ &OID_BASIC_CONSTRAINTS, on_basic_constraints },
	{ &OID_KEY_USAGE, on_key_usage },
	{ &OID_EXT_KEY_USAGE, on_purposes },
	{ &OID_SUBJECT_KEY_ID, on_silent },
	{ &OID_AUTHORITY_KEY_ID, NULL },
	{ &OID_NAME_CONSTRAINTS, NULL },
	{ &OID_CERTIFICATE_POLICIES, NULL },
	{ &OID_CRL_DISTRIBUTION_POINTS, NULL },
	{ &OID_AUTHORITY_INFO_ACCESS, NULL },
};

static int
on_extension(const struct extension *extension, struct csr *csr,
	     struct notes *notes, struct err *err)
{
	CLEANUP(buf_free) struct buf name = { 0 };
	bool is_known = false;

	for (size_t i = 0; i < ARRAY_SIZE(known); i++) {
		if (!der_oid_is(extension->oid, *known[i].oid))
			continue;
		if (known[i].read != NULL)
			return known[i].read(extension->value, csr, notes, err);
		is_known = true;
	}
	der_oid_show(extension->oid, &name);
	/* RFC 5280 4.2: what is critical and unknown must not be passed over
	 * in silence. */
	if (!is_known && extension->critical)
		return err_set(err, ERR_BAD_CSR,
			       "the request asks for the critical extension "
			       "%s, which is not known here: make a request "
			       "without it",
			       buf_text(&name));
	notes_add(notes, NOTE_EXTENSION_IGNORED,
		  "the request asks for the extension %s: ignored",
		  buf_text(&name));
	return 0;
}

int
csr_read_extensions(struct bytes extensions, struct csr *csr,
		    struct notes *notes, struct err *err)
{
	static const char what[] = "the requested extensions";
	struct bytes seen[LIMIT_CSR_EXTENSIONS];
	struct der at = der_of(extensions), in = { 0 };
	struct extension extension = { 0 };
	size_t count = 0;

	if (der_enter(&at, DER_SEQUENCE, what, &in, err) < 0)
		return -1;
	while (!der_is_end(&in)) {
		if (extension_next(&in, &extension, err) < 0 ||
		    extension_check_new(seen, count, extension.oid, ERR_BAD_CSR,
					"the request asks for", err) < 0 ||
		    on_extension(&extension, csr, notes, err) < 0)
			return -1;
		seen[count++] = extension.oid;
	}
	return 0;
}
