/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* The profile that iOS and macOS install (Apple's configuration profile). */
#include "forms.h"

#include "sanca/text.h"

/* Devices keep apart, and replace, profiles by these: they are of the
 * certificate, so that a second download is the same profile. RFC 9562 5.8:
 * version 8 leaves the bits to us. */
static void
uuid_write(const uint8_t digest[16], struct buf *out)
{
	uint8_t v[16];

	for (size_t i = 0; i < sizeof(v); i++)
		v[i] = digest[i];
	v[6] = (uint8_t)((v[6] & 0x0f) | 0x80);
	v[8] = (uint8_t)((v[8] & 0x3f) | 0x80);
	for (size_t i = 0; i < sizeof(v); i++)
		buf_printf(out, "%s%02X",
			   i == 4 || i == 6 || i == 8 || i == 10 ? "-" : "",
			   v[i]);
}

static void
string_write(const char *key, const char *text, struct buf *out)
{
	buf_printf(out, "<key>%s</key><string>", key);
	text_markup(bytes_of_text(text), out);
	buf_append_text(out, "</string>\n");
}

static void
identity_write(const char *type, const uint8_t digest[16], struct buf *out)
{
	string_write("PayloadType", type, out);
	buf_append_text(out, "<key>PayloadUUID</key><string>");
	uuid_write(digest, out);
	buf_append_text(out, "</string>\n"
			     "<key>PayloadVersion</key><integer>1</integer>\n");
}

/* One certificate. Only the root is to be trusted by itself. */
static int
payload_write(const struct trust_root *root, struct bytes der, struct buf *out,
	      struct err *err)
{
	bool is_root = bytes_equal(der, root->der);
	struct trust_root one;

	if (trust_root_init(der, der, "", &one, err) < 0)
		return -1;
	buf_append_text(out, "<dict>\n");
	buf_printf(out,
		   "<key>PayloadCertificateFileName</key>"
		   "<string>%s.cer</string>\n",
		   one.slug);
	buf_append_text(out, "<key>PayloadContent</key><data>\n");
	base64_encode_lines(der, out);
	buf_append_text(out, "</data>\n");
	string_write("PayloadDisplayName", one.name, out);
	buf_printf(out,
		   "<key>PayloadIdentifier</key>"
		   "<string>local.sanca.%.16s.%.16s</string>\n",
		   root->sha256_hex, one.sha256_hex);
	identity_write(is_root ? "com.apple.security.root"
			       : "com.apple.security.pkcs1",
		       one.sha256, out);
	buf_append_text(out, "</dict>\n");
	return 0;
}

static int
payloads_write(const struct trust_root *root, struct buf *out, struct err *err)
{
	struct der chain = der_of(root->chain_der);
	struct bytes one = { 0 };

	buf_append_text(out, "<key>PayloadContent</key><array>\n");
	while (!der_is_end(&chain)) {
		if (trust_chain_next(&chain, &one, err) < 0 ||
		    payload_write(root, one, out, err) < 0)
			return -1;
	}
	buf_append_text(out, "</array>\n");
	return 0;
}

static void
description_write(const struct trust_root *root, struct buf *out)
{
	CLEANUP(buf_free) struct buf text = { 0 };

	buf_printf(&text, "The root certificate of %s. ", root->name);
	trust_scope_show(root, &text);
	buf_printf(&text, " SHA-256 %s", root->sha256_colons);
	string_write("PayloadDescription", buf_text(&text), out);
	if (text.broken)
		out->broken = true;
}

static void
organization_write(const struct trust_root *root, struct buf *out)
{
	CLEANUP(buf_free) struct buf text = { 0 };
	CLEANUP(buf_free) struct buf shown = { 0 };

	dn_find(root->certificate.subject, OID_ORGANIZATION, &text);
	text_show(buf_bytes(&text), LIMIT_DN_VALUE_BYTES, &shown);
	if (text.broken || shown.broken)
		out->broken = true;
	else if (shown.n > 0)
		string_write("PayloadOrganization", buf_text(&shown), out);
}

int
trust_write_mobileconfig(const struct trust_root *root, struct buf *out,
			 struct err *err)
{
	buf_append_text(
		out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
		     "<!DOCTYPE plist PUBLIC \"-//Apple//DTD PLIST 1.0//EN\" "
		     "\"http://www.apple.com/DTDs/PropertyList-1.0.dtd\">\n"
		     "<plist version=\"1.0\"><dict>\n");
	if (payloads_write(root, out, err) < 0)
		return -1;
	description_write(root, out);
	string_write("PayloadDisplayName", root->name, out);
	buf_printf(out,
		   "<key>PayloadIdentifier</key>"
		   "<string>local.sanca.%.16s</string>\n",
		   root->sha256_hex);
	organization_write(root, out);
	buf_append_text(out, "<key>PayloadRemovalDisallowed</key><false/>\n");
	/* The other half: the certificate's own payload has the first. */
	identity_write("Configuration", root->sha256 + 16, out);
	buf_append_text(out, "</dict></plist>\n");
	return buf_check(out, err);
}
