/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* sanca notify test: one message and one call, at once, and what was said. */
#include "digest.h"
#include "send.h"

#include "sanca/clock.h"
#include "sanca/text.h"

#include <stdio.h>

struct trying {
	struct notifier *n;
	bool failed;
	bool any;
	const char *between; /* of the JSON */
};

static void
json_part(const char *key, const char *value)
{
	CLEANUP(buf_free) struct buf text = { 0 };

	text_json(bytes_of_text(value), &text);
	printf("\"%s\":%s", key, buf_text(&text));
}

static void
report(struct trying *t, const char *way, const char *to, const char *error,
       const char *said)
{
	t->any = true;
	t->failed = t->failed || error != NULL;
	if (t->n->options.json) {
		printf("%s{", t->between);
		json_part("way", way);
		putchar(',');
		json_part("to", to);
		printf(",\"taken\":%s,", error == NULL ? "true" : "false");
		json_part(error == NULL ? "said" : "error",
			  error == NULL ? said : error);
		putchar('}');
		t->between = ",";
		return;
	}
	if (error == NULL)
		printf("%s to %s: taken%s%s\n", way, to,
		       said[0] != '\0' ? "; the server said: " : "", said);
	else
		printf("%s to %s: FAILED: %s\n", way, to, error);
}

static void
try_mail(struct trying *t, const char *to)
{
	CLEANUP(digest_free) struct digest d = { 0 };
	CLEANUP(buf_free) struct buf message = { 0 };
	int64_t now = clock_wall_s();
	struct said said = { "" };
	struct err err;
	int rc = digest_make_test(t->n, now, &d, &err);

	if (rc == 0)
		rc = digest_to_mail(t->n, to, &d, now, &message, &err);
	if (rc == 0)
		rc = mail_send(t->n, to, buf_bytes(&message), &said, &err);
	report(t, "mail", to, rc == 0 ? NULL : err.text, said.text);
}

static void
try_hook(struct trying *t)
{
	CLEANUP(buf_free) struct buf body = { 0 };
	struct said said = { "" };
	struct err err;
	int rc = 0;

	buf_append_text(&body, "\"event\":\"test\",\"ca\":");
	text_json(bytes_of_text(t->n->issuer->id), &body);
	rc = hook_send(t->n, buf_bytes(&body), clock_wall_s(), &said, &err);
	report(t, "webhook", t->n->conf->webhook_url, rc == 0 ? NULL : err.text,
	       said.text);
}

int
try_run(struct notifier *n)
{
	struct trying t = { .n = n, .between = "" };
	const struct conf *conf = n->conf;

	if (n->options.json)
		putchar('[');
	if (conf->smtp_url[0] != '\0' && n->options.to != NULL)
		try_mail(&t, n->options.to);
	else if (conf->smtp_url[0] != '\0')
		for (size_t i = 0; i < conf->notify_contacts.count; i++)
			try_mail(&t, conf->notify_contacts.at[i]);
	if (conf->webhook_url[0] != '\0')
		try_hook(&t);
	if (n->options.json)
		puts("]");
	if (!t.any) {
		fputs("sanca: nothing is sent: there is neither smtp-url nor "
		      "webhook-url under [notify] in sanca.conf\n",
		      stderr);
		return 1;
	}
	return t.failed ? 3 : 0;
}
