/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Messages that are answered at once, each by its handler. */
#include "dispatch.h"
#include "who.h"

#include "sanca/logline.h"
#include "sanca/policy.h"

struct route {
	enum msg_type type;
	handler_fn *handler;
};

/* Who may send each stands in msg.def, and the channel has seen to it. */
static const struct route routes[] = {
	{ MSG_AUTH, on_auth },
	{ MSG_FIND, on_find },
	{ MSG_LOG_HEAD, on_log_head },
	{ MSG_LOG_PROOF, on_log_proof },
	{ MSG_STATUS, on_status },
	{ MSG_REFUSAL, on_refusal },
	{ MSG_BLOCK_KEY, on_block_key },
	{ MSG_TOKEN_NEW, on_token_new },
	{ MSG_TOKEN_LIST, on_token_list },
	{ MSG_TOKEN_REVOKE, on_token_revoke },
	{ MSG_CLOCK_ACCEPT, on_clock_accept },
	{ MSG_REQUESTER_SET, on_requester_set },
	{ MSG_REVOKE, on_revoke },
	{ MSG_LOGIN, on_login },
	{ MSG_LOGOUT, on_logout },
	{ MSG_REAUTH, on_reauth },
	{ MSG_LINK_FIND, on_link_find },
	{ MSG_LINK_USE, on_link_use },
	{ MSG_LINK_NEW, on_link_new },
	{ MSG_PENDING_REFUSE, on_pending_refuse },
	{ MSG_EVENT_ACK, on_event_ack },
};

static handler_fn *
find_handler(enum msg_type type)
{
	for (size_t i = 0; i < ARRAY_SIZE(routes); i++) {
		if (routes[i].type == type)
			return routes[i].handler;
	}
	return NULL;
}

static void
reply_free(struct reply *r)
{
	for (size_t i = 0; i < ARRAY_SIZE(r->space); i++)
		buf_free(&r->space[i]);
}

static int
space_check(const struct reply *reply, struct err *err)
{
	for (size_t i = 0; i < ARRAY_SIZE(reply->space); i++) {
		if (buf_check(&reply->space[i], err) != 0)
			return -1;
	}
	return 0;
}

void
dispatch(struct signer *s, struct link *l, const struct msg *m)
{
	CLEANUP(reply_free) struct reply reply = { 0 };
	handler_fn *handler = find_handler(m->type);
	struct err err;

	if (handler == NULL) {
		link_expel_for(l, m, "was not expected");
		return;
	}
	if (m->type == MSG_REFUSAL && !door_is_fronts(m->refusal.door)) {
		link_expel_for(l, m, "names a door that is not its own");
		return;
	}
	if (link_check(s, l, &err) != 0 ||
	    handler(s, l, m, &reply, &err) != 0 ||
	    space_check(&reply, &err) != 0) {
		if (store_is_broken(s->store))
			signer_storage_fault(s, &err);
		refused_of(&err, 0, m->id, &reply.msg);
	}
	if (reply.msg.type == 0)
		return;
	reply.msg.id = m->id;
	link_send(l, &reply.msg);
}

void
dispatch_hello(struct link *l, const struct msg *m)
{
	struct msg hello = { .type = MSG_HELLO, .id = m->id };

	hello.hello.version = IPC_VERSION;
	hello.hello.program = bytes_of_text("sanca-signer");
	if (m->type != MSG_HELLO) {
		link_expel_for(l, m, "came before HELLO");
		return;
	}
	link_send(l, &hello);
	if (m->hello.version != IPC_VERSION) {
		link_expel_for(l, m,
			       "of another version: sanca is only partly "
			       "upgraded");
		return;
	}
	l->greeted = true;
	if (l->role != FROM_FRONT)
		return;
	tell_generation(l->signer);
	revocations_greet(l->signer);
	crl_tell(l->signer);
}

int
on_event_ack(struct signer *s, const struct link *l, const struct msg *m,
	     struct reply *ret, struct err *err)
{
	(void)l;
	(void)err;
	if (m->event_ack.kind == EVENT_REVOKED)
		revocations_acknowledged(s, m->event_ack.number);
	logline(LOGLINE_DEBUG, "sanca-front acknowledged event %u, number %ju",
		m->event_ack.kind, (uintmax_t)m->event_ack.number);
	ret->msg.type = 0;
	return 0;
}
