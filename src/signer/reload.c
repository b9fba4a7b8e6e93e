/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* New settings, between two turns: no certificate mixes two of them. */
#include "signer.h"

#include "sanca/clock.h"
#include "sanca/files.h"
#include "sanca/logline.h"
#include "sanca/text.h"

#include <inttypes.h>

/* Whether the last CONFIGURATION entry is this one. When none is near, the
 * answer is no, and one more entry does no harm. */
static int
is_logged(struct signer *s, struct bytes wanted, bool *ret, struct err *err)
{
	uint64_t size = log_head(s->log)->size;
	uint64_t end = size > LIMIT_CONFIGURATION_SCAN
			       ? size - LIMIT_CONFIGURATION_SCAN
			       : 0;

	*ret = false;
	for (uint64_t i = size; i > end; i--) {
		struct bytes body = { 0 };
		unsigned type = 0;
		int64_t time = 0;

		if (store_log_get(s->store, i - 1, &type, &time, &body, err) !=
		    0)
			return -1;
		if (type != LOG_CONFIGURATION)
			continue;
		*ret = bytes_equal(body, wanted);
		return 0;
	}
	return 0;
}

int
configuration_log(struct signer *s, const struct configuration *c, int64_t now,
		  struct err *err)
{
	struct bytes policies = { c->policy_digests[0],
				  c->conf->policy_count * 32 };
	CLEANUP(buf_free) struct buf body = { 0 };
	uint64_t index = 0;
	bool logged = false;

	log_body_configuration(c->generation, BYTES_OF(c->digest), policies,
			       &body);
	if (buf_check(&body, err) != 0 ||
	    is_logged(s, buf_bytes(&body), &logged, err) != 0)
		return -1;
	if (logged)
		return 0;
	return log_append(s->log, LOG_CONFIGURATION, now, buf_bytes(&body),
			  &index, err);
}

void
tell_generation(struct signer *s)
{
	struct link *front = &s->links[LINK_FRONT];
	struct msg m = { .type = MSG_EVENT };

	if (!front->greeted)
		return;
	m.event.kind = EVENT_GENERATION;
	m.event.number = s->configuration->generation;
	link_send(front, &m);
}

static int
log_in_transaction(struct signer *s, const struct configuration *c,
		   struct err *err)
{
	int64_t now = clock_wall_s();

	if (transaction_begin(s, err) != 0)
		return -1;
	if (acme_switch_on(s, s->configuration->conf, c->conf, err) == 0 &&
	    configuration_log(s, c, now, err) == 0 &&
	    transaction_commit(s, now, err) == 0)
		return 0;
	transaction_undo(s);
	signer_storage_fault(s, err);
	return -1;
}

static int
reload(struct signer *s, uint64_t generation, int fd, struct err *err)
{
	CLEANUP(configuration_free) struct configuration *c = NULL;
	CLEANUP(buf_free) struct buf text = { 0 };

	if (os_sealed_read(fd, LIMIT_CONF_BYTES, &text, err) != 0 ||
	    configuration_new(buf_bytes(&text), generation, s->options.dir,
			      s->issuer->id, &c, err) != 0 ||
	    rates_recover(s, c->conf->max_per_day, err) != 0 ||
	    log_in_transaction(s, c, err) != 0)
		return -1;
	configuration_free(&s->configuration);
	s->configuration = STEAL(c);
	logline(LOGLINE_NOTICE, "settings of generation %" PRIu64 " count now",
		generation);
	tell_generation(s);
	own_work_look_again(&s->profile);
	own_work_look_again(&s->responder.work);
	return 0;
}

/* The supervisor hears which it is: no other process goes on to settings that
 * are not taken here. */
static void
on_configure(struct signer *s, uint64_t generation, int fd)
{
	struct msg answer = { .type = MSG_CONFIGURED };
	struct err why;
	struct err err;

	answer.configured.generation = generation;
	if (reload(s, generation, fd, &why) != 0) {
		logline_err(LOGLINE_ERROR, &why,
			    "new settings are not taken; the old ones count");
		answer.type = MSG_CONFIGURE_REFUSED;
		answer.configure_refused.generation = generation;
		answer.configure_refused.text = bytes_of_text(why.text);
	}
	if (channel_send(s->supervisor, &answer, -1, LIMIT_ANSWER_WAIT_MS,
			 &err) != 0)
		logline_err(LOGLINE_ERROR, &err, "supervisor");
}

/* The front was restarted; this is the channel to the new one. */
static int
replace_front(struct signer *s, int fd, struct err *err)
{
	struct link *front = &s->links[LINK_FRONT];

	link_close(front);
	s->revocations.expelled_ms = 0;
	return link_open(s, front, fd, FROM_FRONT, err);
}

/* So was the validator; what it had not answered is asked again. */
static int
replace_validator(struct signer *s, int fd, struct err *err)
{
	struct link *validator = &s->links[LINK_VALIDATOR];

	link_close(validator);
	return link_open(s, validator, fd, FROM_VALIDATOR, err);
}

static void
on_channel(struct signer *s, const struct msg *m, int fd)
{
	bool is_front = m->channel.between == BETWEEN_FRONT_SIGNER;
	struct err err;

	if ((is_front ? replace_front(s, fd, &err)
		      : replace_validator(s, fd, &err)) != 0)
		logline_err(LOGLINE_ERROR, &err, "channel to %s",
			    is_front ? "sanca-front" : "sanca-validator");
}

static void
on_message(struct signer *s, const struct msg *m, int fd)
{
	if (m->type == MSG_CONFIGURE) {
		on_configure(s, m->configure.generation, fd);
		fd_close(&fd);
		return;
	}
	if (m->type == MSG_CHANNEL)
		on_channel(s, m, fd);
}

void
on_supervisor(void *arg)
{
	CLEANUP(buf_free) struct buf storage = { 0 };
	struct signer *s = arg;

	for (;;) {
		enum channel_result result = CHANNEL_EMPTY;
		struct msg m;
		struct err err;
		int fd = -1;

		if (channel_receive(s->supervisor, &storage, &m, &fd, &result,
				    &err) != 0) {
			logline_err(LOGLINE_ERROR, &err, "supervisor");
			result = CHANNEL_CLOSED;
		}
		if (result == CHANNEL_CLOSED) {
			loop_unwatch(s->loop, channel_fd(s->supervisor));
			signer_stop(s);
			return;
		}
		if (result == CHANNEL_EMPTY)
			return;
		on_message(s, &m, fd);
	}
}
