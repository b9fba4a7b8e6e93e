/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* DIR/notify/state: two times and a sentence. */
#include "sanca/notice_state.h"

#include "sanca/files.h"
#include "sanca/limits.h"
#include "sanca/text.h"

#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define FILE_NAME "notify/state"
#define ALARM_S 86400
/* It looks once a day: a day late is late. */
#define SILENT_S (2 * 86400)

static int
open_dir(const char *dir, int *ret, struct err *err)
{
	*ret = open(dir, O_PATH | O_DIRECTORY | O_CLOEXEC);
	return *ret >= 0 ? 0 : err_errno(err, ERR_OS, "%.300s", dir);
}

int
notice_state_write(const char *dir, gid_t group,
		   const struct notice_state *state, struct err *err)
{
	CLEANUP(buf_free) struct buf text = { 0 };
	CLEANUP(fd_close) int fd = -1;

	buf_printf(&text, "%" PRId64 " %" PRId64 " %s\n", state->looked_at,
		   state->failing_since, state->reason);
	if (buf_check(&text, err) < 0 || open_dir(dir, &fd, err) < 0)
		return -1;
	return file_replace(fd, FILE_NAME, buf_bytes(&text), 0640, (uid_t)-1,
			    group, err);
}

int
notice_state_read(const char *dir, struct notice_state *ret, struct err *err)
{
	CLEANUP(buf_free) struct buf text = { 0 };
	CLEANUP(fd_close) int fd = -1;
	struct notice_state s = { 0 };
	int at = 0;

	if (open_dir(dir, &fd, err) < 0 ||
	    file_read(fd, FILE_NAME, sizeof(s.reason) + 64, &text, err) < 0)
		return -1;
	if (sscanf(buf_text(&text), "%" SCNd64 " %" SCNd64 " %n", &s.looked_at,
		   &s.failing_since, &at) != 2)
		return err_set(err, ERR_CORRUPT, FILE_NAME " is not readable");
	snprintf(s.reason, sizeof(s.reason), "%s", buf_text(&text) + at);
	s.reason[strcspn(s.reason, "\n")] = '\0';
	*ret = s;
	return 0;
}

const char *
notice_state_alarm(const struct notice_state *state, int64_t now)
{
	if (state->failing_since != 0 && now - state->failing_since >= ALARM_S)
		return state->reason[0] != '\0' ? state->reason
						: "notices cannot be sent";
	if (now - state->looked_at >= SILENT_S)
		return "sanca-notifier has not looked at the certificates for "
		       "two days: its log says why";
	return NULL;
}
