/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Keys that are never certified again. */
#include "block.h"

#include "sanca/text.h"

int
key_block(struct signer *s, struct bytes spki_sha256, struct bytes who,
	  struct bytes reason, int64_t now, struct err *err)
{
	CLEANUP(buf_free) struct buf body = { 0 };
	char hex[65];
	uint64_t index = 0;

	hex_encode(spki_sha256, hex);
	const struct log_detail details[] = {
		{ "spki_sha256", bytes_of_text(hex) },
		{ "reason", reason },
	};
	log_body_administration("key-blocked", who, details,
				ARRAY_SIZE(details), &body);
	if (buf_check(&body, err) != 0 ||
	    log_append(s->log, LOG_ADMINISTRATION, now, buf_bytes(&body),
		       &index, err) != 0)
		return -1;
	return store_key_block(s->store, spki_sha256, now, reason, index, err);
}

int
key_block_compromised(struct signer *s, struct bytes spki_sha256,
		      struct bytes who, int64_t now, struct err *err)
{
	if (store_key_blocked(s->store, spki_sha256, err) == 0)
		return 0;
	if (err->code != ERR_NOT_FOUND)
		return -1;
	return key_block(s, spki_sha256, who,
			 bytes_of_text("revoked for keyCompromise"), now, err);
}
