/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* The channels to those who ask: the front, and the control socket's users. */
#ifndef SANCA_SIGNER_LINK_H
#define SANCA_SIGNER_LINK_H

#include "sanca/ipc.h"

#include <sys/types.h>

struct signer;

struct link {
	struct signer *signer;
	struct channel *channel; /* NULL: this place is free */
	enum ipc_role role;
	bool greeted;	 /* HELLO came */
	bool given;	 /* handed over at the start, not accepted */
	uint64_t number; /* of this channel; an answer to an earlier one of the
			  * same place is dropped */
	uid_t uid;
};

/* Place 0 is the front's, 1 the validator's. */
#define LINK_FRONT 0
#define LINK_VALIDATOR 1
#define LINK_CONTROL 2
#define LINK_COUNT (LINK_CONTROL + LIMIT_CONTROL_CONNECTIONS)

/* Takes the descriptor in any case. */
MUST_CHECK int link_open(struct signer *s, struct link *l, int fd,
			 enum ipc_role role, struct err *err);
void link_close(struct link *l);
/* Closes it for what it sent, and says so. */
void link_expel(struct link *l, const struct err *why);
/* The same for a message: "ISSUE " and why. */
void link_expel_for(struct link *l, const struct msg *m, const char *why);
/* "sanca-front" or "control connection of uid N". */
void link_show(const struct link *l, char *out, size_t size);

/* Sends; who does not read his answers is closed. */
void link_send(struct link *l, const struct msg *m);
void link_send_many(struct link *l, const struct msg *m, size_t count);
/* Fills *ret with REFUSED; what it points to is err. */
void refused_of(const struct err *err, uint32_t retry_after_s, uint64_t id,
		struct msg *ret);

/* Listener became readable. */
void control_accept(void *signer);
/* May the other end of this socket use it as a control socket, by the settings
 * of now? ERR_FORBIDDEN. */
MUST_CHECK int control_check(const struct signer *s, int fd, struct err *err);
/* The same of who asks on this link: settings change while a connection lasts. The
 * children, and who was handed over at the start, always may. */
MUST_CHECK int link_check(const struct signer *s, const struct link *l,
			  struct err *err);

#endif
