/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Finds what is due: page by page through the certificates that end soon, then
 * the CA itself, its CRL and its OCSP responder. */
#include "digest.h"
#include "thresholds.h"

#include "sanca/clock.h"
#include "sanca/contact.h"
#include "sanca/logline.h"
#include "sanca/names.h"
#include "sanca/policy.h"
#include "sanca/store.h"
#include "sanca/text.h"

#include <stdio.h>
#include <stdlib.h>

#define DAY_S INT64_C(86400)

/* One certificate, copied: the store may not be asked while it gives rows. */
struct item {
	uint64_t id;
	int64_t not_after;
	unsigned days, profile;
	bool is_own; /* it concerns the CA alone */
	char serial[2 * LIMIT_SERIAL_BYTES + 1];
	char sha256[65];
	struct buf encoded, contacts, requester, peer;
};

struct look {
	struct notifier *n;
	int64_t now;
	struct store *store;
	size_t count; /* of the page */
	size_t rows;
	struct item page[LIMIT_NOTICE_PAGE];
	int64_t last_end;
	uint64_t last_id;
	/* The OCSP responder's newest certificate. */
	uint64_t responder;
	int64_t responder_begin, responder_end;
};

static void
item_free(struct item *i)
{
	buf_free(&i->encoded);
	buf_free(&i->contacts);
	buf_free(&i->requester);
	buf_free(&i->peer);
}

static void
page_clear(struct look *l)
{
	for (size_t i = 0; i < l->count; i++)
		item_free(&l->page[i]);
	l->count = 0;
	l->rows = 0;
}

static void
look_free(struct look **l)
{
	if (*l == NULL)
		return;
	page_clear(*l);
	store_free(&(*l)->store);
	free(*l);
	*l = NULL;
}

/* The CA renews its own; only when it does not is there something to tell. */
static bool
is_due(struct look *l, const struct store_ending *row, unsigned *ret_days)
{
	if (row->door != DOOR_INTERNAL)
		return threshold_find(&l->n->days, row->not_before,
				      row->not_after, l->now, ret_days);
	*ret_days = 0;
	if (row->profile == PROFILE_OCSP) {
		if (row->not_after >= l->responder_end) {
			l->responder = row->id;
			l->responder_begin = row->not_before;
			l->responder_end = row->not_after;
		}
		return false;
	}
	return l->n->has_settled &&
	       clock_is_overdue(row->not_before, row->not_after, l->now);
}

static int
take_row(const struct store_ending *row, void *ctx)
{
	struct look *l = ctx;
	struct item *i = &l->page[l->count];
	unsigned days = 0;

	l->rows++;
	l->last_end = row->not_after;
	l->last_id = row->id;
	if (!is_due(l, row, &days) || row->serial.n > LIMIT_SERIAL_BYTES)
		return 0;
	*i = (struct item){ .id = row->id,
			    .not_after = row->not_after,
			    .days = days,
			    .profile = row->profile,
			    .is_own = row->door == DOOR_INTERNAL };
	hex_encode(row->serial, i->serial);
	hex_encode(BYTES_OF(row->sha256), i->sha256);
	buf_append_bytes(&i->encoded, row->names);
	buf_append_bytes(&i->requester, row->requester);
	buf_append_bytes(&i->peer, row->peer);
	if (!i->is_own && !row->is_disabled)
		buf_append_bytes(&i->contacts, row->contacts);
	l->count++;
	return 0;
}

static int
show_names(struct bytes encoded, struct buf *out, struct err *err)
{
	struct names *names = calloc(1, sizeof(*names));
	int rc = -1;

	if (names == NULL)
		return err_nomem(err);
	rc = names_decode(encoded, names, err);
	for (size_t i = 0; rc == 0 && i < names->count; i++) {
		buf_append_text(out, i > 0 ? ", " : "");
		name_show(&names->at[i], out);
	}
	free(names);
	return rc < 0 ? -1 : buf_check(out, err);
}

/* ---- who is told -------------------------------------------------------------- */

struct targets {
	size_t count;
	struct bytes at[LIMIT_NAMES + 1];
};

/* A contact that stands in the database for other reasons than that somebody
 * checked it is not written to. */
