/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/*
 * When a CRL is signed.
 *
 * As with certificates nothing is signed that is not on the disk: the thread
 * writes the TBSCertList, its hash and number are committed as a log entry, then
 * the key signs, then the file takes its place.
 */
#include "signer.h"

#include "sanca/clock.h"
#include "sanca/files.h"
#include "sanca/logline.h"

#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

/* A change that no CRL has after this is an alarm: making one with a million
 * entries takes two seconds. */
#define BEHIND_MS 15000
/* How often the pause after a failure doubles: to five minutes. */
#define CRL_MOST_DOUBLED 6

/* ---- what is out ------------------------------------------------------------------- */

int
crl_read_published(const struct signer *s, struct crl *ret, struct bytes *map,
		   struct err *err)
{
	char path[LIMIT_PATH_BYTES + 16];

	snprintf(path, sizeof(path), "%s/" CRL_FILE, s->options.dir);
	if (file_map(AT_FDCWD, path, LIMIT_CRL_BYTES, NULL, map, err) != 0)
		return -1;
	if (crl_parse(*map, ret, err) != 0 ||
	    !bytes_equal(ret->issuer, s->issuer->certificate.subject))
		return err_set(err, ERR_CORRUPT, "%s is no CRL of this CA",
			       path);
	return key_verify(&s->issuer->key, ret->sig_alg, ret->tbs,
			  ret->signature, err);
}

/* What was logged is what is out, to the octet. */
static int
check_is_logged(struct signer *s, const struct crl *crl, struct store_crl *ret,
		struct err *err)
{
	uint8_t hash[32];

	if (store_crl_get(s->store, crl->number, ret, err) != 0)
		return -1;
	sha256(crl->tbs, hash);
	if (memcmp(hash, ret->tbs_sha256, sizeof(hash)) != 0)
		return err_set(err, ERR_CORRUPT,
			       CRL_FILE " %" PRIu64 " is not as it was logged",
			       crl->number);
	return 0;
}

/* Of the file, with what the database knows of it. One that is newer than all
 * that the database knows says that an older database was brought back. */
static int
load(struct signer *s, uint64_t last, struct err *err)
{
	CLEANUP(file_unmap) struct bytes file = { 0 };
	struct crl_state *c = &s->crl;
	struct store_crl row = { 0 };
	struct crl crl;

	if (crl_read_published(s, &crl, &file, err) != 0)
		return -1;
	if (crl.number > c->spent)
		c->spent = crl.number;
	c->is_ahead = crl.number > last;
	if (check_is_logged(s, &crl, &row, err) != 0)
		return -1;
	c->published = (struct crl_published){
		.number = crl.number,
		.this_update = crl.this_update,
		.next_update = crl.next_update,
		.entries = row.entries,
		.covers = row.covers,
		.log_index = row.log_index,
	};
	c->lifetime_s = crl.next_update - crl.this_update - LIMIT_CLOCK_SKEW_S;
	return 0;
}

int
crl_open(struct signer *s, uint64_t marked, struct err *err)
{
	struct store_crl last = { 0 };

	s->crl.event_fd = -1;
	s->crl.spent = marked;
	if (store_crl_last(s->store, &last, err) == 0) {
		if (last.number > s->crl.spent)
			s->crl.spent = last.number;
	} else if (err->code != ERR_NOT_FOUND) {
		return -1;
	}
	if (load(s, last.number, err) == 0 || err->code == ERR_NOT_FOUND)
		return 0;
	logline_err(LOGLINE_WARNING, err, "the CRL is made anew");
	return 0;
}

int
crl_check_ahead(const struct signer *s, bool *ret_behind, struct err *err)
{
	if (!s->crl.is_ahead)
		return 0;
	if (!s->options.accept_rollback)
		return err_set(err, ERR_ROLLBACK,
			       CRL_FILE
			       " has the number %" PRIu64
			       ", and the database knows of none so new: it is "
			       "an old one, without the revocations since; "
			       "bring back the newer one, or start once with "
			       "--accept-rollback, which takes them from that "
			       "CRL",
			       s->crl.spent);
	*ret_behind = true;
	return 0;
}

void
crl_tell(struct signer *s)
{
	struct msg m = { .type = MSG_EVENT };

	if (!s->links[LINK_FRONT].greeted || s->crl.published.number == 0)
		return;
	m.event.kind = EVENT_CRL;
	m.event.number = s->crl.published.number;
	link_send(&s->links[LINK_FRONT], &m);
}

/* ---- when ----------------------------------------------------------------------------- */

