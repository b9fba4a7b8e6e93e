/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* The extensions that we write, each one as a whole Extension value. */
#ifndef MINT_TBS_EXTENSIONS_H
#define MINT_TBS_EXTENSIONS_H

#include "sanca/mint.h"

#include "sanca/der_write.h"

/*
 * The order in the certificate is fixed, so that two certificates for the
 * same fields are the same bytes but for serial and time:
 *
 *	leaf                                 root
 *	basicConstraints        critical     basicConstraints        critical
 *	keyUsage                critical     keyUsage                critical
 *	extKeyUsage                          subjectKeyIdentifier
 *	subjectKeyIdentifier                 nameConstraints         critical,
 *	authorityKeyIdentifier                                       when given
 *	subjectAltName          critical when the subject is empty
 *	cRLDistributionPoints   when a URL is given
 *	authorityInfoAccess     when a URL is given
 *
 * The OCSP responder has ocsp-nocheck in place of subjectAltName and
 * cRLDistributionPoints: it cannot be revoked.
 *
 * The writer goes backwards: the last one is put first.
 */

/* KeyUsage bits of RFC 5280 4.2.1.3 as derw_named_bits() takes them. */
enum key_usage_bit {
	KU_DIGITAL_SIGNATURE = 0x8000,
	KU_KEY_ENCIPHERMENT = 0x2000,
	KU_KEY_CERT_SIGN = 0x0400,
	KU_CRL_SIGN = 0x0200,
};

void ext_basic_constraints_leaf(struct derw *w);
/* CA:TRUE with pathLenConstraint 0: it signs leaves only. */
void ext_basic_constraints_root(struct derw *w);
void ext_key_usage(struct derw *w, uint16_t bits);
void ext_extended_key_usage(struct derw *w, const struct profile *profile);
void ext_subject_key_id(struct derw *w, struct bytes key_id);
void ext_authority_key_id(struct derw *w, struct bytes key_id);
void ext_subject_alt_name(struct derw *w, const struct names *names,
			  bool critical);
/* The address of the CRL, as the only fullName of one point. */
void ext_crl_distribution_points(struct derw *w, const char *url);
/* OCSP first; either may be NULL, not both. */
void ext_authority_info_access(struct derw *w, const char *ocsp_url,
			       const char *ca_issuers_url);
void ext_ocsp_nocheck(struct derw *w);
void ext_name_constraints(struct derw *w,
			  const struct constraints *constraints);
/* Of CRLs and their entries (RFC 5280 5.2.3, 5.3.1), and of OCSP answers. */
void ext_crl_number(struct derw *w, uint64_t number);
void ext_reason(struct derw *w, unsigned reason);
void ext_ocsp_nonce(struct derw *w, struct bytes nonce);

#endif
