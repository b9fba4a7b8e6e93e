/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* One attribute of a distinguished name. */
#include "dn_text.h"

#include "sanca/certificate.h"
#include "sanca/der_read.h"

void
dn_find(struct bytes name_der, struct bytes oid, struct buf *out)
{
	size_t before = out->n;
	struct der at = der_of(name_der), names = { 0 };
	struct der rdn = { 0 }, in = { 0 };
	struct bytes found = { 0 };
	struct der_tlv value = { 0 };
	struct err ignored = { 0 };

	if (der_enter(&at, DER_SEQUENCE, "", &names, &ignored) < 0)
		return;
	while (der_enter(&names, DER_SET, "", &rdn, &ignored) == 0) {
		if (der_enter(&rdn, DER_SEQUENCE, "", &in, &ignored) < 0 ||
		    der_take(&in, DER_OID, "", &found, &ignored) < 0 ||
		    der_next(&in, &value, &ignored) < 0 ||
		    !bytes_equal(found, oid))
			continue;
		out->n = before;
		dn_text(value.tag, value.value, out);
	}
}
