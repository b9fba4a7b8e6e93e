/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* A certificate request under way: what was read and what was thought of it. */
#ifndef SANCA_FRONT_WORK_H
#define SANCA_FRONT_WORK_H

#include "sanca/certificate.h"
#include "sanca/conf.h"
#include "sanca/csr.h"

/* What JSON may say beside the request. */
struct wishes {
	char profile[17];
	int64_t lifetime_s;
	/* Who asks, in his own words: for the person who decides. */
	char contact[LIMIT_CONTACT_BYTES + 1];
	bool has_names;
	size_t name_count;
	char name[LIMIT_NAMES][LIMIT_NAME_BYTES + 1];
	uint8_t address[LIMIT_NAMES][16];
	struct raw_names names; /* borrow from name and address */
};

/* Large: kept and used again. Only what is counted is ever cleared. */
struct work {
	struct work *next;
	struct buf body;
	struct buf csr_text; /* of JSON */
	struct buf der;
	bool is_read;
	struct csr csr;
	struct err key; /* why the key is refused; the rest of csr was read */
	struct err exposed; /* the refusal, while the signer blocks the key */
	uint8_t exposed_hash[32];
	struct wishes wishes;
	struct notes notes_read; /* of reading and parsing */
	struct notes notes;	 /* of all */
	struct names names;
	struct violations prepare; /* by index in what was asked */
	struct policy_verdict verdict;
	struct violations constraints;
	struct violations odd; /* names that differ from those of the order */
	struct violations signer; /* of REFUSED */
	/* What is wanted of the policies; what they say. */
	struct policy_verdict approval;
	enum policy_outcome outcome;
	bool allowed; /* issued at once */
	struct buf names_wire, requested_wire, diagnosis;
	uint8_t idempotency[32];
	bool has_idempotency;
	char status_secret[44]; /* of the address of a request that waits */
	uint8_t status_hash[32];
};

struct work *work_take(void); /* NULL for lack of memory */
void work_give(struct work *w);
/* For ISSUE: fills names_wire, requested_wire and diagnosis. */
void work_encode(struct work *w);

/* body is JSON: exactly the fields that are known. Fills csr_text and wishes.
 * ERR_MALFORMED. */
MUST_CHECK int json_body_read(struct bytes body, struct buf *ret_csr,
			      struct wishes *ret, struct err *err);
/* By its first octet that is no space. */
bool json_body_is(struct bytes body);
/* "mail" and "90d" as a query has them. */
MUST_CHECK int wishes_lifetime(const char *text, struct wishes *w,
			       struct err *err);

/* One line: who asks, or how he is reached. ERR_MALFORMED. */
MUST_CHECK int wishes_contact(struct bytes text, struct wishes *w,
			      struct err *err);

/* Body to a proven request. Once per request. Where nothing but the key is
 * refused, w->key holds the error too, and work_judge() may be called for the
 * rest of the verdict. */
MUST_CHECK int work_read(struct work *w, struct err *err);
/* Who asks, and by what it is judged. */
struct judges {
	const struct policy *policy;
	const struct policy *approval; /* NULL: nothing waits */
	bool may_only_ask;
	const char *requester;
	enum door door;
};
/* The first opinion, by these settings; may be called again with others. -1
 * only when no opinion can be had. */
MUST_CHECK int work_judge(struct work *w, const struct judges *by,
			  const struct issuer *issuer, struct err *err);

#endif
