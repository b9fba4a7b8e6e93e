/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Refusals: problem+json (RFC 9457), one log line, one row in the ring. */

#include "reply.h"

#include "acme_request.h"
#include "console_page.h"
#include "json_write.h"
#include "page.h"
#include "ring.h"
#include "verdict.h"
#include "work.h"

#include "sanca/clock.h"
#include "sanca/logline.h"
#include "sanca/text.h"

#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>

static void
show_raw_name(const struct raw_name *raw, struct buf *out)
{
	if (raw->tag == NAME_IP && (raw->value.n == 4 || raw->value.n == 16)) {
		struct name name = { .type = NAME_IP, .n = raw->value.n };

		memcpy(name.v, raw->value.p, raw->value.n);
		name_show(&name, out);
	} else {
		text_show(raw->value, LIMIT_NAME_BYTES, out);
	}
}

/* Those of preparing count among the names asked for, others among those in
 * normal form. */
void
problem_name_show(const struct problem *p, const struct violations *from,
		  int index, struct buf *out)
{
	const struct work *w = p->work;
	const struct raw_names *raw = NULL;
	bool asked = w && from == &w->prepare;
	size_t i = (size_t)index;

	if (!w || index < 0)
		return;
	raw = w->wishes.has_names ? &w->wishes.names : &w->csr.names;
	if (asked && i < raw->count)
		show_raw_name(&raw->at[i], out);
	else if (!asked && i < w->names.count)
		name_show(&w->names.at[i], out);
}

static void
violation_name(const struct problem *p, const struct violations *from,
	       int index, struct buf *out)
{
	CLEANUP(buf_free) struct buf shown = { 0 };

	problem_name_show(p, from, index, &shown);
	if (shown.broken)
		out->broken = true;
	if (shown.n == 0)
		return;
	buf_append_text(out, "\"name\":");
	text_json(buf_bytes(&shown), out);
	buf_append_u8(out, ',');
}

static void
violations_render(const struct problem *p, struct buf *out)
{
	bool first = true;

	buf_append_text(out, ",\"violations\":[");
	for (size_t k = 0; k < ARRAY_SIZE(p->violations); k++) {
		const struct violations *vs = p->violations[k];

		for (size_t i = 0; vs && i < vs->count; i++) {
			const struct violation *v = &vs->at[i];

			buf_append_text(out, first ? "{" : ",{");
			violation_name(p, vs, v->name_index, out);
			buf_append_text(out, "\"id\":");
			json_text(out, v->id);
			if (v->line)
				buf_printf(out, ",\"line\":%u", v->line);
			buf_append_text(out, ",\"text\":");
			json_text(out, v->text);
			buf_append_u8(out, '}');
			first = false;
		}
	}
	buf_append_u8(out, ']');
}

void
problem_render(const struct problem *p, const char *id, unsigned status,
	       struct buf *out)
{
	const struct err_info *info = err_info(p->err.code);

	buf_append_text(out, "{\"type\":\"urn:sanca:problem:");
	buf_append_text(out, info->type);
	buf_append_text(out, "\",\"title\":");
	json_text(out, info->title);
	buf_printf(out, ",\"status\":%u,\"detail\":", status);
	json_text(out, p->err.text);
	buf_printf(out, ",\"instance\":\"urn:sanca:request:%s\"", id);
	if (p->tells_names)
		verdict_names_render(p->work, out);
	violations_render(p, out);
	buf_append_text(out, ",\"warnings\":");
	notes_render(p->notes, NOTE_WARNING, out);
	buf_append_text(out, ",\"notes\":");
	notes_render(p->notes, NOTE_INFO, out);
	buf_append_text(out, "}\n");
}

/* Paths and questions of the program's own (a database, a line of code) are
 * for the log, not for the client. */
static bool
is_internal(enum err_code code)
{
	return code == ERR_INTERNAL || code == ERR_OS || code == ERR_CRYPTO ||
	       code == ERR_CORRUPT || code == ERR_CONFIG ||
	       code == ERR_ROLLBACK || code == ERR_STORAGE;
}

/* One fault of ours refuses everybody at once: a few lines a second tell as
 * much as thousands. Returns false to leave a line out; *ret_left_out is how
 * many were since the last. */
static bool
takes_line(enum err_code code, unsigned long *ret_left_out)
{
	static _Atomic(int64_t) second;
	static atomic_ulong lines, left_out;
	int64_t now = clock_monotonic_ms() / 1000;

	*ret_left_out = 0;
	if (code != ERR_UNAVAILABLE && code != ERR_STORAGE &&
	    code != ERR_CLOCK && code != ERR_RATE_LIMITED)
		return true;
	if (atomic_exchange(&second, now) != now)
		atomic_store(&lines, 0);
	if (atomic_fetch_add(&lines, 1) >= LIMIT_LINES_PER_SECOND) {
		atomic_fetch_add(&left_out, 1);
		return false;
	}
	*ret_left_out = atomic_exchange(&left_out, 0);
	return true;
}

/* What stands behind these in an address is a secret. */
static const char *const secret_paths[] = { "/console/link/", "/status/",
					    "/calendar/", "/renew/" };

