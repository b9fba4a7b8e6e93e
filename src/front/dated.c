/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Keeps what holds from one time to another ready for HTTP. */

#include "dated.h"

#include "http_date.h"
#include "reply.h"

#include "sanca/files.h"

#include <fcntl.h>
#include <microhttpd.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Shared by its owner and the responses that are still being sent. */
struct dated_octets {
	atomic_uint refs;
	size_t n;
	uint8_t p[];
};

static void
octets_drop(void *octets)
{
	struct dated_octets *o = octets;

	if (o && atomic_fetch_sub(&o->refs, 1) == 1)
		free(o);
}

int
dated_from_bytes(struct bytes octets, const char *type, int64_t this_update,
		 int64_t next_update, struct dated *ret, struct err *err)
{
	struct dated_octets *o = malloc(sizeof(*o) + octets.n);

	if (!o)
		return err_nomem(err);
	atomic_init(&o->refs, 1);
	o->n = octets.n;
	if (octets.n > 0)
		memcpy(o->p, octets.p, octets.n);
	*ret = (struct dated){ .this_update = this_update,
			       .next_update = next_update,
			       .type = type,
			       .octets = o,
			       .fd = -1,
			       .size = octets.n };
	etag_make(octets, ret->etag);
	return 0;
}

void
dated_from_file(int fd, uint64_t size, const char *type, int64_t this_update,
		int64_t next_update, struct dated *ret)
{
	*ret = (struct dated){ .this_update = this_update,
			       .next_update = next_update,
			       .type = type,
			       .fd = fd,
			       .size = size };
}

void
dated_clear(struct dated *d)
{
	if (d->response)
		MHD_destroy_response(d->response);
	octets_drop(d->octets);
	if (d->octets == NULL)
		fd_close(&d->fd);
	*d = (struct dated){ .fd = -1 };
}

static int64_t
max_age(const struct dated *d, int64_t now)
{
	int64_t half = (d->next_update - now) / 2;

	if (half <= 0)
		return 0;
	return half < DATED_MAX_AGE_S ? half : DATED_MAX_AGE_S;
}

static struct MHD_Response *
make_body(const struct dated *d)
{
	struct MHD_Response *r = NULL;
	int fd = -1;

	if (d->octets) {
		atomic_fetch_add(&d->octets->refs, 1);
		r = MHD_create_response_from_buffer_with_free_callback_cls(
			d->octets->n, d->octets->p, octets_drop, d->octets);
		if (!r)
			octets_drop(d->octets);
		return r;
	}
	/* The library closes its own, and reads at offsets: many connections
	 * share it. */
	fd = fcntl(d->fd, F_DUPFD_CLOEXEC, 0);
	if (fd < 0)
		return NULL;
	r = MHD_create_response_from_fd64(d->size, fd);
	if (!r)
		fd_close(&fd);
	return r;
}

/* Takes r, which may be NULL. RFC 5019 6.2: never changed on the way, nor used
 * by a cache after its time. */
static struct MHD_Response *
add_fields(struct MHD_Response *r, const struct dated *d, int64_t now,
	   bool closing)
{
	char modified[HTTP_DATE_BYTES], expires[HTTP_DATE_BYTES], control[96];
	const struct {
		const char *name, *value;
	} fields[] = {
		{ "Content-Type", d->type },
		{ "ETag", d->etag },
		{ "Last-Modified", modified },
		{ "Expires", expires },
		{ "Cache-Control", control },
		{ "X-Content-Type-Options", "nosniff" },
		{ "Connection", closing ? "close" : NULL },
	};

	http_date_write(d->this_update, modified);
	http_date_write(d->next_update, expires);
	snprintf(control, sizeof(control),
		 "max-age=%jd, public, no-transform, must-revalidate",
		 (intmax_t)max_age(d, now));
	for (size_t i = 0; r && i < ARRAY_SIZE(fields); i++) {
		if (fields[i].value &&
		    MHD_add_response_header(r, fields[i].name,
					    fields[i].value) != MHD_YES) {
			MHD_destroy_response(r);
			r = NULL;
		}
	}
	return r;
}

struct MHD_Response *
dated_make(const struct dated *d, int64_t now, bool closing)
{
	return add_fields(make_body(d), d, now, closing);
}

struct MHD_Response *
dated_response(struct dated *d, int64_t now)
{
	struct MHD_Response *made = NULL;
	int64_t age = 0;

	if (d->response && now >= d->made_at && now < d->made_until)
		return d->response;
	made = dated_make(d, now, false);
	if (!made)
		return NULL;
	if (d->response)
		MHD_destroy_response(d->response);
	d->response = made;
	d->made_at = now;
	/* Of what has ended, "0" stays true. */
	age = max_age(d, now);
	if (now >= d->next_update)
		d->made_until = INT64_MAX;
	else
		d->made_until = now + (age > 0 ? age : 1);
	return made;
}

bool
dated_is_known(const struct dated *d, const struct guard_head *head)
{
	struct bytes tags = guard_field_get(head, "If-None-Match");
	struct bytes since = guard_field_get(head, "If-Modified-Since");
	int64_t t = 0;

	if (tags.p)
		return reply_tag_matches(tags, d->etag);
	/* Not "<=": one that is newer may begin before the time at which the
	 * older one was fetched, which is what some clients send. */
	return since.p && http_date_read(since, &t) && d->this_update == t;
}
