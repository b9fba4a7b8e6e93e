/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* A request for a certificate on its way, and the batch it travels in. */
#ifndef SANCA_SIGNER_REQUEST_H
#define SANCA_SIGNER_REQUEST_H

#include "link.h"
#include "who.h"

#include "sanca/mint.h"
#include "sanca/store.h"

/* In this order, or refused on the way. */
enum request_state {
	REQUEST_TAKEN,	  /* received, nothing known */
	REQUEST_ADMITTED, /* who asks, and by which policy */
	REQUEST_PREPARED, /* decided, built and linted */
	REQUEST_PENDS,	  /* a person is to decide; not yet on disk */
	REQUEST_PENDED,	  /* on disk, may be answered */
	REQUEST_RESERVED, /* on disk, unsigned */
	REQUEST_SIGNED,
	REQUEST_UNSIGNED, /* the key did not sign: to be void */
	REQUEST_LOGGED,	  /* on disk, may be answered */
	REQUEST_REPEATED, /* has the certificate of an earlier request */
	REQUEST_REFUSED,
	REQUEST_DONE, /* answered */
};

/* What the signer asks of itself. */
enum own_request { OWN_NONE, OWN_PROFILE, OWN_RESPONDER };

struct request {
	enum request_state state;
	enum own_request own;
	struct link *link; /* NULL: the signer itself */
	uint64_t link_number;
	struct buf record; /* what msg borrows from */
	struct msg msg;
	/* The request, also where msg is another: what is issued. */
	struct msg_issue ask;
	struct buf kept; /* what ask borrows from, when it is from the store */
	uint64_t approves; /* the number of what waited; 0: nothing did */
	uint64_t order;	   /* of ACME; 0: it is of none */
	uint64_t account;  /* whose */
	uint64_t replaces; /* the reservation that is renewed; 0: none is */
	/* Of an approval: who, from where. */
	char decider[WHO_BYTES];

	/* admitted */
	struct store_requester who;
	const struct policy *policy;   /* until prepared: the settings may go */
	const struct policy *approval; /* likewise; NULL: nothing waits */
	bool may_only_ask; /* what the policy allows waits for a person */
	bool may_approve;  /* what waits is approved by who asks */
	char policy_name[LIMIT_LABEL_BYTES + 1];
	uint8_t policy_digest[32];
	uint8_t approval_digest[32];
	uint8_t request_digest[32];
	uint8_t tls_idempotency[32];

	/* prepared */
	const struct profile *profile;
	struct names names;
	struct buf granted; /* names_encode() of them */
	struct key_facts key;
	uint8_t serial[SERIAL_BYTES];
	int64_t not_before, not_after;
	bool shortened;
	struct buf tbs;
	uint8_t csr_sha256[32];

	/* reserved, signed, logged */
	uint64_t reservation;
	uint64_t generation;
	int64_t reserved_at;
	bool key_seen;
	struct buf signature;
	struct buf certificate;
	uint8_t sha256[32];
	uint8_t sha1[20];
	uint64_t log_index;

	/* waiting */
	uint64_t pending; /* its number; 0: it does not wait */
	int64_t pending_ends;
	struct err why; /* its text */

	/* refused */
	struct err err;
	uint32_t retry_after_s;
	bool own_key;	       /* somebody wants our own key certified */
	struct buf violations; /* violations_encode() */
};

struct batch {
	size_t count;
	struct request at[LIMIT_BATCH];
	int64_t now; /* one time for all of it */
};

/* Forgets the request, keeps the memory. */
void request_reset(struct request *r);
/* The request ends here. */
void request_refuse(struct request *r, const struct err *err);
void batch_free(struct batch **batch);
/* Puts them into out, as far as they fit a message; ERR_POLICY with the first. */
MUST_CHECK int violations_refuse(struct violations *v, struct buf *out,
				 struct err *err);
/* How many stand at this state. */
size_t batch_count(const struct batch *b, enum request_state state);

#endif
