/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* A thread that looks at passwords beside the loop. */
#include "hasher.h"
#include "password.h"
#include "thread.h"

#include "sanca/bytes.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

struct hasher {
	int event_fd;
	pthread_t thread;
	bool running;
	pthread_mutex_t lock;
	pthread_cond_t changed;
	/* under the lock */
	bool stop;
	size_t first, done, count; /* of the ring; the done ones are first */
	/* a place is the thread's while it is the first that is not done */
	struct hashing at[LIMIT_PASSWORDS_WAITING];
};

static void
work(struct hashing *w)
{
	int rc = 0;

	w->matches = !w->has_shown;
	if (w->has_shown)
		rc = password_match(w->shown, w->against, &w->matches,
				    &w->fault);
	bytes_wipe(w->shown, sizeof(w->shown));
	if (rc == 0 && w->matches && w->has_fresh)
		rc = password_hash(w->fresh, w->made, &w->fault);
	bytes_wipe(w->fresh, sizeof(w->fresh));
	if (rc == 0)
		w->fault = (struct err){ 0 };
	else
		w->matches = false;
}

static void
tell(const struct hasher *h)
{
	uint64_t one = 1;

	while (write(h->event_fd, &one, sizeof(one)) < 0 && errno == EINTR)
		;
}

static void *
run(void *arg)
{
	struct hasher *h = arg;

	pthread_mutex_lock(&h->lock);
	while (!h->stop) {
		struct hashing *w =
			&h->at[(h->first + h->done) % ARRAY_SIZE(h->at)];

		if (h->done == h->count) {
			pthread_cond_wait(&h->changed, &h->lock);
			continue;
		}
		pthread_mutex_unlock(&h->lock);
		work(w);
		pthread_mutex_lock(&h->lock);
		h->done++;
		tell(h);
	}
	pthread_mutex_unlock(&h->lock);
	return NULL;
}

int
hasher_new(int event_fd, struct hasher **ret, struct err *err)
{
	CLEANUP(hasher_free) struct hasher *h = calloc(1, sizeof(*h));

	if (h == NULL)
		return err_nomem(err);
	h->event_fd = event_fd;
	pthread_mutex_init(&h->lock, NULL);
	thread_cond_init(&h->changed);
	if (thread_start(&h->thread, run, h, "the thread for passwords", err) !=
	    0)
		return -1;
	h->running = true;
	*ret = STEAL(h);
	return 0;
}

void
hasher_free(struct hasher **hasher)
{
	struct hasher *h = *hasher;

	if (h == NULL)
		return;
	pthread_mutex_lock(&h->lock);
	h->stop = true;
	pthread_cond_signal(&h->changed);
	pthread_mutex_unlock(&h->lock);
	if (h->running)
		pthread_join(h->thread, NULL);
	pthread_cond_destroy(&h->changed);
	pthread_mutex_destroy(&h->lock);
	bytes_wipe(h->at, sizeof(h->at));
	free(h);
	*hasher = NULL;
}

bool
hasher_has_room(struct hasher *h)
{
	bool has_room = false;

	pthread_mutex_lock(&h->lock);
	has_room = h->count < ARRAY_SIZE(h->at);
	pthread_mutex_unlock(&h->lock);
	return has_room;
}

bool
hasher_add(struct hasher *h, const struct hashing *w)
{
	bool has_room = false;

	pthread_mutex_lock(&h->lock);
	has_room = h->count < ARRAY_SIZE(h->at);
	if (has_room) {
		h->at[(h->first + h->count) % ARRAY_SIZE(h->at)] = *w;
		h->count++;
		pthread_cond_signal(&h->changed);
	}
	pthread_mutex_unlock(&h->lock);
	return has_room;
}

bool
hasher_take(struct hasher *h, struct hashing *ret)
{
	bool is_there = false;

	pthread_mutex_lock(&h->lock);
	is_there = h->done > 0;
	if (is_there) {
		*ret = h->at[h->first];
		bytes_wipe(&h->at[h->first], sizeof(h->at[h->first]));
		h->first = (h->first + 1) % ARRAY_SIZE(h->at);
		h->done--;
		h->count--;
	}
	pthread_mutex_unlock(&h->lock);
	return is_there;
}
