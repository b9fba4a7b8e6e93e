/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* How the sending of notices goes, for pages and programs. */
#ifndef SANCA_FRONT_NOTICES_H
#define SANCA_FRONT_NOTICES_H

#include "front.h"

#include "sanca/conf.h"
#include "sanca/notice_state.h"

/* False: nobody is to be told, by the settings. alarm: NULL, or what is wrong
 * since a day or longer; from outside, as state->reason is. */
bool notices_read(const struct front *f, const struct conf *conf, int64_t now,
		  struct notice_state *state, const char **ret_alarm);

#endif
