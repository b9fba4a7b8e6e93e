/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* layer: base */
/* How sending of notices goes: a small file that sanca-notifier writes and the
 * others read. */
#ifndef SANCA_NOTICE_STATE_H
#define SANCA_NOTICE_STATE_H

#include "sanca/bytes.h"

#include <sys/types.h>

struct notice_state {
	int64_t looked_at;     /* when all certificates were last looked at */
	int64_t failing_since; /* 0: what was to be sent was taken */
	char reason[400];
};

/* DIR/notify/state, in the signer's group (may be -1), which the front is in. */
MUST_CHECK int notice_state_write(const char *dir, gid_t group,
				  const struct notice_state *state,
				  struct err *err);
/* ERR_NOT_FOUND: the notifier has never run. */
MUST_CHECK int notice_state_read(const char *dir, struct notice_state *ret,
				 struct err *err);
/* NULL: well. Else what is wrong since a day or longer. */
const char *notice_state_alarm(const struct notice_state *state, int64_t now);

#endif
