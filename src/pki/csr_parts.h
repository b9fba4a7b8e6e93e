/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* The parts of csr_parse(): each fills its fields of struct csr. */
#ifndef SANCA_PKI_CSR_PARTS_H
#define SANCA_PKI_CSR_PARTS_H

#include "sanca/csr.h"
#include "sanca/der_read.h"

/* The Name in csr->subject: dn and common_name; what is odd is noted. */
MUST_CHECK int csr_read_subject(struct csr *csr, struct notes *notes,
				struct err *err);
/* What follows the public key: nothing, or [0] attributes. */
MUST_CHECK int csr_read_attributes(struct der *in, struct csr *csr,
				   struct notes *notes, struct err *err);
/* The Extensions that are asked for (RFC 2985 5.4.2). */
MUST_CHECK int csr_read_extensions(struct bytes extensions, struct csr *csr,
				   struct notes *notes, struct err *err);
/* Microsoft's client information; what cannot be read is noted. */
void csr_read_client_info(struct bytes value, struct csr *csr,
			  struct notes *notes);

#endif
