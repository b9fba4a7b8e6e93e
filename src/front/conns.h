/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Open connections: what was read from each, since when, and from whom. */
#ifndef SANCA_FRONT_CONNS_H
#define SANCA_FRONT_CONNS_H

#include "guard.h"

#include <netinet/in.h>
#include <stdatomic.h>
#include <sys/socket.h>

/* OPENING: accepted, no request complete yet (a TLS handshake too). */
enum conn_phase { CONN_OPENING, CONN_INSIDE, CONN_ANSWERING, CONN_IDLE };

struct conn {
	struct conn *next, *prev;
	int fd;
	bool tls;
	bool loopback;
	char peer[INET6_ADDRSTRLEN]; /* without port */
	uint8_t address[16];	     /* IPv4 as ::ffff:a.b.c.d */
	struct guard_wire wire;	     /* of the thread that serves it */
	uint64_t answered;
	atomic_int phase;
	_Atomic int64_t since_ms;
};

/* NULL for lack of memory, or when the descriptor is out of range. */
struct conn *conns_add(int fd, bool tls, const struct sockaddr *peer);
/* 16 octets, IPv4 mapped; false: it has none. */
bool conns_address(const struct sockaddr *sa, uint8_t address[16]);
/* This thread now works for conn (see blame.h). Nobody on this machine is
 * blamed: all that come through a proxy here look the same. */
void conns_blame(const struct conn *conn);
void conns_remove(struct conn *conn);
/* A request was answered, or given up. */
void conns_answered(struct conn *conn);
/* A long answer is being taken: its time begins anew. */
void conns_goes_on(struct conn *conn);
/* Shuts down all that are in one phase for too long. */
void conns_enforce(int64_t request_timeout_ms, int64_t answer_timeout_ms);
size_t conns_count(void);
/* Requests that were begun and are not answered. */
size_t conns_busy(void);

#endif