static bool
is_due(const struct signer *s, int64_t now)
{
	const struct crl_state *c = &s->crl;
	const struct crl_published *p = &c->published;

	if (s->revocations.newest > p->covers)
		return true;
	/* Whatever else there is to do has time until the next start. */
	if (s->stopping)
		return false;
	return p->number == 0 ||
	       c->lifetime_s != s->configuration->conf->crl_lifetime_s ||
	       now < p->this_update ||
	       now >= p->this_update + (p->next_update - p->this_update) / 2;
}

bool
crl_is_busy(struct signer *s)
{
	struct err err;

	if (s->crl.maker == NULL)
		return false;
	return crl_maker_stage(s->crl.maker) != CRL_IDLE ||
	       (is_due(s, clock_wall_s()) &&
		clock_monotonic_ms() >= s->crl.retry_ms &&
		signer_may_issue(s, &err) == 0);
}

static void
order(struct signer *s, int64_t now_ms)
{
	struct crl_state *c = &s->crl;
	const struct crl_published *p = &c->published;
	struct crl_order o = {
		.issuer = s->issuer,
		.begin_at_ms = c->begun_ms + LIMIT_CRL_EVERY_MS,
		.least_number = c->spent + 1,
		.lifetime_s = s->configuration->conf->crl_lifetime_s,
		/* RFC 5280 3.3: it leaves the list after one CRL that was
		 * issued when it had ended. */
		.ends_from = p->number > 0 ? p->this_update : INT64_MIN,
		.changed_from = p->number > 0 ? p->covers : 0,
	};

	if (c->begun_ms == 0 || s->stopping)
		o.begin_at_ms = now_ms;
	c->begun_ms = o.begin_at_ms > now_ms ? o.begin_at_ms : now_ms;
	crl_maker_order(c->maker, &o);
}

void
crl_look(struct signer *s)
{
	struct crl_state *c = &s->crl;
	int64_t now_ms = clock_monotonic_ms();
	struct err err;

	if (c->maker == NULL)
		return;
	if (s->revocations.newest <= c->published.covers)
		c->behind_ms = 0;
	else if (c->behind_ms == 0)
		c->behind_ms = now_ms;
	if (!is_due(s, clock_wall_s()) || now_ms < c->retry_ms ||
	    crl_maker_stage(c->maker) != CRL_IDLE ||
	    signer_may_issue(s, &err) != 0)
		return;
	order(s, now_ms);
}

/* ---- its stages ------------------------------------------------------------------------- */

static void
fail(struct signer *s, const struct err *why)
{
	struct crl_state *c = &s->crl;

	/* Said once until one succeeds; the alarm goes on. */
	if (c->fault.code == ERR_NONE)
		logline_err(
			LOGLINE_ERROR, why,
			"no new CRL (it is tried again); the old one stays");
	c->fault = *why;
	/* Each try that came as far as the log is an entry for ever. */
	c->retry_ms = clock_monotonic_ms() +
		      ((int64_t)LIMIT_CRL_RETRY_MS << c->failures);
	if (c->failures < CRL_MOST_DOUBLED)
		c->failures++;
}

static int
log_crl(struct signer *s, const struct crl_made *made, struct err *err)
{
	CLEANUP(buf_free) struct buf body = { 0 };
	int64_t now = clock_wall_s();
	const struct log_crl entry = {
		.number = made->number,
		.issuer_tag = bytes_of_text(s->issuer->id),
		.this_update = made->this_update,
		.next_update = made->next_update,
		.entries = made->tbs.entries,
		.covers = made->covers,
		.tbs_sha256 = made->tbs.sha256,
	};
	struct store_crl row = {
		.number = made->number,
		.issuer = s->issuer_row,
		.this_update = made->this_update,
		.next_update = made->next_update,
		.entries = made->tbs.entries,
		.covers = made->covers,
	};

	memcpy(row.tbs_sha256, made->tbs.sha256, sizeof(row.tbs_sha256));
	log_body_crl(&entry, &body);
	if (buf_check(&body, err) != 0 || transaction_begin(s, err) != 0)
		return -1;
	if (log_append(s->log, LOG_CRL, now, buf_bytes(&body), &row.log_index,
		       err) == 0 &&
	    store_crl_add(s->store, &row, err) == 0 &&
	    transaction_commit(s, now, err) == 0) {
		s->crl.coming = (struct crl_published){
			.number = row.number,
			.this_update = row.this_update,
			.next_update = row.next_update,
			.entries = row.entries,
			.covers = row.covers,
			.log_index = row.log_index,
		};
		return 0;
	}
	transaction_undo(s);
	signer_storage_fault(s, err);
	return -1;
}

/* Slot 0 is this thread's. */
static int
sign(struct signer *s, const struct crl_made *made, struct buf *ret,
     struct err *err)
{
	bool verify = s->configuration->conf->verify_own == VERIFY_ALWAYS;
	struct bytes digest = { made->tbs.digest, made->tbs.digest_n };

