/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Holds a conversation by libcurl, and says in words how it went. */
#include "conversation.h"

#include "secrets.h"

#include "sanca/files.h"
#include "sanca/text.h"

#include <stdio.h>
#include <string.h>

#define CONNECT_WAIT_S 30

static bool
begins(const char *line, size_t n, const char *word)
{
	return n >= strlen(word) && memcmp(line, word, strlen(word)) == 0;
}

/* Of HTTP the status line tells; of SMTP the last answer, but for the goodbye. */
static bool
is_kept(const struct conversation *c, const char *line, size_t n)
{
	if (begins(c->said->text, strlen(c->said->text), "HTTP/"))
		return begins(line, n, "HTTP/");
	return n > 0 && !begins(line, n, "221");
}

/* An answer of the server, a line at a time. */
static size_t
on_line(char *line, size_t size, size_t count, void *ctx)
{
	struct conversation *c = ctx;
	CLEANUP(buf_free) struct buf shown = { 0 };
	size_t n = size * count;

	while (n > 0 && (line[n - 1] == '\n' || line[n - 1] == '\r'))
		n--;
	if (!is_kept(c, line, n))
		return size * count;
	text_show((struct bytes){ (const uint8_t *)line, n }, 200, &shown);
	snprintf(c->said->text, sizeof(c->said->text), "%s", buf_text(&shown));
	return size * count;
}

/* What a server sends besides is not read. */
static size_t
on_body(char *text, size_t size, size_t count, void *ctx)
{
	(void)text;
	(void)ctx;
	return size * count;
}

/* Called at least once a second. */
static int
on_progress(void *ctx, curl_off_t a, curl_off_t b, curl_off_t x, curl_off_t y)
{
	(void)a;
	(void)b;
	(void)x;
	(void)y;
	return notifier_must_stop(ctx) ? 1 : 0;
}

static int
set_all(struct notifier *n, struct conversation *c, const char *url,
	const char *protocols, long wait_s)
{
	CURL *curl = c->curl;
	char roots[40];
	int bad = 0;

	snprintf(roots, sizeof(roots), "/proc/self/fd/%d", c->roots);
#define SET(option, value)                                                     \
	bad |= curl_easy_setopt(curl, option, value) != CURLE_OK
	SET(CURLOPT_URL, url);
	SET(CURLOPT_PROTOCOLS_STR, protocols);
	SET(CURLOPT_FOLLOWLOCATION, 0L);
	SET(CURLOPT_PROXY, "");
	SET(CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
	SET(CURLOPT_NOSIGNAL, 1L);
	SET(CURLOPT_CONNECTTIMEOUT, (long)CONNECT_WAIT_S);
	SET(CURLOPT_TIMEOUT, wait_s);
	SET(CURLOPT_CAINFO, roots);
	SET(CURLOPT_CAPATH, NULL);
	SET(CURLOPT_SSL_VERIFYPEER, 1L);
	SET(CURLOPT_SSL_VERIFYHOST, 2L);
	SET(CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	SET(CURLOPT_HEADERFUNCTION, on_line);
	SET(CURLOPT_HEADERDATA, c);
	SET(CURLOPT_WRITEFUNCTION, on_body);
	SET(CURLOPT_NOPROGRESS, 0L);
	SET(CURLOPT_XFERINFOFUNCTION, on_progress);
	SET(CURLOPT_XFERINFODATA, n);
#undef SET
	return bad ? -1 : 0;
}

int
conversation_open(struct notifier *n, const char *url, const char *protocols,
		  const char *ca_file, long wait_s, struct said *said,
		  struct conversation *ret, struct err *err)
{
	*ret = (struct conversation){ .roots = -1, .said = said };
	said->text[0] = '\0';
	if (roots_open(n, ca_file, &ret->roots, err) < 0)
		return -1;
	ret->curl = curl_easy_init();
	if (ret->curl == NULL)
		return err_nomem(err);
	if (set_all(n, ret, url, protocols, wait_s) < 0)
		return err_set(err, ERR_INTERNAL,
			       "this libcurl (%s) cannot do what is needed",
			       curl_version());
	return 0;
}

void
conversation_close(struct conversation *c)
{
	if (c->curl != NULL)
		curl_easy_cleanup(c->curl);
	curl_slist_free_all(c->list);
	fd_close(&c->roots);
	*c = (struct conversation){ .roots = -1 };
}

int
conversation_add(struct conversation *c, const char *text, struct err *err)
{
	struct curl_slist *list = curl_slist_append(c->list, text);

	if (list == NULL)
		return err_nomem(err);
	c->list = list;
	return 0;
}

static const struct {
	CURLcode code;
	enum err_code err;
	const char *words;
} faults[] = {
	{ CURLE_COULDNT_RESOLVE_HOST, ERR_UNREACHABLE,
	  "there is no host of this name" },
	{ CURLE_COULDNT_CONNECT, ERR_UNREACHABLE,
	  "the connection was refused, or nobody answered: is it running, and "
	  "is the port right?" },
	{ CURLE_OPERATION_TIMEDOUT, ERR_UNREACHABLE,
	  "it did not answer in time" },
	{ CURLE_PEER_FAILED_VERIFICATION, ERR_FORBIDDEN,
	  "its certificate is not trusted: it must come from a root of the "
	  "system, of smtp-ca-file, or from this CA, and name this host" },
	{ CURLE_SSL_CONNECT_ERROR, ERR_UNREACHABLE,
	  "TLS could not be agreed upon: is it the right port for smtp:// or "
	  "smtps://?" },
	{ CURLE_USE_SSL_FAILED, ERR_FORBIDDEN,
	  "it offers no STARTTLS, and nothing is sent without" },
	{ CURLE_LOGIN_DENIED, ERR_FORBIDDEN,
	  "authentication failed: it does not take this smtp-user with the "
	  "password in smtp-password-file" },
	{ CURLE_SEND_ERROR, ERR_FORBIDDEN,
	  "it refused the sender or the recipient" },
	{ CURLE_WEIRD_SERVER_REPLY, ERR_UNREACHABLE,
	  "what answers there does not speak this protocol" },
	{ CURLE_GOT_NOTHING, ERR_UNREACHABLE, "it hung up without an answer" },
	{ CURLE_ABORTED_BY_CALLBACK, ERR_UNAVAILABLE,
	  "the end came in the middle of it" },
	{ CURLE_UNSUPPORTED_PROTOCOL, ERR_CONFIG,
	  "this libcurl does not speak its protocol" },
};

int
conversation_hold(struct conversation *c, const char *place, struct err *err)
{
	CURLcode code = curl_easy_perform(c->curl);
	const char *said = c->said->text;
	const char *between = said[0] != '\0' ? "; it said: " : "";

	if (code == CURLE_OK)
		return 0;
	for (size_t i = 0; i < ARRAY_SIZE(faults); i++)
		if (faults[i].code == code)
			return err_set(err, faults[i].err, "%.100s: %s%s%s",
				       place, faults[i].words, between, said);
	return err_set(err, ERR_UNREACHABLE, "%.100s: %s%s%s", place,
		       curl_easy_strerror(code), between, said);
}
