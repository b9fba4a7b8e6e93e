/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* sanca show: one certificate, by serial, thumbprint or name. */
#include "cli.h"
#include "find.h"
#include "out.h"
#include "sanca/issuance_log.h"
#include "sanca/mint.h"
#include "sanca/text.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

struct found {
	struct buf der, tbs, policy, requester, serial;
	struct shown *shown;
};

static void
found_free(struct found *f)
{
	buf_free(&f->der);
	buf_free(&f->tbs);
	buf_free(&f->policy);
	buf_free(&f->requester);
	buf_free(&f->serial);
}

static int
on_found(const struct store_row *row, void *ctx)
{
	struct found *f = ctx;
	const struct profile *p = profile_get((enum profile_code)row->profile);

	buf_append_bytes(&f->policy, row->policy);
	buf_append_bytes(&f->requester, row->requester);
	buf_append_bytes(&f->serial, row->serial);
	f->shown->profile = p != NULL ? p->name : "unknown";
	f->shown->state = row->state;
	f->shown->issued_at = row->issued_at;
	f->shown->log_index = row->log_index;
	f->shown->revoked_at = row->revoked_at;
	f->shown->reason = row->reason;
	return 0;
}

static int
assemble(struct store *store, uint64_t id, struct found *f, struct err *err)
{
	struct store_reservation r = { 0 };
	struct store_certificate c = { 0 };

	if (store_reservation_get(store, id, &r, err) < 0)
		return -1;
	buf_append_bytes(&f->tbs, r.tbs);
	if (buf_check(&f->tbs, err) < 0 ||
	    store_certificate_get(store, id, &c, err) < 0)
		return -1;
	if (certificate_assemble(buf_bytes(&f->tbs), (enum sig_alg)c.sig_alg,
				 c.signature, &f->der, err) < 0)
		return -1;
	f->shown->der = buf_bytes(&f->der);
	f->shown->policy = buf_bytes(&f->policy);
	f->shown->requester = buf_bytes(&f->requester);
	return 0;
}

static json_t *
bare_json(const struct found *f)
{
	json_t *o = json_pack("{s:o, s:s}", "serial",
			      out_json_hex(buf_bytes(&f->serial)), "state",
			      store_state_name(f->shown->state));

	out_json_revocation(o, f->shown->revoked_at, f->shown->reason);
	json_object_set_new(o, "requester",
			    out_json_text(buf_bytes(&f->requester)));
	json_object_set_new(o, "policy", out_json_text(buf_bytes(&f->policy)));
	return o;
}

/* Of a serial without a certificate (void, reserved) there is only this. */
static int
show_bare(const struct cli *cli, const struct found *f, struct err *err)
{
	CLEANUP(buf_free) struct buf who = { 0 };
	CLEANUP(buf_free) struct buf state = { 0 };
	char serial[2 * LIMIT_SERIAL_BYTES + 1];
	struct bytes octets = buf_bytes(&f->serial);

	if (cli_get(cli, "--form", NULL) != NULL)
		return err_set(err, ERR_NOT_FOUND,
			       "this serial is %s: there is no certificate",
			       store_state_name(f->shown->state));
	if (cli->json)
		return out_json(bare_json(f), err);
	if (octets.n > LIMIT_SERIAL_BYTES)
		return err_set(err, ERR_CORRUPT, "a serial is too long");
	hex_encode(octets, serial);
	out_state(f->shown->state, f->shown->revoked_at, f->shown->reason,
		  &state);
	text_show(buf_bytes(&f->requester), LIMIT_LABEL_BYTES, &who);
	printf("serial     %s\nstatus     %s\n"
	       "           no certificate has it\nrequester  %s\n",
	       serial, buf_text(&state), buf_text(&who));
	return 0;
}

int
cmd_show(struct cli *cli, struct err *err)
{
	CLEANUP(store_free) struct store *store = NULL;
	CLEANUP(issuer_free) struct issuer *issuer = NULL;
	struct shown shown = { 0 };
	CLEANUP(found_free) struct found found = { .shown = &shown };
	enum form form = cli->json ? FORM_JSON : FORM_TEXT;
	const char *word = cli_get(cli, "--form", NULL);
	uint64_t id = 0;

	if ((word != NULL && form_parse(word, &form, err) < 0) ||
	    cli_issuer(cli, &issuer, err) < 0 ||
	    store_open(cli->dir, STORE_READ, &store, err) < 0 ||
	    find_one(store, cli->operands[0], &id, err) < 0 ||
	    find_row(store, id, on_found, &found, err) < 0)
		return -1;
	if (shown.issued_at == 0)
		return show_bare(cli, &found, err) < 0 ? -1 : EXIT_DONE;
	if (assemble(store, id, &found, err) < 0)
		return -1;
	shown.issuer = issuer;
	if (out_certificate(&shown, form, cli_get(cli, "--out", NULL), err) < 0)
		return -1;
	return EXIT_DONE;
}
