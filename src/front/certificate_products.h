/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* The steps of each product on the page of a certificate. */
#ifndef SANCA_FRONT_CERTIFICATE_PRODUCTS_H
#define SANCA_FRONT_CERTIFICATE_PRODUCTS_H

#include "page_values.h"

#include "sanca/names.h"

/* Appends markup: those that the names suggest first. */
MUST_CHECK int products_write(const struct names *names,
			      const struct page_values *v, struct buf *out,
			      struct err *err);

#endif
