/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* What a start finds, and puts right before anything is issued. */
#include "start.h"

#include "sanca/clock.h"
#include "sanca/logline.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

int
mark_check(struct signer *s, struct high_water *ret, bool *ret_behind,
	   struct err *err)
{
	uint64_t entries = log_head(s->log)->size;

	*ret_behind = false;
	if (high_water_read(s->options.dir, ret, err) != 0) {
		if (err->code != ERR_NOT_FOUND)
			return -1;
		logline(LOGLINE_WARNING,
			"there is no high-water mark: nothing shows here "
			"whether the database is as new as it was");
		return 0;
	}
	if (entries >= ret->entries)
		return 0;
	if (!s->options.accept_rollback)
		return err_set(err, ERR_ROLLBACK,
			       "the log has %" PRIu64 " entries, but there "
			       "were %" PRIu64 ": the database is an old one; "
			       "bring back the newer one, or start once with "
			       "--accept-rollback, which the log will tell",
			       entries, ret->entries);
	*ret_behind = true;
	return 0;
}

/* ---- the one transaction of a start --------------------------------------- */

static int
void_one(struct signer *s, uint64_t id, int64_t now, struct err *err)
{
	static const char reason[] = "the signer stopped before it was logged";
	CLEANUP(buf_free) struct buf body = { 0 };
	struct store_reservation row = { 0 };
	uint64_t index = 0;

	if (store_reservation_get(s->store, id, &row, err) != 0)
		return -1;
	log_body_void(id, row.serial, reason, &body);
	if (buf_check(&body, err) != 0 ||
	    log_append(s->log, LOG_VOID, now, buf_bytes(&body), &index, err) !=
		    0)
		return -1;
	if (store_void_add(s->store, id, now, reason, index, err) != 0)
		return -1;
	return store_pending_reopen(s->store, id, err);
}

/* A reservation without an entry: signed or not, nobody got it. */
static int
void_open(struct signer *s, int64_t now, uint64_t *ret_count, struct err *err)
{
	uint64_t count = 0;
	uint64_t id = 0;

	while (store_reservation_open_next(s->store, id, &id, err) == 0) {
		if (void_one(s, id, now, err) != 0)
			return -1;
		count++;
	}
	if (err->code != ERR_NOT_FOUND)
		return -1;
	*ret_count = count;
	return 0;
}

static int
log_rollback(struct signer *s, const struct high_water *mark, int64_t now,
	     struct err *err)
{
	CLEANUP(buf_free) struct buf body = { 0 };
	char had[24], has[24];
	uint64_t index = 0;

	snprintf(had, sizeof(had), "%" PRIu64, mark->entries);
	snprintf(has, sizeof(has), "%" PRIu64, log_head(s->log)->size);
	const struct log_detail details[] = {
		{ "entries_before", bytes_of_text(had) },
		{ "entries_now", bytes_of_text(has) },
	};
	log_body_administration("rollback-accepted",
				bytes_of_text("start option"), details,
				ARRAY_SIZE(details), &body);
	if (buf_check(&body, err) != 0)
		return -1;
	logline(LOGLINE_WARNING,
		"an older database was accepted: %s entries, %s before", has,
		had);
	return log_append(s->log, LOG_ADMINISTRATION, now, buf_bytes(&body),
			  &index, err);
}

static int
ensure_requester(struct signer *s, const char *name, enum right right,
		 int64_t now, struct err *err)
{
	struct store_requester row = { .rights = right, .created_at = now };
	uint64_t id = 0;

	if (store_requester_find(s->store, bytes_of_text(name), &row, err) == 0)
		return 0;
	if (err->code != ERR_NOT_FOUND)
		return -1;
	snprintf(row.name, sizeof(row.name), "%s", name);
	return store_requester_add(s->store, &row, &id, err);
}

