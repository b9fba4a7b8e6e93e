/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Answers of ACME: their header fields, and problems as RFC 8555 6.7 has
 * them. */

#include "acme_json.h"
#include "acme_request.h"
#include "json_write.h"
#include "nonces.h"
#include "routes.h"
#include "work.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

bool
acme_is_path(const struct request *r)
{
	size_t n = sizeof(ACME_PATH) - 1;
	struct bytes path = r->head.path;

	return path.n > n && memcmp(path.p, ACME_PATH "/", n + 1) == 0;
}

/* ---- the origin ------------------------------------------------------------------- */

bool
acme_origin(const struct request *r, char ret[ACME_ORIGIN_BYTES])
{
	struct bytes field = guard_field_get(&r->head, "Host"), port = { 0 };
	char host[LIMIT_NAME_BYTES + 1];

	if (!conf_host_split(field, host, &port) ||
	    !conf_is_tls_name(r->live->conf, host))
		return false;
	if (bytes_is_text(port, ":443"))
		port.n = 0;
	snprintf(ret, ACME_ORIGIN_BYTES,
		 strchr(host, ':') ? "https://[%s]%.*s" : "https://%s%.*s",
		 host, (int)port.n, port.n > 0 ? (const char *)port.p : "");
	return true;
}

/* ---- header fields --------------------------------------------------------------------- */

static size_t
add(const char **headers, const char *name, const char *value)
{
	headers[0] = name;
	headers[1] = value;
	return 2;
}

size_t
acme_headers(const struct request *r, const char **headers,
	     struct acme_fields *room)
{
	const struct acme *a = r->acme;
	char origin[ACME_ORIGIN_BYTES];
	size_t n = 0;

	if (!r->live->conf->acme_enabled || r->listener == LISTENER_PLAIN ||
	    !acme_origin(r, origin))
		return 0;
	/* RFC 8555 6.5: in every successful answer to a POST, and in errors. */
	if (r->work || (r->route && r->route->handler == on_acme_new_nonce)) {
		nonces_give(r->front->nonces, room->nonce);
		n += add(headers + n, "Replay-Nonce", room->nonce);
	}
	/* RFC 8555 7.1. */
	snprintf(room->index, sizeof(room->index),
		 "<%s" ACME_PATH "/directory>;rel=\"index\"", origin);
	n += add(headers + n, "Link", room->index);
	if (a && a->link[0])
		n += add(headers + n, "Link", a->link);
	if (a && a->location[0])
		n += add(headers + n, "Location", a->location);
	return n;
}

enum step
acme_reply(struct request *r, unsigned status, const char *type,
	   struct buf *body)
{
	const char *headers[ACME_HEADERS + 3];
	struct acme_fields room;
	char retry[16];
	size_t n = acme_headers(r, headers, &room);

	if (r->acme->retry_after_s) {
		snprintf(retry, sizeof(retry), "%u", r->acme->retry_after_s);
		n += add(headers + n, "Retry-After", retry);
	}
	headers[n] = NULL;
	return reply_body(r, status, type, body, headers);
}

/* ---- problems ------------------------------------------------------------------------------ */

/* RFC 9110 15.5.2 wants WWW-Authenticate with 401, and here is no scheme of HTTP to
 * name: requests are signed, and no token is taken. Of an account that has ended
 * RFC 8555 7.3.6 asks for 401 nevertheless; it goes without the field. */
unsigned
acme_problem_status(enum err_code code)
{
	if (code == ERR_UNAUTHORIZED)
		return 403;
	/* RFC 8555 7.6. */
	if (code == ERR_ALREADY_REVOKED)
		return 400;
	return (unsigned)err_info(code)->http_status;
}

/* That of the table speaks of tokens. */
static const char *
title_of(enum err_code code)
{
	return code == ERR_UNAUTHORIZED ? "Not authorized"
					: err_info(code)->title;
}

/* {"type":…,"detail":…,"identifier":…} of each. */
static void
subproblems_render(const struct problem *p, const char *type, struct buf *out)
{
	bool first = true;

	for (size_t k = 0; k < ARRAY_SIZE(p->violations); k++) {
		const struct violations *vs = p->violations[k];

		for (size_t i = 0; vs && i < vs->count; i++) {
			const struct violation *v = &vs->at[i];

			buf_append_text(out,
					first ? ",\"subproblems\":[{" : ",{");
			buf_printf(out, "\"type\":\"" ACME_ERROR_PREFIX "%s\"",
				   type);
			json_field(out, "detail", bytes_of_text(v->text));
			acme_json_violated(p, vs, v->name_index, out);
			buf_append_u8(out, '}');
			first = false;
		}
	}
	if (!first)
		buf_append_u8(out, ']');
}

void
acme_problem_render(const struct request *r, const struct problem *p,
		    unsigned status, struct buf *out)
{
	const char *type = acme_error_type(err_info(p->err.code)->type, status);

	buf_printf(out, "{\"type\":\"" ACME_ERROR_PREFIX "%s\"", type);
	json_field(out, "title", bytes_of_text(title_of(p->err.code)));
	buf_printf(out, ",\"status\":%u", status);
	json_field(out, "detail", bytes_of_text(p->err.text));
	buf_append_text(out, ",\"instance\":");
	if (p->err.code == ERR_USER_ACTION)
		json_text(out, r->live->conf->acme_terms);
	else
		buf_printf(out, "\"urn:sanca:request:%s\"", r->id);
	/* RFC 8555 6.2. */
	if (p->err.code == ERR_BAD_SIGNATURE)
		buf_append_text(out, ",\"algorithms\":[\"ES256\",\"ES384\","
				     "\"EdDSA\",\"RS256\"]");
	subproblems_render(p, type, out);
	buf_append_text(out, "}\n");
}
