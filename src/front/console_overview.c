/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* /console/: how the CA stands. */

#include "console_page.h"
#include "request.h"
#include "routes.h"

enum step
on_overview(struct request *r)
{
	const struct console_page page = { .title = "Overview",
					   .place = CONSOLE_OVERVIEW };
	const struct page_values v = { 0 };

	return reply_console_filled(r, &page, "console/overview.html", &v);
}
