/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* A request file, read and decided as the policy says: check and issue. */
#ifndef SANCA_CLI_REQUEST_H
#define SANCA_CLI_REQUEST_H

#include "cli.h"
#include "sanca/certificate.h"
#include "sanca/csr.h"

struct request {
	struct buf der;
	struct csr csr;
	const struct policy *policy;   /* borrowed */
	const struct policy *approval; /* borrowed; NULL: there is none */
	struct names requested;	       /* of the request itself */
	struct names names;	       /* --names, else the same */
	struct notes notes;
	struct policy_verdict verdict; /* its violations: all there are */
	struct policy_verdict by_approval;
	struct err refusal; /* why it cannot be used at all, if so */
	bool is_read;	    /* names and verdict are there */
	/* Of who may not only ask. */
	enum policy_outcome outcome;
};

/* Reads FILE or stdin, parses, proves possession, and decides by the policy
 * (--policy), its approval-policy and the CA's constraints. A policy that says
 * no is no error. */
MUST_CHECK int request_read(const struct cli *cli, const struct conf *conf,
			    const struct issuer *issuer, struct request **ret,
			    struct err *err);
/* The same for a diagnosis: a request that cannot be used is no error either,
 * but r->refusal, with what was read of it. */
MUST_CHECK int request_examine(const struct cli *cli, const struct conf *conf,
			       const struct issuer *issuer,
			       struct request **ret, struct err *err);
void request_free(struct request **request);
/* Names written as "a,b,10.0.0.5" or as words, in normal form; what cannot be
 * a name adds a violation. */
MUST_CHECK int names_from_words(const char *const *words, size_t count,
				const struct names_rules *rules,
				struct names *ret, struct notes *notes,
				struct violations *violations, struct err *err);

#endif