/* Of a database that was of schema 2. */
static int
hash_tokens_again(struct signer *s, struct err *err)
{
	struct store_token token = { 0 };
	uint8_t kept[32];

	while (store_token_once(s->store, &token, err) == 0) {
		sha256_to_keep(token.hash, kept);
		if (store_token_hash_again(s->store, token.id, kept, err) != 0)
			return -1;
	}
	return err->code == ERR_NOT_FOUND ? 0 : -1;
}

static int
recover(struct signer *s, const struct high_water *mark, bool behind,
	struct err *err)
{
	int64_t now = clock_wall_s();
	uint64_t voids = 0;

	if (void_open(s, now, &voids, err) != 0 ||
	    (behind && (log_rollback(s, mark, now, err) != 0 ||
			crl_bring_back(s, now, err) != 0)) ||
	    ensure_requester(s, REQUESTER_ADMIN, RIGHT_ISSUE, now, err) != 0 ||
	    ensure_requester(s, REQUESTER_HTTPS, RIGHT_ISSUE, now, err) != 0 ||
	    ensure_requester(s, REQUESTER_ANONYMOUS, RIGHT_REQUEST, now, err) !=
		    0 ||
	    ensure_requester(s, REQUESTER_ACME, RIGHT_ISSUE, now, err) != 0 ||
	    hash_tokens_again(s, err) != 0 ||
	    acme_switch_on(s, NULL, s->configuration->conf, err) != 0 ||
	    configuration_log(s, s->configuration, now, err) != 0 ||
	    transaction_commit(s, now, err) != 0)
		return -1;
	if (voids > 0)
		logline(LOGLINE_NOTICE,
			"%" PRIu64 " reservations of an earlier run are void "
			"now",
			voids);
	return 0;
}

int
signer_recover(struct signer *s, const struct high_water *mark, bool behind,
	       struct err *err)
{
	int64_t newest = log_head(s->log)->time;

	clock_guard_start(&s->clock, newest);
	if (store_begin(s->store, err) != 0)
		return -1;
	if (recover(s, mark, behind, err) == 0) {
		/* What this start wrote must not hide a clock gone back. */
		clock_guard_start(&s->clock, newest);
		return 0;
	}
	transaction_undo(s);
	if (!store_is_broken(s->store) || store_must_restart(s->store))
		return -1;
	/* A full disk: reads, until there is space again. */
	signer_storage_fault(s, err);
	return 0;
}

/* ---- rates ---------------------------------------------------------------- */

struct day {
	struct rates *rates;
	int64_t since;
	uint64_t left;
	uint64_t last;
	bool over;
};

static int
count_row(const struct store_row *row, void *ctx)
{
	struct day *day = ctx;

	if (row->reserved_at < day->since || day->left == 0) {
		day->over = true;
		return 1;
	}
	rates_count(day->rates, row->reserved_at);
	day->left--;
	day->last = row->id;
	return 0;
}

static int
count_day(struct signer *s, int64_t now, struct day *day, struct err *err)
{
	rates_move(day->rates, now);
	while (day->left > 0 && !day->over) {
		struct store_filter page = { .newest_first = true,
					     .after = day->last,
					     .limit = LIMIT_PAGE_ROWS };
		uint64_t before = day->left;

		if (store_list(s->store, &page, count_row, day, err) != 0)
			return -1;
		if (day->left == before)
			break;
	}
	return 0;
}

int
rates_recover(struct signer *s, uint64_t per_day, struct err *err)
{
	struct rates rates = s->rates;
	int64_t now = clock_wall_s();
	struct day day = {
		.rates = &rates,
		.since = now - (int64_t)RATES_HOURS * 3600,
		.left = per_day,
	};

	if (per_day <= rates.recovered)
		return 0;
	memset(rates.in_hour, 0, sizeof(rates.in_hour));
	if (count_day(s, now, &day, err) != 0)
		return -1;
	rates.recovered = per_day;
	s->rates = rates;
	return 0;
}
