/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* The channels to those who ask: the front, and the control socket's users. */
#include "link.h"

#include "signer.h"

#include "sanca/clock.h"
#include "sanca/files.h"
#include "sanca/logline.h"

#include <inttypes.h>
#include <stdio.h>

static void
on_readable(void *arg)
{
	const struct link *l = arg;

	signer_turn(l->signer);
}

int
link_open(struct signer *s, struct link *l, int fd, enum ipc_role role,
	  struct err *err)
{
	struct channel *channel = NULL;

	if (channel_open(fd, role, &channel, err) != 0)
		return -1;
	if (loop_watch(s->loop, fd, on_readable, l, err) != 0) {
		channel_free(&channel);
		return -1;
	}
	l->signer = s;
	l->channel = channel;
	l->role = role;
	l->greeted = false;
	l->given = false;
	l->number = ++s->links_opened;
	return 0;
}

void
link_close(struct link *l)
{
	if (l->channel == NULL)
		return;
	loop_unwatch(l->signer->loop, channel_fd(l->channel));
	channel_free(&l->channel);
	if (l->signer->options.offline)
		signer_stop(l->signer);
}

void
link_show(const struct link *l, char *out, size_t size)
{
	if (l->role == FROM_FRONT)
		snprintf(out, size, "sanca-front");
	else if (l->role == FROM_VALIDATOR)
		snprintf(out, size, "sanca-validator");
	else
		snprintf(out, size, "control connection of uid %ju",
			 (uintmax_t)l->uid);
}

/* The front does not come back by itself, and does not know why it lost us: it
 * is started again. Where that cannot be said, we are. */
static void
tell_expelled(struct signer *s)
{
	struct msg m = { .type = MSG_EXPELLED };
	struct err err;

	if (s->options.offline || s->supervisor == NULL)
		return;
	s->revocations.expelled_ms = clock_monotonic_ms();
	if (channel_send(s->supervisor, &m, -1, LIMIT_ANSWER_WAIT_MS, &err) ==
	    0)
		return;
	logline_err(LOGLINE_ERROR, &err, "supervisor");
	signer_exit(s, 1);
}

void
link_expel(struct link *l, const struct err *why)
{
	char name[64];

	link_show(l, name, sizeof(name));
	logline_err(LOGLINE_ERROR, why, "%s: channel closed", name);
	l->signer->counters.expelled++;
	link_close(l);
	if (l->role == FROM_FRONT)
		tell_expelled(l->signer);
}

void
link_expel_for(struct link *l, const struct msg *m, const char *why)
{
	struct err err;

	if (err_set(&err, ERR_MALFORMED, "%s %s", msg_type_name(m->type),
		    why) != 0)
		link_expel(l, &err);
}

void
link_send_many(struct link *l, const struct msg *m, size_t count)
{
	/* The front alone is waited for: whoever may use the control socket
	 * must not hold up those who wait for a certificate. */
	int wait_ms = l->role == FROM_FRONT ? LIMIT_ANSWER_WAIT_MS : 0;
	struct err err;

	if (l->channel == NULL || count == 0)
		return;
	if (channel_send_many(l->channel, m, count, wait_ms, &err) != 0) {
		/* Who asked and went away is no event. */
		if (err.code == ERR_UNREACHABLE)
			link_close(l);
		else
			link_expel(l, &err);
	}
}

void
link_send(struct link *l, const struct msg *m)
{
	link_send_many(l, m, 1);
}

void
refused_of(const struct err *err, uint32_t retry_after_s, uint64_t id,
	   struct msg *ret)
{
	*ret = (struct msg){ .type = MSG_REFUSED, .id = id };
	ret->refused.code = (uint32_t)err->code;
	ret->refused.text = bytes_of_text(err->text);
	ret->refused.retry_after_s = retry_after_s;
}
