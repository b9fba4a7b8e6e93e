/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* What a person is told of an answer of http-01 that is none. */
#include "http_words.h"

#include "sanca/text.h"

static const struct {
	CURLcode rc;
	enum err_code code;
	const char *what;
	const char *advice;
} words[] = {
	/* What curl says of a line that outgrows its memory for it. */
	{ CURLE_OUT_OF_MEMORY, ERR_INCORRECT_RESPONSE,
	  "a line of header that is too long", NULL },
	{ CURLE_OPERATION_TIMEDOUT, ERR_CONNECTION, "no whole answer in time",
	  "look into the log of that web server" },
	{ CURLE_GOT_NOTHING, ERR_CONNECTION, "no answer",
	  "look into the log of that web server" },
	{ CURLE_SSL_CONNECT_ERROR, ERR_TLS, "no TLS",
	  "mend TLS there, or answer without a redirect to it" },
	{ CURLE_UNSUPPORTED_PROTOCOL, ERR_INCORRECT_RESPONSE, "no HTTP",
	  "does another service listen at this port?" },
	{ CURLE_WEIRD_SERVER_REPLY, ERR_INCORRECT_RESPONSE, "no HTTP",
	  "does another service listen at this port?" },
	{ CURLE_BAD_CONTENT_ENCODING, ERR_INCORRECT_RESPONSE, "a packed answer",
	  "it must be sent as it is" },
};

int
http_explain(const struct job *job, CURLcode rc, const char *text,
	     struct err *err)
{
	CLEANUP(buf_free) struct buf why = { 0 };
	size_t i = 0;

	text_show(bytes_of_text(*text != '\0' ? text : curl_easy_strerror(rc)),
		  200, &why);
	while (i < ARRAY_SIZE(words) && words[i].rc != rc)
		i++;
	if (i == ARRAY_SIZE(words))
		return err_set(err, ERR_CONNECTION, "connected to %s: %s",
			       job->address, buf_text(&why));
	if (rc == CURLE_OPERATION_TIMEDOUT) {
		buf_clear(&why);
		buf_printf(&why, "%d s for all of a challenge",
			   LIMIT_VALIDATION_MS / 1000);
	}
	if (words[i].advice == NULL)
		return err_set(err, words[i].code, "connected to %s, got %s",
			       job->address, words[i].what);
	return err_set(err, words[i].code, "connected to %s, got %s (%s): %s",
		       job->address, words[i].what, buf_text(&why),
		       words[i].advice);
}

const char *
http_advice(long status)
{
	if (status == 404 || status == 410)
		return "the file of the challenge must be where this web "
		       "server looks for it";
	if (status == 401 || status == 403)
		return "everybody must be let read this file, without a login";
	if (status >= 500)
		return "mend that web server, or what is behind it";
	return "the answer must be 200 and the key authorization";
}
