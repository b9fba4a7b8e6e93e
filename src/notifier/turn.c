/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* The work: once a day what is due is found; what is due is sent, and sent again
 * until somebody has taken it. */
#include "digest.h"
#include "send.h"

#include "sanca/clock.h"
#include "sanca/logline.h"

#include <time.h>

/* Then the loop looks whether there is something else to do. */
#define TURN_MS 5000

/* The last time, before now, that the hour of the settings began here. */
static int64_t
last_hour(const struct notifier *n, int64_t now)
{
	time_t t = (time_t)now;
	struct tm tm;

	if (localtime_r(&t, &tm) == NULL)
		return now - now % 86400;
	tm.tm_hour = (int)n->conf->notify_hour;
	tm.tm_min = 0;
	tm.tm_sec = 0;
	tm.tm_isdst = -1;
	t = mktime(&tm);
	if (t > (time_t)now) {
		tm.tm_mday--;
		tm.tm_isdst = -1;
		t = mktime(&tm);
	}
	return (int64_t)t;
}

static int64_t
pause_after(unsigned tries)
{
	int64_t s = LIMIT_NOTICE_RETRY_FIRST_S;

	while (tries-- > 0 && s < LIMIT_NOTICE_RETRY_MOST_S)
		s *= 2;
	return s < LIMIT_NOTICE_RETRY_MOST_S ? s : LIMIT_NOTICE_RETRY_MOST_S;
}

/* ---- mail ------------------------------------------------------------------------ */

static int
was_told(struct notifier *n, struct bytes contact, int64_t now, struct err *err)
{
	if (db_begin(n->db, err) < 0)
		return -1;
	if (db_settle(n->db, contact, now, err) < 0 ||
	    db_wait_end(n->db, contact, err) < 0) {
		db_rollback(n->db);
		return -1;
	}
	return db_commit(n->db, err);
}

static int
was_not_told(struct notifier *n, struct waiting *w, int64_t now,
	     const struct err *why, struct err *err)
{
	CLEANUP(buf_free) struct buf contact = { 0 };

	buf_append_bytes(&contact, buf_bytes(&w->contact));
	logline_err(LOGLINE_WARNING, why, "the notices for %s were not sent",
		    buf_text(&contact));
	return db_wait_failed(n->db, buf_bytes(&w->contact),
			      now + pause_after(w->tries), why->text, err);
}

static int
send_digest(struct notifier *n, struct waiting *w, uint64_t count, int64_t now,
	    struct err *err)
{
	CLEANUP(digest_free) struct digest d = { 0 };
	CLEANUP(buf_free) struct buf message = { 0 };
	CLEANUP(buf_free) struct buf contact = { 0 };
	struct bytes to = buf_bytes(&w->contact);
	struct said said;
	struct err why;
	int rc = 0;

	buf_append_bytes(&contact, to);
	if (digest_make(n, to, count, now, &d, err) < 0 ||
	    digest_to_mail(n, buf_text(&contact), &d, now, &message, err) < 0)
		return -1;
	/* From here on a crash leaves a mark that one may be out. */
	if (db_wait_try(n->db, to, err) < 0)
		return -1;
	rc = mail_send(n, buf_text(&contact), buf_bytes(&message), &said, &why);
	if (rc < 0 && n->is_told_to_stop)
		return 0;
	if (rc < 0)
		return was_not_told(n, w, now, &why, err);
	logline(LOGLINE_INFO, "%s was told of %ju that end soon: %s",
		buf_text(&contact), (uintmax_t)count, said.text);
	return was_told(n, to, now, err);
}

