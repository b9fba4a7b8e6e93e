/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* What a newOrder asks for (RFC 8555 7.4). */
#ifndef SANCA_FRONT_ACME_IDENTIFIERS_H
#define SANCA_FRONT_ACME_IDENTIFIERS_H

#include "work.h"

#include <jansson.h>

/* A list of {"type":…,"value":…}, strictly, to w->wishes.names. ERR_MALFORMED,
 * ERR_UNSUPPORTED_IDENTIFIER. */
MUST_CHECK int acme_identifiers_read(const json_t *list, struct work *w,
				     struct err *err);
/* The same of one. */
MUST_CHECK int acme_identifier_read(const json_t *object, struct work *w,
				    struct err *err);
/* To normal form, in w->names. ERR_POLICY: w->prepare says which cannot be;
 * ERR_MALFORMED: one stands there twice. */
MUST_CHECK int acme_identifiers_prepare(struct work *w,
					const struct policy *policy,
					struct err *err);
/* RFC 3339 5.6, of a second; ERR_MALFORMED. */
MUST_CHECK int acme_time_read(struct bytes text, int64_t *ret, struct err *err);

#endif
