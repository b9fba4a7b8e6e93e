/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Makes, hands out and forgets configurations. */

#include "live.h"

#include "web.h"

#include "sanca/der_read.h"
#include "sanca/files.h"
#include "sanca/text.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void
live_free(struct live *live)
{
	live_trust_clear(live);
	asset_clear(&live->issuer_der);
	for (size_t i = 0; i < live->web_count; i++)
		asset_clear(&live->web[i].asset);
	free(live->web);
	buf_free(&live->chain_pem);
	buf_free(&live->chain_ders);
	issuer_free(&live->issuer);
	conf_free(&live->conf);
	free(live);
}

/* public/ca.pem holds the issuer; public/chain.pem, what follows up to the
 * root, if that is another. */
static int
read_issuer(const char *dir, struct live *live, struct err *err)
{
	CLEANUP(buf_free) struct buf pem = { 0 }, chain = { 0 };
	CLEANUP(fd_close) int fd = -1;
	struct err none;

	fd = open(dir, O_DIRECTORY | O_PATH | O_CLOEXEC);
	if (fd < 0)
		return err_errno(err, ERR_CONFIG, "%s", dir);
	if (file_read(fd, "public/ca.pem", LIMIT_CHAIN_BYTES, &pem, err) < 0)
		return err_context(err, "%s/public/ca.pem", dir);
	if (file_read(fd, "public/chain.pem", LIMIT_CHAIN_BYTES, &chain,
		      &none) < 0 &&
	    none.code != ERR_NOT_FOUND) {
		*err = none;
		return err_context(err, "%s/public/chain.pem", dir);
	}
	if (issuer_from_pem(buf_bytes(&pem), buf_bytes(&chain), &live->issuer,
			    err) < 0)
		return err_context(err, "%s/public", dir);
	ocsp_issuer_init(live->issuer, &live->ocsp_issuer);
	return 0;
}

static bool
is_root(struct bytes der)
{
	struct certificate c;
	struct err err;

	return certificate_parse(der, &c, &err) == 0 &&
	       bytes_equal(c.issuer, c.subject);
}

/* Fills chain_pem and chain_ders; gives the last certificate, the root. */
static int
make_chain(struct live *live, struct bytes *ret_root, struct err *err)
{
	struct der rest = { 0 };

	buf_append_bytes(&live->chain_ders, buf_bytes(&live->issuer->der));
	buf_append_bytes(&live->chain_ders, buf_bytes(&live->issuer->chain));
	if (buf_check(&live->chain_ders, err) < 0)
		return -1;
	rest = der_of(buf_bytes(&live->chain_ders));
	while (!der_is_end(&rest)) {
		struct der_tlv one = { 0 };

		if (der_next(&rest, &one, err) < 0)
			return err_set(err, ERR_CONFIG,
				       "the chain is malformed");
		if (!is_root(one.whole))
			pem_encode("CERTIFICATE", one.whole, &live->chain_pem);
		*ret_root = one.whole;
	}
	return buf_check(&live->chain_pem, err);
}

static int
make_ca_files(struct live *live, struct bytes root, struct err *err)
{
	CLEANUP(buf_free) struct buf issuer = { 0 };

	buf_append_bytes(&issuer, buf_bytes(&live->issuer->der));
	if (trust_root_init(root, buf_bytes(&live->chain_ders),
			    live->conf->public_url, &live->root, err) < 0 ||
	    live_trust_make(live, err) < 0)
		return -1;
	/* RFC 5280 4.2.2.1: fetched by programs, never saved by people. */
	return asset_make(&live->issuer_der, &issuer, "application/pkix-cert",
			  "", NULL, err);
}

static const char *
type_of(const char *name)
{
	const char *dot = strrchr(name, '.');

	if (dot && strcmp(dot, ".css") == 0)
		return "text/css; charset=utf-8";
	if (dot && strcmp(dot, ".js") == 0)
		return "text/javascript; charset=utf-8";
	if (dot && strcmp(dot, ".svg") == 0)
		return "image/svg+xml";
	return NULL; /* a template */
}

static int
make_web_files(struct live *live, struct err *err)
{
	live->web = calloc(web_file_count, sizeof(*live->web));
	if (!live->web)
		return err_nomem(err);
	for (size_t i = 0; i < web_file_count; i++) {
		CLEANUP(buf_free) struct buf body = { 0 };
		struct live_file *file = &live->web[live->web_count];
		const char *type = type_of(web_files[i].name);

		if (!type)
			continue;
		file->name = web_files[i].name;
		buf_append_bytes(&body, web_files[i].body);
		live->web_count++;
		if (asset_make(&file->asset, &body, type, "", NULL, err) < 0)
			return -1;
	}
	return 0;
}

/* A policy cannot name an IPv6 address (Content Security Policy 3, 2.3.1):
 * there the link must do. */
bool
live_asks_probe(const struct live *live)
{
	return live->probe_origin[0] && !strchr(live->probe_origin, '[');
}

static void
make_page_policy(struct live *live)
{
	snprintf(live->page_policy, sizeof(live->page_policy),
		 "default-src 'none'; style-src 'self'; script-src 'self'; "
		 "img-src 'self'; connect-src 'self'%s%s; form-action 'self'; "
		 "base-uri 'none'; frame-ancestors 'none'",
		 live_asks_probe(live) ? " " : "",
		 live_asks_probe(live) ? live->probe_origin : "");
}

int
live_new(const char *dir, uint64_t generation, struct bytes text,
	 struct live **ret, struct err *err)
{
	struct live *live = calloc(1, sizeof(*live));
	struct bytes root = { 0 };

	if (!live)
		return err_nomem(err);
	atomic_init(&live->refs, 1);
	live->generation = generation;
	if (conf_parse(text, "sanca.conf", &live->conf, err) < 0 ||
	    conf_probe_origin(live->conf, live->probe_origin, err) < 0 ||
	    read_issuer(dir, live, err) < 0 ||
	    make_chain(live, &root, err) < 0 ||
	    make_ca_files(live, root, err) < 0 ||
	    make_web_files(live, err) < 0) {
		live_free(live);
		return -1;
	}
	make_page_policy(live);
	*ret = live;
	return 0;
}

struct live *
live_take(struct live_holder *holder)
{
	struct live *live = NULL;

	pthread_mutex_lock(&holder->lock);
	live = holder->live;
	atomic_fetch_add(&live->refs, 1);
	pthread_mutex_unlock(&holder->lock);
	return live;
}

void
live_drop(struct live **live)
{
	if (*live && atomic_fetch_sub(&(*live)->refs, 1) == 1)
		live_free(*live);
	*live = NULL;
}

void
live_put_in_force(struct live_holder *holder, struct live *live)
{
	struct live *old = NULL;

	pthread_mutex_lock(&holder->lock);
	old = holder->live;
	holder->live = live;
	pthread_mutex_unlock(&holder->lock);
	live_drop(&old);
}
