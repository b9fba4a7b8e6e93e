/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* The process log, as [process] has it. */
#include "sanca/conf.h"

void
conf_log_open(const struct conf *conf, const char *program, enum loglevel least)
{
	static const enum loglevel levels[] = {
		[LOG_LEVEL_DEBUG - LOG_LEVEL_DEBUG] = LOGLINE_DEBUG,
		[LOG_LEVEL_INFO - LOG_LEVEL_DEBUG] = LOGLINE_INFO,
		[LOG_LEVEL_NOTICE - LOG_LEVEL_DEBUG] = LOGLINE_NOTICE,
		[LOG_LEVEL_WARNING - LOG_LEVEL_DEBUG] = LOGLINE_WARNING,
		[LOG_LEVEL_ERROR - LOG_LEVEL_DEBUG] = LOGLINE_ERROR,
	};
	enum loglevel level = levels[conf->log_level - LOG_LEVEL_DEBUG];

	logline_open(program, conf->log_format == LOG_FORMAT_JSON,
		     level < least ? least : level);
}
