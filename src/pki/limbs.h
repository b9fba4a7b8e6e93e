/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Big numbers as GMP limbs on the stack: no allocation that could abort. */
#ifndef SANCA_PKI_LIMBS_H
#define SANCA_PKI_LIMBS_H

#include "sanca/bytes.h"
#include "sanca/limits.h"

#include <gmp.h>

#define LIMB_BITS 64
_Static_assert(GMP_NUMB_BITS == LIMB_BITS, "GMP with 64-bit limbs");

#define LIMBS_MAX (LIMIT_RSA_MAX_BITS / LIMB_BITS)

/* Big-endian octets as `count` limbs, least significant first; they must
 * fit. */
void limbs_from_octets(struct bytes octets, mp_limb_t *ret, size_t count);
/* Without zero limbs at the top. */
size_t limbs_normal(const mp_limb_t *p, size_t count);

#endif
