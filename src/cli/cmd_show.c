/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* sanca show: one certificate, by serial, thumbprint or name. */
#include "cli.h"
#include "out.h"
#include "sanca/issuance_log.h"
#include "sanca/mint.h"
#include "sanca/text.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* By the length of the octets: 32 are a SHA-256, 20 a SHA-1 (or a long
 * serial), else a serial. */
static int
find_hex(struct store *store, struct bytes octets, uint64_t *ret,
	 struct err *err)
{
	if (octets.n == 32)
		return log_find(store, STORE_BY_SHA256, octets, ret, err);
	if (octets.n == 20 &&
	    log_find(store, STORE_BY_SHA1, octets, ret, err) == 0)
		return 0;
	while (octets.n > 1 && octets.p[0] == 0) {
		octets.p++;
		octets.n--;
	}
	if (octets.n == 0 || octets.n > LIMIT_SERIAL_BYTES)
		return err_set(err, ERR_NOT_FOUND, "no such serial");
	return log_find(store, STORE_BY_SERIAL, octets, ret, err);
}

struct named {
	const char *text; /* as it is kept */
	uint64_t last;	  /* row seen */
	uint64_t id;	  /* of the newest; 0: none yet */
	unsigned rows;	  /* of this page */
};

static bool
has_name(struct bytes encoded, const char *text)
{
	struct names *names = calloc(1, sizeof(*names));
	struct err none = { 0 };
	bool found = false;

	if (names != NULL && names_decode(encoded, names, &none) == 0) {
		for (size_t i = 0; i < names->count && !found; i++) {
			CLEANUP(buf_free) struct buf shown = { 0 };

			name_show(&names->at[i], &shown);
			found = strcmp(buf_text(&shown), text) == 0;
		}
	}
	free(names);
	return found;
}

static int
on_named(const struct store_row *row, void *ctx)
{
	struct named *n = ctx;

	n->last = row->id;
	n->rows++;
	if (!has_name(row->names, n->text))
		return 0;
	if (n->id != 0) {
		cli_say("there are older ones of this name: see sanca list "
			"--name");
		n->rows = 0;
		return -1;
	}
	n->id = row->id;
	return 0;
}

/* "*.x" means all below x to store_list(): so each is looked at. */
static int
find_name(struct store *store, const char *text, uint64_t *ret, struct err *err)
{
	char name[LIMIT_NAME_BYTES + 2] = "";
	struct named n = { .text = name };
	struct store_filter f = { .newest_first = true,
				  .limit = LIMIT_PAGE_ROWS,
				  .state = STORE_ISSUED,
				  .name = name };

	name_to_find(text, name);
	do {
		n.rows = 0;
		f.after = n.last;
		if (name[0] != '\0' && name[0] != '.' &&
		    store_list(store, &f, on_named, &n, err) < 0)
			return -1;
	} while (n.rows == f.limit);
	if (n.id == 0)
		return err_set(err, ERR_NOT_FOUND,
			       "no certificate has this serial, thumbprint or "
			       "name");
	*ret = n.id;
	return 0;
}

static int
find(struct store *store, const char *text, uint64_t *ret, struct err *err)
{
	uint8_t octets[32];
	ptrdiff_t n = hex_decode(bytes_of_text(text), octets, sizeof(octets));

	if (n > 0) {
		if (find_hex(store, (struct bytes){ octets, (size_t)n }, ret,
			     err) == 0)
			return 0;
		if (err->code != ERR_NOT_FOUND)
			return -1;
	}
	return find_name(store, text, ret, err);
}

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

/* Of a serial without a certificate (void, reserved) there is only this. */
static int
show_bare(const struct cli *cli, const struct found *f, struct err *err)
{
	CLEANUP(buf_free) struct buf who = { 0 };
	char serial[2 * LIMIT_SERIAL_BYTES + 1];
	struct bytes octets = buf_bytes(&f->serial);
	const char *state = store_state_name(f->shown->state);

	if (cli_get(cli, "--form", NULL) != NULL)
		return err_set(err, ERR_NOT_FOUND,
			       "this serial is %s: there is no certificate",
			       state);
	if (cli->json)
		return out_json(
			json_pack("{s:o, s:s, s:o, s:o}", "serial",
				  out_json_hex(octets), "state", state,
				  "requester",
				  out_json_text(buf_bytes(&f->requester)),
				  "policy",
				  out_json_text(buf_bytes(&f->policy))),
			err);
	if (octets.n > LIMIT_SERIAL_BYTES)
		return err_set(err, ERR_CORRUPT, "a serial is too long");
	hex_encode(octets, serial);
	text_show(buf_bytes(&f->requester), LIMIT_LABEL_BYTES, &who);
	printf("serial     %s\nstatus     %s: no certificate has it\n"
	       "requester  %s\n",
	       serial, state, buf_text(&who));
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
	struct store_filter only = { .limit = 1 };
	uint64_t id = 0;

	if ((word != NULL && form_parse(word, &form, err) < 0) ||
	    cli_issuer(cli, &issuer, err) < 0 ||
	    store_open(cli->dir, STORE_READ, &store, err) < 0 ||
	    find(store, cli->operands[0], &id, err) < 0)
		return -1;
	only.after = id - 1;
	if (store_list(store, &only, on_found, &found, err) < 0)
		return -1;
	if (shown.state != STORE_ISSUED && shown.state != STORE_REVOKED)
		return show_bare(cli, &found, err) < 0 ? -1 : EXIT_DONE;
	if (assemble(store, id, &found, err) < 0)
		return -1;
	shown.issuer = issuer;
	if (out_certificate(&shown, form, cli_get(cli, "--out", NULL), err) < 0)
		return -1;
	return EXIT_DONE;
}
