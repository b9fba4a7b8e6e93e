/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* layer: mint */
/* Making certificates. Linked into sanca-signer and `sanca` (init) only. */
#ifndef SANCA_MINT_H
#define SANCA_MINT_H

#include "sanca/revocation.h"

/* ---- the CA key ------------------------------------------------------------ */

struct ca_key;

/* Loads a PKCS#8 PEM (passphrase NULL when it is not encrypted). The key must
 * be RSA 2048-4096, P-256 or P-384; others are refused with the reason. */
MUST_CHECK int ca_key_load(struct bytes pem, const char *passphrase,
			   struct ca_key **ret, struct err *err);
/* Opens "pkcs11:…"; the public key is taken from the certificate. Never tries
 * a PIN twice. slots: one object per signing thread, since one object
 * serialises. */
MUST_CHECK int ca_key_open(const char *url, const char *pin,
			   struct bytes certificate_spki, unsigned slots,
			   struct ca_key **ret, struct err *err);
void ca_key_free(struct ca_key **key);
/* Makes a key: "ec-p256", "ec-p384", "rsa-2048", "rsa-3072", "rsa-4096". */
MUST_CHECK int ca_key_generate(const char *kind, struct ca_key **ret,
			       struct err *err);
/* PKCS#8 PEM, encrypted (AES-256, PBES2) when passphrase is not NULL. */
MUST_CHECK int ca_key_export(const struct ca_key *key, const char *passphrase,
			     struct buf *ret_pem, struct err *err);
/* SubjectPublicKeyInfo, DER. */
MUST_CHECK int ca_key_spki(const struct ca_key *key, struct buf *ret,
			   struct err *err);
enum sig_alg ca_key_sig_alg(const struct ca_key *key);
bool ca_key_is_token(const struct ca_key *key);

/* The hash that a key of this kind signs: 32 octets, or 48 for P-384. */
#define CA_KEY_DIGEST_MAX 48
/*
 * The one signing call for everything the CA key signs, over the digest of what
 * is signed. slot numbers the calling thread. The signature is verified before
 * it is returned for RSA and tokens, and always when verify is true (a faulty
 * RSA-CRT signature gives the key away).
 */
MUST_CHECK int ca_key_sign_digest(struct ca_key *key, unsigned slot,
				  bool verify, struct bytes digest,
				  struct buf *ret_signature, struct err *err);
/* The same over octets: hashes them, then the call above. */
MUST_CHECK int ca_key_sign(struct ca_key *key, unsigned slot, bool verify,
			   struct bytes tbs, struct buf *ret_signature,
			   struct err *err);

/* ---- the log key (Ed25519) --------------------------------------------------- */

struct log_key;
MUST_CHECK int log_key_generate(struct log_key **ret, struct err *err);
MUST_CHECK int log_key_load(struct bytes pem, struct log_key **ret,
			    struct err *err);
MUST_CHECK int log_key_export(const struct log_key *key, struct buf *ret_pem,
			      struct err *err);
void log_key_free(struct log_key **key);
void log_key_public(const struct log_key *key, uint8_t ret[32]);
MUST_CHECK int log_key_sign(const struct log_key *key, struct bytes message,
			    uint8_t ret[64], struct err *err);

/* A PKCS#8 PEM of any kind, encrypted with from (NULL: not), as one that is
 * encrypted with to (AES-256, PBES2; NULL: not). */
MUST_CHECK int private_key_reseal(struct bytes pem, const char *from,
				  const char *to, struct buf *ret_pem,
				  struct err *err);

/* ---- certificates ---------------------------------------------------------------- */

/* All that goes into a TBSCertificate; nothing else does. */
struct tbs_fields {
	const struct issuer *issuer;
	const struct profile *profile;
	struct bytes serial; /* SERIAL_BYTES magnitude */
	int64_t not_before;
	int64_t not_after; /* the last valid second: RFC 5280 4.1.2.5 is inclusive */
	const struct key_facts *key;
	/* PROFILE_OCSP has none: NULL or empty. Its subject is the CA's common
	 * name (O) and "OCSP responder" (OU). */
	const struct names *names;
	const char *ca_issuers_url; /* NULL: not in the AIA */
	/* The next two stand in no certificate of PROFILE_OCSP. */
	const char *ocsp_url; /* NULL: not in the AIA */
	const char *crl_url;  /* NULL: no CDP */
};

/* Serial from the CSPRNG: SERIAL_BYTES octets, first one 0x01-0x7f.
 * serial_number_put() makes it one of a reservation. */
MUST_CHECK int serial_draw(uint8_t ret[SERIAL_BYTES], struct err *err);

/* The window: backdated, counted, never outliving the issuer nor beginning
 * before it. requested_s counts from not_before: not_after - not_before + 1
 * == requested_s, so backdating is inside. *ret_shortened says that the
 * issuer's end cut it. ERR_POLICY when nothing is left. */
