/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* The CRL that is served: the newest one that the signer published. */
#ifndef SANCA_FRONT_CRL_H
#define SANCA_FRONT_CRL_H

#include "sanca/revocation.h"

struct crl_holder;
struct request;

MUST_CHECK int crl_holder_new(const char *dir, struct crl_holder **ret,
			      struct err *err);
void crl_holder_free(struct crl_holder **holder);
/*
 * Reads DIR/public/ca.crl and serves it from now on. It must be one of this
 * issuer. What cannot be used is logged, and the one that is served stays; a
 * file that is not there yet is no fault.
 */
void crl_load(struct crl_holder *holder, const struct issuer *issuer);
/* Whether there is one, and now is before its nextUpdate. */
bool crl_is_current(struct crl_holder *holder, int64_t now);
/* The number of the one that is served; 0: there is none. */
uint64_t crl_number(struct crl_holder *holder);

#endif
