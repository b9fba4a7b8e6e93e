/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Takes one request from its first octet to the handler of its route. */

#include "request.h"

#include "acme_request.h"
#include "auth.h"
#include "console_page.h"
#include "exposed_token.h"
#include "rate.h"
#include "reply.h"
#include "routes.h"
#include "tls_client.h"
#include "work.h"

#include "sanca/clock.h"
#include "sanca/logline.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Contexts are used again. */
static pthread_mutex_t spare_lock = PTHREAD_MUTEX_INITIALIZER;
static struct request *spare;
static size_t spare_count;
#define SPARE_MAX 128

static atomic_uint_fast64_t next_id;

static void
make_id(char *id)
{
	static const char digits[] = "0123456789abcdef";
	uint64_t v =
		atomic_fetch_add_explicit(&next_id, 1, memory_order_relaxed);
	struct err err;

	/* The first one is random, so that ids of two runs do not meet. */
	if (v == 0) {
		if (random_bytes(&v, sizeof(v), &err) < 0)
			v = (uint64_t)clock_wall_s() << 24;
		v |= 1;
		atomic_store_explicit(&next_id, v + 1, memory_order_relaxed);
	}
	for (int i = 15; i >= 0; i--) {
		id[i] = digits[v & 15];
		v >>= 4;
	}
	id[16] = '\0';
}

static struct request *
request_take(void)
{
	struct request *r = NULL;

	pthread_mutex_lock(&spare_lock);
	r = spare;
	if (r) {
		spare = r->next_free;
		spare_count--;
	}
	pthread_mutex_unlock(&spare_lock);
	return r ? r : calloc(1, sizeof(*r));
}

struct request *
request_new(struct front *front, struct conn *conn, struct MHD_Connection *mhd,
	    const char *uri)
{
	struct request *r = request_take();
	struct buf storage;
	size_t n = strlen(uri);

	if (!r)
		return NULL;
	storage = r->ask.storage;
	memset(r, 0, offsetof(struct request, target));
	memset((char *)r + offsetof(struct request, target_n), 0,
	       offsetof(struct request, head) -
		       offsetof(struct request, target_n));
	memset((char *)r + offsetof(struct request, route), 0,
	       sizeof(*r) - offsetof(struct request, route));
	r->head.count = 0;
	r->head.overflow = false;
	r->ask.storage = storage;
	r->front = front;
	r->conn = conn;
	r->mhd = mhd;
	make_id(r->id);
	/* One octet more than allowed is kept, so that it is seen. */
	r->target_n = n > LIMIT_TARGET_BYTES ? LIMIT_TARGET_BYTES + 1 : n;
	memcpy(r->target, uri, r->target_n);
	r->live = live_take(&front->live);
	return r;
}

void
request_free(struct request *r)
{
	bool keep = false;

	live_drop(&r->live);
	/* A password may stand in a form. */
	if (r->work && r->session.form_is_checked)
		bytes_wipe(r->work->body.p, r->work->body.n);
	if (r->work)
		work_give(r->work);
	r->work = NULL;
	acme_free(&r->acme);
	buf_free(&r->kept);
	pthread_mutex_lock(&spare_lock);
	keep = spare_count < SPARE_MAX;
	if (keep) {
		r->next_free = spare;
		spare = r;
		spare_count++;
	}
	pthread_mutex_unlock(&spare_lock);
	if (!keep) {
		buf_free(&r->ask.storage);
		free(r);
	}
}

/* ---- the first call ---------------------------------------------------------- */

static enum MHD_Result
on_header(void *cls, enum MHD_ValueKind kind, const char *key, size_t key_size,
	  const char *value, size_t value_size)
{
	struct guard_head *head = cls;
	struct guard_field *f = NULL;

	(void)kind;
	if (head->count == LIMIT_HEADER_FIELDS) {
		head->overflow = true;
		return MHD_NO;
	}
	f = &head->at[head->count++];
	f->name = (struct bytes){ (const uint8_t *)key, key_size };
	f->value = (struct bytes){ (const uint8_t *)(value ? value : ""),
				   value ? value_size : 0 };
	return MHD_YES;
}

static void
refuse_guard(struct request *r, enum guard_fault fault)
{
	struct problem p = { .close = true };

	COUNT(r->front, guarded);
	(void)!err_set(&p.err, guard_fault_code(fault), "%s",
		       guard_fault_text(fault));
	reply_problem(r, &p);
}

/* What the strict reader found. A library that reads by other functions than
 * ours (conns.c) goes past it: then nothing is served. */
