/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Sets libmicrohttpd up, strictly, and passes its calls on to requests. */

#include "server.h"

#include "blame.h"
#include "request.h"
#include "tls.h"
#include "tls_client.h"

#include "sanca/files.h"
#include "sanca/logline.h"
#include "sanca/os.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

/* TLS 1.2 and 1.3, ephemeral curves and AEAD only: no RSA key exchange, PSK,
 * SRP, CBC or renegotiation. Tickets (resumption) are on, early data is not. */
#define TLS_PRIORITY                                                           \
	"NORMAL:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2:-KX-ALL:+ECDHE-ECDSA:"     \
	"-CIPHER-ALL:+AES-128-GCM:+AES-256-GCM:+CHACHA20-POLY1305:-MAC-ALL:"   \
	"+AEAD:%SERVER_PRECEDENCE"

/* Descriptors that are not connections: databases, channels, listeners. */
#define RESERVED_FDS 64

struct listener {
	struct front *front;
	enum listener_kind kind;
	struct MHD_Daemon *daemon;
	int quiesced_fd; /* ours to close */
};

struct server {
	struct front *front;
	size_t count;
	struct listener at[5 * LIMIT_LISTENERS];
};

int
server_new(struct front *front, struct server **ret, struct err *err)
{
	struct server *s = calloc(1, sizeof(*s));

	if (!s)
		return err_nomem(err);
	s->front = front;
	*ret = s;
	return 0;
}

/* ---- calls of the library ---------------------------------------------------- */

static void PRINTF_LIKE(2, 0) on_log(void *cls, const char *fmt, va_list ap)
{
	char text[256];
	size_t n = 0;

	(void)cls;
	vsnprintf(text, sizeof(text), fmt, ap);
	n = strlen(text);
	while (n > 0 && text[n - 1] == '\n')
		text[--n] = '\0';
	logline(LOGLINE_DEBUG, "http: %s", text);
}

/* Nothing is decoded: the raw path is matched. */
static size_t
on_unescape(void *cls, struct MHD_Connection *mhd, char *s)
{
	(void)cls;
	(void)mhd;
	return strlen(s);
}

/* Before a single octet is read. */
static enum MHD_Result
on_accept(void *cls, const struct sockaddr *peer, socklen_t n)
{
	uint8_t address[16];

	(void)cls;
	(void)n;
	return conns_address(peer, address) && blame_refuses(address) ? MHD_NO
								      : MHD_YES;
}

static bool
is_tls(const struct listener *l)
{
	return l->kind == LISTENER_TLS || l->kind == LISTENER_PROBE ||
	       l->kind == LISTENER_CLIENT;
}

static void
on_connection(void *cls, struct MHD_Connection *mhd, void **socket_context,
	      enum MHD_ConnectionNotificationCode code)
{
	const struct listener *l = cls;
	const union MHD_ConnectionInfo *fd = NULL, *peer = NULL,
				       *session = NULL;

	if (code == MHD_CONNECTION_NOTIFY_CLOSED) {
		conns_remove(*socket_context);
		*socket_context = NULL;
		return;
	}
	fd = MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_CONNECTION_FD);
	peer = MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
	*socket_context = conns_add(fd ? fd->connect_fd : -1, is_tls(l),
				    peer ? peer->client_addr : NULL);
	if (l->kind != LISTENER_TLS && l->kind != LISTENER_CLIENT)
		return;
	session = MHD_get_connection_info(mhd,
					  MHD_CONNECTION_INFO_GNUTLS_SESSION);
	/* A session that is resumed shows no certificate again: there are none
	 * where one is asked for (E26). */
	if (session && l->kind == LISTENER_CLIENT)
		tls_client_ask(session->tls_session, &l->front->live);
	else if (session)
		tls_enable_resumption(session->tls_session);
}

