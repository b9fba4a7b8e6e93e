/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* The front's own HTTPS key: made once, kept in front/. */

#include "public_half.h"
#include "tls_parts.h"

#include "sanca/der_read.h"
#include "sanca/files.h"
#include "sanca/gnutls_datum.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define KEY_FILE "front/https.key"

static int
make_key(int dirfd, struct buf *ret_pem, struct err *err)
{
	CLEANUP(x509_privkey_free) gnutls_x509_privkey_t key = NULL;
	CLEANUP(datum_free_wipe) gnutls_datum_t pem = { 0 };
	unsigned bits = GNUTLS_CURVE_TO_BITS(GNUTLS_ECC_CURVE_SECP256R1);

	if (gnutls_x509_privkey_init(&key) < 0 ||
	    gnutls_x509_privkey_generate(key, GNUTLS_PK_EC, bits, 0) < 0 ||
	    gnutls_x509_privkey_export2_pkcs8(key, GNUTLS_X509_FMT_PEM, NULL,
					      GNUTLS_PKCS_PLAIN, &pem) < 0)
		return err_set(err, ERR_CRYPTO, "cannot make the HTTPS key");
	buf_clear(ret_pem);
	buf_append(ret_pem, pem.data, pem.size);
	if (buf_check(ret_pem, err) < 0)
		return -1;
	return file_replace(dirfd, KEY_FILE, buf_bytes(ret_pem), 0600,
			    (uid_t)-1, (gid_t)-1, err);
}

static int
read_spki(struct bytes pem, struct buf *ret_spki, struct err *err)
{
	CLEANUP(privkey_free) gnutls_privkey_t key = NULL;
	gnutls_datum_t in = datum_of(pem);

	if (gnutls_privkey_init(&key) < 0 ||
	    gnutls_privkey_import_x509_raw(key, &in, GNUTLS_X509_FMT_PEM, NULL,
					   0) < 0)
		return err_set(err, ERR_CRYPTO, KEY_FILE " cannot be read");
	if (public_half(key, ret_spki, err) < 0)
		return err_context(err, KEY_FILE);
	return 0;
}

int
tls_key_get(int dirfd, struct buf *ret_pem, struct buf *ret_spki,
	    struct err *err)
{
	buf_clear(ret_pem);
	if (file_read(dirfd, KEY_FILE, LIMIT_CHAIN_BYTES, ret_pem, err) < 0) {
		if (err->code != ERR_NOT_FOUND)
			return -1;
		if (make_key(dirfd, ret_pem, err) < 0)
			return -1;
	} else if (file_check_private(dirfd, KEY_FILE, geteuid(), err) < 0) {
		return -1;
	}
	return read_spki(buf_bytes(ret_pem), ret_spki, err);
}

/* The names of the settings, in normal form, are those of the certificate. */
static bool
has_names(const struct certificate *c, const struct conf *conf)
{
	static struct policy_rule rules[LIMIT_NAMES]; /* one thread */
	static struct names names;
	static struct notes notes;
	static struct violations violations;
	static struct raw_names raw;
	static uint8_t space[LIMIT_NAMES][16];
	struct policy policy;
	struct err err;

	if (conf_tls_policy(conf, &policy, rules, &err) < 0)
		return false;
	memset(&notes, 0, sizeof(notes));
	memset(&violations, 0, sizeof(violations));
	raw.count = 0;
	for (size_t i = 0; i < conf->tls_names.count; i++)
		if (name_from_text(bytes_of_text(conf->tls_names.at[i]),
				   space[i], &raw.at[raw.count++], &err) < 0)
			return false;
	if (names_prepare(&raw, (struct raw_cn){ 0 }, &policy.names, &names,
			  &notes, &violations, &err) < 0 ||
	    names.count != c->names.count)
		return false;
	for (size_t i = 0; i < names.count; i++) {
		struct bytes want = { names.at[i].v, names.at[i].n };

		if (c->names.at[i].tag != (uint8_t)names.at[i].type ||
		    !bytes_equal(c->names.at[i].value, want))
			return false;
	}
	return true;
}

bool
tls_certificate_serves(struct bytes pem, struct bytes spki,
		       const struct live *live, int64_t now)
{
	CLEANUP(buf_free) struct buf ders = { 0 };
	const struct certificate *ca = &live->issuer->certificate;
	struct certificate c;
	struct der rest = { 0 };
	struct der_tlv leaf = { 0 };
	struct err err;
	size_t count = 0;

	if (pem_read_certificates(pem, &ders, &count, &err) < 0)
		return false;
	/* Leaf first; certificates are DER after DER. */
	rest = der_of(buf_bytes(&ders));
	if (der_next(&rest, &leaf, &err) < 0 ||
	    certificate_parse(leaf.whole, &c, &err) < 0)
		return false;
	return bytes_equal(c.spki, spki) &&
	       bytes_equal(c.issuer, ca->subject) &&
	       bytes_equal(c.authority_key_id, ca->subject_key_id) &&
	       now >= c.not_before &&
	       now < c.not_before + (c.not_after - c.not_before) / 3 * 2 &&
	       has_names(&c, live->conf);
}
