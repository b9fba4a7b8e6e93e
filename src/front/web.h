/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* The files of web/, as they were when this was built. */
#ifndef SANCA_FRONT_WEB_H
#define SANCA_FRONT_WEB_H

#include "sanca/bytes.h"

/* A row for each file that web/local.mk lists: templates (.html, .sh, .ps1,
 * …), which other files here fill in, and what GET /web/NAME gives as it is
 * (.css, .js). */
struct web_file {
	const char *name; /* below web/ */
	struct bytes body;
};
extern const struct web_file web_files[];
extern const size_t web_file_count;

/* The file of this name; n = 0 when there is none. */
struct bytes web_file(const char *name);

#endif