static void
add_contacts(struct bytes list, struct targets *t)
{
	struct bytes one = { 0 };
	struct err err;

	while (contacts_next(&list, &one) && t->count < LIMIT_NAMES)
		if (contact_check(one, &err) == 0)
			t->at[t->count++] = one;
		else
			logline_err(LOGLINE_WARNING, &err,
				    "a contact is passed over");
}

static void
find_targets(const struct notifier *n, struct bytes contacts, struct targets *t)
{
	const struct conf_texts *own = &n->conf->notify_contacts;

	t->count = 0;
	if (n->conf->smtp_url[0] != '\0')
		add_contacts(contacts, t);
	if (t->count == 0)
		for (size_t i = 0; i < own->count; i++)
			t->at[t->count++] = bytes_of_text(own->at[i]);
	if (n->conf->webhook_url[0] != '\0')
		t->at[t->count++] = bytes_of_text(DB_HOOK);
}

/* Leaves those who were not told yet. */
static int
drop_told(struct look *l, struct bytes what, unsigned days, struct targets *t,
	  struct err *err)
{
	size_t kept = 0;

	for (size_t i = 0; i < t->count; i++) {
		bool told = false;

		if (db_is_told(l->n->db, what, days, t->at[i], &told, err) < 0)
			return -1;
		if (!told)
			t->at[kept++] = t->at[i];
	}
	t->count = kept;
	return 0;
}

/* A call of the webhook has its own life from here on: with it, it is told. */
static int
add_call(struct look *l, const struct due *due, struct err *err)
{
	CLEANUP(buf_free) struct buf body = { 0 };
	uint64_t waiting = 0;

	if (db_hook_count(l->n->db, &waiting, err) < 0)
		return -1;
	/* Too many: it is looked for again tomorrow. */
	if (waiting >= LIMIT_WEBHOOK_WAITING)
		return 0;
	hook_body_write(l->n, due, l->now, &body);
	if (buf_check(&body, err) < 0 ||
	    db_hook_add(l->n->db, buf_bytes(&body), l->now, err) < 0)
		return -1;
	return db_tell(l->n->db, due, l->now, err);
}

static int
add_due(struct look *l, struct due *due, const struct targets *t,
	struct err *err)
{
	for (size_t i = 0; i < t->count; i++) {
		due->contact = t->at[i];
		if (due->contact.n == 0 ? add_call(l, due, err) < 0
					: db_due_add(l->n->db, due, err) < 0)
			return -1;
	}
	return 0;
}

static int
look_at_item(struct look *l, const struct item *i, struct err *err)
{
	CLEANUP(buf_free) struct buf names = { 0 };
	const struct store_older older = {
		.id = i->id,
		.requester = buf_bytes(&i->requester),
		.names = buf_bytes(&i->encoded),
		.profiles = profile_stand_ins(i->profile),
		.not_after = i->not_after,
	};
	struct targets targets = { 0 };
	bool superseded = false;
	char what[40];

	snprintf(what, sizeof(what), "certificate:%ju", (uintmax_t)i->id);
	find_targets(l->n, buf_bytes(&i->contacts), &targets);
	if (drop_told(l, bytes_of_text(what), i->days, &targets, err) < 0)
		return -1;
	if (targets.count == 0)
		return 0;
	if (store_is_superseded(l->store, &older, &superseded, err) < 0)
		return -1;
	if (superseded)
		return 0;
	if (show_names(buf_bytes(&i->encoded), &names, err) < 0)
		return -1;
	return add_due(l,
		       &(struct due){ .what = bytes_of_text(what),
				      .days = i->days,
				      .ends = i->not_after,
				      .number = i->id,
				      .serial = bytes_of_text(i->serial),
				      .sha256 = bytes_of_text(i->sha256),
				      .names = buf_bytes(&names),
				      .requester = buf_bytes(&i->requester),
				      .peer = buf_bytes(&i->peer) },
		       &targets, err);
}

/* ---- what is looked at --------------------------------------------------------- */

static int64_t
most_days(const struct conf_days *days)
{
	/* The CA's own certificates are looked at by another rule. */
	int64_t least = LIMIT_OCSP_RESPONDER_DAYS;

	return days->count > 0 && days->at[0] > least ? days->at[0] : least;
}

static int
look_at_page(struct look *l, struct err *err)
{
	int rc = db_begin(l->n->db, err);

	for (size_t i = 0; rc == 0 && i < l->count; i++)
		rc = look_at_item(l, &l->page[i], err);
	if (rc == 0)
		rc = db_commit(l->n->db, err);
	else
		db_rollback(l->n->db);
	return rc;
}

