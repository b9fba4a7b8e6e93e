/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Writes a certificate as PEM chain, DER, PKCS#7 or JSON. */

#include "certificate_out.h"

#include "json_write.h"

#include "sanca/clock.h"
#include "sanca/revocation.h"
#include "sanca/text.h"

#include <string.h>

static void
write_notes(const struct certificate_out *c, struct buf *out)
{
	if (c->notes) {
		buf_append_text(out, ",\"warnings\":");
		notes_render(c->notes, NOTE_WARNING, out);
		buf_append_text(out, ",\"notes\":");
		notes_render(c->notes, NOTE_INFO, out);
	}
	/* Written by this program when it was stored. */
	if (c->diagnosis.n > 0) {
		buf_append_text(out, ",\"diagnosis\":");
		buf_append_bytes(out, c->diagnosis);
	}
}

static void
write_private(const struct certificate_out *c, struct buf *out)
{
	CLEANUP(buf_free) struct buf pem = { 0 };

	if (!c->has_private)
		return;
	json_field(out, "profile", c->profile);
	json_field(out, "requester", c->requester);
	json_field(out, "policy", c->policy);
	if (c->peer.n > 0)
		json_field(out, "peer", c->peer);
	write_notes(c, out);
	if (c->csr.n > 0) {
		pem_encode("CERTIFICATE REQUEST", c->csr, &pem);
		json_field(out, "request", buf_bytes(&pem));
	}
	if (pem.broken)
		out->broken = true;
}

static void
write_log(const struct certificate_out *c, struct buf *out)
{
	if (!c->has_log)
		return;
	buf_printf(out, ",\"log\":{\"index\":%ju", (uintmax_t)c->log_index);
	if (c->log_head.n > 0)
		json_field(out, "head", c->log_head);
	buf_append_u8(out, '}');
}

static void
write_revocation(const struct certificate_out *c, struct buf *out)
{
	if (!c->revoked_at)
		return;
	json_time(out, "revoked_at", c->revoked_at);
	json_field(out, "reason",
		   bytes_of_text(revocation_reason_word(c->reason)));
}

static void
write_json(const struct certificate_out *c, const struct live *live,
	   struct buf *out)
{
	CLEANUP(buf_free) struct buf pem = { 0 };
	struct bytes cn = names_common_name(c->names);
	uint8_t d256[32], d1[20];

	sha256(c->der, d256);
	sha1(c->der, d1);
	buf_append_text(out, "{\"state\":\"");
	buf_append_text(out, c->state);
	buf_append_u8(out, '"');
	json_hex(out, "serial", c->serial);
	buf_append_text(out, ",\"names\":");
	names_render(c->names, out);
	if (cn.n > 0)
		json_field(out, "common_name", cn);
	json_hex(out, "sha256", BYTES_OF(d256));
	json_hex(out, "sha1", BYTES_OF(d1));
	json_time(out, "not_before", c->not_before);
	json_time(out, "not_after", c->not_after);
	write_revocation(c, out);
	write_private(c, out);
	write_log(c, out);
	pem_encode("CERTIFICATE", c->der, &pem);
	buf_append_bytes(&pem, buf_bytes(&live->chain_pem));
	json_field(out, "chain", buf_bytes(&pem));
	buf_append_text(out, "}\n");
	if (pem.broken)
		out->broken = true;
}

int
certificate_out_write(const struct certificate_out *c, enum form form,
		      const struct live *live, struct buf *out, struct err *err)
{
	CLEANUP(buf_free) struct buf ders = { 0 };

	switch (form) {
	case FORM_PEM:
		pem_encode("CERTIFICATE", c->der, out);
		buf_append_bytes(out, buf_bytes(&live->chain_pem));
		break;
	case FORM_DER:
		buf_append_bytes(out, c->der);
		break;
	case FORM_P7B:
		buf_append_bytes(&ders, c->der);
		buf_append_bytes(&ders, buf_bytes(&live->chain_ders));
		if (buf_check(&ders, err) < 0 ||
		    p7b_write(buf_bytes(&ders), out, err) < 0)
			return -1;
		break;
	case FORM_JSON:
		write_json(c, live, out);
		break;
	case FORM_COUNT:
		break;
	}
	return buf_check(out, err);
}

void
disposition_write(struct bytes serial, enum form form, char *out)
{
	static const char before[] = "attachment; filename=\"";
	size_t n = sizeof(before) - 1;

	if (serial.n > LIMIT_SERIAL_BYTES)
		serial.n = LIMIT_SERIAL_BYTES;
	memcpy(out, before, n);
	hex_encode(serial, out + n);
	n += 2 * serial.n;
	memcpy(out + n, form_extension(form), strlen(form_extension(form)));
	n += strlen(form_extension(form));
	memcpy(out + n, "\"", 2);
}
