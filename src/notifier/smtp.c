/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Hands a message to the mail server (RFC 5321, 3207, 4954). */
#include "conversation.h"
#include "secrets.h"

#include <stdio.h>
#include <string.h>

static size_t
on_read(char *out, size_t size, size_t count, void *ctx)
{
	struct bytes *rest = ctx;
	size_t n = size * count < rest->n ? size * count : rest->n;

	memcpy(out, rest->p, n);
	rest->p += n;
	rest->n -= n;
	return n;
}

/* Whoever is on the way to a server elsewhere reads no mail and no password; to
 * this machine there is nobody on the way, and mail servers seldom have a
 * certificate for "localhost". */
static long
tls_of(const struct conf *conf)
{
	if (conf->smtp_tls == SMTP_TLS_AUTO &&
	    strncmp(conf->smtp_url, "smtp://", 7) == 0 &&
	    conf_url_is_loopback(conf->smtp_url))
		return CURLUSESSL_NONE;
	return CURLUSESSL_ALL;
}

static int
sign_in(struct notifier *n, struct conversation *c, struct err *err)
{
	CLEANUP(buf_free_wipe) struct buf password = { 0 };

	if (n->conf->smtp_user[0] == '\0')
		return 0;
	if (secret_read(n, "smtp-password-file", n->conf->smtp_password_file,
			&password, err) < 0)
		return -1;
	if (curl_easy_setopt(c->curl, CURLOPT_USERNAME, n->conf->smtp_user) !=
		    CURLE_OK ||
	    curl_easy_setopt(c->curl, CURLOPT_PASSWORD, buf_text(&password)) !=
		    CURLE_OK)
		return err_nomem(err);
	return 0;
}

int
mail_send(struct notifier *n, const char *to, struct bytes message,
	  struct said *said, struct err *err)
{
	CLEANUP(conversation_close) struct conversation c = { .roots = -1 };
	const struct conf *conf = n->conf;
	struct bytes rest = message;
	char from[LIMIT_NAME_BYTES + 4];
	char recipient[LIMIT_NAME_BYTES + 4];
	int bad = 0;

	if (conversation_open(n, conf->smtp_url, "smtp,smtps",
			      conf->smtp_ca_file, LIMIT_MAIL_WAIT_S, said, &c,
			      err) < 0 ||
	    sign_in(n, &c, err) < 0)
		return -1;
	snprintf(from, sizeof(from), "<%s>", conf->mail_from);
	snprintf(recipient, sizeof(recipient), "<%s>", to);
	if (conversation_add(&c, recipient, err) < 0)
		return -1;
#define SET(option, value)                                                     \
	bad |= curl_easy_setopt(c.curl, option, value) != CURLE_OK
	SET(CURLOPT_USE_SSL, tls_of(conf));
	SET(CURLOPT_MAIL_FROM, from);
	SET(CURLOPT_MAIL_RCPT, c.list);
	SET(CURLOPT_READFUNCTION, on_read);
	SET(CURLOPT_READDATA, &rest);
	SET(CURLOPT_UPLOAD, 1L);
	SET(CURLOPT_INFILESIZE_LARGE, (curl_off_t)message.n);
#undef SET
	if (bad)
		return err_set(err, ERR_INTERNAL,
			       "this libcurl (%s) does not send mail",
			       curl_version());
	return conversation_hold(&c, conf->smtp_url, err);
}