	return ca_key_sign_digest(s->ca_key, 0, verify, digest, ret, err);
}

static void
on_built(struct signer *s, const struct crl_made *made)
{
	CLEANUP(buf_free) struct buf signature = { 0 };
	struct err err;

	if (signer_may_issue(s, &err) == 0 && log_crl(s, made, &err) == 0) {
		s->crl.spent = made->number;
		mark_now(s, clock_wall_s());
		if (sign(s, made, &signature, &err) == 0) {
			crl_maker_publish(s->crl.maker, buf_bytes(&signature));
			return;
		}
	}
	crl_maker_drop(s->crl.maker);
	fail(s, &err);
}

static void
on_published(struct signer *s, const struct crl_made *made)
{
	struct crl_state *c = &s->crl;

	(void)made;
	c->published = c->coming;
	c->lifetime_s = c->published.next_update - c->published.this_update -
			LIMIT_CLOCK_SKEW_S;
	c->fault = (struct err){ 0 };
	c->failures = 0;
	logline(LOGLINE_INFO,
		"CRL %" PRIu64 " is out, with %" PRIu64 " entries",
		c->published.number, c->published.entries);
	crl_tell(s);
}

static void
on_maker(void *arg)
{
	struct signer *s = arg;
	struct crl_made made;
	struct err why;
	uint64_t drained = 0;

	(void)!read(s->crl.event_fd, &drained, sizeof(drained));
	switch (crl_maker_take(s->crl.maker, &made, &why)) {
	case CRL_BUILT:
		on_built(s, &made);
		break;
	case CRL_PUBLISHED:
		on_published(s, &made);
		break;
	case CRL_FAILED:
		fail(s, &why);
		break;
	case CRL_IDLE:
	case CRL_BUILDING:
	case CRL_WRITING:
		return;
	}
	signer_turn(s);
}

int
crl_start(struct signer *s, struct err *err)
{
	struct crl_state *c = &s->crl;

	c->event_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (c->event_fd < 0)
		return err_errno(err, ERR_OS, "eventfd");
	if (crl_maker_new(s->options.dir, c->event_fd, &c->maker, err) != 0 ||
	    loop_watch(s->loop, c->event_fd, on_maker, s, err) != 0)
		return -1;
	crl_look(s);
	return 0;
}

void
crl_close(struct signer *s)
{
	crl_maker_free(&s->crl.maker);
	fd_close(&s->crl.event_fd);
}

/* ---- alarms ---------------------------------------------------------------------------- */

static const char *
why_of(const struct crl_state *c)
{
	return c->fault.code != ERR_NONE ? c->fault.text : "none was signed";
}

static int
check_published(const struct signer *s, int64_t now, struct err *err)
{
	const struct crl_state *c = &s->crl;
	const struct crl_published *p = &c->published;
	int64_t quarter = (p->next_update - p->this_update) / 4;
	char end[32];

	clock_show(p->next_update, end);
	if (p->number == 0)
		return err_set(err, ERR_UNAVAILABLE, "there is no CRL: %s",
			       why_of(c));
	if (now < p->this_update)
		return err_set(err, ERR_UNAVAILABLE,
			       "the CRL begins in the future: the clock was "
			       "wrong when it was signed, or is now");
	if (now >= p->next_update - quarter)
		return err_set(err, ERR_UNAVAILABLE, "the CRL %s at %s: %s",
			       now >= p->next_update ? "ended" : "ends", end,
			       why_of(c));
	if (c->behind_ms != 0 &&
	    (c->fault.code != ERR_NONE ||
	     clock_monotonic_ms() - c->behind_ms > BEHIND_MS))
		return err_set(err, ERR_UNAVAILABLE,
			       "a revocation is on no CRL yet: %s", why_of(c));
	return 0;
}

/* Renewed after two thirds: at five sixths that did not succeed. */
static int
check_responder(const struct signer *s, int64_t now, struct err *err)
{
	const struct responder *r = &s->responder;
	char end[32];

	if (!responder_is_wanted(s))
		return 0;
	if (responder_check(s, now, err) != 0)
		return -1;
	if (now < r->not_after - (r->not_after - r->not_before) / 6)
		return 0;
	clock_show(r->not_after, end);
	return err_set(err, ERR_UNAVAILABLE,
		       "the OCSP responder's certificate ends at %s and could "
		       "not be renewed",
		       end);
}

int
crl_check(const struct signer *s, int64_t now, struct err *err)
{
	if (check_published(s, now, err) != 0)
		return -1;
	return check_responder(s, now, err);
}
