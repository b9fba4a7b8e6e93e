/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* A CA, subjects and names for the tests of the mint layer. */
#ifndef TESTS_MINT_FIXTURE_H
#define TESTS_MINT_FIXTURE_H

#include "sanca/mint.h"

/* 2026-11-22T20:00:00Z, and the root of the fixtures lasts ten years. */
#define NOW INT64_C(1795377600)
#define DAY INT64_C(86400)

struct made_ca {
	struct ca_key *key;
	struct issuer *issuer;
};

struct subject {
	struct ca_key *key;
	struct buf spki;
	struct key_facts facts;
};

/* All of these print why and end the test program when they fail. */
void fixture_ca(const char *kind, const struct root_fields *fields,
		struct made_ca *ret);
void fixture_plain_ca(const char *kind, struct made_ca *ret);
void made_ca_free(struct made_ca *ca);
void fixture_subject(const char *kind, struct subject *ret);
void subject_free(struct subject *s);

void names_add(struct names *names, enum name_type type, const void *v,
	       size_t n);
void names_add_dns(struct names *names, const char *text);
void constraints_add(struct constraints *c, bool excluded, enum name_type type,
		     const void *v, size_t n);

/* Fields that lint accepts: profile server, 90 days from an hour before NOW,
 * a fixed serial. */
struct tbs_fields fixture_fields(const struct made_ca *ca,
				 const struct subject *subject,
				 const struct names *names);
/* Builds, signs and assembles, without lint. */
void fixture_leaf(const struct made_ca *ca, const struct tbs_fields *fields,
		  struct buf *ret_der);

#endif
