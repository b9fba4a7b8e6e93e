/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* http-01 (RFC 8555 8.3): a file on the web server of the name. curl speaks
 * HTTP; where it connects to, and what follows a redirect, is decided here. */
#include "config.h"
#include "connect.h"
#include "http_words.h"
#include "redirect.h"
#include "resolver.h"
#include "tools.h"

#include "sanca/text.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* One request and what came back. */
struct exchange {
	CURL *curl;
	struct sockaddr_storage pinned;
	socklen_t pinned_n;
	size_t header_bytes;
	bool header_too_large;
	long status;
	struct buf location;
	size_t locations;
	struct buf body;
	bool body_too_large;
	char error[CURL_ERROR_SIZE];
};

static void
exchange_end(struct exchange *x)
{
	buf_free(&x->location);
	buf_free(&x->body);
}

static bool
is_redirect(long status)
{
	return status == 301 || status == 302 || status == 303 ||
	       status == 307 || status == 308;
}

/* What curl connects to is what was checked, and nothing else (G02). */
static curl_socket_t
on_socket(void *ctx, curlsocktype purpose, struct curl_sockaddr *a)
{
	const struct exchange *x = ctx;
	struct sockaddr_storage to = { 0 };
	const void *octets = &a->addr;

	if (purpose != CURLSOCKTYPE_IPCXN || a->addrlen != x->pinned_n)
		return CURL_SOCKET_BAD;
	memcpy(&to, octets, a->addrlen);
	if (memcmp(&to, &x->pinned, x->pinned_n) != 0)
		return CURL_SOCKET_BAD;
	return socket(a->family, a->socktype | SOCK_CLOEXEC, a->protocol);
}

/* Lines of 1xx answers come here, too, and count (G05). */
static size_t
on_header(char *line, size_t size, size_t n, void *ctx)
{
	struct exchange *x = ctx;
	struct bytes text = { (const uint8_t *)line, size * n };

	x->header_bytes += text.n;
	if (x->header_bytes > LIMIT_VALIDATION_HEADER_BYTES) {
		x->header_too_large = true;
		return 0;
	}
	if (!text_skip_prefix(&text, "location:"))
		return size * n;
	while (text.n > 0 && (text.p[0] == ' ' || text.p[0] == '\t')) {
		text.p++;
		text.n--;
	}
	while (text.n > 0 && strchr(" \t\r\n", text.p[text.n - 1]) != NULL)
		text.n--;
	x->locations++;
	buf_clear(&x->location);
	buf_append_bytes(&x->location, text);
	return size * n;
}

static size_t
on_body(char *octets, size_t size, size_t n, void *ctx)
{
	struct exchange *x = ctx;

	n *= size;
	/* Only what a 200 says is looked at. */
	if (curl_easy_getinfo(x->curl, CURLINFO_RESPONSE_CODE, &x->status) !=
		    CURLE_OK ||
	    x->status != 200)
		return 0;
	if (x->body.n + n > LIMIT_VALIDATION_BODY_BYTES) {
		x->body_too_large = true;
		n = LIMIT_VALIDATION_BODY_BYTES - x->body.n;
		buf_append(&x->body, octets, n);
		return 0;
	}
	buf_append(&x->body, octets, n);
	return n;
}

/* The handle of this thread, as it was made: without what another job set, and
 * without connections (FORBID_REUSE). */
static CURL *
take_curl(struct tools *tools)
{
	if (tools->curl == NULL)
		tools->curl = curl_easy_init();
	else
		curl_easy_reset(tools->curl);
	return tools->curl;
}

static void
list_end(struct curl_slist **list)
{
	curl_slist_free_all(*list);
}

static void
url_end(CURLU **u)
{
	curl_url_cleanup(*u);
}

static struct curl_slist *
one_text(const char *text)
{
	return curl_slist_append(NULL, text);
}

/* Or-ed together: 0 when all were taken. */
static unsigned
set_up(struct exchange *x, CURLU *url, struct curl_slist *to,
       struct curl_slist *fields, int wait_ms, int connect_ms)
{
	CURL *curl = x->curl;

