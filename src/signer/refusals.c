/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Refusals of authenticated requesters, on their way into the log. */
#include "refusals.h"

#include "sanca/logline.h"

#include <inttypes.h>
#include <string.h>

void
refusal_text(struct bytes text, char *out, size_t size)
{
	size_t n = text.n < size ? text.n : size - 1;

	/* UTF-8: never between a lead octet and what belongs to it. */
	while (n > 0 && n < text.n && (text.p[n] & 0xc0) == 0x80)
		n--;
	if (n > 0)
		memcpy(out, text.p, n);
	out[n] = '\0';
}

static bool
may_log(struct refusals *q, uint64_t requester, uint64_t per_minute,
	const char *name)
{
	int64_t minute = share_minute();
	struct share *r = share_find(&q->shares, requester, minute);

	if (r->minute != minute) {
		if (r->left_out > 0)
			logline(LOGLINE_WARNING,
				"%" PRIu64 " refusals of %s did not enter the "
				"log: refusals-logged-per-minute = %" PRIu64,
				r->left_out, name, per_minute);
		r->minute = minute;
		r->used = 0;
		r->left_out = 0;
	}
	if (r->used >= per_minute || q->count == LIMIT_REFUSALS_WAITING) {
		r->left_out++;
		q->left_out++;
		return false;
	}
	r->used++;
	return true;
}

void
refusals_add(struct refusals *q, uint64_t requester, uint64_t per_minute,
	     const struct refusal *refusal)
{
	if (may_log(q, requester, per_minute, refusal->requester))
		q->at[q->count++] = *refusal;
}

int
refusals_write(struct refusals *q, struct issuance_log *log, int64_t now,
	       struct err *err)
{
	CLEANUP(buf_free) struct buf body = { 0 };

	for (size_t i = 0; i < q->count; i++) {
		const struct refusal *r = &q->at[i];
		uint64_t index = 0;

		buf_clear(&body);
		log_body_refuse(bytes_of_text(r->requester), r->door,
				bytes_of_text(r->code),
				bytes_of_text(r->reason),
				bytes_of_text(r->peer),
				bytes_of_text(r->request_id), &body);
		if (buf_check(&body, err) != 0 ||
		    log_append(log, LOG_REFUSE, now, buf_bytes(&body), &index,
			       err) != 0)
			return -1;
	}
	return 0;
}

void
refusals_written(struct refusals *q)
{
	q->count = 0;
}
