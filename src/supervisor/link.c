/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* The channels between two children: made here, handed to both. */
#include "supervisor.h"

#include "sanca/files.h"
#include "sanca/logline.h"

#define SEND_WAIT_MS 1000

static enum which
other_of(enum which which)
{
	return which == SIGNER ? FRONT : SIGNER;
}

/* A child that does not take it is started again, and gets another. */
static void
hand_over(struct supervisor *s, enum which which, enum ipc_between between,
	  int end)
{
	struct child *c = &s->child[which];
	struct msg m = { .type = MSG_CHANNEL,
			 .channel.between = (uint8_t)between };
	struct err err;

	if (channel_send(c->ch, &m, end, SEND_WAIT_MS, &err) != 0) {
		logline_err(LOGLINE_WARNING, &err, "%s (pid %d)", c->name,
			    (int)c->pid);
		child_kill(c);
	}
}

int
link_take(struct supervisor *s, enum which which, int *ret_end, struct err *err)
{
	enum which other = other_of(which);
	int ends[2] = { -1, -1 };

	if (s->waiting_end[which] >= 0) {
		*ret_end = s->waiting_end[which];
		s->waiting_end[which] = -1;
		return 0;
	}
	if (channel_pair(ends, err) != 0)
		return -1;
	*ret_end = ends[0];
	fd_close(&s->waiting_end[other]);
	if (s->child[other].ch == NULL) {
		s->waiting_end[other] = ends[1];
		return 0;
	}
	hand_over(s, other, BETWEEN_FRONT_SIGNER, ends[1]);
	fd_close(&ends[1]);
	return 0;
}

void
link_validator(struct supervisor *s)
{
	struct child *signer = &s->child[SIGNER];
	struct child *validator = &s->child[VALIDATOR];
	int ends[2] = { -1, -1 };
	struct err err;

	if (signer->ch == NULL || validator->ch == NULL)
		return;
	if (channel_pair(ends, &err) != 0) {
		/* Its next start is the next try. */
		logline_err(LOGLINE_ERROR, &err, "join %s", validator->name);
		child_kill(validator);
		return;
	}
	hand_over(s, SIGNER, BETWEEN_VALIDATOR_SIGNER, ends[0]);
	hand_over(s, VALIDATOR, BETWEEN_VALIDATOR_SIGNER, ends[1]);
	fd_close(&ends[0]);
	fd_close(&ends[1]);
}
