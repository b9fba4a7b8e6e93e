/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* The steps of intake_read(), from octets to the DER of one request. */
#ifndef SANCA_PKI_INTAKE_H
#define SANCA_PKI_INTAKE_H

#include "sanca/csr.h"
#include "sanca/der_read.h"

/* Takes off a byte order mark and turns UTF-16 into ASCII. *ret is a view of
 * body or of space. */
MUST_CHECK int intake_text(struct bytes body, struct buf *space,
			   struct bytes *ret, struct notes *notes,
			   struct err *err);

/* ERR_PRIVATE_KEY; what was sent is named by its kind only. */
MUST_CHECK int intake_refuse_key(const char *what, struct err *err);

/* The one PEM block, or the bare base64, of a text. */
MUST_CHECK int intake_armour(struct bytes text, struct buf *ret_der,
			     struct notes *notes, struct err *err);

/* Finds the PKCS#10 in DER of whatever kind: itself, or inside CMS. */
MUST_CHECK int intake_unwrap(struct bytes der, struct bytes *ret,
			     struct notes *notes, struct err *err);
/* The same inside CMS SignedData; content is what follows the OID. */
MUST_CHECK int intake_cms(struct der content, struct bytes *ret,
			  struct err *err);

#endif
