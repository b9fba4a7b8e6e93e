/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* layer: pki */
/* From an HTTP body or a file to a parsed, proven request. Front and CLI. */
#ifndef SANCA_CSR_H
#define SANCA_CSR_H

#include "sanca/key.h"

/*
 * Recognises the encoding by content and gives the DER of exactly one
 * PKCS#10: PEM with either label (any line ends, one line, indented, text
 * around), DER, bare base64, UTF-8 BOM, UTF-16LE/BE with and without BOM,
 * CMS/CMC around it. Two requests, a certificate, a PKCS#7 renewal, or a
 * private key (ERR_PRIVATE_KEY) are refused in words. What was done is noted.
 */
MUST_CHECK int intake_read(struct bytes body, struct buf *ret_der,
			   struct notes *notes, struct err *err);

/* A subject as it stood in the request, for the diagnosis only. */
struct csr_subject {
	size_t count;
	struct {
		struct bytes oid;
		uint8_t tag;
		struct bytes value;
	} at[LIMIT_RDNS];
};

struct csr {
	struct bytes der;     /* all views borrow from this */
	struct bytes info;    /* CertificationRequestInfo, what is signed */
	struct bytes subject; /* Name */
	struct bytes signature;
	enum sig_alg sig_alg;
	struct key_facts key;
	struct csr_subject dn;
	struct raw_names names;			/* SAN, in order */
	char common_name[LIMIT_DN_VALUE_BYTES]; /* UTF-8; "" when none */
	size_t common_name_n;
	size_t common_names; /* how many the subject has, used or not */
	bool asks_ca;
	bool has_password; /* a challenge password: do not keep the request */
	uint16_t asks_key_usage; /* named bits, 0 when not asked */
	char made_on
		[LIMIT_DN_VALUE_BYTES]; /* Microsoft client info; shown form */
	char made_by_user[LIMIT_DN_VALUE_BYTES];
	char made_by_program[LIMIT_DN_VALUE_BYTES];
};

/*
 * Parses strictly: DER throughout, version 0, at most one extensionRequest
 * of each of the two kinds, no duplicate extension, at most LIMIT_NAMES names, key policy.
 * Everything wondered at is noted. A malformed subject is a note, not a
 * refusal. ret borrows from der.
 */
MUST_CHECK int csr_parse(struct bytes der, struct csr *ret, struct notes *notes,
			 struct err *err);

/*
 * The same for a diagnosis, never for issuing: where nothing but the key is
 * refused, ret is filled all the same (but for ret->key) and *ret_key says
 * why; else ret_key->code is ERR_NONE.
 */
MUST_CHECK int csr_examine(struct bytes der, struct csr *ret,
			   struct notes *notes, struct err *ret_key,
			   struct err *err);

/* Proof of possession. SHA-1 passes with a note (it proves possession and
 * nothing else); MD5 and weaker were refused by csr_parse. */
MUST_CHECK int csr_verify(const struct csr *csr, struct notes *notes,
			  struct err *err);

#endif
