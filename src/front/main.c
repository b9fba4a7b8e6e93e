/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Starts sanca-front: drops rights first, then opens what is untrusted. */

#include "auth.h"
#include "blame.h"
#include "crl.h"
#include "events.h"
#include "life.h"
#include "list.h"
#include "nonces.h"
#include "ocsp_cache.h"
#include "rate.h"
#include "ring.h"
#include "search.h"
#include "tls.h"

#include "sanca/floors.h"
#include "sanca/logline.h"

#include <gnutls/gnutls.h>
#include <jansson.h>
#include <microhttpd.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>

#define TLS_WAIT_MS 3000

/* Before anything is read that somebody else wrote. */
static int
drop_rights(const struct options *o, struct err *err)
{
	int keep[2 + 5 * LIMIT_LISTENERS];
	const struct fds *all[] = { &o->plain, &o->tls, &o->client, &o->probe,
				    &o->metrics };
	struct rlimit rl;
	size_t n = 0;

	keep[n++] = o->supervisor;
	keep[n++] = o->signer;
	for (size_t i = 0; i < ARRAY_SIZE(all); i++)
		for (size_t k = 0; k < all[i]->count; k++)
			keep[n++] = all[i]->at[k];
	if (os_close_others(keep, n, err) < 0)
		return -1;
	if (getrlimit(RLIMIT_NOFILE, &rl) == 0 && rl.rlim_cur < rl.rlim_max) {
		rl.rlim_cur = rl.rlim_max < 65536 ? rl.rlim_max : 65536;
		(void)setrlimit(RLIMIT_NOFILE, &rl);
	}
	if (o->change_user && os_user_become(&o->user, o->log_gid, err) < 0)
		return -1;
	return os_harden(err);
}

static int
open_parts(struct life *l, struct err *err)
{
	struct front *f = &l->front;
	struct err ring_err; /* it goes on without */

	if (crl_holder_new(f->dir, &f->crl, err) < 0 ||
	    ocsp_cache_new(&f->ocsp, err) < 0)
		return -1;
	events_load_crl(f);
	/* From here on events come. */
	if (signer_client_new(l->options.signer, events_take, f, &f->signer,
			      err) < 0 ||
	    auth_cache_new(&f->auth, err) < 0 || rate_new(&f->rate, err) < 0 ||
	    rate_new(&f->sign_ins, err) < 0 ||
	    nonces_new(&f->nonces, err) < 0 ||
	    lister_new(f->dir, &f->lister, err) < 0)
		return -1;
	if (blame_open(f->dir, &ring_err) < 0)
		logline_err(LOGLINE_WARNING, &ring_err,
			    "who sends what crashes is not remembered");
	if (ring_open(f->dir, &f->ring, &ring_err) < 0)
		logline_err(LOGLINE_WARNING, &ring_err,
			    "refusals are not kept");
	if (search_open(f->dir, &f->search, &ring_err) < 0)
		logline_err(LOGLINE_WARNING, &ring_err,
			    "names cannot be searched in the console");
	return server_new(f, &l->server, err);
}

static int
listen_all(struct life *l, struct err *err)
{
	const struct options *o = &l->options;
	const struct {
		const struct fds *fds;
		enum listener_kind kind;
	} all[] = { { &o->plain, LISTENER_PLAIN },
		    { &o->tls, LISTENER_TLS },
		    { &o->client, LISTENER_CLIENT },
		    { &o->probe, LISTENER_PROBE },
		    { &o->metrics, LISTENER_METRICS } };

	if (o->tls.count + o->client.count > 0 &&
	    tls_keeper_new(&l->front, TLS_HTTPS, &l->front.tls, err) < 0)
		return -1;
	if (o->probe.count > 0 &&
	    tls_keeper_new(&l->front, TLS_PROBE, &l->front.probe, err) < 0)
		return -1;
	for (size_t i = 0; i < ARRAY_SIZE(all); i++)
		for (size_t k = 0; k < all[i].fds->count; k++)
			if (server_listen(l->server, all[i].fds->at[k],
					  all[i].kind, err) < 0)
				return -1;
	if (l->front.tls && !tls_keeper_wait(l->front.tls, TLS_WAIT_MS))
		logline(LOGLINE_WARNING,
			"HTTPS has no certificate yet and refuses handshakes");
	if (l->front.probe && !tls_keeper_wait(l->front.probe, TLS_WAIT_MS))
		logline(LOGLINE_WARNING,
			"the probe has no certificate yet and refuses "
			"handshakes");
	return os_sandbox(OS_ROLE_FRONT, err);
}

static void
close_parts(struct life *l)
{
	struct front *f = &l->front;

	/* The library aborts when it is stopped while a connection waits. */
	if (f->signer)
		signer_client_close(f->signer);
	server_free(&l->server);
	tls_keeper_free(&f->tls);
	tls_keeper_free(&f->probe);
	signer_client_free(&f->signer);
	crl_holder_free(&f->crl);
	ocsp_cache_free(&f->ocsp);
	ring_close(&f->ring);
	search_close(&f->search);
	lister_free(&f->lister);
	nonces_free(&f->nonces);
	rate_free(&f->rate);
	rate_free(&f->sign_ins);
	auth_cache_free(&f->auth);
	live_drop(&f->live.live);
	loop_free(&l->loop);
	channel_free(&l->supervisor);
	buf_free(&l->storage);
}

static void
log_versions(void)
{
	logline(LOGLINE_INFO, "libmicrohttpd %s, GnuTLS %s", MHD_get_version(),
		gnutls_check_version(NULL));
	floors_warn("libmicrohttpd", MHD_get_version());
	floors_warn("GnuTLS", gnutls_check_version(NULL));
	floors_warn("jansson", jansson_version_str());
}

static int
serve(struct life *l, struct err *err)
{
	sigset_t set;

	/* Threads inherit the mask: signals are for the loop. */
	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGHUP);
	pthread_sigmask(SIG_BLOCK, &set, NULL);
	signal(SIGPIPE, SIG_IGN);
	if (life_first_settings(l, err) < 0)
		return -1;
	if (!l->front.live.live)
		return 0;
	conf_log_open(l->front.live.live->conf, "sanca-front", LOGLINE_DEBUG);
	log_versions();
	if (open_parts(l, err) < 0 || listen_all(l, err) < 0)
		return -1;
	return life_run(l, err);
}

int
main(int argc, char **argv)
{
	static struct life life;
	struct err err;
	int rc = 0;

	logline_open("sanca-front", false, LOGLINE_INFO);
	if (options_read(argc, argv, &life.options, &err) < 0 ||
	    drop_rights(&life.options, &err) < 0 ||
	    channel_open(life.options.supervisor, FROM_SUPERVISOR,
			 &life.supervisor, &err) < 0 ||
	    loop_new(&life.loop, &err) < 0) {
		logline_err(LOGLINE_ERROR, &err, "sanca-front");
		return err_info(err.code)->exit_status;
	}
	life.front.dir = life.options.dir;
	pthread_mutex_init(&life.front.live.lock, NULL);
	rc = serve(&life, &err);
	if (rc < 0) {
		logline_err(LOGLINE_ERROR, &err, "sanca-front");
		if (err.code == ERR_CONFIG)
			life_fatal(&life, &err);
	}
	close_parts(&life);
	return rc < 0 ? err_info(err.code)->exit_status : 0;
}
