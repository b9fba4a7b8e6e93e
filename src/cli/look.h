/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* A look at what a host serves, and what this machine thinks of it. Whatever
 * the host sends is hostile; all of it together is bounded in time. */
#ifndef SANCA_CLI_LOOK_H
#define SANCA_CLI_LOOK_H

#include "sanca/bytes.h"

#include <gnutls/gnutls.h>
#include <gnutls/x509.h>

enum starttls {
	STARTTLS_NONE,
	STARTTLS_SMTP, /* RFC 3207 */
	STARTTLS_IMAP, /* RFC 9051 6.2.1 */
	STARTTLS_POP3, /* RFC 2595 4 */
};

struct place {
	char host[256];
	char port[6];
	bool is_address; /* and no name */
	enum starttls starttls;
};

/* Rows of reasons.def. */
enum reason {
#define REASON(name, word, meaning) REASON_##name,
#include "reasons.def"
#undef REASON
	REASON_COUNT
};
/* "unknown-root". */
const char *reason_word(enum reason reason);

#define LOOK_CERTIFICATES_MAX 16
#define LOOK_FINDINGS_MAX 16

struct finding {
	enum reason reason;
	struct buf text; /* what, of which certificate */
	struct buf todo; /* what to do; may be empty */
};

struct look {
	gnutls_certificate_credentials_t credentials;
	gnutls_session_t session;
	int fd;
	size_t count; /* as sent: the first is the host's own */
	gnutls_x509_crt_t at[LOOK_CERTIFICATES_MAX];
	unsigned int status; /* GNUTLS_CERT_… */
	size_t finding_count;
	struct finding findings[LOOK_FINDINGS_MAX]; /* none: trusted */
};

/* "HOST", "HOST:PORT", "[ADDRESS]:PORT". starttls NULL: by the port. */
MUST_CHECK int place_parse(const char *text, const char *starttls,
			   struct place *ret, struct err *err);
/* Sends and reads what comes before TLS on fd; end as clock_monotonic_ms(). */
MUST_CHECK int starttls_ask(int fd, enum starttls starttls, int64_t end_ms,
			    struct err *err);
/* Waits for POLLIN or POLLOUT; ERR_UNREACHABLE when the time is over. */
MUST_CHECK int look_wait(int fd, short events, int64_t end_ms, struct err *err);

/* Fetches the certificates; ca_file (NULL: the trust store of the system).
 * ERR_UNREACHABLE: there was nothing to look at. */
MUST_CHECK int look_at(const struct place *place, const char *ca_file,
		       struct look *ret, struct err *err);
/* Fills the findings. */
MUST_CHECK int look_judge(const struct place *place, int64_t now,
			  struct look *look, struct err *err);
void look_free(struct look *look);

/* As people read them; hostile text is shown, never printed. */
void look_show_subject(gnutls_x509_crt_t c, struct buf *out);
void look_show_issuer(gnutls_x509_crt_t c, struct buf *out);
/* AA:BB:…, or "". */
void look_fingerprint(gnutls_x509_crt_t c, char out[3 * 32]);
/* The i-th name of the certificate; false: there are no more. */
bool look_show_name(gnutls_x509_crt_t c, unsigned int i, struct buf *out);

#endif