static void *
on_uri(void *cls, const char *uri, struct MHD_Connection *mhd)
{
	const struct listener *l = cls;
	const union MHD_ConnectionInfo *info = MHD_get_connection_info(
		mhd, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
	struct conn *conn = info ? info->socket_context : NULL;
	struct request *r = NULL;

	/* Without a conn nobody reads along: such a connection is cut. */
	if (!conn)
		return NULL;
	r = request_new(l->front, conn, mhd, uri);
	if (r)
		r->listener = l->kind;
	return r;
}

static enum MHD_Result
on_access(void *cls, struct MHD_Connection *mhd, const char *url,
	  const char *method, const char *version, const char *upload,
	  size_t *upload_size, void **con_cls)
{
	struct request *r = *con_cls;
	size_t n = *upload_size;

	(void)cls;
	(void)mhd;
	(void)url;
	if (!r)
		return MHD_NO;
	conns_blame(r->conn);
	if (!r->begun) {
		request_begin(r, method, version);
		return MHD_YES;
	}
	/* After a wait at the first call the library makes that call again. */
	if (r->auth_pending) {
		request_identified(r);
		return MHD_YES;
	}
	if (n > 0) {
		*upload_size = 0;
		return request_body(r, upload, n) == 0 ? MHD_YES : MHD_NO;
	}
	if (request_continue(r) == STEP_WAIT)
		return MHD_YES;
	return r->answered ? MHD_YES : MHD_NO;
}

static void
on_completed(void *cls, struct MHD_Connection *mhd, void **con_cls,
	     enum MHD_RequestTerminationCode why)
{
	struct request *r = *con_cls;

	(void)cls;
	(void)mhd;
	(void)why;
	*con_cls = NULL;
	if (!r)
		return;
	conns_answered(r->conn);
	request_free(r);
}

/* ---- starting and stopping ------------------------------------------------------- */

static unsigned
connection_limit(const struct conf *conf)
{
	struct rlimit rl = { 0 };
	rlim_t most = conf->max_connections;

	if (getrlimit(RLIMIT_NOFILE, &rl) == 0 &&
	    rl.rlim_cur != RLIM_INFINITY && rl.rlim_cur < most + RESERVED_FDS)
		most = rl.rlim_cur > 2 * RESERVED_FDS
			       ? rl.rlim_cur - RESERVED_FDS
			       : rl.rlim_cur / 2;
	return (unsigned)(most ? most : 1);
}

static struct MHD_Daemon *
start(struct listener *l, int fd, const struct conf *conf)
{
	unsigned threads = conf->threads ? (unsigned)conf->threads : os_cores();
	unsigned flags = MHD_USE_EPOLL_INTERNAL_THREAD | MHD_USE_ITC |
			 MHD_USE_ERROR_LOG | MHD_ALLOW_SUSPEND_RESUME;
	struct MHD_OptionItem options[8];
	enum tls_use use = l->kind == LISTENER_PROBE ? TLS_PROBE : TLS_HTTPS;
	size_t n = 0;

	if (threads > 1 && l->kind != LISTENER_METRICS)
		options[n++] =
			(struct MHD_OptionItem){ MHD_OPTION_THREAD_POOL_SIZE,
						 (intptr_t)threads, NULL };
	if (is_tls(l)) {
		flags |= MHD_USE_TLS;
		options[n++] = (struct MHD_OptionItem){
			MHD_OPTION_HTTPS_PRIORITIES, 0,
			(void *)(uintptr_t)TLS_PRIORITY
		};
		options[n++] = (struct MHD_OptionItem){
			MHD_OPTION_HTTPS_CERT_CALLBACK, 0,
			tls_certificate_callback(use)
		};
	}
	options[n] = (struct MHD_OptionItem){ MHD_OPTION_END, 0, NULL };
	return MHD_start_daemon(
		flags, 0, on_accept, NULL, on_access, l,
		MHD_OPTION_EXTERNAL_LOGGER, on_log, NULL,
		MHD_OPTION_LISTEN_SOCKET, fd,
		MHD_OPTION_CONNECTION_MEMORY_LIMIT,
		(size_t)(2 * LIMIT_HEAD_BYTES), MHD_OPTION_CONNECTION_LIMIT,
		connection_limit(conf), MHD_OPTION_PER_IP_CONNECTION_LIMIT,
		(unsigned)conf->max_connections_per_address,
		MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)conf->idle_timeout_s,
		MHD_OPTION_STRICT_FOR_CLIENT, 1, MHD_OPTION_UNESCAPE_CALLBACK,
		on_unescape, NULL, MHD_OPTION_URI_LOG_CALLBACK, on_uri, l,
		MHD_OPTION_NOTIFY_CONNECTION, on_connection, l,
		MHD_OPTION_NOTIFY_COMPLETED, on_completed, NULL,
		MHD_OPTION_ARRAY, options, MHD_OPTION_END);
}

int
server_listen(struct server *s, int fd, enum listener_kind kind,
	      struct err *err)
{
	struct listener *l = &s->at[s->count];
	struct live *live = NULL;

	if (s->count == ARRAY_SIZE(s->at)) {
		fd_close(&fd);
		return err_set(err, ERR_CONFIG, "too many listeners");
	}
	l->front = s->front;
	l->kind = kind;
	l->quiesced_fd = -1;
	live = live_take(&s->front->live);
	l->daemon = start(l, fd, live->conf);
	live_drop(&live);
	if (!l->daemon) {
		fd_close(&fd);
		return err_set(err, ERR_OS, "libmicrohttpd does not start");
	}
	s->count++;
	if (kind == LISTENER_METRICS)
		atomic_store(&s->front->has_metrics_listener, true);
	return 0;
}

void
server_quiesce(struct server *s)
{
	for (size_t i = 0; i < s->count; i++)
		if (s->at[i].quiesced_fd < 0)
			s->at[i].quiesced_fd =
				MHD_quiesce_daemon(s->at[i].daemon);
}

/* Whoever is in the queue of a socket has connected, as far as he knows, and
 * may have asked already: he is served too. */
static void
serve_queue(struct listener *l)
{
	struct sockaddr_storage peer = { 0 };
	struct sockaddr *sa = (struct sockaddr *)(void *)&peer;

	for (;;) {
		socklen_t n = sizeof(peer);
		int fd = accept4(l->quiesced_fd, sa, &n,
				 SOCK_CLOEXEC | SOCK_NONBLOCK);

		if (fd < 0)
			return;
		/* It closes the descriptor when it does not take it. */
		(void)MHD_add_connection(l->daemon, fd, sa, n);
	}
}

void
server_close_listeners(struct server *s)
{
	for (size_t i = 0; i < s->count; i++) {
		if (s->at[i].quiesced_fd >= 0)
			serve_queue(&s->at[i]);
		fd_close(&s->at[i].quiesced_fd);
	}
}

void
server_free(struct server **server)
{
	struct server *s = *server;

	if (!s)
		return;
	*server = NULL;
	for (size_t i = 0; i < s->count; i++)
		MHD_stop_daemon(s->at[i].daemon);
	server_close_listeners(s);
	free(s);
}
