/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* The database of a new CA with the first entries of its log. */
#include "init.h"
#include "sanca/clock.h"
#include "sanca/ipc.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* The settings that init wrote; the signer counts from 1. */
#define INIT_GENERATION 1

static int
sign(void *ctx, struct bytes message, uint8_t ret[64], struct err *err)
{
	return log_key_sign(ctx, message, ret, err);
}

static int
add_rows(const struct plan *plan, struct store *store, struct err *err)
{
	char origin[64];
	uint8_t serial_secret[SERIAL_SECRET_BYTES];
	uint64_t id = 0;
	struct store_issuer row = {
		.certificate = buf_bytes(&plan->issuer->der),
		.chain = buf_bytes(&plan->issuer->chain),
		.created_at = plan->now,
	};

	memcpy(row.tag, plan->issuer->id, sizeof(row.tag));
	sha256(plan->issuer->key.spki, row.spki_sha256);
	snprintf(origin, sizeof(origin), "sanca/%s", plan->issuer->id);
	if (store_issuer_add(store, &row, &id, err) < 0)
		return -1;
	if (random_bytes(serial_secret, sizeof(serial_secret), err) < 0)
		return -1;
	return store_state_set(store, plan->log_public, origin, serial_secret,
			       err);
}

/* By it the first administrator comes to the console. */
static int
add_link(const struct plan *plan, struct store *store, struct issuance_log *log,
	 struct err *err)
{
	CLEANUP(buf_free) struct buf body = { 0 };
	struct store_link row = { .kind = LINK_CONSOLE,
				  .created_at = plan->now,
				  .expires_at =
					  plan->now + LIMIT_CONSOLE_LINK_S };
	char number[24], end[24];
	uint64_t id = 0;
	uint64_t index = 0;

	sha256_to_keep(plan->link.hash, row.hash);
	if (store_link_add(store, &row, &id, err) < 0)
		return -1;
	snprintf(number, sizeof(number), "%" PRIu64, id);
	snprintf(end, sizeof(end), "%" PRId64, row.expires_at);
	const struct log_detail details[] = {
		{ "link", bytes_of_text(number) },
		{ "kind", bytes_of_text("console") },
		{ "requester", { NULL, 0 } },
		{ "expires", bytes_of_text(end) },
	};
	log_body_administration("link-new", bytes_of_text("sanca init"),
				details, ARRAY_SIZE(details), &body);
	if (buf_check(&body, err) < 0)
		return -1;
	return log_append(log, LOG_ADMINISTRATION, plan->now, buf_bytes(&body),
			  &index, err);
}

/* The digest of each policy, one after the other in their order. */
static int
policy_digests(const struct conf *conf, struct buf *out, struct err *err)
{
	for (size_t i = 0; i < conf->policy_count; i++) {
		CLEANUP(buf_free) struct buf text = { 0 };
		uint8_t digest[32];

		policy_canonical(&conf->policies[i], &text);
		if (buf_check(&text, err) < 0)
			return -1;
		sha256(buf_bytes(&text), digest);
		buf_append(out, digest, sizeof(digest));
	}
	return buf_check(out, err);
}

static int
add_entries(const struct plan *plan, const struct first_crl *crl,
	    struct store *store, struct issuance_log *log, struct err *err)
{
	CLEANUP(buf_free) struct buf first = { 0 };
	CLEANUP(buf_free) struct buf second = { 0 };
	CLEANUP(buf_free) struct buf digests = { 0 };
	uint8_t digest[32];
	uint64_t index = 0;

	sha256(buf_bytes(&plan->conf_text), digest);
	if (policy_digests(plan->conf, &digests, err) < 0)
		return -1;
	log_body_init(bytes_of_text(plan->issuer->common_name),
		      BYTES_OF(plan->issuer->sha256),
		      BYTES_OF(plan->log_public), &first);
	log_body_configuration(INIT_GENERATION, BYTES_OF(digest),
			       buf_bytes(&digests), &second);
	if (buf_check(&first, err) < 0 || buf_check(&second, err) < 0 ||
	    log_append(log, LOG_INIT, plan->now, buf_bytes(&first), &index,
		       err) < 0 ||
	    log_append(log, LOG_CONFIGURATION, plan->now, buf_bytes(&second),
		       &index, err) < 0 ||
	    first_crl_add(plan, crl, store, log, err) < 0 ||
	    add_link(plan, store, log, err) < 0)
		return -1;
	return log_seal(log, plan->now, err);
}

int
data_create_log(const struct plan *plan, const struct first_crl *crl,
		const char *dir, struct err *err)
{
	CLEANUP(store_free) struct store *store = NULL;
	CLEANUP(log_free) struct issuance_log *log = NULL;
	struct high_water mark = { .crl_number = crl->fields.number,
				   .time = plan->now };

	if (store_open(dir, STORE_CREATE, &store, err) < 0 ||
	    store_begin(store, err) < 0 || add_rows(plan, store, err) < 0 ||
	    log_open(store, sign, plan->log_key, &log, err) < 0 ||
	    add_entries(plan, crl, store, log, err) < 0 ||
	    store_commit(store, err) < 0)
		return -1;
	log_committed(log);
	mark.entries = log_next_index(log);
	return high_water_write(dir, &mark, err);
}
