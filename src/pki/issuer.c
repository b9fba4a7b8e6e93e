/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* A CA that issues: its certificate, and the chain up to its root. */
#include "sanca/certificate.h"
#include "sanca/der_read.h"
#include "sanca/text.h"

#include <stdio.h>
#include <stdlib.h>

enum { USAGE_CERT_SIGN = 0x0400 };

void
issuer_free(struct issuer **issuer)
{
	if (*issuer == NULL)
		return;
	buf_free(&(*issuer)->der);
	buf_free(&(*issuer)->chain);
	free(*issuer);
	*issuer = NULL;
}

/* RFC 5280 6.1.4 (k) to (n), for a certificate with `below` CAs under it. */
static int
check_can_issue(const struct certificate *c, size_t below, struct err *err)
{
	if (!c->is_ca)
		return err_set(err, ERR_CONFIG,
			       "this is not the certificate of a CA: "
			       "basicConstraints with CA:TRUE is missing");
	if (c->has_key_usage && !(c->key_usage & USAGE_CERT_SIGN))
		return err_set(err, ERR_CONFIG,
			       "its keyUsage does not allow it to sign "
			       "certificates (keyCertSign)");
	if (c->path_len >= 0 && (size_t)c->path_len < below)
		return err_set(err, ERR_CONFIG,
			       "its path length %d allows fewer CAs below it "
			       "than there are (%zu)",
			       c->path_len, below);
	if (c->sig_alg != c->tbs_sig_alg)
		return err_set(err, ERR_CONFIG,
			       "it names two different signature algorithms "
			       "(RFC 5280 4.1.1.2)");
	return 0;
}

static bool
is_root(const struct certificate *c)
{
	return bytes_equal(c->issuer, c->subject);
}

static int
check_signed_by(const struct certificate *c, const struct certificate *by,
		struct err *err)
{
	struct key_facts key = { 0 };

	if (!bytes_equal(c->issuer, by->subject))
		return err_set(err, ERR_CONFIG,
			       "the next certificate of the chain is not its "
			       "issuer's: put them in order, each followed by "
			       "its issuer");
	/* Clients refuse it; on a root they do not look. */
	if (!is_root(c) &&
	    (c->sig_alg == SIG_RSA_SHA1 || c->sig_alg == SIG_ECDSA_SHA1))
		return err_set(err, ERR_CONFIG,
			       "it is signed with SHA-1, which clients refuse");
	if (key_parse(by->spki, &key, err) < 0)
		return err_context(err, "its issuer's key");
	return key_verify(&key, c->sig_alg, c->tbs, c->signature, err);
}

/* One certificate of the chain, at the front of *rest. */
static int
take_parent(struct der *rest, size_t place, const struct certificate *child,
	    struct certificate *ret, struct err *err)
{
	struct der_tlv tlv = { 0 };

	if (der_next(rest, &tlv, err) < 0 ||
	    certificate_parse(tlv.whole, ret, err) < 0 ||
	    check_can_issue(ret, place, err) < 0)
		return err_context(err, "certificate %zu of the chain", place);
	return check_signed_by(child, ret, err);
}

static int
check_chain(const struct issuer *issuer, struct err *err)
{
	struct der rest = der_of(buf_bytes(&issuer->chain));
	struct certificate child = issuer->certificate;
	size_t place = 0;

	while (!der_is_end(&rest)) {
		struct certificate parent = { 0 };

		if (++place > LIMIT_CHAIN_CERTIFICATES)
			return err_set(err, ERR_CONFIG,
				       "the chain has more than %d "
				       "certificates",
				       LIMIT_CHAIN_CERTIFICATES);
		if (is_root(&child))
			return err_set(err, ERR_CONFIG,
				       "the chain goes on after its root");
		if (take_parent(&rest, place, &child, &parent, err) < 0)
			return -1;
		child = parent;
	}
	if (!is_root(&child))
		return err_set(
			err, ERR_CONFIG,
			"the chain does not reach a root: add the "
			"certificates of its issuers, up to the one that "
			"signed itself");
	return check_signed_by(&child, &child, err);
}

/* The last CN, made safe to show. */
static void
fill_common_name(struct issuer *issuer)
{
	CLEANUP(buf_free) struct buf text = { 0 };
	CLEANUP(buf_free) struct buf shown = { 0 };

	dn_find(issuer->certificate.subject, OID_COMMON_NAME, &text);
	text_show(buf_bytes(&text), LIMIT_DN_VALUE_BYTES / 4 - 4, &shown);
	snprintf(issuer->common_name, sizeof(issuer->common_name), "%s",
		 buf_text(&shown));
}

static int
fill(struct issuer *issuer, struct err *err)
{
	struct bytes der = buf_bytes(&issuer->der);

	if (certificate_parse(der, &issuer->certificate, err) < 0 ||
	    key_parse(issuer->certificate.spki, &issuer->key, err) < 0 ||
	    check_can_issue(&issuer->certificate, 0, err) < 0 ||
	    check_chain(issuer, err) < 0)
		return -1;
	if (issuer->certificate.constraints.unusable)
		return err_set(err, ERR_CONFIG,
			       "its name constraints have a form that is not "
			       "understood here, so that nobody could say what "
			       "it may issue");
	sha256(der, issuer->sha256);
	sha1(der, issuer->sha1);
	hex_encode((struct bytes){ issuer->sha256, 8 }, issuer->id);
	fill_common_name(issuer);
	return 0;
}

int
issuer_from_der(struct bytes certificate, struct bytes chain,
		struct issuer **ret, struct err *err)
{
	CLEANUP(issuer_free)
	struct issuer *issuer = calloc(1, sizeof(*issuer));

	if (issuer == NULL)
		return err_nomem(err);
	buf_append_bytes(&issuer->der, certificate);
	buf_append_bytes(&issuer->chain, chain);
	if (buf_check(&issuer->der, err) < 0 ||
	    buf_check(&issuer->chain, err) < 0)
		return -1;
	if (fill(issuer, err) < 0) {
		if (err->code != ERR_NOMEM)
			err->code = ERR_CONFIG;
		return err_context(err, "the CA's certificate");
	}
	*ret = STEAL(issuer);
	return 0;
}

int
issuer_from_pem(struct bytes certificate_pem, struct bytes chain_pem,
		struct issuer **ret, struct err *err)
{
	CLEANUP(buf_free) struct buf certificate = { 0 };
	CLEANUP(buf_free) struct buf chain = { 0 };
	size_t count = 0;

	if (pem_read_certificates(certificate_pem, &certificate, &count, err) <
	    0)
		return err_context(err, "the CA's certificate");
	if (count != 1)
		return err_set(
			err, ERR_CONFIG,
			"the file for the CA's certificate holds %zu "
			"certificates; exactly one is needed, the others "
			"belong into the chain",
			count);
	if (pem_read_certificates(chain_pem, &chain, &count, err) < 0)
		return err_context(err, "the CA's chain");
	return issuer_from_der(buf_bytes(&certificate), buf_bytes(&chain), ret,
			       err);
}
