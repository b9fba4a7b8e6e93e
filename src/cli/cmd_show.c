/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* sanca show: one certificate, by serial, thumbprint or name. */
#include "cli.h"
#include "out.h"
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
		return store_certificate_find(store, STORE_BY_SHA256, octets,
					      ret, err);
	if (octets.n == 20 &&
	    store_certificate_find(store, STORE_BY_SHA1, octets, ret, err) == 0)
		return 0;
	while (octets.n > 1 && octets.p[0] == 0) {
		octets.p++;
		octets.n--;
	}
	if (octets.n == 0 || octets.n > LIMIT_SERIAL_BYTES)
		return err_set(err, ERR_NOT_FOUND, "no such serial");
	return store_certificate_find(store, STORE_BY_SERIAL, octets, ret, err);
}

static int
on_named(const struct store_row *row, void *ctx)
{
	uint64_t *id = ctx;

	if (*id == 0)
		*id = row->id;
	else
		cli_say("there are older ones of this name: see sanca list "
			"--name");
	return 0;
}

static int
find_name(struct store *store, const char *text, uint64_t *ret, struct err *err)
{
	CLEANUP(buf_free) struct buf lower = { 0 };
	struct store_filter f = { .newest_first = true, .limit = 2 };
	uint64_t id = 0;

	for (size_t i = 0; text[i] != '\0'; i++)
		buf_append_u8(&lower, text[i] >= 'A' && text[i] <= 'Z'
					      ? (uint8_t)(text[i] + 32)
					      : (uint8_t)text[i]);
	f.name = buf_text(&lower);
	f.state = STORE_ISSUED;
	/* "*.x" and ".x" mean all below x to store_list(). */
	if (f.name[0] != '\0' && f.name[0] != '.' && f.name[0] != '*' &&
	    store_list(store, &f, on_named, &id, err) < 0)
		return -1;
	if (id == 0)
		return err_set(err, ERR_NOT_FOUND,
			       "no certificate has this serial, thumbprint or "
			       "name");
	*ret = id;
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
	struct buf der, tbs, policy, requester;
	struct shown *shown;
};

static void
found_free(struct found *f)
{
	buf_free(&f->der);
	buf_free(&f->tbs);
	buf_free(&f->policy);
	buf_free(&f->requester);
}

static int
on_found(const struct store_row *row, void *ctx)
{
	struct found *f = ctx;
	const struct profile *p = profile_get((enum profile_code)row->profile);

	buf_append_bytes(&f->policy, row->policy);
	buf_append_bytes(&f->requester, row->requester);
	f->shown->profile = p != NULL ? p->name : "unknown";
	f->shown->state = row->state;
	f->shown->issued_at = row->issued_at;
	f->shown->log_index = row->log_index;
	return 0;
}

static int
assemble(struct store *store, uint64_t id, struct found *f, struct err *err)
{
	struct store_filter only = { .after = id - 1, .limit = 1 };
	struct store_reservation r = { 0 };
	struct store_certificate c = { 0 };

	if (store_list(store, &only, on_found, f, err) < 0 ||
	    store_reservation_get(store, id, &r, err) < 0)
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
	    out_issuer(cli->dir, &issuer, err) < 0 ||
	    store_open(cli->dir, STORE_READ, &store, err) < 0 ||
	    find(store, cli->operands[0], &id, err) < 0 ||
	    assemble(store, id, &found, err) < 0)
		return -1;
	shown.issuer = issuer;
	if (out_certificate(&shown, form, cli_get(cli, "--out", NULL), err) < 0)
		return -1;
	return EXIT_DONE;
}
