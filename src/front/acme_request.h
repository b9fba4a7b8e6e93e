/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* What all requests of ACME have in common (RFC 8555 6): who signed what. */
#ifndef SANCA_FRONT_ACME_REQUEST_H
#define SANCA_FRONT_ACME_REQUEST_H

#include "jws.h"
#include "reply.h"
#include "request.h"

#include "sanca/store_acme.h"

#define ACME_PATH "/acme"
/* "https://HOST:PORT", and an address below it. */
#define ACME_ORIGIN_BYTES (8 + LIMIT_NAME_BYTES + 8 + 1)
#define ACME_URL_BYTES (ACME_ORIGIN_BYTES + 80)

/* base64url of a key id and of a serial, with a dot (RFC 9773 4.1). */
#define ACME_CERT_ID_CHARS 127

/* One request, while it lasts. */
struct acme {
	char origin[ACME_ORIGIN_BYTES];
	struct jws jws;
	struct buf signature; /* as in a certificate */
	struct buf spki;      /* of a JWK; empty: a kid was shown */
	uint8_t thumbprint[32];
	struct acme_account account; /* id 0: none */
	struct store_requester requester;
	uint64_t id; /* that the address names */
	struct acme_order order;
	struct acme_authz authz;
	struct buf names;		       /* names_encode() */
	char replaces[ACME_CERT_ID_CHARS + 1]; /* of the order; "": none */
	char location[ACME_URL_BYTES];	       /* also of an error; "": none */
	char link[ACME_URL_BYTES + LIMIT_URL_BYTES]; /* a second Link */
	unsigned retry_after_s;
};
/* For request_free(). */
void acme_free(struct acme **acme);

/* By which key a request is signed (RFC 8555 6.2). */
enum acme_by { ACME_BY_ACCOUNT, ACME_BY_KEY, ACME_BY_EITHER };
/* An empty payload is a POST-as-GET (6.3). */
enum acme_payload { ACME_EMPTY, ACME_OBJECT, ACME_ANY };

/* A handler in parts. ask() answers, or ends with acme_ask(); answer() is called
 * with what the signer said. */
struct acme_way {
	enum acme_by by;
	enum acme_payload payload;
	bool signer_reads; /* the payload: it holds no escapes */
	request_fn *ask;
	enum msg_type want;
	request_fn *answer;
	request_fn *refused; /* NULL: acme_refuse() */
};
/* Goes it, from the verified JWS to the answer; again for other settings of the
 * signer. */
enum step acme_run(struct request *r, const struct acme_way *way);
/* Sends it to the signer. */
enum step acme_ask(struct request *r, const struct msg *m);
/* What the signer refused, with its violations. */
enum step acme_refuse(struct request *r);
/* What is wrong with names of r->work, each in a subproblem; of may be empty. */
enum step acme_refuse_names(struct request *r, const struct err *err,
			    const struct violations *of);

/* Is there ACME at all where this came in? Fills r->acme; false: answered. */
bool acme_door(struct request *r);
/* RFC 8555 7.3.6: neither the account nor its requester has ended. Both are read.
 * ERR_ACCOUNT_ENDED, ERR_UNAUTHORIZED. */
MUST_CHECK int acme_account_check(const struct acme *a, struct err *err);
/* The policy of the account; NULL: its requester has none in these settings. */
const struct policy *acme_policy_of(const struct request *r);
/* The profile of this name, when some policy allows it; NULL. */
const struct profile *acme_profile_offered(const struct conf *conf,
					   struct bytes name);
/* Digits without leading zeros, at most INT64_MAX, not 0. */
bool acme_number(struct bytes text, uint64_t *ret);
/* The order, or the authorization, with the number id, of this account.
 * ERR_NOT_FOUND. */
MUST_CHECK int acme_order_read(struct request *r, uint64_t id, struct err *err);
MUST_CHECK int acme_authz_read(struct request *r, uint64_t id, struct err *err);
/* Answers with it. */
enum step acme_order_reply(struct request *r, unsigned status);
/* The number that stands for '*' of the route, or 404 and false. */
bool acme_take_id(struct request *r);

/* The origin that the client sees: Host names this CA. false: it does not. */
bool acme_origin(const struct request *r, char ret[ACME_ORIGIN_BYTES]);

/* JSON, or nothing (body->n = 0), with what every answer has: a nonce, a link to
 * the directory; location, link and retry_after_s of r->acme. Takes body. */
enum step acme_reply(struct request *r, unsigned status, const char *type,
		     struct buf *body);

/* ---- for problem.c ------------------------------------------------------------- */

bool acme_is_path(const struct request *r);
unsigned acme_problem_status(enum err_code code);
void acme_problem_render(const struct request *r, const struct problem *p,
			 unsigned status, struct buf *out);
/* Room for the values of the fields that every answer has. */
#define ACME_HEADERS 8
struct acme_fields {
	char nonce[40];
	char index[ACME_URL_BYTES];
};
/* Adds them as name, value; returns how many places. */
size_t acme_headers(const struct request *r, const char **headers,
		    struct acme_fields *room);

#endif
