/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Connects, has TLS begin, and takes the certificates that are sent. */
#include "look.h"
#include "cli.h"
#include "sanca/clock.h"
#include "sanca/files.h"
#include "sanca/limits.h"

#include <errno.h>
#include <netdb.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

void
look_free(struct look *look)
{
	for (size_t i = 0; i < look->count; i++)
		gnutls_x509_crt_deinit(look->at[i]);
	for (size_t i = 0; i < ARRAY_SIZE(look->findings); i++) {
		buf_free(&look->findings[i].text);
		buf_free(&look->findings[i].todo);
	}
	if (look->session != NULL)
		gnutls_deinit(look->session);
	if (look->credentials != NULL)
		gnutls_certificate_free_credentials(look->credentials);
	fd_close(&look->fd);
	*look = (struct look){ .fd = -1 };
}

int
look_wait(int fd, short events, int64_t end_ms, struct err *err)
{
	struct pollfd p = { .fd = fd, .events = events };

	for (;;) {
		int64_t left = end_ms - clock_monotonic_ms();
		int n = left > 0 ? poll(&p, 1, (int)left) : 0;

		if (n > 0)
			return 0;
		if (n == 0)
			return err_set(err, ERR_UNREACHABLE,
				       "no answer within %d s",
				       LIMIT_LOOK_MS / 1000);
		if (errno != EINTR)
			return err_errno(err, ERR_OS, "poll");
	}
}

/* The resolver of libc knows no deadline. */
static void
on_alarm(int number)
{
	static const char text[] =
		"sanca: the name is not resolved in time: is it known here?\n";

	(void)number;
	(void)!write(STDERR_FILENO, text, sizeof(text) - 1);
	_exit(EXIT_UNREACHABLE);
}

static int
resolve(const struct place *place, struct addrinfo **ret, struct err *err)
{
	const struct addrinfo hints = { .ai_socktype = SOCK_STREAM,
					.ai_flags = AI_NUMERICSERV };
	int rc = 0;

	signal(SIGALRM, on_alarm);
	alarm(LIMIT_LOOK_MS / 1000);
	rc = getaddrinfo(place->host, place->port, &hints, ret);
	alarm(0);
	signal(SIGALRM, SIG_DFL);
	if (rc != 0)
		return err_set(err, ERR_UNREACHABLE, "%s: %s", place->host,
			       gai_strerror(rc));
	return 0;
}

static int
connect_one(const struct addrinfo *a, int64_t end_ms, int *ret_fd,
	    struct err *err)
{
	CLEANUP(fd_close)
	int fd = socket(a->ai_family,
			SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	int fault = 0;
	socklen_t n = sizeof(fault);

	if (fd < 0)
		return err_errno(err, ERR_UNREACHABLE, "socket");
	if (connect(fd, a->ai_addr, a->ai_addrlen) < 0) {
		if (errno != EINPROGRESS)
			return err_errno(err, ERR_UNREACHABLE, "connecting");
		if (look_wait(fd, POLLOUT, end_ms, err) < 0)
			return -1;
		getsockopt(fd, SOL_SOCKET, SO_ERROR, &fault, &n);
		errno = fault;
		if (fault != 0)
			return err_errno(err, ERR_UNREACHABLE, "connecting");
	}
	*ret_fd = fd;
	fd = -1;
	return 0;
}

/* Each address gets its share of the time. */
static int
connect_any(const struct place *place, int64_t end_ms, int *ret_fd,
	    struct err *err)
{
	struct addrinfo *all = NULL;
	int64_t count = 0;
	int rc = -1;

