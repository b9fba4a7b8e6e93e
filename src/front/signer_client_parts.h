/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* What the two files of the signer client share. */
#ifndef SANCA_FRONT_SIGNER_CLIENT_PARTS_H
#define SANCA_FRONT_SIGNER_CLIENT_PARTS_H

#include "signer_client.h"

#include <pthread.h>
#include <stdatomic.h>

struct slot {
	struct ask *ask; /* NULL: free */
	uint64_t id;
	int64_t deadline_ms;
	bool parked;
};

struct signer_client {
	pthread_t thread;
	signer_event_fn *on_event;
	void *event_ctx;
	int event; /* wakes the thread */
	atomic_bool stop, unpark;
	pthread_rwlock_t channel_lock;
	struct channel *channel; /* NULL: no signer */
	atomic_bool up;		 /* its HELLO was right */
	pthread_mutex_t lock;	 /* guards the rest */
	int next_fd;		 /* of another signer; -1: none */
	bool closed;		 /* nothing more is asked */
	uint64_t counter;
	size_t free_count;
	uint16_t free[LIMIT_SIGNER_QUEUE];
	struct slot slots[LIMIT_SIGNER_QUEUE];
	struct buf storage; /* of the thread */
};

enum due_kind { DUE_TIME, DUE_PARKED, DUE_ALL };

void signer_kick(struct signer_client *c);
/* Takes the question with this id out of the table; NULL: too late. */
struct ask *signer_take_answered(struct signer_client *c, uint64_t id);
/* Takes the next due one out, from slot *at on. */
struct ask *signer_take_due(struct signer_client *c, size_t *at,
			    enum due_kind kind, bool *ret_parked);
/* Milliseconds that the thread may sleep. */
int signer_next_deadline(struct signer_client *c);

#endif
