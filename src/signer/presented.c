/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* A client certificate that was shown to the front. */
#include "presented.h"

#include "sanca/issuance_log.h"

#include <inttypes.h>

static int
refuse(struct err *err)
{
	return err_set(err, ERR_NOT_FOUND,
		       "this certificate is not one that counts here");
}

static int
check_standing(struct store *store, uint64_t reservation, struct err *err)
{
	struct store_standing standing = { 0 };

	if (store_standing_get(store, reservation, &standing, err) != 0)
		return -1;
	return standing.is_issued && !standing.is_void && !standing.is_revoked
		       ? 0
		       : refuse(err);
}

int
presented_find(struct store *store, const uint8_t sha256[32], int64_t now,
	       struct presented *ret, struct err *err)
{
	struct store_reservation row = { 0 };
	uint64_t id = 0;

	if (store_certificate_find(store, STORE_BY_SHA256,
				   (struct bytes){ sha256, 32 }, &id,
				   err) != 0 ||
	    check_standing(store, id, err) != 0 ||
	    store_reservation_get(store, id, &row, err) != 0)
		return -1;
	if (now < row.not_before || now > row.not_after)
		return refuse(err);
	ret->reservation = id;
	ret->requester = row.requester;
	ret->profile = profile_get((enum profile_code)row.profile);
	ret->not_after = row.not_after;
	if (ret->profile == NULL)
		return err_set(err, ERR_CORRUPT,
			       "reservation %" PRIu64 ": its profile", id);
	return names_decode(row.names, &ret->names, err);
}

/* Names of two types may read the same: then nobody knows which one is meant. */
bool
presented_has_name(const struct presented *p, const char *name)
{
	size_t found = 0;

	for (size_t i = 0; i < p->names.count; i++) {
		CLEANUP(buf_free) struct buf shown = { 0 };

		name_show(&p->names.at[i], &shown);
		found += bytes_is_text(buf_bytes(&shown), name);
	}
	return found == 1;
}
