/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* The inside of a CA key, for the files that load it and sign with it. */
#ifndef MINT_CA_KEY_H
#define MINT_CA_KEY_H

#include "sanca/mint.h"

#include <gnutls/abstract.h>
#include <stdatomic.h>

/* A PIN that is told to the token once: three wrong answers lock it. */
struct ca_pin {
	char *text; /* wiped by ca_key_free */
	atomic_flag told;
};

struct ca_key {
	enum sig_alg alg;
	struct buf spki;
	struct key_facts facts;		/* borrows from spki */
	gnutls_x509_privkey_t file_key; /* NULL: the key is on a token */
	/* One object for a key from a file, which threads share without a
	 * lock; one per signing thread for a token, where it serialises. */
	gnutls_privkey_t *slots;
	unsigned slot_count;
	struct ca_pin pin;
};

/* An empty key with room for so many slots. */
MUST_CHECK int ca_key_new(unsigned slots, struct ca_key **ret, struct err *err);

/* Takes the public half, holds it to the key policy and chooses the signature
 * algorithm. spki is copied. */
MUST_CHECK int ca_key_set_public(struct ca_key *key, struct bytes spki,
				 struct err *err);

/* What is signed with one of the algorithms of a CA key. */
gnutls_digest_algorithm_t ca_key_hash(enum sig_alg alg);

/* Refuses kinds of key that clients refuse in a root, with the reason. */
MUST_CHECK int ca_key_check_kind(gnutls_pk_algorithm_t kind, unsigned bits,
				 struct err *err);

#endif
