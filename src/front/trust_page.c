/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* GET /trust: the root, its fingerprints, how a device comes to trust it. */

#include "device.h"
#include "page.h"
#include "routes.h"

#include <string.h>

/* What it says of the device chooses among texts; none of it is shown. A query
 * that is malformed chooses nothing: the page is for whoever comes. */
static struct device
device_of(const struct request *r)
{
	struct guard_parameter parameters[4];
	struct bytes wanted = { 0 };
	struct err err;
	int count = guard_query(r->head.query, parameters,
				ARRAY_SIZE(parameters), &err);

	for (int i = 0; i < count; i++)
		if (strcmp(parameters[i].name, "device") == 0)
			wanted = bytes_of_text(parameters[i].value);
	return device_choose(wanted, guard_field_get(&r->head, "User-Agent"),
			     guard_field_get(&r->head, "Sec-CH-UA-Platform"));
}

enum step
on_trust(struct request *r)
{
	const struct page page = {
		.title = "Trust",
		.script = live_asks_probe(r->live) ? "probe.js" : NULL,
		.is_public = true,
	};
	struct device device = device_of(r);
	CLEANUP(buf_free) struct buf main = { 0 };
	struct err err;

	if (trust_pages_join(&r->live->trust_pages, &device, &main, &err) < 0)
		return reply_err(r, &err);
	return reply_page(r, &page, &main);
}
