/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* The writers of trust_forms.def, one for each kind of file. */
#ifndef SANCA_TRUST_FORMS_H
#define SANCA_TRUST_FORMS_H

#include "sanca/der_read.h"
#include "sanca/trust.h"

#define TRUST_FORM(name, path, ending, type, writer, doc)                      \
	MUST_CHECK int writer(const struct trust_root *root, struct buf *out,  \
			      struct err *err);
#include "sanca/trust_forms.def"
#undef TRUST_FORM

/* Takes the next certificate off a chain. */
MUST_CHECK int trust_chain_next(struct der *chain, struct bytes *ret,
				struct err *err);

#endif
