/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* GET /web/NAME: styles and scripts of the pages. */

#include "web.h"

#include "reply.h"
#include "routes.h"

#include <string.h>

struct bytes
web_file(const char *name)
{
	for (size_t i = 0; i < web_file_count; i++)
		if (strcmp(web_files[i].name, name) == 0)
			return web_files[i].body;
	return (struct bytes){ 0 };
}

enum step
on_web_file(struct request *r)
{
	for (size_t i = 0; i < r->live->web_count; i++)
		if (bytes_is_text(r->path.segment, r->live->web[i].name))
			return reply_asset(r, &r->live->web[i].asset);
	return reply_fault(r, ERR_NOT_FOUND, "there is no such file");
}