static int
look_at_certificates(struct look *l, struct err *err)
{
	struct store_ending_query q = {
		.after_end = l->now - LIMIT_NOTICE_PAST_DAYS * DAY_S,
		.until = l->now + most_days(&l->n->days) * DAY_S,
		.limit = LIMIT_NOTICE_PAGE,
	};
	bool more = true;

	while (more && !notifier_must_stop(l->n)) {
		page_clear(l);
		if (store_ending(l->store, &q, take_row, l, err) < 0)
			return -1;
		more = l->rows == LIMIT_NOTICE_PAGE;
		q.after_end = l->last_end;
		q.after_id = l->last_id;
		if (look_at_page(l, err) < 0)
			return -1;
	}
	return 0;
}

/* Something of the CA itself: its contacts are told. */
static int
look_at_own(struct look *l, struct due *due, struct err *err)
{
	struct targets targets = { 0 };

	find_targets(l->n, (struct bytes){ 0 }, &targets);
	if (drop_told(l, due->what, due->days, &targets, err) < 0 ||
	    db_begin(l->n->db, err) < 0)
		return -1;
	if (add_due(l, due, &targets, err) < 0) {
		db_rollback(l->n->db);
		return -1;
	}
	return db_commit(l->n->db, err);
}

static int
look_at_ca(struct look *l, struct err *err)
{
	const struct certificate *c = &l->n->issuer->certificate;
	struct conf_days days;
	char sha256[65];
	char serial[2 * LIMIT_SERIAL_BYTES + 1] = "";
	char what[40];
	unsigned at = 0;

	thresholds_of_ca(&l->n->days, &days);
	if (!threshold_find(&days, c->not_before, c->not_after, l->now, &at))
		return 0;
	snprintf(what, sizeof(what), "ca:%s", l->n->issuer->id);
	hex_encode(BYTES_OF(l->n->issuer->sha256), sha256);
	if (c->serial.n <= LIMIT_SERIAL_BYTES)
		hex_encode(c->serial, serial);
	return look_at_own(l,
			   &(struct due){ .what = bytes_of_text(what),
					  .days = at,
					  .ends = c->not_after,
					  .serial = bytes_of_text(serial),
					  .sha256 = bytes_of_text(sha256),
					  .names = bytes_of_text(
						  l->n->issuer->common_name) },
			   err);
}

static int
look_at_crl(struct look *l, struct err *err)
{
	struct store_crl crl;
	char what[40];

	if (store_crl_last(l->store, &crl, err) < 0)
		return err->code == ERR_NOT_FOUND ? 0 : -1;
	if (!l->n->has_settled ||
	    !clock_is_overdue(crl.this_update, crl.next_update, l->now))
		return 0;
	snprintf(what, sizeof(what), "crl:%ju", (uintmax_t)crl.number);
	return look_at_own(l,
			   &(struct due){ .what = bytes_of_text(what),
					  .ends = crl.next_update },
			   err);
}

static int
look_at_responder(struct look *l, struct err *err)
{
	char what[40];

	if (l->responder == 0 || !l->n->has_settled ||
	    !clock_is_overdue(l->responder_begin, l->responder_end, l->now))
		return 0;
	snprintf(what, sizeof(what), "responder:%ju", (uintmax_t)l->responder);
	return look_at_own(l,
			   &(struct due){ .what = bytes_of_text(what),
					  .ends = l->responder_end },
			   err);
}

int
look_run(struct notifier *n, int64_t now, struct err *err)
{
	CLEANUP(look_free) struct look *l = calloc(1, sizeof(*l));

	if (l == NULL)
		return err_nomem(err);
	l->n = n;
	l->now = now;
	/* Opened anew each day, and closed: no reader stands in the way of the
	 * signer's checkpoints. */
	if (store_open(n->options.dir, STORE_READ, &l->store, err) < 0 ||
	    db_due_clear(n->db, err) < 0 || look_at_certificates(l, err) < 0 ||
	    look_at_ca(l, err) < 0 || look_at_crl(l, err) < 0 ||
	    look_at_responder(l, err) < 0)
		return -1;
	n->has_looked = true;
	return db_forget(n->db, now - 30 * DAY_S, err);
}
