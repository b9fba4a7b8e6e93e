/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* tls-alpn-01 (RFC 8737, RFC 8738 6): a handshake whose certificate answers. */
#include "alpn_certificate.h"
#include "connect.h"
#include "resolver.h"

#include "sanca/files.h"
#include "sanca/key.h"

#include <errno.h>
#include <gnutls/gnutls.h>
#include <gnutls/x509.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>

static const char protocol[] = "acme-tls/1";
/* %COMPAT, since clients (lego) sign the handshake with a certificate whose key
   usage is keyEncipherment alone: RFC 8737 3 asks nothing of key usage, and
   nothing is sent or read after the handshake. */
static const char priority[] =
	"NORMAL:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2:%COMPAT";

struct handshake {
	int fd;
	size_t received;
	bool too_much;
	gnutls_session_t session;
	gnutls_certificate_credentials_t credentials;
};

static void
handshake_end(struct handshake *h)
{
	if (h->session != NULL)
		gnutls_deinit(h->session);
	if (h->credentials != NULL)
		gnutls_certificate_free_credentials(h->credentials);
}

/* THREATS G16: who sends without end is heard only so long. */
static ssize_t
on_pull(gnutls_transport_ptr_t ctx, void *octets, size_t n)
{
	struct handshake *h = ctx;
	ssize_t got = 0;

	if (h->received >= LIMIT_VALIDATION_HANDSHAKE_BYTES) {
		h->too_much = true;
		errno = EMSGSIZE;
		gnutls_transport_set_errno(h->session, EMSGSIZE);
		return -1;
	}
	got = recv(h->fd, octets, n, 0);
	if (got > 0)
		h->received += (size_t)got;
	else if (got < 0)
		gnutls_transport_set_errno(h->session, errno);
	return got;
}

static ssize_t
on_push(gnutls_transport_ptr_t ctx, const void *octets, size_t n)
{
	struct handshake *h = ctx;
	ssize_t sent = send(h->fd, octets, n, MSG_NOSIGNAL);

	if (sent < 0)
		gnutls_transport_set_errno(h->session, errno);
	return sent;
}

/* The name itself, or of an address its reverse name (RFC 8738 6). */
static void
server_name(const struct name *name, char ret[LIMIT_DNS_NAME_BYTES + 1])
{
	CLEANUP(buf_free) struct buf b = { 0 };

	if (name->type == NAME_DNS)
		buf_append_bytes(&b, (struct bytes){ name->v, name->n });
	for (size_t i = name->n; name->type == NAME_IP && i > 0; i--) {
		uint8_t v = name->v[i - 1];

		if (name->n == 4)
			buf_printf(&b, "%u.", v);
		else
			buf_printf(&b, "%x.%x.", v & 15U, v >> 4);
	}
	if (name->type == NAME_IP)
		buf_append_text(&b, name->n == 4 ? "in-addr.arpa" : "ip6.arpa");
	snprintf(ret, LIMIT_DNS_NAME_BYTES + 1, "%s", buf_text(&b));
}

static int
set_up(struct handshake *h, const struct name *name, struct err *err)
{
	char sni[LIMIT_DNS_NAME_BYTES + 1];
	gnutls_datum_t alpn = { (unsigned char *)(uintptr_t)protocol,
				sizeof(protocol) - 1 };

	server_name(name, sni);
	if (gnutls_certificate_allocate_credentials(&h->credentials) < 0 ||
	    gnutls_init(&h->session, GNUTLS_CLIENT | GNUTLS_NONBLOCK |
					     GNUTLS_NO_SIGNAL) < 0 ||
	    gnutls_priority_set_direct(h->session, priority, NULL) < 0 ||
	    gnutls_credentials_set(h->session, GNUTLS_CRD_CERTIFICATE,
				   h->credentials) < 0 ||
	    gnutls_server_name_set(h->session, GNUTLS_NAME_DNS, sni,
				   strlen(sni)) < 0 ||
	    gnutls_alpn_set_protocols(h->session, &alpn, 1, 0) < 0)
		return err_set(err, ERR_CRYPTO, "TLS does not start");
	gnutls_transport_set_ptr(h->session, h);
	gnutls_transport_set_pull_function(h->session, on_pull);
	gnutls_transport_set_push_function(h->session, on_push);
	/* Our poll() and the deadline below are all the waiting there is. */
	gnutls_handshake_set_timeout(h->session, 0);
	return 0;
}

