/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* The OCSP responder: its key and its certificate (RFC 6960 4.2.2.2). */
#ifndef SANCA_SIGNER_RESPONDER_H
#define SANCA_SIGNER_RESPONDER_H

#include "own_work.h"

/* In the data directory; the key is for this signer only. */
#define RESPONDER_KEY_FILE "ca/ocsp.key"
#define RESPONDER_CERTIFICATE_FILE "ca/ocsp.pem"

struct responder {
	struct own_work work; /* the next one, on its way */
	struct ca_key *key;   /* NULL: there is none */
	struct buf certificate;
	uint8_t serial[SERIAL_BYTES];
	int64_t not_before, not_after;
};

/* Is there to be one, by the settings? */
bool responder_is_wanted(const struct signer *s);
/* Takes what an earlier run left, if it can be used still. */
void responder_open(struct signer *s);
/* Each second: asks for a certificate when there is none, or it ends soon. */
void responder_look(struct signer *s);
/* It is there, or it was refused: writes both files, then uses them. */
void responder_finish(struct signer *s, struct request *r, bool refused);
/* This serial was revoked: if it is the responder's, it signs no more. */
void responder_revoked(struct signer *s, struct bytes serial);
/* ERR_UNAVAILABLE when it cannot sign now. */
MUST_CHECK int responder_check(const struct signer *s, int64_t now,
			       struct err *err);
void responder_clear(struct responder *r);

#endif