/* What is kept of the address: nothing that may be private, as in a query. */
static void
show_target(const struct request *r, struct buf *out)
{
	struct bytes target = { (const uint8_t *)r->target, r->target_n };
	const uint8_t *mark = memchr(target.p, '?', target.n);
	const char *hidden = "";

	if (mark)
		target.n = (size_t)(mark - target.p);
	for (size_t i = 0; i < ARRAY_SIZE(secret_paths); i++) {
		size_t n = strlen(secret_paths[i]);

		if (target.n <= n || memcmp(target.p, secret_paths[i], n) != 0)
			continue;
		target.n = n;
		hidden = "...";
	}
	text_show(target, 120, out);
	buf_append_text(out, hidden);
}

static void
record(struct request *r, const struct problem *p, unsigned status)
{
	unsigned long left_out = 0;
	CLEANUP(buf_free) struct buf where = { 0 };
	const struct err_info *info = err_info(p->err.code);

	if (!takes_line(p->err.code, &left_out))
		return;
	if (left_out > 0)
		logline(LOGLINE_WARNING, "%lu more refused in the same way",
			left_out);
	show_target(r, &where);
	logline(status >= 500 ? LOGLINE_WARNING : LOGLINE_NOTICE,
		"refused %s %s from %s: %u %s: %s (request %s)",
		r->method ? r->method : "?", buf_text(&where),
		r->conn ? r->conn->peer : "?", status, info->type, p->err.text,
		r->id);
	ring_add(r->front->ring, r, status, info->type, buf_text(&where),
		 p->err.text);
}

/* The one place that chooses: a page for a browser, else problem+json. */
static enum step
reply_rendered(struct request *r, const struct problem *p, unsigned status,
	       const char **headers, size_t n)
{
	CLEANUP(buf_free) struct buf page = { 0 };
	struct buf body = { 0 };
	struct acme_fields fields;
	struct err err;

	if (acme_is_path(r)) {
		n += acme_headers(r, headers + n, &fields);
		headers[n] = NULL;
		acme_problem_render(r, p, status, &body);
		return reply_body(r, status, "application/problem+json", &body,
				  headers);
	}
	if (r->listener == LISTENER_TLS && console_is_path(r) &&
	    console_problem_render(p, r, status, &page, &err) == 0) {
		char cookie[192];

		(void)console_headers(r, headers + n, cookie);
		body = page;
		page = (struct buf){ 0 };
		return reply_body(r, status, "text/html; charset=utf-8", &body,
				  headers);
	}
	if (request_wants_page(r) &&
	    problem_page_render(p, r->live, r->id, status, &page, &err) == 0) {
		body = page;
		page = (struct buf){ 0 };
		headers[n++] = "Content-Security-Policy";
		headers[n++] = r->live->page_policy;
		headers[n++] = "Vary";
		headers[n++] = "Accept";
		headers[n] = NULL;
		return reply_body(r, status, "text/html; charset=utf-8", &body,
				  headers);
	}
	headers[n] = NULL;
	problem_render(p, r->id, status, &body);
	return reply_body(r, status, "application/problem+json", &body,
			  headers);
}

enum step
reply_problem(struct request *r, const struct problem *p)
{
	const struct err_info *info = err_info(p->err.code);
	unsigned status = p->status	    ? p->status
			  : acme_is_path(r) ? acme_problem_status(p->err.code)
					    : (unsigned)info->http_status;
	struct problem shown = *p;
	const char *headers[9 + CONSOLE_HEADERS + ACME_HEADERS + 1];
	char retry[16];
	size_t n = 0;

	record(r, p, status);
	if (is_internal(p->err.code))
		(void)!err_set(&shown.err, p->err.code,
			       "the log of the server has the reason, under "
			       "request %s",
			       r->id);
	if (status == 401 && !acme_is_path(r)) {
		headers[n++] = "WWW-Authenticate";
		headers[n++] = console_is_path(r) ? CONSOLE_CHALLENGE
						  : "Bearer realm=\"sanca\"";
	}
	if (p->allow[0]) {
		headers[n++] = "Allow";
		headers[n++] = p->allow;
	}
	if (p->retry_after_s || status == 503 || status == 429) {
		snprintf(retry, sizeof(retry), "%u",
			 p->retry_after_s ? p->retry_after_s : 1);
		headers[n++] = "Retry-After";
		headers[n++] = retry;
	}
	if (p->close) {
		headers[n++] = "Connection";
		headers[n++] = "close";
	}
	return reply_rendered(r, &shown, status, headers, n);
}

void
reply_record(struct request *r, const struct err *err)
{
	const struct problem p = { .err = *err };

	record(r, &p, (unsigned)err_info(err->code)->http_status);
}

enum step
reply_err(struct request *r, const struct err *err)
{
	struct problem p = { .err = *err };

	return reply_problem(r, &p);
}

enum step
reply_fault(struct request *r, enum err_code code, const char *fmt, ...)
{
	struct problem p = { 0 };
	char text[sizeof(p.err.text)];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	(void)!err_set(&p.err, code, "%s", text);
	return reply_problem(r, &p);
}
