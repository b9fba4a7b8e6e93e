/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Who is signed in to the console: the cookie, and what each form must show. */
#ifndef SANCA_FRONT_SESSION_H
#define SANCA_FRONT_SESSION_H

#include "sanca/bytes.h"
#include "sanca/limits.h"

struct request;

/* The cookie of a session; and, before there is one, that which the forms for
 * signing in are bound to. A page that is reached from elsewhere comes without
 * either (SameSite=Strict): so the second must not take the place of the
 * first. */
#define SESSION_COOKIE "__Host-sanca"
#define SESSION_FORM_COOKIE "__Host-sanca-form"
/* 32 octets in base64url. */
#define SESSION_SECRET_CHARS 43
/* The field of each form that holds its token. */
#define SESSION_TOKEN_FIELD "csrf"

/* What the signer said of the session, at this request. */
struct session {
	bool known;
	char requester[LIMIT_LABEL_BYTES + 1];
	char policy[LIMIT_LABEL_BYTES + 1];
	uint32_t rights;
	int64_t expires_at;	 /* of the session */
	int64_t confirmed_until; /* the password was shown until then */
	/* For the forms of the page that is answered with; "" on those that
	 * have none. */
	char token[SESSION_SECRET_CHARS + 1];
	/* For a cookie that is set with the answer; "": none. */
	char new_form_secret[SESSION_SECRET_CHARS + 1];
	bool form_is_checked;
	/* Between the steps of signing in: of the session-to-be, and what is
	 * wrong with the form. */
	char new_secret[SESSION_SECRET_CHARS + 1];
	struct err fault;
};

/* In handlers of SESSION routes: never NULL, known. Its credential for the
 * signer is r->credential. */
const struct session *request_session(const struct request *r);
/* Whether who is signed in has all of these rights (enum right). */
bool session_may(const struct request *r, uint32_t rights);
/* Whether the password was shown within the last minutes. */
bool session_is_confirmed(const struct request *r);

/* ---- for request.c */

/* Before the body of a request to CONSOLE and SESSION routes. Answers, or asks
 * the signer, or lets it pass. */
void session_begin(struct request *r);
/* The signer has answered. */
void session_identified(struct request *r);
/* Of a POST, when its body is there: its form shows the token. False:
 * answered. */
bool session_passes_form(struct request *r);

/* ---- parts */

/* The value of a cookie in "a=b; c=d". False when there is none, or two, or it
 * is not SESSION_SECRET_CHARS of base64url. */
bool session_cookie_read(struct bytes cookies, const char *name,
			 char ret[SESSION_SECRET_CHARS + 1]);
/* A new secret, for a cookie. */
MUST_CHECK int session_secret_new(char ret[SESSION_SECRET_CHARS + 1],
				  struct err *err);
/* Its hash, as the signer knows it. */
void session_secret_hash(const char *secret, uint8_t ret[32]);
/* The token of forms that go with this secret. */
void session_token_make(const char *secret,
			char ret[SESSION_SECRET_CHARS + 1]);
/* Whether next may be gone on to: a path of the console, with a query. */
bool session_next_is_ours(struct bytes next);
/* "__Host-sanca=…; Path=/; Secure; …"; an empty secret ends the cookie. */
void session_cookie_write(const char *name, const char *secret,
			  char ret[192]);

#endif
