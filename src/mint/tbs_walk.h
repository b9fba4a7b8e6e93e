/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* A TBSCertificate taken apart for lint: raw values, nothing interpreted. */
#ifndef MINT_TBS_WALK_H
#define MINT_TBS_WALK_H

#include "sanca/der_read.h"

/* We write at most eight; one more is enough to say that there are others. */
#define WALK_EXTENSIONS 9

struct walk_extension {
	struct bytes oid;
	bool critical;
	struct bytes value; /* contents of extnValue */
};

struct tbs_walk {
	struct bytes version;	/* contents of [0] */
	struct bytes serial;	/* contents of the INTEGER */
	struct bytes algorithm; /* from here on: whole values */
	struct bytes issuer;
	struct der_tlv not_before, not_after;
	struct bytes subject;
	struct bytes spki;
	size_t extension_count; /* also those beyond the array */
	struct walk_extension extensions[WALK_EXTENSIONS];
};

/* Follows RFC 5280 4.1 exactly: all ten fields but the unique identifiers, in
 * order, and nothing else. */
MUST_CHECK int tbs_walk(struct bytes tbs, struct tbs_walk *ret,
			struct err *err);

/* The value of an extension, or n = 0. */
struct bytes walk_find(const struct tbs_walk *walk, struct bytes oid);

struct walk_promise {
	struct bytes oid;
	bool critical;
};
/* The extensions are exactly these, in this order and criticality. */
MUST_CHECK int walk_check_extensions(const struct tbs_walk *walk,
				     const struct walk_promise *promised,
				     size_t count, struct err *err);
/* Version v3, and the serial as it was drawn: positive, SERIAL_BYTES, DER. */
MUST_CHECK int walk_check_version(const struct tbs_walk *walk, struct err *err);
MUST_CHECK int walk_check_serial_form(const struct tbs_walk *walk,
				      struct err *err);
/* UTCTime to 2049, GeneralizedTime from 2050, and exactly these times. */
MUST_CHECK int walk_check_times(const struct tbs_walk *walk, int64_t not_before,
				int64_t not_after, struct err *err);
/* The SHA-1 of the BIT STRING in this SubjectPublicKeyInfo. */
MUST_CHECK int walk_key_id(struct bytes spki, uint8_t ret[20], struct err *err);
/* AlgorithmIdentifier names the algorithm that a CA key like this must use. */
MUST_CHECK int walk_check_algorithm(const struct tbs_walk *walk,
				    struct bytes ca_spki, struct err *err);
bool walk_is_rsa(struct bytes spki);

#endif
