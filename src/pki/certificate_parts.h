/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* The parts of certificate_parse(). */
#ifndef SANCA_PKI_CERTIFICATE_PARTS_H
#define SANCA_PKI_CERTIFICATE_PARTS_H

#include "sanca/certificate.h"
#include "sanca/der_read.h"

/* The Extensions of a TBSCertificate, whole value. */
MUST_CHECK int certificate_read_extensions(struct bytes extensions,
					   struct certificate *ret,
					   struct err *err);
/* The value of nameConstraints (RFC 5280 4.2.1.10). */
MUST_CHECK int name_constraints_read(struct bytes value,
				     struct constraints *ret, struct err *err);

#endif
