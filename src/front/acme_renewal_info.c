/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* GET /acme/renewal-info/CERTID: the window in which a client picks its moment
 * (RFC 9773 4). */

#include "acme_renewal_info.h"

#include "acme_request.h"
#include "json_write.h"
#include "list.h"
#include "routes.h"

#include "sanca/clock.h"

/* A revocation is heard of within the one, and nobody hammers at the door within
 * the other. */
#define AGAIN_MOST_S (6 * 3600)
#define AGAIN_LEAST_S 60
/* A certificate of fewer days is renewed at half its life, others at two thirds:
 * the days that are left are those for a person to mend what fails. */
#define SHORT_S (10 * 86400)
/* Clients spread over so much. */
#define WIDTH_MOST_S (2 * 86400)

/* Not notBefore, which may be days before anybody had the certificate. */
static int64_t
issued_at(const struct acme_certified *c)
{
	/* The clock may have gone back in between. */
	return c->issued_at < c->not_after ? c->issued_at : c->not_after - 1;
}

struct acme_window
acme_window_of(const struct acme_certified *c, struct bytes issuer_key_id,
	       int64_t now)
{
	int64_t from = issued_at(c), life = c->not_after - from;
	int64_t width = life / 30;
	struct acme_window w = { 0 };

	if (c->state != STORE_ISSUED ||
	    !bytes_equal((struct bytes){ c->key_id, c->key_id_n },
			 issuer_key_id)) {
		w.start = now - 7200;
		w.end = now - 3600;
		return w;
	}
	if (width > WIDTH_MOST_S)
		width = WIDTH_MOST_S;
	if (width < 1)
		width = 1;
	w.start = from + (life < SHORT_S ? life / 2 : life / 3 * 2);
	w.end = w.start + width;
	return w;
}

unsigned
acme_window_again_s(const struct acme_certified *c, int64_t now)
{
	int64_t s = (c->not_after - now) / 4;

	if (s > AGAIN_MOST_S)
		s = AGAIN_MOST_S;
	if (s < AGAIN_LEAST_S)
		s = AGAIN_LEAST_S;
	return (unsigned)s;
}

struct look {
	struct acme_cert_id id;
	struct acme_certified certified;
};

static int
read_certified(struct store *store, void *ctx, struct err *err)
{
	struct look *look = ctx;

	return acme_cert_id_find(store, &look->id, &look->certified, err);
}

enum step
on_acme_renewal_info(struct request *r)
{
	struct look look = { 0 };
	struct acme_window w = { 0 };
	struct buf body = { 0 };
	char start[32], end[32];
	int64_t now = clock_wall_s();
	struct err err;

	if (!acme_door(r))
		return STEP_DONE;
	if (acme_cert_id_read(r->path.segment, &look.id, &err) < 0)
		return reply_err(r, &err);
	if (lister_read(r->front->lister, read_certified, &look, &err) < 0)
		return err.code == ERR_NOT_FOUND
			       ? reply_fault(r, ERR_NOT_FOUND,
					     "this CA has issued no such "
					     "certificate")
			       : reply_err(r, &err);
	w = acme_window_of(&look.certified,
			   r->live->issuer->certificate.subject_key_id, now);
	clock_show(w.start, start);
	clock_show(w.end, end);
	buf_printf(&body,
		   "{\"suggestedWindow\":{\"start\":\"%s\",\"end\":\"%s\"}}\n",
		   start, end);
	r->acme->retry_after_s = acme_window_again_s(&look.certified, now);
	return acme_reply(r, 200, "application/json", &body);
}
