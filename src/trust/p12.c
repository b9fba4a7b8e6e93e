/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* A PKCS#12 file without a password that Java takes as a trust store. */
#include "forms.h"

#include "sanca/der_write.h"

/* SEQUENCE { oid, [0] { what was written last } }, with the mark before it. */
static void
content_wrap(struct derw *w, struct bytes oid, size_t mark)
{
	derw_wrap(w, DER_CONTEXT_CONSTRUCTED(0), mark);
	derw_oid(w, oid);
	derw_wrap(w, DER_SEQUENCE, mark);
}

/* Without this attribute Java sees no entry. */
static void
put_usage(struct derw *w)
{
	size_t mark = derw_mark(w);

	derw_oid(w, OID_ANY_KEY_USAGE);
	derw_wrap(w, DER_SET, mark);
	derw_oid(w, OID_TRUSTED_KEY_USAGE);
	derw_wrap(w, DER_SEQUENCE, mark);
}

static void
put_alias(struct derw *w, const char *alias)
{
	uint8_t text[2 * sizeof(((struct trust_root *)0)->slug)];
	size_t mark = derw_mark(w), n = 0;

	for (const char *p = alias; *p; p++) {
		text[n++] = 0;
		text[n++] = (uint8_t)*p;
	}
	derw_tlv(w, DER_BMP_STRING, (struct bytes){ text, n });
	derw_wrap(w, DER_SET, mark);
	derw_oid(w, OID_FRIENDLY_NAME);
	derw_wrap(w, DER_SEQUENCE, mark);
}

/* RFC 7292 4.2: SafeBag { certBag, [0] CertBag { x509Certificate, [0] OCTET
 * STRING }, { attributes } }. */
static void
put_bag(struct derw *w, const struct trust_root *root)
{
	size_t bag = derw_mark(w), mark = 0;

	/* A SET OF: sorted by their octets, and an alias, of at least four
	 * characters, makes the longer one. */
	put_alias(w, root->slug);
	put_usage(w);
	derw_wrap(w, DER_SET, bag);
	mark = derw_mark(w);
	derw_tlv(w, DER_OCTET_STRING, root->der);
	content_wrap(w, OID_X509_CERTIFICATE, mark);
	derw_wrap(w, DER_CONTEXT_CONSTRUCTED(0), mark);
	derw_oid(w, OID_PKCS12_CERT_BAG);
	derw_wrap(w, DER_SEQUENCE, bag);
}

/* RFC 7292 4: PFX { 3, data { AuthenticatedSafe { data { SafeContents } } } }
 * without MacData, which would need a password. */
int
trust_write_p12(const struct trust_root *root, struct buf *out, struct err *err)
{
	CLEANUP(derw_free) struct derw w = { 0 };

	put_bag(&w, root);
	derw_wrap(&w, DER_SEQUENCE, 0); /* SafeContents */
	derw_wrap(&w, DER_OCTET_STRING, 0);
	content_wrap(&w, OID_PKCS7_DATA, 0);
	derw_wrap(&w, DER_SEQUENCE, 0); /* AuthenticatedSafe */
	derw_wrap(&w, DER_OCTET_STRING, 0);
	content_wrap(&w, OID_PKCS7_DATA, 0);
	derw_u64(&w, 3);
	derw_wrap(&w, DER_SEQUENCE, 0);
	return derw_finish(&w, out, err);
}
