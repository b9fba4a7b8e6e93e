/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Revocations that the database has forgotten, taken from the CRL that is out. */
#include "block.h"

#include "sanca/files.h"
#include "sanca/logline.h"
#include "sanca/serial.h"

#include <inttypes.h>
#include <string.h>

struct bringing {
	struct signer *s;
	int64_t now;
	uint64_t again, unknown;
};

#define WHO "the CRL that was out"

static int
log_again(struct signer *s, struct store_revocation *row, int64_t now,
	  struct err *err)
{
	CLEANUP(buf_free) struct buf body = { 0 };
	const struct log_revoke entry = {
		.reservation = row->reservation,
		.serial = row->serial,
		.revoked_at = row->revoked_at,
		.not_after = row->not_after,
		.reason = row->reason,
		.who = bytes_of_text(WHO),
		.door = DOOR_INTERNAL,
	};

	log_body_revoke(&entry, &body);
	if (buf_check(&body, err) != 0 ||
	    log_append(s->log, LOG_REVOKE, now, buf_bytes(&body),
		       &row->log_index, err) != 0)
		return -1;
	return store_revocation_set(s->store, row, err);
}

/* ERR_NOT_FOUND: it was issued after the backup was made. */
static int
find_row(struct bringing *b, const struct crl_entry *entry,
	 struct store_revocation *ret, uint8_t ret_spki[32], struct err *err)
{
	struct store_reservation row = { 0 };
	uint64_t number = 0;

	if (log_find(b->s->store, STORE_BY_SERIAL, entry->serial, &number,
		     err) != 0 ||
	    store_reservation_get(b->s->store, number, &row, err) != 0)
		return -1;
	if (row.spki_sha256.n != 32)
		return err_set(err, ERR_CORRUPT, "reservation %ju: its key",
			       (uintmax_t)number);
	memcpy(ret_spki, row.spki_sha256.p, 32);
	*ret = (struct store_revocation){
		.reservation = number,
		.serial = entry->serial,
		.not_after = row.not_after,
		.revoked_at = entry->revoked_at,
		.reason = entry->reason,
	};
	return 0;
}

static int
bring_one(struct bringing *b, const struct crl_entry *entry, struct err *err)
{
	struct store_revocation row, present = { 0 };
	uint8_t spki[32];
	int now = -1;
	struct err none;

	if (find_row(b, entry, &row, spki, err) != 0) {
		b->unknown += err->code == ERR_NOT_FOUND;
		return err->code == ERR_NOT_FOUND ? 0 : -1;
	}
	if (store_revocation_get(b->s->store, row.reservation, &present, err) ==
	    0)
		now = (int)present.reason;
	else if (err->code != ERR_NOT_FOUND)
		return -1;
	if (revocation_check(now, row.reason, &none) != 0)
		return 0;
	if (now >= 0 && now != REASON_REMOVE_FROM_CRL)
		row.revoked_at = present.revoked_at;
	b->again++;
	if (row.reason == REASON_KEY_COMPROMISE &&
	    key_block_compromised(b->s, BYTES_OF(spki), bytes_of_text(WHO),
				  b->now, err) != 0)
		return -1;
	return log_again(b->s, &row, b->now, err);
}

static void
say(const struct bringing *b)
{
	if (b->again > 0)
		logline(LOGLINE_WARNING,
			"%" PRIu64 " revocations that the database did not "
			"know any more were taken from the CRL that is out",
			b->again);
	if (b->unknown > 0)
		logline(LOGLINE_ERROR,
			"ALARM: %" PRIu64 " revoked certificates are not in "
			"this older database at all: they leave the CRL",
			b->unknown);
}

int
crl_bring_back(struct signer *s, int64_t now, struct err *err)
{
	CLEANUP(file_unmap) struct bytes file = { 0 };
	struct bringing b = { .s = s, .now = now };
	struct crl_entry entry;
	struct crl crl;
	struct err none;

	if (crl_read_published(s, &crl, &file, &none) != 0) {
		logline_err(LOGLINE_WARNING, &none,
			    "nothing is brought back from the CRL that is out");
		return 0;
	}
	while (crl_next(&crl, &entry, err) == 0)
		if (bring_one(&b, &entry, err) != 0)
			return -1;
	if (err->code != ERR_NOT_FOUND)
		return -1;
	say(&b);
	return 0;
}
