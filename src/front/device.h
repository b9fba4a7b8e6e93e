/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Which steps a visitor needs first; pure functions. */
#ifndef SANCA_FRONT_DEVICE_H
#define SANCA_FRONT_DEVICE_H

#include "sanca/bytes.h"

enum platform {
#define PLATFORM(id, anchor, title, template) PLATFORM_##id,
#define MARK(hint, text, first, second, third)
#include "platforms.def"
#undef MARK
#undef PLATFORM
	PLATFORM_COUNT,
	PLATFORM_NONE = PLATFORM_COUNT
};

struct platform_info {
	const char *anchor, *title, *template;
};
const struct platform_info *platform_info(enum platform platform);

#define DEVICE_PLATFORMS 3
/* The likeliest first; the rest is PLATFORM_NONE. */
struct device {
	enum platform at[DEVICE_PLATFORMS];
};
/* wanted: an anchor that was asked for (?device=ios), or empty; hints as they
 * came, or empty. Nothing known: PLATFORM_NONE in all places. */
struct device device_choose(struct bytes wanted, struct bytes user_agent,
			    struct bytes ch_platform);

#endif
