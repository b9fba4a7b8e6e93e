/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* A client certificate that was shown to the front: the one of ours that it is. */
#ifndef SANCA_SIGNER_PRESENTED_H
#define SANCA_SIGNER_PRESENTED_H

#include "sanca/names.h"
#include "sanca/policy.h"
#include "sanca/store.h"

struct presented {
	uint64_t reservation;
	uint64_t requester;
	const struct profile *profile;
	int64_t not_after;
	struct names names;
};

/* Issued here, not revoked nor on hold, within its validity (E09, E12, E13);
 * ERR_NOT_FOUND otherwise. sha256: of its DER. */
MUST_CHECK int presented_find(struct store *store, const uint8_t sha256[32],
			      int64_t now, struct presented *ret,
			      struct err *err);
/* Does exactly one of its names read so? Whole, never the CN (E11). */
bool presented_has_name(const struct presented *p, const char *name);

#endif
