/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Microsoft's client information: which program on which machine. */
#include "csr_parts.h"
#include "dn_text.h"

#include "sanca/text.h"

#include <stdio.h>

/* The next string, made safe to show. */
static bool
take_shown(struct der *in, char out[LIMIT_DN_VALUE_BYTES])
{
	CLEANUP(buf_free) struct buf text = { 0 };
	CLEANUP(buf_free) struct buf shown = { 0 };
	struct der_tlv value = { 0 };
	struct err ignored = { 0 };

	if (der_next(in, &value, &ignored) < 0 ||
	    !dn_text(value.tag, value.value, &text))
		return false;
	/* Spelled out, an octet takes four characters. */
	text_show(buf_bytes(&text), LIMIT_DN_VALUE_BYTES / 4 - 4, &shown);
	snprintf(out, LIMIT_DN_VALUE_BYTES, "%s", buf_text(&shown));
	return true;
}

/* SEQUENCE { INTEGER clientId, machine, user, process }. */
static bool
read_info(struct bytes value, struct csr *csr)
{
	struct der set = der_of(value), in = { 0 };
	struct err ignored = { 0 };
	uint64_t id = 0;

	return der_enter(&set, DER_SEQUENCE, "", &in, &ignored) == 0 &&
	       der_end(&set, "", &ignored) == 0 &&
	       der_take_u64(&in, "", &id, &ignored) == 0 &&
	       take_shown(&in, csr->made_on) &&
	       take_shown(&in, csr->made_by_user) &&
	       take_shown(&in, csr->made_by_program);
}

void
csr_read_client_info(struct bytes value, struct csr *csr, struct notes *notes)
{
	if (!read_info(value, csr)) {
		csr->made_on[0] = '\0';
		csr->made_by_user[0] = '\0';
		csr->made_by_program[0] = '\0';
		notes_add(notes, NOTE_ATTRIBUTE_IGNORED,
			  "Microsoft's client information cannot be read: "
			  "ignored");
		return;
	}
	notes_add(notes, NOTE_MADE_BY, "made on %s by %s", csr->made_on,
		  csr->made_by_program);
}