static enum guard_fault
wire_fault(const struct conn *conn)
{
	static atomic_flag said = ATOMIC_FLAG_INIT;

	if (conn && conn->wire.fault)
		return conn->wire.fault;
	if (conn && guard_wire_has_head(&conn->wire, conn->answered))
		return GUARD_OK;
	if (!atomic_flag_test_and_set(&said))
		logline(LOGLINE_ERROR,
			"ALARM: the strict reader of HTTP does not see what "
			"libmicrohttpd reads: every request is refused. "
			"Another libmicrohttpd, or a library preloaded before "
			"sanca-front, takes recv() from it");
	return GUARD_UNSEEN;
}

/* Strictly read, on the wire and as the library gives it. */
static bool
passes_guard(struct request *r, const char *version)
{
	enum guard_fault fault = wire_fault(r->conn);

	r->head.method = r->method;
	r->head.http10 = strcmp(version, MHD_HTTP_VERSION_1_1) != 0;
	r->head.target =
		(struct bytes){ (const uint8_t *)r->target, r->target_n };
	MHD_get_connection_values_n(r->mhd, MHD_HEADER_KIND, on_header,
				    &r->head);
	if (!fault)
		fault = guard_check(&r->head);
	if (fault)
		refuse_guard(r, fault);
	return !fault;
}

static bool
passes_rate(struct request *r)
{
	struct problem p = { .retry_after_s = 60, .close = true };

	if (!r->conn || r->conn->loopback ||
	    rate_allows(r->front->rate, r->conn->address,
			r->live->conf->requests_per_minute,
			clock_monotonic_ms()))
		return true;
	COUNT(r->front, limited);
	(void)!err_set(&p.err, ERR_RATE_LIMITED,
		       "more than %ju requests in a minute from this address",
		       (uintmax_t)r->live->conf->requests_per_minute);
	reply_problem(r, &p);
	return false;
}

static enum route_result
find_route(struct request *r, char *allow, size_t allow_size)
{
	enum route_result found = route_find(r->method, r->head.path, &r->route,
					     &r->path, allow, allow_size);

	/* By what is open: a new metrics-listen needs a new start. */
	if (found == ROUTE_FOUND &&
	    !route_serves(r->route, r->path.segment, r->listener,
			  atomic_load(&r->front->has_metrics_listener),
			  r->conn && r->conn->loopback))
		found = ROUTE_UNKNOWN;
	return found;
}

/* What there is not is counted too: that is how addresses are guessed. */
static bool
passes_route(struct request *r)
{
	struct problem p = { .close = true };
	enum route_result found = find_route(r, p.allow, sizeof(p.allow));

	if (found != ROUTE_METHOD && r->listener == LISTENER_PLAIN &&
	    console_is_path(r)) {
		if (passes_rate(r))
			reply_console_plain(r);
		return false;
	}
	if (found == ROUTE_FOUND && r->route->auth == ROUTE_FREE)
		return true;
	if (!passes_rate(r))
		return false;
	if (found == ROUTE_FOUND)
		return true;
	if (found == ROUTE_METHOD) {
		(void)!err_set(&p.err, ERR_METHOD, "this address takes %s",
			       p.allow);
	} else {
		p.allow[0] = '\0';
		(void)!err_set(&p.err, ERR_NOT_FOUND,
			       "sanca-api(7) lists all addresses");
	}
	reply_problem(r, &p);
	return false;
}

/* RFC 9110 8.6: from Content-Length, before anything is read. */
static bool
passes_length(struct request *r)
{
	struct bytes length = guard_field_get(&r->head, "Content-Length");
	bool is_post = strcmp(r->method, "POST") == 0;
	struct problem p = { .close = true };
	uint64_t n = 0;

	for (size_t i = 0; i < length.n; i++)
		n = n * 10 + (uint64_t)(length.p[i] - '0');
	if (!is_post &&
	    (n > 0 || guard_field_get(&r->head, "Transfer-Encoding").p))
		(void)!err_set(&p.err, ERR_MALFORMED, "%s takes no body here",
			       r->method);
	else if (n > LIMIT_BODY_BYTES)
		(void)!err_set(&p.err, ERR_TOO_LARGE,
			       "a body may have at most %d octets",
			       LIMIT_BODY_BYTES);
	else
		return true;
	reply_problem(r, &p);
	return false;
}

