/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Which steps a visitor needs first, from what the browser says of itself. */

#include "device.h"

static const struct platform_info platforms[] = {
#define PLATFORM(id, anchor, title, template) { anchor, title, template },
#define MARK(hint, text, first, second, third)
#include "platforms.def"
#undef MARK
#undef PLATFORM
};

enum hint { HINT_UA, HINT_CH };

static const struct mark {
	enum hint hint;
	const char *text;
	struct device device;
} marks[] = {
#define PLATFORM(id, anchor, title, template)
#define MARK(hint, text, first, second, third)                                 \
	{ HINT_##hint,                                                         \
	  text,                                                                \
	  { { PLATFORM_##first, PLATFORM_##second, PLATFORM_##third } } },
#include "platforms.def"
#undef MARK
#undef PLATFORM
};

const struct platform_info *
platform_info(enum platform platform)
{
	return &platforms[platform];
}

static bool
is_marked(const struct mark *m, struct bytes user_agent, struct bytes ch)
{
	if (m->hint == HINT_CH)
		return bytes_is_text(ch, m->text);
	return bytes_find(user_agent, bytes_of_text(m->text)) >= 0;
}

struct device
device_choose(struct bytes wanted, struct bytes user_agent,
	      struct bytes ch_platform)
{
	struct device none = { { PLATFORM_NONE, PLATFORM_NONE,
				 PLATFORM_NONE } };

	for (size_t i = 0; i < PLATFORM_COUNT; i++) {
		if (!bytes_is_text(wanted, platforms[i].anchor))
			continue;
		none.at[0] = (enum platform)i;
		return none;
	}
	for (size_t i = 0; i < ARRAY_SIZE(marks); i++)
		if (is_marked(&marks[i], user_agent, ch_platform))
			return marks[i].device;
	return none;
}
