/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* The first user of each subject key. */
#ifndef STORE_KEYS_H
#define STORE_KEYS_H

#include "lookup.h"

/* Does nothing when the key is known. */
MUST_CHECK int key_add(struct store *s, struct bytes spki_sha256,
		       uint64_t requester, uint64_t reservation,
		       struct err *err);
MUST_CHECK int key_first(struct store *s, struct bytes spki_sha256,
			 uint64_t *ret_requester, uint64_t *ret_reservation,
			 struct err *err);

#endif
