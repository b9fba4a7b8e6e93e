/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Wrong passwords, counted by account and by address (THREATS E19). */
#ifndef SANCA_SIGNER_GUESSES_H
#define SANCA_SIGNER_GUESSES_H

#include "sanca/bytes.h"
#include "sanca/limits.h"

struct guess {
	int64_t until_ms; /* monotonic; 0, or past: begins anew */
	unsigned count;
};

/* An address from which this account has signed in since the start: strangers
 * who lock the account do not lock it there. */
struct guess_known {
	uint8_t pair[16]; /* hash of account and address */
	int64_t at_ms;	  /* 0: an empty place */
	struct guess guess;
};

/* Names and addresses share places by a keyed hash, so that nothing ever has to
 * make room: an account that does not exist is counted just as one that does,
 * and nobody can choose with whom he shares. */
struct guesses {
	uint8_t key[32];
	struct guess account[LIMIT_WRONG_PLACES];
	struct guess address[LIMIT_WRONG_PLACES];
	struct guess_known known[LIMIT_SESSIONS];
};

MUST_CHECK int guesses_start(struct guesses *g, struct err *err);
/* Takes one try for this account from this address; ERR_RATE_LIMITED when there
 * is none left, with the seconds until there is. */
MUST_CHECK int guesses_take(struct guesses *g, struct bytes name,
			    struct bytes peer, uint32_t *ret_retry_s,
			    struct err *err);
/* It was right: gives the try back, and the address is known. */
void guesses_right(struct guesses *g, struct bytes name, struct bytes peer);
/* The address is known, by something else than a password. */
void guesses_remember(struct guesses *g, struct bytes name, struct bytes peer);
/* guesses_take() where no account is to be locked: for somebody who is signed in. */
MUST_CHECK int guesses_take_address(struct guesses *g, struct bytes peer,
				    uint32_t *ret_retry_s, struct err *err);
void guesses_right_address(struct guesses *g, struct bytes peer);

#endif