	return curl_easy_setopt(curl, CURLOPT_CURLU, url) |
	       curl_easy_setopt(curl, CURLOPT_CONNECT_TO, to) |
	       curl_easy_setopt(curl, CURLOPT_HTTPHEADER, fields) |
	       curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https") |
	       curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L) |
	       curl_easy_setopt(curl, CURLOPT_HTTP_VERSION,
				(long)CURL_HTTP_VERSION_1_1) |
	       curl_easy_setopt(curl, CURLOPT_HTTP09_ALLOWED, 0L) |
	       curl_easy_setopt(curl, CURLOPT_PATH_AS_IS, 1L) |
	       curl_easy_setopt(curl, CURLOPT_PROXY, "") |
	       curl_easy_setopt(curl, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED) |
	       curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L) |
	       curl_easy_setopt(curl, CURLOPT_FRESH_CONNECT, 1L) |
	       curl_easy_setopt(curl, CURLOPT_FORBID_REUSE, 1L) |
	       curl_easy_setopt(curl, CURLOPT_SSL_SESSIONID_CACHE, 0L) |
	       curl_easy_setopt(curl, CURLOPT_DNS_CACHE_TIMEOUT, 0L) |
	       curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, (long)wait_ms) |
	       curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS,
				(long)connect_ms) |
	       curl_easy_setopt(curl, CURLOPT_USERAGENT,
				"sanca-validator/" PACKAGE_VERSION) |
	       /* G07, RFC 8555 8.3: who asks for a certificate has none yet. */
	       curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, 0L) |
	       curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, 0L) |
	       curl_easy_setopt(curl, CURLOPT_OPENSOCKETFUNCTION, on_socket) |
	       curl_easy_setopt(curl, CURLOPT_OPENSOCKETDATA, x) |
	       curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, on_header) |
	       curl_easy_setopt(curl, CURLOPT_HEADERDATA, x) |
	       curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, on_body) |
	       curl_easy_setopt(curl, CURLOPT_WRITEDATA, x) |
	       curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, x->error);
}

/* There is no answer that can be looked at. *ret_connected false: nor was there a
 * connection. */
static int
judge_failure(const struct job *job, const struct exchange *x, CURL *curl,
	      CURLcode rc, bool *ret_connected, struct err *err)
{
	curl_off_t connect_us = 0;
	long error = 0;

	if (x->header_too_large) {
		*ret_connected = true;
		return err_set(err, ERR_INCORRECT_RESPONSE,
			       "connected to %s, got a header of more than %d "
			       "octets",
			       job->address, LIMIT_VALIDATION_HEADER_BYTES);
	}
	/* A silent address ends with CURLE_OPERATION_TIMEDOUT, too. */
	(void)curl_easy_getinfo(curl, CURLINFO_CONNECT_TIME_T, &connect_us);
	*ret_connected = rc != CURLE_COULDNT_CONNECT &&
			 (rc != CURLE_OPERATION_TIMEDOUT || connect_us > 0);
	if (*ret_connected)
		return http_explain(job, rc, x->error, err);
	(void)curl_easy_getinfo(curl, CURLINFO_OS_ERRNO, &error);
	return connect_fail(
		job, rc == CURLE_OPERATION_TIMEDOUT ? ETIMEDOUT : (int)error,
		err);
}

/* One request to one address. *ret_connected false: another may be tried. */
static int
request(struct job *job, const struct place *place, const struct conf_ip *ip,
	int connect_ms, struct exchange *x, bool *ret_connected,
	struct err *err)
{
	CURL *curl = take_curl(job->tools);
	CLEANUP(list_end) struct curl_slist *to = NULL;
	CLEANUP(list_end)
	struct curl_slist *fields = one_text("Accept-Encoding: identity");
	CLEANUP(url_end) CURLU *url = NULL;
	char text[80];
	CURLcode rc = CURLE_OK;

	*ret_connected = false;
	if (connect_check(job, ip, place->port, err) < 0)
		return -1;
	connect_note(job, ip, place->port);
	snprintf(text, sizeof(text), "::%s", job->address);
	to = one_text(text);
	x->curl = curl;
	x->pinned_n = connect_sockaddr(ip, place->port, &x->pinned);
	if (curl == NULL || to == NULL || fields == NULL)
		return err_nomem(err);
	*ret_connected = true;
	if (job_left_ms(job) == 0)
		return http_explain(job, CURLE_OPERATION_TIMEDOUT, x->error,
				    err);
	if (place_url(place, &url, err) < 0)
		return -1;
	if (set_up(x, url, to, fields, job_left_ms(job), connect_ms) != 0)
		return err_set(err, ERR_INTERNAL, "libcurl lacks something");
	rc = curl_easy_perform(curl);
	(void)curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &x->status);
	x->curl = NULL;
	if (rc == CURLE_OK || x->body_too_large ||
	    (rc == CURLE_WRITE_ERROR && !x->header_too_large &&
	     x->status != 0 && x->status != 200))
		return buf_check(&x->body, err);
	return judge_failure(job, x, curl, rc, ret_connected, err);
}

