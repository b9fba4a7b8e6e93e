/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* A transaction of the signer: rows, log entries, one signed head. */
#include "signer.h"

#include "sanca/clock.h"

static int
check_storage(const struct signer *s, struct err *err)
{
	if (!s->storage_failed)
		return 0;
	*err = s->storage_fault;
	return -1;
}

int
transaction_begin(struct signer *s, struct err *err)
{
	return check_storage(s, err) != 0 ? -1 : store_begin(s->store, err);
}

int
transaction_begin_light(struct signer *s, struct err *err)
{
	return check_storage(s, err) != 0 ? -1
					  : store_begin_light(s->store, err);
}

int
transaction_commit(struct signer *s, int64_t now, struct err *err)
{
	bool light = store_is_light(s->store);
	int64_t begun = 0;

	/* A head that was shown must not be taken back by a power cut. */
	if (light && log_next_index(s->log) != log_head(s->log)->size)
		return err_set(err, ERR_INTERNAL,
			       "entries of the log in a light transaction");
	if (log_seal(s->log, now, err) != 0)
		return -1;
	begun = clock_monotonic_us();
	if (store_commit(s->store, err) != 0)
		return -1;
	log_committed(s->log);
	if (light)
		return 0;
	s->counters.commits++;
	s->counters.commit_us += (uint64_t)(clock_monotonic_us() - begun);
	clock_guard_logged(&s->clock, log_head(s->log)->time);
	mark_now(s, now);
	return 0;
}

void
mark_now(struct signer *s, int64_t now)
{
	const struct high_water mark = {
		.entries = log_head(s->log)->size,
		.crl_number = s->crl.spent,
		.time = now,
	};

	mark_set(s->mark, &mark);
}

void
transaction_undo(struct signer *s)
{
	store_rollback(s->store);
	log_rolled_back(s->log);
}

int
transaction_add_action(struct signer *s, const char *action, struct bytes who,
		       const struct log_detail *details, size_t count,
		       int64_t now, uint64_t *ret_index, struct err *err)
{
	CLEANUP(buf_free) struct buf body = { 0 };

	log_body_administration(action, who, details, count, &body);
	if (buf_check(&body, err) != 0)
		return -1;
	return log_append(s->log, LOG_ADMINISTRATION, now, buf_bytes(&body),
			  ret_index, err);
}

/* Want of memory passes; what it was asked for is undone, and no more. */
void
transaction_fail(struct signer *s, const struct err *err)
{
	bool is_broken = store_is_broken(s->store);

	transaction_undo(s);
	if (is_broken || store_is_broken(s->store))
		signer_storage_fault(s, err);
}

int
transaction_log_action(struct signer *s, const char *action, struct bytes who,
		       const struct log_detail *details, size_t count,
		       uint64_t *ret_index, struct err *err)
{
	int64_t now = clock_wall_s();
	uint64_t index = 0;

	if (transaction_add_action(s, action, who, details, count, now, &index,
				   err) == 0 &&
	    transaction_commit(s, now, err) == 0) {
		*ret_index = index;
		return 0;
	}
	transaction_fail(s, err);
	return -1;
}
