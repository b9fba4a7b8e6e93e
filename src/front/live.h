/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* What one configuration makes: settings, and the files that are served. */
#ifndef SANCA_FRONT_LIVE_H
#define SANCA_FRONT_LIVE_H

#include "trust_pages.h"

#include "sanca/certificate.h"
#include "sanca/conf.h"
#include "sanca/revocation.h"
#include "sanca/trust.h"

#include <pthread.h>
#include <stdatomic.h>

struct MHD_Response;

/* A strong ETag, with its quotes: of exactly this body. */
#define ETAG_BYTES 24
void etag_make(struct bytes body, char ret[ETAG_BYTES]);

/* A file that is served as it is. */
struct asset {
	struct buf body;
	const char *type;
	char filename[80];		       /* "": shown, not saved */
	char etag[ETAG_BYTES];		       /* with quotes */
	struct MHD_Response *response;	       /* made once */
	struct MHD_Response *response_closing; /* with Connection: close */
	struct MHD_Response *not_modified;
};
/* The Content-Security-Policy of what is no page: nothing may come of it. */
#define BARE_POLICY "default-src 'none'; frame-ancestors 'none'"
/* Takes body. policy is a Content-Security-Policy; NULL: the bare one. */
MUST_CHECK int asset_make(struct asset *a, struct buf *body, const char *type,
			  const char *filename, const char *policy,
			  struct err *err);
void asset_clear(struct asset *a);

struct live;
/* Makes what devices fetch to trust the root: its files, QR codes, the page. */
MUST_CHECK int live_trust_make(struct live *live, struct err *err);
void live_trust_clear(struct live *live);

struct live {
	atomic_uint refs;
	uint64_t generation;
	struct conf *conf;
	struct issuer *issuer;
	struct ocsp_issuer ocsp_issuer;
	struct buf chain_pem;  /* CA certificates that follow a leaf: no root */
	struct buf chain_ders; /* all of them up to the root */
	struct trust_root root; /* borrows from chain_ders */
	struct asset trust[TRUST_FORM_COUNT];
	/* Of public-url/trust; without public-url there is no response. */
	struct asset qr_svg, qr_png;
	struct asset install_sh, install_ps1;
	struct asset issuer_der;
	/* Of web/: what is served as it is. */
	struct live_file {
		const char *name;
		struct asset asset;
	} * web;
	size_t web_count;
	/* Where devices reach the probe; "": there is none. */
	char probe_origin[LIMIT_NAME_BYTES + 32];
	struct trust_pages trust_pages;
	/* The Content-Security-Policy of pages: nothing inline, nothing from
	 * elsewhere; the probe may be asked. */
	char page_policy[640];
};

/* The one in force; each request keeps what it began with. */
struct live_holder {
	pthread_mutex_t lock;
	struct live *live;
};

/* text is sanca.conf; dir has public/ in it. */
MUST_CHECK int live_new(const char *dir, uint64_t generation, struct bytes text,
			struct live **ret, struct err *err);
/* Whether the script of the trust page may ask the probe. */
bool live_asks_probe(const struct live *live);
struct live *live_take(struct live_holder *holder);
void live_drop(struct live **live);
/* Takes live. */
void live_put_in_force(struct live_holder *holder, struct live *live);

#endif