static int
late(const struct job *job, struct err *err)
{
	return err_set(
		err, ERR_CONNECTION,
		"connected to %s, which did not end its TLS handshake in "
		"time (%d s for all of a challenge): does a server of "
		"TLS listen there?",
		job->address, LIMIT_VALIDATION_MS / 1000);
}

static int
shake_hands(const struct job *job, struct handshake *h, struct err *err)
{
	for (;;) {
		struct pollfd p = { .fd = h->fd };
		int rc = gnutls_handshake(h->session);

		if (rc == 0)
			return 0;
		if (h->too_much)
			return err_set(
				err, ERR_TLS,
				"connected to %s, got more than %d octets "
				"of a TLS handshake: does a server of TLS "
				"listen there?",
				job->address, LIMIT_VALIDATION_HANDSHAKE_BYTES);
		if (job_left_ms(job) == 0)
			return late(job, err);
		if (rc == GNUTLS_E_FATAL_ALERT_RECEIVED)
			return err_set(err, ERR_TLS,
				       "connected to %s, got the TLS alert "
				       "\"%s\": it does not answer tls-alpn-01 "
				       "for this name: the client of ACME "
				       "must answer there itself, not a web "
				       "server or proxy before it",
				       job->address,
				       gnutls_alert_get_name(
					       gnutls_alert_get(h->session)));
		if (gnutls_error_is_fatal(rc) != 0)
			return err_set(err,
				       rc == GNUTLS_E_X509_DUPLICATE_EXTENSION
					       ? ERR_INCORRECT_RESPONSE
					       : ERR_TLS,
				       "connected to %s, got no TLS (%s): does "
				       "a server of TLS 1.2 or newer listen "
				       "there?",
				       job->address, gnutls_strerror(rc));
		if (rc != GNUTLS_E_AGAIN)
			continue;
		p.events = gnutls_record_get_direction(h->session) != 0
				   ? POLLOUT
				   : POLLIN;
		if (poll(&p, 1, job_left_ms(job)) == 0)
			return late(job, err);
	}
}

static int
check_protocol(const struct job *job, struct handshake *h, struct err *err)
{
	gnutls_datum_t chosen = { NULL, 0 };

	if (gnutls_alpn_get_selected_protocol(h->session, &chosen) == 0 &&
	    bytes_is_text((struct bytes){ chosen.data, chosen.size }, protocol))
		return 0;
	return err_set(err, ERR_INCORRECT_RESPONSE,
		       "connected to %s, which does not speak %s (RFC 8737 3): "
		       "it answered as a usual web server: the client of ACME "
		       "must answer there itself, or use http-01",
		       job->address, protocol);
}

static int
check_certificate(const struct job *job, struct handshake *h, struct err *err)
{
	unsigned count = 0;
	const gnutls_datum_t *list =
		gnutls_certificate_get_peers(h->session, &count);
	uint8_t hash[32];

	if (list == NULL || count == 0)
		return err_set(err, ERR_INCORRECT_RESPONSE,
			       "connected to %s, which showed no certificate",
			       job->address);
	sha256(bytes_of_text(job->key_authorization), hash);
	if (alpn_certificate_check((struct bytes){ list[0].data, list[0].size },
				   &job->name, hash, err) < 0)
		return err_context(err, "connected to %s", job->address);
	return 0;
}

static int
converse(struct job *job, int fd, struct err *err)
{
	CLEANUP(handshake_end) struct handshake h = { .fd = fd };

	if (set_up(&h, &job->name, err) < 0 || shake_hands(job, &h, err) < 0 ||
	    check_protocol(job, &h, err) < 0)
		return -1;
	return check_certificate(job, &h, err);
}

int
alpn_validate(struct job *job, struct err *err)
{
	struct addresses all = { 0 };
	struct err first = { 0 };

	if (resolver_addresses(job, &job->name, &all, err) < 0)
		return -1;
	for (size_t i = 0; i < all.count; i++) {
		CLEANUP(fd_close) int fd = -1;

		if (connect_to(job, &all.at[i], job->acme->tls_port,
			       connect_share_ms(job, all.count - i), &fd,
			       err) == 0)
			return converse(job, fd, err);
		if (i == 0)
			first = *err;
	}
	*err = first;
	return -1;
}
