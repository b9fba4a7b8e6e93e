/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Reaches the signer that runs, or runs one of its own. */
#include "reach.h"
#include "offline.h"
#include "sanca/clock.h"
#include "sanca/files.h"
#include "sanca/os.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* Longer than any batch takes, with a slow token. */
#define ANSWER_MS 30000

struct reach {
	struct channel *control;
	struct offline *offline; /* NULL: a daemon runs */
	struct buf storage;
	uint64_t last_id;
};

void
reach_close(struct reach **reach)
{
	if (*reach == NULL)
		return;
	channel_free(&(*reach)->control);
	offline_stop(&(*reach)->offline);
	buf_free(&(*reach)->storage);
	free(*reach);
	*reach = NULL;
}

/* Both sides say their version before anything else. */
static int
greet(struct reach *r, struct err *err)
{
	struct msg hello = { .type = MSG_HELLO, .id = ++r->last_id };
	enum channel_result result = CHANNEL_EMPTY;
	struct msg answer = { 0 };
	int fd = -1;

	hello.hello.version = IPC_VERSION;
	hello.hello.program = bytes_of_text("sanca");
	if (channel_send(r->control, &hello, -1, ANSWER_MS, err) < 0)
		return -1;
	if (channel_wait(r->control, ANSWER_MS) <= 0)
		return err_set(err, ERR_UNREACHABLE,
			       "the signer does not answer");
	if (channel_receive(r->control, &r->storage, &answer, &fd, &result,
			    err) < 0)
		return -1;
	if (result != CHANNEL_MESSAGE)
		return err_set(err, ERR_UNREACHABLE,
			       "the signer closed the connection: it serves "
			       "root, the owner of the data directory and the "
			       "control-group");
	if (answer.type != MSG_HELLO || answer.hello.version != IPC_VERSION)
		return err_set(err, ERR_UNREACHABLE,
			       "the running CA is of another version than "
			       "this command: restart sancad");
	return 0;
}

static int
open_control(const char *dir, bool may_start, struct reach *r, struct err *err)
{
	CLEANUP(fd_close) int fd = -1;
	char path[LIMIT_PATH_BYTES + 32];

	snprintf(path, sizeof(path), "%s/run/control/sanca.sock", dir);
	if (os_connect_local(path, &fd, err) < 0) {
		if (err->code != ERR_UNREACHABLE || !may_start)
			return -1;
		if (offline_start(dir, &r->offline, &fd, err) < 0)
			return -1;
	}
	if (channel_open(fd, FROM_SIGNER, &r->control, err) < 0)
		return -1;
	fd = -1;
	return greet(r, err);
}

int
reach_open(const char *dir, bool may_start, struct reach **ret, struct err *err)
{
	CLEANUP(reach_close) struct reach *r = calloc(1, sizeof(*r));

	if (r == NULL)
		return err_nomem(err);
	if (open_control(dir, may_start, r, err) < 0)
		return -1;
	*ret = STEAL(r);
	return 0;
}

static int
refusal(const struct msg_refused *m, struct violations *violations,
	struct err *err)
{
	enum err_code code = m->code > ERR_NONE && m->code < ERR_COUNT
				     ? (enum err_code)m->code
				     : ERR_INTERNAL;

	if (violations != NULL &&
	    violations_decode(m->violations, violations, err) < 0)
		return -1;
	return err_set(err, code, "%.*s", (int)m->text.n,
		       (const char *)m->text.p);
}

int
reach_call(struct reach *r, struct msg *m, enum msg_type want, struct msg *ret,
	   struct violations *violations, struct err *err)
{
	m->id = ++r->last_id;
	if (channel_call(r->control, m, &r->storage, ret, ANSWER_MS, err) < 0)
		return -1;
	if (ret->type == want)
		return 0;
	if (ret->type == MSG_REFUSED)
		return refusal(&ret->refused, violations, err);
	return err_set(err, ERR_INTERNAL, "the signer answered %s with %s",
		       msg_type_name(m->type), msg_type_name(ret->type));
}

bool
reach_is_offline(const struct reach *r)
{
	return r->offline != NULL;
}

int
reach_generation(struct reach *r, uint64_t *ret, struct err *err)
{
	struct msg ask = { .type = MSG_STATUS };
	struct msg answer = { 0 };

	if (reach_call(r, &ask, MSG_STATUS_REPORT, &answer, NULL, err) < 0)
		return -1;
	*ret = answer.status_report.generation;
	return 0;
}
