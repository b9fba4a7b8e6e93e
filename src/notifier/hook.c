/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Calls the webhook: JSON, and a signature by which the receiver knows us. */
#include "conversation.h"
#include "secrets.h"

#include "sanca/text.h"

#include <gnutls/crypto.h>
#include <stdio.h>

/* The time is under the signature, so that a call that somebody has recorded
 * cannot be played again later. */
void
hook_compose(struct bytes fields, int64_t now, struct buf *out)
{
	buf_printf(out, "{\"sent_at\":%jd,", (intmax_t)now);
	buf_append_bytes(out, fields);
	buf_append_text(out, "}\n");
}

int
hook_sign(struct bytes key, struct bytes body, char ret[65], struct err *err)
{
	uint8_t mac[32];

	if (gnutls_hmac_fast(GNUTLS_MAC_SHA256, key.p, key.n, body.p, body.n,
			     mac) != 0)
		return err_set(err, ERR_INTERNAL, "HMAC-SHA256 failed");
	hex_encode(BYTES_OF(mac), ret);
	return 0;
}

static int
add_fields(struct notifier *n, struct conversation *c, struct bytes body,
	   int64_t now, struct err *err)
{
	CLEANUP(buf_free_wipe) struct buf key = { 0 };
	char hex[65];
	char signature[120];
	char time[64];

	if (secret_read(n, "webhook-secret-file", n->conf->webhook_secret_file,
			&key, err) < 0 ||
	    hook_sign(buf_bytes(&key), body, hex, err) < 0)
		return -1;
	snprintf(signature, sizeof(signature), "X-Sanca-Signature: sha256=%s",
		 hex);
	snprintf(time, sizeof(time), "X-Sanca-Timestamp: %jd", (intmax_t)now);
	if (conversation_add(c, "Content-Type: application/json", err) < 0 ||
	    conversation_add(c, "Expect:", err) < 0 ||
	    conversation_add(c, signature, err) < 0)
		return -1;
	return conversation_add(c, time, err);
}

static int
judge(struct conversation *c, const char *place, const struct said *said,
      struct err *err)
{
	long status = 0;

	if (curl_easy_getinfo(c->curl, CURLINFO_RESPONSE_CODE, &status) !=
	    CURLE_OK)
		return err_set(err, ERR_INTERNAL, "no status");
	if (status >= 200 && status < 300)
		return 0;
	(void)said;
	return err_set(err, ERR_UNAVAILABLE, "%.100s: it answered %ld%s", place,
		       status,
		       status >= 300 && status < 400
			       ? ", a redirect, which is not followed"
			       : ", which is not 2xx");
}

int
hook_send(struct notifier *n, struct bytes fields, int64_t now,
	  struct said *said, struct err *err)
{
	CLEANUP(conversation_close) struct conversation c = { .roots = -1 };
	CLEANUP(buf_free) struct buf body = { 0 };
	const char *url = n->conf->webhook_url;
	int bad = 0;

	hook_compose(fields, now, &body);
	if (buf_check(&body, err) < 0 ||
	    conversation_open(
		    n, url, conf_url_is_loopback(url) ? "http,https" : "https",
		    "", LIMIT_WEBHOOK_WAIT_S, said, &c, err) < 0 ||
	    add_fields(n, &c, buf_bytes(&body), now, err) < 0)
		return -1;
#define SET(option, value)                                                     \
	bad |= curl_easy_setopt(c.curl, option, value) != CURLE_OK
	SET(CURLOPT_USERAGENT, "sanca");
	SET(CURLOPT_HTTPHEADER, c.list);
	SET(CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)body.n);
	SET(CURLOPT_POSTFIELDS, (const char *)body.p);
#undef SET
	if (bad)
		return err_set(err, ERR_INTERNAL,
			       "this libcurl (%s) does not call webhooks",
			       curl_version());
	if (conversation_hold(&c, url, err) < 0)
		return -1;
	return judge(&c, url, said, err);
}
