/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* DER rules for the contents of primitive values. */
#ifndef SANCA_DER_PRIMITIVE_H
#define SANCA_DER_PRIMITIVE_H

#include "sanca/bytes.h"

/* Contents of a value with this tag; types without a rule pass. */
MUST_CHECK int primitive_check(uint8_t tag, struct bytes v, struct err *err);

#endif