	if (resolve(place, &all, err) < 0)
		return -1;
	for (const struct addrinfo *a = all; a != NULL; a = a->ai_next)
		count++;
	for (const struct addrinfo *a = all; a != NULL && rc < 0;
	     a = a->ai_next, count--) {
		int64_t now = clock_monotonic_ms();

		rc = connect_one(a, now + (end_ms - now) / count, ret_fd, err);
	}
	freeaddrinfo(all);
	return rc;
}

static int
tls_fault(int rc, const char *what, struct err *err)
{
	if (rc == GNUTLS_E_MEMORY_ERROR)
		return err_nomem(err);
	return err_set(err, ERR_UNREACHABLE, "%s: %s", what,
		       gnutls_strerror(rc));
}

static int
handshake(struct look *look, int64_t end_ms, struct err *err)
{
	for (;;) {
		int rc = gnutls_handshake(look->session);
		short events = gnutls_record_get_direction(look->session)
				       ? POLLOUT
				       : POLLIN;

		if (rc == GNUTLS_E_SUCCESS)
			return 0;
		if (gnutls_error_is_fatal(rc))
			return tls_fault(rc, "TLS does not come about", err);
		/* A server that never ends is never waited for. */
		if (clock_monotonic_ms() >= end_ms || rc == GNUTLS_E_AGAIN ||
		    rc == GNUTLS_E_INTERRUPTED)
			if (look_wait(look->fd, events, end_ms, err) < 0)
				return err_context(err, "TLS");
	}
}

static int
set_trust(const char *ca_file, struct look *look, struct err *err)
{
	int rc = gnutls_certificate_allocate_credentials(&look->credentials);

	if (rc < 0)
		return err_nomem(err);
	if (ca_file == NULL)
		rc = gnutls_certificate_set_x509_system_trust(
			look->credentials);
	else
		rc = gnutls_certificate_set_x509_trust_file(
			look->credentials, ca_file, GNUTLS_X509_FMT_PEM);
	/* A system without any root trusts nobody, and that is an answer. */
	if (ca_file != NULL && rc <= 0)
		return err_set(err, ERR_USAGE,
			       "%.200s: no certificate in PEM there", ca_file);
	return 0;
}

static int
begin(const struct place *place, struct look *look, struct err *err)
{
	int rc = gnutls_init(&look->session, GNUTLS_CLIENT | GNUTLS_NONBLOCK |
						     GNUTLS_NO_SIGNAL);

	if (rc < 0)
		return err_nomem(err);
	/* Weak ones are looked at too: they are told, not hidden. */
	rc = gnutls_priority_set_direct(look->session,
					"NORMAL:-VERS-ALL:+VERS-TLS1.3:"
					"+VERS-TLS1.2:+SIGN-RSA-SHA1",
					NULL);
	if (rc == GNUTLS_E_SUCCESS)
		rc = gnutls_credentials_set(look->session,
					    GNUTLS_CRD_CERTIFICATE,
					    look->credentials);
	if (rc == GNUTLS_E_SUCCESS && !place->is_address)
		rc = gnutls_server_name_set(look->session, GNUTLS_NAME_DNS,
					    place->host, strlen(place->host));
	if (rc < 0)
		return tls_fault(rc, "TLS", err);
	gnutls_transport_set_int(look->session, look->fd);
	return 0;
}

static int
take_certificates(struct look *look, struct err *err)
{
	unsigned int count = 0;
	const gnutls_datum_t *sent =
		gnutls_certificate_get_peers(look->session, &count);

	if (sent == NULL || count == 0)
		return err_set(err, ERR_UNREACHABLE,
			       "the server showed no certificate");
	for (; look->count < count && look->count < LOOK_CERTIFICATES_MAX;
	     look->count++) {
		gnutls_x509_crt_t *c = &look->at[look->count];
		int rc = gnutls_x509_crt_init(c);

		if (rc < 0)
			return err_nomem(err);
		rc = gnutls_x509_crt_import(*c, &sent[look->count],
					    GNUTLS_X509_FMT_DER);
		if (rc < 0) {
			gnutls_x509_crt_deinit(*c);
			return tls_fault(rc, "a certificate that was sent",
					 err);
		}
	}
	return 0;
}

int
look_at(const struct place *place, const char *ca_file, struct look *ret,
	struct err *err)
{
	CLEANUP(look_free) struct look look = { .fd = -1 };
	int64_t end_ms = clock_monotonic_ms() + LIMIT_LOOK_MS;

	if (set_trust(ca_file, &look, err) < 0 ||
	    connect_any(place, end_ms, &look.fd, err) < 0 ||
	    starttls_ask(look.fd, place->starttls, end_ms, err) < 0 ||
	    begin(place, &look, err) < 0 || handshake(&look, end_ms, err) < 0 ||
	    take_certificates(&look, err) < 0)
		return err_context(err, "%s port %s", place->host, place->port);
	*ret = look;
	look = (struct look){ .fd = -1 };
	return 0;
}
