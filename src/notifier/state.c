/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Leaves word for the front and for sanca status. */
#include "notifier.h"

#include "sanca/logline.h"
#include "sanca/notice_state.h"
#include "sanca/text.h"

#include <stdio.h>
#include <unistd.h>

void
state_tell(struct notifier *n, int64_t now)
{
	CLEANUP(buf_free) struct buf why = { 0 };
	CLEANUP(buf_free) struct buf shown = { 0 };
	struct notice_state s = { .looked_at = now };
	int64_t run = 0;
	struct err err;

	if (db_failing(n->db, &s.failing_since, &why, &err) < 0 ||
	    db_run_get(n->db, &run, &err) < 0) {
		s.failing_since = now;
		snprintf(s.reason, sizeof(s.reason), "%.390s", err.text);
	} else {
		s.looked_at = run;
		text_show(buf_bytes(&why), 300, &shown);
		snprintf(s.reason, sizeof(s.reason), "%.390s",
			 buf_text(&shown));
	}
	if (notice_state_write(n->options.dir, n->options.log_gid, &s, &err) <
	    0)
		logline_err(LOGLINE_WARNING, &err, "how notices go");
}
