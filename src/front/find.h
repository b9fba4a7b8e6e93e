/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* One certificate that the signer has found. */
#ifndef SANCA_FRONT_FIND_H
#define SANCA_FRONT_FIND_H

#include "accept.h"
#include "request.h"

/* Answers with what is in FOUND, in this form or as a page. */
enum step reply_found(struct request *r, enum form form, bool page);

/* The names in a certificate, in its order. */
struct certificate;
struct names;
MUST_CHECK int certificate_names(const struct certificate *c, struct names *ret,
				 struct err *err);

#endif
