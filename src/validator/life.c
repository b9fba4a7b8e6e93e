/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Listens to sancad and to signals. */
#include "validator.h"

#include "sanca/files.h"
#include "sanca/logline.h"

#include <signal.h>

#define SEND_WAIT_MS 1000

static void
tell(struct validator *v, const struct msg *m)
{
	struct err err;

	if (channel_send(v->supervisor, m, -1, SEND_WAIT_MS, &err) < 0)
		logline_err(LOGLINE_WARNING, &err, "telling sancad");
}

void
validator_stop(struct validator *v, int status)
{
	v->status = status;
	loop_stop(v->loop);
}

/* Jobs that run end by the rules that they began with. */
static int
take_settings(struct validator *v, uint64_t generation, int fd, struct err *err)
{
	CLEANUP(buf_free) struct buf text = { 0 };
	CLEANUP(conf_free) struct conf *conf = NULL;
	CLEANUP(rules_free) struct rules *rules = NULL;
	struct msg m = { .type = MSG_CONFIGURED };
	struct msg ready = { .type = MSG_READY };
	bool first = v->rules == NULL;

	if (os_sealed_read(fd, LIMIT_CONF_BYTES, &text, err) < 0 ||
	    conf_parse(buf_bytes(&text), "sanca.conf", &conf, err) < 0 ||
	    rules_new(conf, &rules, err) < 0)
		return -1;
	conf_log_open(conf, "sanca-validator", LOGLINE_DEBUG);
	rules_free(&v->rules);
	v->rules = STEAL(rules);
	m.configured.generation = generation;
	tell(v, &m);
	if (first)
		tell(v, &ready);
	return 0;
}

static void
report_fatal(struct validator *v, const struct err *why)
{
	struct msg m = { .type = MSG_FATAL };

	m.fatal.code = (uint32_t)why->code;
	m.fatal.text = bytes_of_text(why->text);
	tell(v, &m);
	validator_stop(v, err_info(why->code)->exit_status);
}

static void
on_message(struct validator *v, const struct msg *m, int fd)
{
	CLEANUP(fd_close) int owned = fd;
	struct err err;

	if (m->type == MSG_CONFIGURE &&
	    take_settings(v, m->configure.generation, fd, &err) < 0) {
		logline_err(LOGLINE_ERROR, &err, "these settings are not used");
		if (v->rules == NULL)
			report_fatal(v, &err);
	}
	if (m->type == MSG_CHANNEL &&
	    m->channel.between == BETWEEN_VALIDATOR_SIGNER) {
		owned = -1;
		if (signer_open(v, fd, &err) < 0) {
			logline_err(LOGLINE_ERROR, &err, "sanca-signer");
			validator_stop(v, 1);
		}
	}
}

static void
on_supervisor(void *ctx)
{
	struct validator *v = ctx;
	enum channel_result result = CHANNEL_MESSAGE;

	while (result == CHANNEL_MESSAGE) {
		struct msg m;
		struct err err;
		int fd = -1;

		if (channel_receive(v->supervisor, &v->storage, &m, &fd,
				    &result, &err) < 0) {
			logline_err(LOGLINE_ERROR, &err, "from sancad");
			result = CHANNEL_CLOSED;
		} else if (result == CHANNEL_MESSAGE) {
			on_message(v, &m, fd);
		}
	}
	if (result == CHANNEL_CLOSED) {
		loop_unwatch(v->loop, channel_fd(v->supervisor));
		validator_stop(v, 0);
	}
}

static void
on_terminate(void *ctx)
{
	validator_stop(ctx, 0);
}

/* SIGHUP is for sancad; the terminal sends it to all. */
static void
on_hangup(void *ctx)
{
	(void)ctx;
}

int
validator_serve(struct validator *v, struct err *err)
{
	if (channel_open(v->options.supervisor, FROM_SUPERVISOR, &v->supervisor,
			 err) < 0)
		return -1;
	if (outlet_new(&v->outlet, err) < 0 || loop_new(&v->loop, err) < 0 ||
	    loop_signal(v->loop, SIGTERM, on_terminate, v, err) < 0 ||
	    loop_signal(v->loop, SIGINT, on_terminate, v, err) < 0 ||
	    loop_signal(v->loop, SIGHUP, on_hangup, v, err) < 0 ||
	    loop_watch(v->loop, channel_fd(v->supervisor), on_supervisor, v,
		       err) < 0 ||
	    os_sandbox(OS_ROLE_VALIDATOR, err) < 0 ||
	    loop_run(v->loop, err) < 0)
		return -1;
	return v->status;
}
