/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* One certificate in each of its forms. */
#ifndef SANCA_FRONT_CERTIFICATE_OUT_H
#define SANCA_FRONT_CERTIFICATE_OUT_H

#include "accept.h"
#include "reply.h"

/* What is said of a certificate; views. */
struct certificate_out {
	const char *state; /* "issued", … */
	struct bytes serial, der;
	const struct names *names;
	int64_t not_before, not_after;
	int64_t revoked_at; /* 0: it is not revoked, nor on hold */
	unsigned reason;
	bool has_private; /* what only its owner may see */
	struct bytes requester, policy, profile;
	const struct notes *notes; /* of issuing */
	struct bytes diagnosis;	   /* stored notes, JSON; n = 0: none */
	struct bytes csr;
	struct bytes peer;
	bool has_log;
	uint64_t log_index;
	struct bytes log_head; /* n = 0: none */
};

/* Writes it in one form. */
MUST_CHECK int certificate_out_write(const struct certificate_out *c,
				     enum form form, const struct live *live,
				     struct buf *out, struct err *err);
/* filename="SERIAL.ext" as Content-Disposition; out has room for 96. */
void disposition_write(struct bytes serial, enum form form, char *out);

#endif
