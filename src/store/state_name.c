/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* The words for what has become of a serial, as people write and read them. */
#include "sanca/store.h"

static const struct {
	enum store_state state;
	const char *name;
} states[] = {
	{ STORE_ISSUED, "issued" },
	{ STORE_VOID, "void" },
	{ STORE_REVOKED, "revoked" },
	{ STORE_RESERVED, "reserved" },
};

const char *
store_state_name(enum store_state state)
{
	for (size_t i = 0; i < ARRAY_SIZE(states); i++)
		if (states[i].state == state)
			return states[i].name;
	return "unknown";
}

bool
store_state_find(struct bytes name, enum store_state *ret)
{
	for (size_t i = 0; i < ARRAY_SIZE(states); i++) {
		if (!bytes_is_text(name, states[i].name))
			continue;
		*ret = states[i].state;
		return true;
	}
	return false;
}
