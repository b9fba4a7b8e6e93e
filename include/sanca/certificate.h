/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* layer: pki */
/* Certificates read back, issuers, and the containers that carry them. */
#ifndef SANCA_CERTIFICATE_H
#define SANCA_CERTIFICATE_H

#include "sanca/key.h"

/* Views borrow from the DER. Strictly parsed; nothing is judged. */
struct certificate {
	struct bytes der;
	struct bytes tbs;
	struct bytes serial; /* magnitude */
	enum sig_alg sig_alg, tbs_sig_alg;
	struct bytes issuer, subject; /* Name, with tag */
	int64_t not_before, not_after;
	struct bytes spki;
	struct bytes signature;
	bool is_ca;
	int path_len; /* -1: none */
	bool has_key_usage;
	uint16_t key_usage;
	struct bytes subject_key_id;   /* n = 0: none */
	struct bytes authority_key_id; /* keyIdentifier, n = 0: none */
	bool server_auth, client_auth, has_eku;
	bool ocsp_signing; /* it may answer OCSP for its issuer */
	bool has_nocheck; /* RFC 6960 4.2.2.2.1: never ask whether it is revoked */
	bool san_critical;
	struct raw_names names;
	struct constraints constraints;
	size_t extension_count;
};

MUST_CHECK int certificate_parse(struct bytes der, struct certificate *ret,
				 struct err *err);
/* The same for the TBSCertificate alone (der, sig_alg, signature stay
 * empty). */
MUST_CHECK int certificate_parse_tbs(struct bytes tbs, struct certificate *ret,
				     struct err *err);

/* SEQUENCE { tbs, algorithm, BIT STRING signature }; alg must be the one that
 * tbs names. */
MUST_CHECK int certificate_assemble(struct bytes tbs, enum sig_alg alg,
				    struct bytes signature, struct buf *ret,
				    struct err *err);

/* A CA that issues: what both processes must know of it. */
struct issuer {
	struct buf der; /* certificate */
	struct buf
		chain; /* further certificates up to the root, DER after DER; empty for a root */
	struct certificate certificate; /* borrows from der */
	struct key_facts key;
	char id[17]; /* first 8 octets of the SHA-256 of the DER, hex: /i/ID/ca.cer */
	uint8_t sha256[32];
	uint8_t sha1[20];
	char common_name[LIMIT_DN_VALUE_BYTES]; /* for people; shown form */
};

/* Takes certificate and chain as PEM; checks that each can issue, that the
 * chain links, and that the key kinds are usable. */
MUST_CHECK int issuer_from_pem(struct bytes certificate_pem,
			       struct bytes chain_pem, struct issuer **ret,
			       struct err *err);
MUST_CHECK int issuer_from_der(struct bytes certificate, struct bytes chain,
			       struct issuer **ret, struct err *err);
void issuer_free(struct issuer **issuer);
/* Adds a violation for each name that the CA cannot certify, whatever the
 * policy says: outside its own name constraints, or a first name (the CN) that
 * would make the subject that of the CA. */
void issuer_check(const struct issuer *issuer, const struct names *names,
		  struct violations *violations);

/* "CN=Contoso Internal CA" in RFC 4514 style, shown form. */
void dn_show(struct bytes name_der, struct buf *out);
/* Appends the last value of one attribute as UTF-8, as it is; nothing when
 * there is none that is a text. */
void dn_find(struct bytes name_der, struct bytes oid, struct buf *out);

/* All certificates of a PEM text; each DER appended to ret. At most
 * LIMIT_CHAIN_CERTIFICATES. Private keys are refused. */
MUST_CHECK int pem_read_certificates(struct bytes pem, struct buf *ret_ders,
				     size_t *ret_count, struct err *err);
/* Degenerate SignedData (RFC 5652 5.1, eContentType id-data), leaf first.
 * ders is DER after DER. */
MUST_CHECK int p7b_write(struct bytes ders, struct buf *ret, struct err *err);

#endif
