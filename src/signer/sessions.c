/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Who is signed in to the console. */
#include "sessions.h"

#include "refusals.h"

#include "sanca/clock.h"

#include <string.h>

static void
forget_ended(struct sessions *all, const struct session_bounds *bounds)
{
	int64_t now = clock_monotonic_ms();

	for (size_t i = 0; i < LIMIT_SESSIONS; i++) {
		struct session *s = &all->at[i];

		if (s->requester != 0 &&
		    (now - s->begun_ms >= bounds->lifetime_ms ||
		     now - s->used_ms >= bounds->idle_ms))
			session_end(s);
	}
}

static struct session *
find(struct sessions *all, const uint8_t hash[32])
{
	struct bytes wanted = { hash, 32 };

	for (size_t i = 0; i < LIMIT_SESSIONS; i++) {
		struct session *s = &all->at[i];

		if (s->requester != 0 &&
		    bytes_equal_secret(BYTES_OF(s->hash), wanted))
			return s;
	}
	return NULL;
}

struct session *
session_find(struct sessions *all, const uint8_t hash[32],
	     const struct session_bounds *bounds)
{
	struct session *s = NULL;

	forget_ended(all, bounds);
	s = find(all, hash);
	if (s != NULL)
		s->used_ms = clock_monotonic_ms();
	return s;
}

/* Of this requester, or of all (0). */
static struct session *
least_used(struct sessions *all, uint64_t requester, size_t *ret_count)
{
	struct session *least = NULL;

	*ret_count = 0;
	for (size_t i = 0; i < LIMIT_SESSIONS; i++) {
		struct session *s = &all->at[i];

		if (s->requester == 0 ||
		    (requester != 0 && s->requester != requester))
			continue;
		++*ret_count;
		if (least == NULL || s->used_ms < least->used_ms)
			least = s;
	}
	return least;
}

static struct session *
place_for(struct sessions *all, uint64_t requester)
{
	size_t count = 0;
	struct session *least = least_used(all, requester, &count);

	if (count >= LIMIT_SESSIONS_EACH)
		return least;
	for (size_t i = 0; i < LIMIT_SESSIONS; i++) {
		if (all->at[i].requester == 0)
			return &all->at[i];
	}
	return least_used(all, 0, &count);
}

struct session *
session_start(struct sessions *all, const uint8_t hash[32], uint64_t requester,
	      struct bytes peer, const struct session_bounds *bounds)
{
	int64_t now = clock_monotonic_ms();
	struct session *s = NULL;

	forget_ended(all, bounds);
	if (find(all, hash) != NULL)
		return NULL;
	s = place_for(all, requester);
	*s = (struct session){ .requester = requester,
			       .begun_ms = now,
			       .used_ms = now,
			       .shown_ms = now };
	memcpy(s->hash, hash, sizeof(s->hash));
	refusal_text(peer, s->peer, sizeof(s->peer));
	return s;
}

void
session_end(struct session *session)
{
	bytes_wipe(session, sizeof(*session));
}

unsigned
sessions_end_of(struct sessions *all, uint64_t requester,
		const struct session *but)
{
	unsigned ended = 0;

	for (size_t i = 0; i < LIMIT_SESSIONS; i++) {
		struct session *s = &all->at[i];

		if (s == but || s->requester != requester || requester == 0)
			continue;
		session_end(s);
		ended++;
	}
	return ended;
}

int64_t
session_confirmed_ms(const struct session *session)
{
	return session->shown_ms + (int64_t)LIMIT_CONFIRMED_S * 1000 -
	       clock_monotonic_ms();
}
