/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Who administers: the control socket, or somebody at the console. */
#ifndef SANCA_SIGNER_ADMINISTRATOR_H
#define SANCA_SIGNER_ADMINISTRATOR_H

#include "link.h"
#include "who.h"

struct administrator {
	bool is_local; /* the control socket: no caller */
	struct caller caller;
	char who[WHO_BYTES];
};

/* On the control socket whoever may use it, as "uid 0": the kernel told us, not
 * the peer. From the front a session with this right. */
MUST_CHECK int administrator_find(struct signer *s, const struct link *l,
				  struct bytes credential, struct bytes peer,
				  enum right right, struct administrator *ret,
				  struct err *err);
/* The same, with the password shown lately. */
MUST_CHECK int administrator_confirmed(struct signer *s, const struct link *l,
				       struct bytes credential,
				       struct bytes peer,
				       struct administrator *ret,
				       struct err *err);

/* Within a transaction, before and after a change: once somebody can sign in and
 * administer, there is always one, and one whose account never expires
 * (E28). */
struct administrators {
	uint64_t able, lasting;
};
MUST_CHECK int administrators_count(struct signer *s, int64_t now,
				    struct administrators *ret,
				    struct err *err);
MUST_CHECK int administrators_check(struct signer *s, int64_t now,
				    const struct administrators *before,
				    struct err *err);

#endif
