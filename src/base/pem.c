/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* The textual encoding of RFC 7468. */
#include "sanca/text.h"

void
pem_encode(const char *label, struct bytes der, struct buf *out)
{
	buf_printf(out, "-----BEGIN %s-----\n", label);
	base64_encode_lines(der, out);
	buf_printf(out, "-----END %s-----\n", label);
}
