/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* What the validator found is written: of the authorization that was asked for. */
#include "acme.h"

#include "signer.h"

#include <stdio.h>

static void
put_error(struct acme_authz *row, struct bytes type, struct bytes words)
{
	row->state = ACME_INVALID;
	snprintf(row->error, sizeof(row->error), "%.*s %.*s", (int)type.n,
		 (const char *)type.p, (int)words.n, (const char *)words.p);
}

/* RFC 8555 7.3.6: what was begun for an account ends with it; and with its key. */
static int
check_account(struct signer *s, struct acme_authz *row, int64_t now,
	      struct err *err)
{
	struct store_requester requester = { 0 };
	struct acme_account account = { 0 };

	if (acme_account_find(s, row->account, now, &account, &requester,
			      err) == 0 &&
	    acme_authz_check_key(row, &account, err) == 0)
		return 0;
	if (err->code != ERR_UNAUTHORIZED && err->code != ERR_ACCOUNT_ENDED &&
	    err->code != ERR_ACCOUNT_UNKNOWN)
		return -1;
	put_error(row, bytes_of_text(err_info(err->code)->type),
		  bytes_of_text(err->text));
	return 0;
}

int
acme_decide(struct signer *s, const struct acme_ticket *t,
	    const struct msg_validated *m, int64_t now, struct err *err)
{
	struct acme_authz row = { 0 };

	if (store_authz_get(s->store, t->authz, &row, err) != 0)
		return -1;
	/* Deactivated meanwhile: then nothing is to be decided. */
	if (row.state != ACME_PENDING)
		return 0;
	row.method = t->method;
	row.decided_at = now;
	snprintf(row.address, sizeof(row.address), "%.*s", (int)m->address.n,
		 (const char *)m->address.p);
	if (m->valid) {
		row.state = ACME_VALID;
		if (check_account(s, &row, now, err) != 0)
			return -1;
	} else {
		put_error(&row, m->error, m->words);
		acme_failures_note(s, &row, t->peer);
	}
	if (row.state == ACME_VALID)
		row.expires_at = now + s->configuration->conf->acme_authz_s;
	return store_authz_decide(s->store, &row, err);
}
