/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* The road to a certificate, over the wire. */
#include "signer_rig.h"

#include "sanca/names.h"

#include "tests/tap.h"

#include <stdlib.h>

static struct rig rig;
static uint8_t token[32];

static void
begin(const char *kind)
{
	rig_make(&rig, kind, NULL);
	if (rig_start(&rig) != 0) {
		printf("Bail out! the signer does not start: %s\n",
		       rig.fatal.text);
		exit(99);
	}
	rig_token(&rig, "mail", "secret", RIGHT_ISSUE, token);
}

static void
end(void)
{
	struct log_verdict verdict;

	is_int(rig_stop(&rig), 0, "the signer ends well");
	is_int(rig_verify(&rig, &verdict), 0, "the log verifies");
	is_int(verdict.open_reservations, 0, "no reservation is open");
	rig_free(&rig);
}

static void
a_request_becomes_a_logged_certificate_of(const char *kind)
{
	struct rig_key key;
	struct certificate c = { 0 };
	struct err err;

	begin(kind);
	rig_key_make(&key, "ec-p256");
	const struct rig_ask ask = { .names = { "mail.contoso.com",
						"autodiscover.contoso.com",
						NULL },
				     .spki = buf_bytes(&key.spki),
				     .credential = token };
	is_int(rig_code(&rig, rig_issue(&rig, &ask)), 0, "issued");
	if (is_int(rig.answer.type, MSG_ISSUED, "the answer is ISSUED")) {
		const struct msg_issued *m = &rig.answer.issued;

		is_int(certificate_parse(m->certificate, &c, &err), 0,
		       "a certificate");
		is_int(c.names.count, 2, "of two names");
		ok(bytes_is_text(c.names.at[0].value, "mail.contoso.com"),
		   "in order");
		ok(bytes_equal(c.serial, m->serial), "the serial is told");
		ok(bytes_is_text(m->requester, "mail"), "whose it is");
		ok(m->log_index > 0 && m->log_head.n > 0, "logged");
	}
	rig_key_free(&key);
	end();
}

static void
a_request_becomes_a_logged_certificate(void)
{
	a_request_becomes_a_logged_certificate_of("ec-p256");
	a_request_becomes_a_logged_certificate_of("rsa-2048");
}

TAP_MAIN(a_request_becomes_a_logged_certificate)
