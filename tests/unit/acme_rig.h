/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Clients of ACME at the rig of the signer: their keys, accounts, orders; and a
 * validator that says what the test wants. */
#ifndef TESTS_ACME_RIG_H
#define TESTS_ACME_RIG_H

#include "signer_rig.h"

#include "sanca/acme.h"
#include "sanca/names.h"
#include "sanca/store_acme.h"

#include <gnutls/abstract.h>

#define CONF_WITH(acme, own, more)                                             \
	"[ca]\n"                                                               \
	"public-url = http://pki.contoso.com:8080\n"                           \
	"ocsp = no\n"                                                          \
	"[http]\n"                                                             \
	"listen = 127.0.0.1:8080\n"                                            \
	"listen-tls = 127.0.0.1:8443\n"                                        \
	"tls-name = pki.contoso.com\n"                                         \
	"[acme]\n"                                                             \
	"enabled = yes\n" acme "[policy servers]\n"                            \
	"allow-domain = contoso.com\n"                                         \
	"wildcard-domain = contoso.com\n"                                      \
	"acme-preauthorized = known\n" own "[policy known]\n" more
#define CONF_OF(acme, more) CONF_WITH(acme, "", more)
#define KNOWN                                                                  \
	"allow-name = known.contoso.com\n"                                     \
	"allow-domain = lab.contoso.com\n"                                     \
	"wildcard-domain = lab.contoso.com\n"
#define NAMES(...)                                                             \
	(const char *const[])                                                  \
	{                                                                      \
		__VA_ARGS__, NULL                                              \
	}

extern struct rig rig;
extern const char *peer; /* where clients are */

/* A client: its key, and the account that it has. */
struct client {
	gnutls_privkey_t key;
	struct buf spki;
	uint8_t thumbprint[32];
	uint64_t account;
};
void client_new(struct client *c);
void client_free(struct client *c);
void client_sign(const struct client *c, struct bytes data, struct buf *ret);
void take_thumbprint(struct client *c);
/* header "." payload */
void signing_input(const char *header, struct bytes payload, struct buf *ret);

/* Through the front: the code of the answer, 0 when it is none. */
int call(struct msg *m);
struct msg new_account(const struct client *c);
int make_account(struct client *c);
struct binding {
	char kid[ACME_KID_CHARS + 1];
	uint8_t key[32];
};
int make_binding(struct binding *ret, int64_t expires_at);
/* x: whose key the binding is for. */
int make_bound_account(struct client *c, const struct binding *b,
		       const struct client *x);
/* from signs that its account has the key of to; shown is what it signs. */
int change_key(const struct client *from, const struct client *to,
	       const struct client *shown, const char *url);

/* An order, its number in made. */
extern uint64_t made;
extern const char *ordered_profile;
extern int64_t ordered_end;
int order_for(const struct client *c, const char *const *names);
#define ORDER(client, ...) order_for(client, NAMES(__VA_ARGS__))
void encode(const char *const *names, struct buf *out);
/* As the front does: from the database. */
enum acme_order_status status_of(uint64_t order, struct acme_order *ret);

struct msg challenge(const struct client *c, uint64_t authz,
		     enum acme_method method);
/* A client with an account and an order for a.contoso.com; ends the test program
 * when there is none. */
void begin_challenge(struct client *c, const char *conf,
		     struct acme_order *order);
/* What the validator is asked; and what it says. */
bool asked(struct msg *ret, int timeout_ms);
void say(uint64_t ticket, bool valid, const char *error, const char *words);
/* The next answer to the front, in rig.answer: its code. */
int answer(void);

#endif
