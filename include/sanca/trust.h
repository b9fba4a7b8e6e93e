/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* layer: trust */
/* How a root reaches devices: the files that they take, and what people are
 * told of it. Pure functions of the certificates. */
#ifndef SANCA_TRUST_H
#define SANCA_TRUST_H

#include "sanca/certificate.h"

/* A root and what is said of it everywhere. */
struct trust_root {
	struct bytes der;	/* borrowed */
	struct bytes chain_der; /* issuer … root, DER after DER; borrowed */
	struct certificate certificate;
	/* CN, else O, else the whole DN; shown form, as text_show() makes. */
	char name[LIMIT_DN_VALUE_BYTES];
	/* For file names and aliases: [a-z0-9-], "contoso-internal-ca". */
	char slug[41];
	uint8_t sha256[32], sha1[20];
	char sha256_hex[65];	    /* lower case: sha256sum, step */
	char sha256_colons[3 * 32]; /* AA:BB:…: Firefox, Android, keytool */
	char sha1_hex[41];	    /* upper case: the thumbprint of Windows */
	char url[LIMIT_URL_BYTES];  /* public-url; "": there is none */
};

/* der and chain are borrowed as long as ret is used. url: public-url or "". */
MUST_CHECK int trust_root_init(struct bytes der, struct bytes chain_der,
			       const char *url, struct trust_root *ret,
			       struct err *err);

/* What the root can vouch for, in plain words, from its name constraints:
 * "It can vouch for contoso.com and every name below it … and for nothing
 * else." Without constraints: that it could vouch for any site. */
void trust_scope_show(const struct trust_root *root, struct buf *out);

/* ---- files ------------------------------------------------------------------- */

enum trust_form {
#define TRUST_FORM(name, path, ending, type, writer, doc) TRUST_##name,
#include "sanca/trust_forms.def"
#undef TRUST_FORM
	TRUST_FORM_COUNT
};

struct trust_form_info {
	const char *path;   /* "/ca.pem" */
	const char *ending; /* ".pem"; the file is SLUG.pem */
	const char *type;   /* media type */
	int (*write)(const struct trust_root *root, struct buf *out,
		     struct err *err);
	const char *doc;
};
const struct trust_form_info *trust_form(enum trust_form form);

/* ---- scripts ----------------------------------------------------------------- */

/* web/install.sh with public-url as its default and the slug as the name of
 * what it installs; root NULL: with neither. */
MUST_CHECK int trust_write_install_sh(const struct trust_root *root,
				      struct buf *out, struct err *err);
/* web/install.ps1 with public-url as its default. */
MUST_CHECK int trust_write_install_ps1(const struct trust_root *root,
				       struct buf *out, struct err *err);

/* ---- for people ---------------------------------------------------------------- */

/* A QR code of text (at most 60 octets are read well from a screen), level M,
 * with its quiet zone. ERR_LIMIT-like refusal when it is too long. */
MUST_CHECK int trust_qr_svg(const char *text, struct buf *out, struct err *err);
MUST_CHECK int trust_qr_png(const char *text, struct buf *out, struct err *err);
/* For a dark terminal, in UTF-8 half blocks. */
MUST_CHECK int trust_qr_text(const char *text, struct buf *out,
			     struct err *err);

#endif