/* The name is looked up once, and what it has is tried in turn. */
static int
fetch(struct job *job, const struct place *place, struct exchange *x,
      struct err *err)
{
	struct addresses all = { 0 };
	struct err first = { 0 };

	if (resolver_addresses(job, &place->host, &all, err) < 0)
		return -1;
	for (size_t i = 0; i < all.count; i++) {
		bool connected = false;

		if (request(job, place, &all.at[i],
			    connect_share_ms(job, all.count - i), x, &connected,
			    err) == 0)
			return 0;
		if (connected)
			return -1;
		if (i == 0)
			first = *err;
	}
	*err = first;
	return -1;
}

static void
trim(struct bytes *text)
{
	while (text->n > 0 &&
	       strchr(" \t\r\n\v\f", text->p[text->n - 1]) != NULL)
		text->n--;
}

static int
judge(const struct job *job, const struct place *place, struct exchange *x,
      struct err *err)
{
	CLEANUP(buf_free) struct buf where = { 0 };
	CLEANUP(buf_free) struct buf shown = { 0 };
	struct bytes body = buf_bytes(&x->body);

	place_show(place, &where);
	if (x->status != 200)
		return err_set(err, ERR_INCORRECT_RESPONSE,
			       "connected to %s, got %ld for %s: %s",
			       job->address, x->status, buf_text(&where),
			       http_advice(x->status));
	if (x->body_too_large)
		return err_set(err, ERR_INCORRECT_RESPONSE,
			       "connected to %s, got more than %d octets for "
			       "%s: the file has the key authorization alone",
			       job->address, LIMIT_VALIDATION_BODY_BYTES,
			       buf_text(&where));
	/* RFC 8555 8.3: white space at its end is nothing. */
	trim(&body);
	if (bytes_is_text(body, job->key_authorization))
		return 0;
	if (body.n == 0)
		return err_set(err, ERR_INCORRECT_RESPONSE,
			       "connected to %s, got an empty file for %s: it "
			       "must hold the key authorization",
			       job->address, buf_text(&where));
	text_show(body, 60, &shown);
	return err_set(err, ERR_INCORRECT_RESPONSE,
		       "connected to %s, got \"%s\" for %s: that is not the "
		       "key authorization of this account and challenge: does "
		       "another web server answer, or is the file an old one?",
		       job->address, buf_text(&shown), buf_text(&where));
}

/* One place; *ret_again: the next one is in *place. */
static int
visit(struct job *job, struct place *place, bool *ret_again, struct err *err)
{
	CLEANUP(exchange_end) struct exchange x = { 0 };

	*ret_again = false;
	if (fetch(job, place, &x, err) < 0)
		return -1;
	if (!is_redirect(x.status))
		return judge(job, place, &x, err);
	if (x.locations != 1)
		return err_set(err, ERR_INCORRECT_RESPONSE,
			       "connected to %s, got a redirect (%ld) that "
			       "says %s: mend it in the settings of that web "
			       "server",
			       job->address, x.status,
			       x.locations == 0 ? "not where to"
						: "more than one Location");
	if (buf_check(&x.location, err) < 0)
		return -1;
	*ret_again = true;
	if (redirect_read(place, buf_bytes(&x.location), job->acme, place,
			  err) < 0)
		return err_context(err, "connected to %s, got %ld",
				   job->address, x.status);
	return 0;
}

/* Who reads of another host must see how it came to that. */
static int
after_redirect(const struct place *place, struct err *err)
{
	CLEANUP(buf_free) struct buf where = { 0 };
	struct place host = *place;

	host.target[0] = '\0';
	place_show(&host, &where);
	return err_context(err, "after a redirect to %s", buf_text(&where));
}

int
http_validate(struct job *job, struct err *err)
{
	struct place place = { .host = job->name,
			       .port = job->acme->http_port };
	CLEANUP(buf_free) struct buf where = { 0 };
	bool again = true;

	snprintf(place.target, sizeof(place.target),
		 "/.well-known/acme-challenge/%s", job->token);
	for (int i = 0; i <= LIMIT_VALIDATION_REDIRECTS; i++) {
		if (visit(job, &place, &again, err) < 0)
			return i == 0 ? -1 : after_redirect(&place, err);
		if (!again)
			return 0;
	}
	place_show(&place, &where);
	return err_set(
		err, ERR_CONNECTION,
		"connected to %s, got more than %d redirects, the last to "
		"%s: look for a loop in the settings of that web server",
		job->address, LIMIT_VALIDATION_REDIRECTS, buf_text(&where));
}
