/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* One HTTP request, from its first octet to its answer. */
#ifndef SANCA_FRONT_REQUEST_H
#define SANCA_FRONT_REQUEST_H

#include "conns.h"
#include "front.h"
#include "guard.h"
#include "session.h"

#include <microhttpd.h>

struct acme;
struct work;

enum step {
	STEP_DONE, /* answered */
	STEP_WAIT, /* suspended: called again when ask is no longer waiting */
};

struct request;
typedef enum step request_fn(struct request *r);

enum route_auth {
	ROUTE_NONE,
	ROUTE_FREE,
	ROUTE_PASS,
	ROUTE_ASK,
	ROUTE_TOKEN,
	ROUTE_WAIT,
	ROUTE_LOCAL,
	ROUTE_CONSOLE,
	ROUTE_SESSION
};

struct route {
	const char *method, *path;
	request_fn *handler;
	uint32_t right;
	enum route_auth auth;
	const char *doc;
};

/* What the pattern of a route stands for in a path. */
struct route_path {
	struct bytes segment; /* '*' */
	struct bytes second;  /* another '*' */
	struct bytes rest;    /* '**' */
};

/* Who asks, as far as the front knows: for its first opinion only. */
struct who {
	bool known;
	bool remembered; /* from the cache */
	char requester[LIMIT_LABEL_BYTES + 1];
	char policy[LIMIT_LABEL_BYTES + 1];
	uint32_t rights;
};

struct request {
	struct request *next_free;
	struct front *front;
	struct conn *conn;
	struct MHD_Connection *mhd;
	struct live *live;
	char id[17];
	enum listener_kind listener;
	bool begun;
	bool is_head;
	bool answered;
	bool too_large;
	bool auth_pending;
	bool is_exposed; /* its token was sent where none may be */
	char target[LIMIT_TARGET_BYTES + 2];
	size_t target_n;
	const char *method;
	struct guard_head head;
	const struct route *route;
	struct route_path path;
	bool has_credential;
	uint8_t credential[LIMIT_CREDENTIAL_BYTES];
	struct who who;
	struct session session; /* of the console */
	size_t body_n;		/* read, also what is not kept */
	struct work *work;
	struct acme *acme; /* of a route of ACME */
	struct ask ask;
	bool block_pending; /* the signer is told of an exposed key */
	int step;	    /* the handler's own */
	int tries;	    /* evaluations */
	struct buf kept;    /* of one answer of the signer, until the next */
};

/* For the server. */
struct request *request_new(struct front *front, struct conn *conn,
			    struct MHD_Connection *mhd, const char *uri);
/* First call: guard, route, rights. */
void request_begin(struct request *r, const char *method, const char *version);
/* The signer has said who asks: still before the body. */
void request_identified(struct request *r);
/* Part of the body; -1: cut the connection. */
int request_body(struct request *r, const char *p, size_t n);
/* The whole body is there, or an answer of the signer. After STEP_WAIT the
 * request may already be another thread's: it is not touched any more. */
enum step request_continue(struct request *r);
void request_free(struct request *r);

/* For handlers: asks the signer and suspends. When that is not possible, the
 * request is refused and STEP_DONE returned. */
enum step request_ask(struct request *r, const struct msg *m);
enum step request_park(struct request *r);
/* The two processes had different settings: after request_park() it is asked once
 * more. The caller counts r->tries. */
bool request_must_ask_again(const struct request *r);
/* The door by which it came, as the signer has it. */
enum door request_door(const struct request *r);
/* A serial as it stands in addresses, hex; its octets, or 0 when it is none. */
size_t request_serial(struct bytes text, uint8_t ret[LIMIT_SERIAL_BYTES]);
void request_copy_label(char out[LIMIT_LABEL_BYTES + 1], struct bytes in);
/* Suspends or wakes this request. */
void request_suspend(void *ctx);
void request_wake(void *ctx);

#endif
