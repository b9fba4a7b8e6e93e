/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* The two ways out: a mail server and a webhook. */
#ifndef SANCA_NOTIFIER_SEND_H
#define SANCA_NOTIFIER_SEND_H

#include "notifier.h"

/* What the server said last, for people; n = 0: nothing. */
struct said {
	char text[LIMIT_SERVER_WORDS_BYTES + 1];
};

/*
 * 0: the server took the message. Errors: ERR_CONFIG for a file of the settings;
 * ERR_UNREACHABLE, ERR_UNAVAILABLE, ERR_FORBIDDEN say in words what became of it.
 * When notifier_must_stop() was true meanwhile, what became of it is not known.
 */
MUST_CHECK int mail_send(struct notifier *n, const char *to,
			 struct bytes message, struct said *said,
			 struct err *err);

/* Adds the time to the fields of hook_body_write(), signs, sends; 0: it was
 * answered with 2xx. */
MUST_CHECK int hook_send(struct notifier *n, struct bytes fields, int64_t now,
			 struct said *said, struct err *err);
/* The body and its signature as they go out. */
void hook_compose(struct bytes fields, int64_t now, struct buf *out);
MUST_CHECK int hook_sign(struct bytes key, struct bytes body, char ret[65],
			 struct err *err);

#endif
