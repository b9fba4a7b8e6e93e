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
 *	authorityInfoAccess     when a URL is given
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
void ext_ca_issuers(struct derw *w, const char *url);
void ext_name_constraints(struct derw *w,
			  const struct constraints *constraints);

#endif