static bool
needs_credential(const struct request *r)
{
	bool is_pending = r->live->conf->anonymous == ANONYMOUS_PEND;

	switch (r->route->auth) {
	case ROUTE_TOKEN:
		return true;
	case ROUTE_WAIT:
		return !is_pending;
	case ROUTE_ASK:
		return !is_pending && !r->live->conf->anonymous_check_policy[0];
	case ROUTE_NONE:
	case ROUTE_FREE:
	case ROUTE_PASS:
	case ROUTE_LOCAL:
	case ROUTE_CONSOLE:
	case ROUTE_SESSION:
		break;
	}
	return false;
}

static bool
takes_credential(const struct request *r)
{
	return r->route->auth != ROUTE_NONE && r->route->auth != ROUTE_FREE &&
	       r->route->auth != ROUTE_LOCAL;
}

/* Where a client certificate stands for a token, it alone does. */
static bool
passes_certificate(struct request *r)
{
	const union MHD_ConnectionInfo *info = MHD_get_connection_info(
		r->mhd, MHD_CONNECTION_INFO_GNUTLS_SESSION);
	bool for_itself = r->route->handler == on_renew;
	enum tls_client what = TLS_CLIENT_NONE;
	struct err err;

	if (guard_field_get(&r->head, "Authorization").p) {
		reply_fault(r, ERR_MALFORMED,
			    "here a client certificate stands for the token: "
			    "show that alone, or the token on another "
			    "listener");
		return false;
	}
	if (!takes_credential(r))
		return true;
	if (!info ||
	    tls_client_read(info->tls_session, r->live, for_itself,
			    clock_wall_s(), r->credential, &what, &err) < 0) {
		reply_err(r, &err);
		return false;
	}
	r->has_credential = what == TLS_CLIENT_SHOWN;
	if (!r->has_credential && (needs_credential(r) || for_itself)) {
		reply_fault(r, ERR_UNAUTHORIZED,
			    "show a client certificate of this CA (curl --cert "
			    "FILE --key FILE)");
		return false;
	}
	return true;
}

/* Reads the token, if there is one, and judges where it was shown. */
static bool
passes_token(struct request *r)
{
	struct bytes field = guard_field_get(&r->head, "Authorization");
	enum route_auth auth = r->route->auth;
	struct err err;

	if (r->listener == LISTENER_CLIENT)
		return passes_certificate(r);
	if (auth == ROUTE_CONSOLE || auth == ROUTE_SESSION)
		return true; /* session_begin() */
	if (field.p) {
		if (auth_place(r->live->conf, r->conn->tls, r->conn->loopback,
			       &r->head) == TOKEN_EXPOSED) {
			exposed_token_begin(r, field);
			return false;
		}
		if (auth == ROUTE_NONE || auth == ROUTE_FREE ||
		    auth == ROUTE_LOCAL)
			return true;
		if (auth_read(field, r->credential, &err) < 0) {
			reply_err(r, &err);
			return false;
		}
		r->has_credential = true;
		return true;
	}
	if (needs_credential(r)) {
		reply_fault(r, ERR_UNAUTHORIZED, AUTH_REFUSAL);
		return false;
	}
	return true;
}

/* Who is it? Only issuing may go on what is remembered: there the signer
 * judges the credential again. */
static void
identify(struct request *r)
{
	struct msg m = { .type = MSG_AUTH };

	/* A certificate that renews itself need stand for nobody. */
	if (!r->has_credential || (r->credential[0] == CREDENTIAL_CERTIFICATE &&
				   r->route->handler == on_renew))
		return;
	if (r->route->right == RIGHT_ISSUE &&
	    auth_cache_get(r->front->auth, r->credential, clock_monotonic_ms(),
			   &r->who) &&
	    (r->who.rights & RIGHT_ISSUE))
		return;
	m.auth.credential = BYTES_OF(r->credential);
	r->auth_pending = true;
	(void)request_ask(r, &m);
}

void
request_begin(struct request *r, const char *method, const char *version)
{
	struct work *work = NULL;

	r->begun = true;
	r->method = method;
	r->is_head = strcmp(method, "HEAD") == 0;
	if (!passes_guard(r, version) || !passes_route(r) ||
	    !passes_length(r) || !passes_token(r))
		return;
	if (strcmp(r->route->method, "POST") == 0) {
		work = work_take();
		if (!work) {
			reply_fault(r, ERR_NOMEM, "out of memory");
			return;
		}
		r->work = work;
	}
	if (r->route->auth == ROUTE_CONSOLE || r->route->auth == ROUTE_SESSION)
		session_begin(r);
	else
		identify(r);
}
