/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* GeneralNames (RFC 5280 4.2.1.6), for requests and certificates. */
#ifndef SANCA_PKI_GENERAL_NAMES_H
#define SANCA_PKI_GENERAL_NAMES_H

#include "sanca/names.h"

/* der is the whole value; views borrow from it. At most LIMIT_NAMES. */
MUST_CHECK int general_names_read(struct bytes der, struct raw_names *ret,
				  struct err *err);

#endif
