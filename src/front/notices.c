/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* The notifier leaves word in a file: to the front it must be of no weight
 * whether it runs. */

#include "notices.h"

#include <stdatomic.h>

bool
notices_read(const struct front *f, const struct conf *conf, int64_t now,
	     struct notice_state *state, const char **ret_alarm)
{
	/* When it was first seen that it has never run. */
	static _Atomic int64_t never_since;
	int64_t none = 0;
	struct err err;

	*state = (struct notice_state){ 0 };
	*ret_alarm = NULL;
	if (!conf_sends_notices(conf))
		return false;
	if (notice_state_read(f->dir, state, &err) == 0) {
		*ret_alarm = notice_state_alarm(state, now);
		return true;
	}
	if (err.code != ERR_NOT_FOUND) {
		*ret_alarm = "how notices go cannot be read";
		return true;
	}
	atomic_compare_exchange_strong(&never_since, &none, now);
	*state = (struct notice_state){ .looked_at = never_since };
	*ret_alarm = notice_state_alarm(state, now);
	return true;
}
