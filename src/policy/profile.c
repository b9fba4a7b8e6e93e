/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* The tables of profiles, key kinds and doors. */

#include "sanca/policy.h"

static const struct profile profiles[] = {
#define PROFILE(code, name, server, client, title)                             \
	{ PROFILE_##code, name, server, client, false, title },
#define OWN_PROFILE(code, name, title)                                         \
	{ PROFILE_##code, name, false, false, true, title },
#include "sanca/profiles.def"
#undef PROFILE
#undef OWN_PROFILE
};

const struct profile *
profile_find(struct bytes name)
{
	for (size_t i = 0; i < ARRAY_SIZE(profiles); i++) {
		if (!profiles[i].is_own &&
		    bytes_is_text(name, profiles[i].name))
			return &profiles[i];
	}
	return NULL;
}

const struct profile *
profile_get(enum profile_code code)
{
	for (size_t i = 0; i < ARRAY_SIZE(profiles); i++) {
		if (profiles[i].code == code)
			return &profiles[i];
	}
	return NULL;
}

uint32_t
profile_stand_ins(unsigned code)
{
	const struct profile *old = profile_get((enum profile_code)code);
	uint32_t set = 0;

	for (size_t i = 0; old && i < ARRAY_SIZE(profiles); i++) {
		const struct profile *p = &profiles[i];

		if (p->is_own == old->is_own &&
		    p->server_auth >= old->server_auth &&
		    p->client_auth >= old->client_auth)
			set |= UINT32_C(1) << p->code;
	}
	return set;
}

const char *
key_kind_name(enum key_kind kind)
{
	switch (kind) {
	case KEY_RSA:
		return "rsa";
	case KEY_EC_P256:
		return "ec-p256";
	case KEY_EC_P384:
		return "ec-p384";
	}
	return "unknown";
}

const char *
door_name(enum door door)
{
	switch (door) {
	case DOOR_HTTP:
		return "http";
	case DOOR_CONTROL:
		return "control";
	case DOOR_INTERNAL:
		return "internal";
	case DOOR_CONSOLE:
		return "console";
	case DOOR_CLIENT_TLS:
		return "client-tls";
	case DOOR_LINK:
		return "link";
	case DOOR_ACME:
		return "acme";
	}
	return "unknown";
}
