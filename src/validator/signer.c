/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Listens to the signer, who alone asks. */
#include "validator.h"

#include "sanca/clock.h"
#include "sanca/files.h"
#include "sanca/logline.h"

#include <string.h>

#define SEND_WAIT_MS 1000

static int
copy_text(struct bytes in, char *ret, size_t size, struct err *err)
{
	if (in.n >= size)
		return err_set(err, ERR_MALFORMED,
			       "VALIDATE has too long a "
			       "text");
	memcpy(ret, in.p, in.n);
	ret[in.n] = '\0';
	return 0;
}

static bool
is_base64url(const char *text)
{
	return text[strspn(text, "abcdefghijklmnopqrstuvwxyz"
				 "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_")] ==
	       '\0';
}

/* What the signer must not send is a fault of ours, and ends the channel. */
static int
on_validate(struct validator *v, const struct msg_validate *m, uint64_t link,
	    struct err *err)
{
	struct job job = { .ticket = m->ticket,
			   .link = link,
			   .method = (enum acme_method)m->method };

	if (names_decode_one(m->name, &job.name, err) < 0 ||
	    copy_text(m->token, job.token, sizeof(job.token), err) < 0 ||
	    copy_text(m->key_authorization, job.key_authorization,
		      sizeof(job.key_authorization), err) < 0)
		return -1;
	if (!is_base64url(job.token))
		return err_set(err, ERR_MALFORMED,
			       "VALIDATE has a token that is none");
	if (v->rules == NULL)
		return err_set(err, ERR_INTERNAL,
			       "VALIDATE came before the settings");
	job.rules = rules_share(v->rules);
	job.acme = rules_acme(job.rules);
	job.deadline_ms = clock_monotonic_ms() + LIMIT_VALIDATION_MS;
	pool_start(v->outlet, &job);
	return 0;
}

static int
on_message(struct validator *v, const struct msg *m, uint64_t link,
	   struct err *err)
{
	if (!v->greeted) {
		v->greeted = true;
		return msg_hello_check(m, err);
	}
	if (m->type == MSG_VALIDATE)
		return on_validate(v, &m->validate, link, err);
	return err_set(err, ERR_MALFORMED, "%s is not for sanca-validator",
		       msg_type_name(m->type));
}

static void
on_signer(void *ctx)
{
	CLEANUP(buf_free) struct buf storage = { 0 };
	struct validator *v = ctx;
	enum channel_result result = CHANNEL_MESSAGE;
	uint64_t link = 0;
	struct channel *ch = outlet_channel(v->outlet, &link);

	while (result == CHANNEL_MESSAGE) {
		struct msg m;
		struct err err;
		int fd = -1;

		if (channel_receive(ch, &storage, &m, &fd, &result, &err) < 0 ||
		    (result == CHANNEL_MESSAGE &&
		     on_message(v, &m, link, &err) < 0)) {
			/* sancad starts us anew, and joins us to the signer
			 * again. */
			logline_err(LOGLINE_ERROR, &err, "from sanca-signer");
			fd_close(&fd);
			validator_stop(v, 1);
			return;
		}
		fd_close(&fd);
	}
	/* It ended, or was given another channel; so are we. */
	if (result == CHANNEL_CLOSED) {
		loop_unwatch(v->loop, channel_fd(ch));
		outlet_set(v->outlet, NULL);
	}
}

int
signer_open(struct validator *v, int fd, struct err *err)
{
	struct msg hello = { .type = MSG_HELLO };
	struct channel *ch = NULL;
	uint64_t link = 0;
	struct channel *old = outlet_channel(v->outlet, &link);

	hello.hello.version = IPC_VERSION;
	hello.hello.program = bytes_of_text("sanca-validator");
	if (channel_open(fd, FROM_SIGNER, &ch, err) < 0)
		return -1;
	if (old != NULL)
		loop_unwatch(v->loop, channel_fd(old));
	v->greeted = false;
	outlet_set(v->outlet, ch);
	/* A signer that is gone already is followed by another. */
	if (channel_send(ch, &hello, -1, SEND_WAIT_MS, err) < 0)
		logline_err(LOGLINE_WARNING, err, "greeting sanca-signer");
	return loop_watch(v->loop, channel_fd(ch), on_signer, v, err);
}