/* *ret_more: there was one that waited. */
static int
send_one(struct notifier *n, int64_t now, bool *ret_more, struct err *err)
{
	CLEANUP(waiting_free) struct waiting w = { 0 };
	uint64_t count = 0;

	if (db_wait_next(n->db, now, &w, ret_more, err) < 0)
		return -1;
	if (!*ret_more)
		return 0;
	/* What was due before may have been renewed meanwhile. */
	if ((!n->has_looked || w.tries > 0) && look_run(n, now, err) < 0)
		return -1;
	if (db_due_count(n->db, buf_bytes(&w.contact), &count, err) < 0)
		return -1;
	if (count == 0 || n->conf->smtp_url[0] == '\0')
		return db_wait_end(n->db, buf_bytes(&w.contact), err);
	if (w.unknown >= LIMIT_NOTICE_UNKNOWN) {
		logline(LOGLINE_WARNING,
			"a mail was sent %d times without it being known what "
			"became of it: taken as told",
			LIMIT_NOTICE_UNKNOWN);
		return was_told(n, buf_bytes(&w.contact), now, err);
	}
	return send_digest(n, &w, count, now, err);
}

/* ---- the webhook's calls -------------------------------------------------------- */

static int
call_one(struct notifier *n, int64_t now, bool *ret_more, struct err *err)
{
	CLEANUP(hook_free) struct hook h = { 0 };
	struct said said;
	struct err why;

	if (db_hook_next(n->db, now, &h, ret_more, err) < 0)
		return -1;
	if (!*ret_more)
		return 0;
	if (n->conf->webhook_url[0] == '\0')
		return db_hook_end(n->db, h.id, err);
	if (hook_send(n, buf_bytes(&h.body), now, &said, &why) == 0)
		return db_hook_end(n->db, h.id, err);
	if (n->is_told_to_stop)
		return 0;
	logline_err(LOGLINE_WARNING, &why, "webhook, call %ju, try %u",
		    (uintmax_t)h.id, h.tries + 1);
	if (h.tries + 1 < LIMIT_WEBHOOK_TRIES)
		return db_hook_failed(n->db, h.id, now + pause_after(h.tries),
				      why.text, err);
	logline(LOGLINE_ERROR, "webhook: call %ju is given up after %d tries",
		(uintmax_t)h.id, LIMIT_WEBHOOK_TRIES);
	return db_hook_end(n->db, h.id, err);
}

/* ---- a turn ---------------------------------------------------------------------- */

/* Once after the start: the CA has had its time to renew its own. */
static bool
settles(struct notifier *n)
{
	if (n->has_settled ||
	    clock_monotonic_ms() - n->started_ms < LIMIT_NOTICE_SETTLE_MS)
		return false;
	n->has_settled = true;
	return true;
}

/* Once a day: what is due today. */
static int
run_daily(struct notifier *n, int64_t now, struct err *err)
{
	int64_t last = 0;

	if (db_run_get(n->db, &last, err) < 0)
		return -1;
	if (last >= last_hour(n, now) && last <= now && !settles(n))
		return 0;
	if (look_run(n, now, err) < 0)
		return -1;
	/* It may have been cut short. */
	if (notifier_must_stop(n))
		return 0;
	if (db_wait_all(n->db, now, err) < 0 || db_run_set(n->db, now, err) < 0)
		return -1;
	state_tell(n, now);
	return 0;
}

static int
send_all(struct notifier *n, int64_t now, bool *ret_any, struct err *err)
{
	int64_t by = clock_monotonic_ms() + TURN_MS;
	bool mail = true, hook = true;

	while ((mail || hook) && clock_monotonic_ms() < by &&
	       !notifier_must_stop(n)) {
		if (mail && send_one(n, now, &mail, err) < 0)
			return -1;
		if (hook && call_one(n, now, &hook, err) < 0)
			return -1;
		*ret_any = *ret_any || mail || hook;
	}
	return 0;
}

void
turn_take(struct notifier *n)
{
	int64_t now = clock_wall_s();
	bool any = false;
	struct err err;

	if (run_daily(n, now, &err) < 0 || send_all(n, now, &any, &err) < 0) {
		if (now >= n->complained_at + LIMIT_NOTICE_RETRY_FIRST_S) {
			logline_err(LOGLINE_ERROR, &err, "notices");
			n->complained_at = now;
		}
		return;
	}
	if (any)
		state_tell(n, now);
}
