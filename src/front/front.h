/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* The process: what all its requests share. */
#ifndef SANCA_FRONT_FRONT_H
#define SANCA_FRONT_FRONT_H

#include "live.h"
#include "signer_client.h"

#include <stdatomic.h>

enum listener_kind {
	LISTENER_PLAIN,
	LISTENER_TLS,
	LISTENER_CLIENT, /* TLS that asks for a client certificate */
	LISTENER_PROBE,	 /* TLS with the key of the probe */
	LISTENER_METRICS
};

struct rate;
struct ring;
struct auth_cache;
struct tls_keeper;
struct lister;
struct search;
struct crl_holder;
struct ocsp_cache;
struct nonces;

struct counters {
#define COUNTER(name, metric, labels, help) atomic_ullong name;
#include "counters.def"
#undef COUNTER
};

struct front {
	const char *dir;
	struct live_holder live;
	struct signer_client *signer;
	struct auth_cache *auth;
	struct rate *rate;
	struct rate *sign_ins; /* passwords that are tried */
	struct ring *ring;
	struct tls_keeper *tls, *probe;
	struct lister *lister;
	struct search *search; /* NULL: it could not be had */
	struct crl_holder *crl;
	struct ocsp_cache *ocsp;
	struct nonces *nonces;	  /* of ACME */
	atomic_uint ocsp_waiting; /* questions that the signer was asked */
	struct counters counters;
	atomic_bool draining;
	atomic_bool has_metrics_listener;
};

#define COUNT(front, name)                                                     \
	atomic_fetch_add_explicit(&(front)->counters.name, 1,                  \
				  memory_order_relaxed)

#endif
