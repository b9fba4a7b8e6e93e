/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* One generation of settings, with all that the signer derives from it. */
#ifndef SANCA_SIGNER_CONFIGURATION_H
#define SANCA_SIGNER_CONFIGURATION_H

#include "sanca/conf.h"

#include <sys/types.h>

/* What a certificate of the CA's own may be. */
struct own_certificate {
	struct policy policy;
	struct policy_rule rules[LIMIT_NAMES];
	uint8_t policy_digest[32];
	struct buf names; /* names_encode(); empty: there is none */
	struct err fault; /* why there is none for the profile */
};

struct configuration {
	uint64_t generation;
	struct conf *conf;
	uint8_t digest[32];	       /* SHA-256 of the bytes of sanca.conf */
	uint8_t (*policy_digests)[32]; /* in the order of conf->policies */

	struct own_certificate own[CONF_OWN_COUNT]; /* by enum conf_own */

	/* the control socket */
	bool has_front_uid;
	uid_t front_uid;
	bool has_control_group;
	gid_t control_gid;

	/* What certificates say of the CA; "": they do not. */
	char ca_issuers_url[LIMIT_URL_BYTES + 64];
	char crl_url[LIMIT_URL_BYTES + 64];
	char ocsp_url[LIMIT_URL_BYTES + 64];
};

/* Parses the bytes of sanca.conf; issuer_id goes into the addresses. */
MUST_CHECK int configuration_new(struct bytes text, uint64_t generation,
				 const char *dir, const char *issuer_id,
				 struct configuration **ret, struct err *err);
void configuration_free(struct configuration **c);

/* The policy of that name with its digest; NULL when there is none. */
const struct policy *configuration_policy(const struct configuration *c,
					  struct bytes name,
					  const uint8_t **ret_digest);
/* Names in normal form, in the order of the settings, and their policy. */
MUST_CHECK int own_prepare(const struct conf *conf, enum conf_own which,
			   struct own_certificate *ret, struct err *err);
/* SHA-256 of what decides. */
MUST_CHECK int policy_digest(const struct policy *policy, uint8_t ret[32],
			     struct err *err);

#endif
