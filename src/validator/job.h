/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* One validation: what is looked at, by which rules, until when. */
#ifndef SANCA_VALIDATOR_JOB_H
#define SANCA_VALIDATOR_JOB_H

#include "sanca/acme.h"
#include "sanca/conf_acme.h"
#include "sanca/names.h"

/* Settings that jobs share: freed with the last one that has them. */
struct rules;
MUST_CHECK int rules_new(const struct conf *conf, struct rules **ret,
			 struct err *err);
struct rules *rules_share(struct rules *rules);
void rules_free(struct rules **rules);
/* Each has another one. */
uint64_t rules_number(const struct rules *rules);
const struct conf_acme *rules_acme(const struct rules *rules);

struct tools;

struct job {
	uint64_t ticket;
	uint64_t link; /* of the signer that asked */
	enum acme_method method;
	struct name name;
	char token[ACME_TOKEN_CHARS + 1];
	char key_authorization[ACME_KEY_AUTHORIZATION_CHARS + 1];
	struct rules *rules;
	const struct conf_acme *acme; /* the same, read */
	struct tools *tools;	      /* of the thread that looks */
	int64_t deadline_ms;
	char address[64]; /* that was connected to or asked last */
};

/* What is left of the job's time; 0: nothing. */
int job_left_ms(const struct job *job);

/* The three methods, each 0 when the name answers as it must, or -1: the code is
 * CONNECTION, DNS, TLS, INCORRECT_RESPONSE, or another for a fault of our own. */
MUST_CHECK int http_validate(struct job *job, struct err *err);
MUST_CHECK int dns_validate(struct job *job, struct err *err);
MUST_CHECK int alpn_validate(struct job *job, struct err *err);

/* One of them, when the method is one for such a name. */
MUST_CHECK int job_run(struct job *job, struct err *err);

#endif