MUST_CHECK int validity_window(const struct issuer *issuer, int64_t now,
			       int64_t backdate_s, int64_t requested_s,
			       int64_t *ret_not_before, int64_t *ret_not_after,
			       bool *ret_shortened, struct err *err);

/* Writes the TBSCertificate (RFC 5280 4.1) with our own DER writer. */
MUST_CHECK int tbs_build(const struct tbs_fields *fields, struct buf *ret,
			 struct err *err);

/*
 * Parses the bytes again, without looking at how they were made, and holds
 * them to everything the profile promises: issuer bytes, serial, window inside
 * the issuer's, key not one of ours (own_keys), exactly the profile's
 * extensions and criticality in order, CA:FALSE, KU/EKU, SAN exactly
 * `names`, CN rule, addresses, the issuer's name constraints, size.
 * ERR_INTERNAL names the rule that failed.
 */
MUST_CHECK int tbs_lint(struct bytes tbs, const struct tbs_fields *promised,
			int64_t now, struct err *err);

/* ---- CRLs (RFC 5280 5) ----------------------------------------------------------- */

struct crl_fields {
	const struct issuer *issuer;
	uint64_t number;
	int64_t this_update, next_update;
};
/* Octets that this entry takes in the list. */
size_t crl_entry_size(const struct crl_entry *entry);

/*
 * Writes a TBSCertList into a file, entry by entry: a full CRL without
 * issuingDistributionPoint, with authorityKeyIdentifier and cRLNumber. DER
 * wants lengths first, so the caller says beforehand how many octets the
 * entries will take (the sum of crl_entry_size()). Memory does not grow with
 * the list.
 */
struct crl_writer;
MUST_CHECK int crl_writer_new(const struct crl_fields *fields,
			      uint64_t entries_bytes, int fd,
			      struct crl_writer **ret, struct err *err);
void crl_writer_free(struct crl_writer **writer);
MUST_CHECK int crl_writer_add(struct crl_writer *writer,
			      const struct crl_entry *entry, struct err *err);
/* What was written, once it is whole and synced. */
struct crl_written {
	uint64_t bytes, entries;
	uint8_t sha256[32];		   /* of the TBSCertList, for the log */
	uint8_t digest[CA_KEY_DIGEST_MAX]; /* what the CA key signs */
	size_t digest_n;
};
/* ERR_INTERNAL when the entries took other octets than announced. */
MUST_CHECK int crl_writer_end(struct crl_writer *writer,
			      struct crl_written *ret, struct err *err);
/* CertificateList { the TBS in tbs_fd, algorithm, signature } into out_fd, which
 * is synced. issuer says the algorithm, and its key must verify the signature
 * over what was copied: ERR_CORRUPT, and out_fd is of no use. */
MUST_CHECK int crl_assemble(const struct issuer *issuer, int tbs_fd,
			    uint64_t tbs_bytes, struct bytes signature,
			    int out_fd, struct err *err);

/* ---- OCSP responses (RFC 6960 4.2) ------------------------------------------------ */

enum ocsp_cert_status { OCSP_GOOD, OCSP_REVOKED, OCSP_UNKNOWN };
struct ocsp_single {
	struct bytes cert_id; /* DER, as it was asked */
	enum ocsp_cert_status status;
	int64_t revoked_at;
	unsigned reason;
};
struct ocsp_fields {
	const struct ocsp_single *singles;
	size_t count;
	int64_t produced_at, this_update, next_update;
	struct bytes nonce;	  /* n = 0: none */
	struct bytes certificate; /* of the responder: goes into the answer */
};
/* A whole OCSPResponse, signed by the responder's key, which is the one of
 * certificate: the caller has seen to that. responderID is byKey. slot as in
 * ca_key_sign(). Appends to ret. */
MUST_CHECK int ocsp_response_write(const struct ocsp_fields *fields,
				   struct ca_key *key, unsigned slot,
				   struct buf *ret, struct err *err);

/* ---- signed files -------------------------------------------------------------------- */

/* content in a CMS SignedData (RFC 5652), with the certificate of the key and
 * chain, DER after DER. The key is one of ca_key_generate(), made for this and
 * forgotten after it; a CA key is refused. Appends to ret. */
MUST_CHECK int signed_data_write(struct ca_key *key, struct bytes certificate,
				 struct bytes chain, struct bytes content,
				 struct buf *ret, struct err *err);

/* ---- roots -------------------------------------------------------------------------- */

struct root_fields {
	const char *common_name;
	const char *organization; /* NULL: none */
	int64_t not_before;
	int64_t not_after;
	const struct constraints *constraints; /* NULL: none */
};

/* A self-signed root as CLIENTS section 0 says; basicConstraints CA:TRUE
 * pathLen 0, keyCertSign and cRLSign, SKI, no AKI, no EKU. */
MUST_CHECK int root_create(const struct root_fields *fields, struct ca_key *key,
			   struct buf *ret_der, struct err *err);

#endif
