/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* The certificate request of an order: pure, so that it can be tested. */
#ifndef SANCA_FRONT_ACME_FINALIZE_H
#define SANCA_FRONT_ACME_FINALIZE_H

#include "work.h"

#include <jansson.h>

/* "csr" of the payload, DER, to a proven request in w. ERR_BAD_CSR. */
MUST_CHECK int acme_finalize_csr(const json_t *payload, struct work *w,
				 struct err *err);
/* Its names, to w->names: the order's, each of them and no other, whatever
 * their type, in CN and SAN. ERR_BAD_CSR, with each odd one in w->odd. */
MUST_CHECK int acme_finalize_names(struct work *w, const struct policy *policy,
				   const struct names *order, struct err *err);

#endif
