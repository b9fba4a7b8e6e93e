/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Reads what ca.db says of one certificate, for who may see it. */

#include "console_facts.h"

#include "list.h"

#include "sanca/issuance_log.h"
#include "sanca/revocation.h"
#include "sanca/text.h"

#include <string.h>

struct look {
	const struct request *r;
	struct bytes serial;
	struct console_facts *facts;
	uint64_t replaces;
};

size_t
console_serial(const struct request *r, uint8_t ret[LIMIT_SERIAL_BYTES])
{
	return request_serial(r->path.segment, ret);
}

static int
no_such(struct err *err)
{
	return err_set(err, ERR_NOT_FOUND,
		       "there is no certificate with this serial");
}

static void
copy_text(char *out, size_t room, struct bytes in)
{
	size_t n = in.n < room - 1 ? in.n : room - 1;

	if (n > 0)
		memcpy(out, in.p, n);
	out[n] = '\0';
}

/* "acme ACCOUNT/ORDER", as the signer wrote it. */
static void
read_reference(struct bytes reference, struct console_facts *f)
{
	static const char before[] = "acme ";
	char text[64], *at = NULL;
	struct err err;

	copy_text(text, sizeof(text), reference);
	at = strchr(text, '/');
	if (strncmp(text, before, strlen(before)) != 0 || !at)
		return;
	*at = '\0';
	if (text_u64(text + strlen(before), INT64_MAX, &f->acme_account, &err) <
		    0 ||
	    text_u64(at + 1, INT64_MAX, &f->acme_order, &err) < 0)
		f->acme_account = f->acme_order = 0;
}

static int
read_reservation(struct store *s, struct look *look, struct err *err)
{
	struct console_facts *f = look->facts;
	struct store_requester requester;
	struct store_reservation row;
	uint64_t owner = 0;

	if (store_reservation_get(s, f->id, &row, err) < 0 ||
	    names_decode(row.names, &f->names, err) < 0)
		return -1;
	if (row.serial.n > LIMIT_SERIAL_BYTES)
		return err_set(err, ERR_CORRUPT, "the serial is too long");
	hex_encode(row.serial, f->serial);
	f->reserved_at = row.reserved_at;
	f->not_before = row.not_before;
	f->not_after = row.not_after;
	f->door = row.door;
	f->profile = row.profile;
	copy_text(f->policy, sizeof(f->policy), row.policy);
	copy_text(f->peer, sizeof(f->peer), row.peer);
	copy_text(f->request_id, sizeof(f->request_id), row.request_id);
	read_reference(row.door_reference, f);
	look->replaces = row.replaces;
	owner = row.requester;
	if (store_requester_by_id(s, owner, &requester, err) < 0)
		return -1;
	copy_text(f->requester, sizeof(f->requester),
		  bytes_of_text(requester.name));
	return 0;
}

static bool
may_see(const struct look *look)
{
	return session_may(look->r, RIGHT_LIST) ||
	       strcmp(look->facts->requester, look->r->session.requester) == 0;
}

static int
read_state(struct store *s, struct console_facts *f, struct err *err)
{
	struct store_revocation revocation;
	struct store_certificate c;

	if (store_reservation_state(s, f->id, &f->state, err) < 0 ||
	    store_certificate_get(s, f->id, &c, err) < 0)
		return -1;
	f->issued_at = c.issued_at;
	f->log_index = c.log_index;
	if (store_revocation_get(s, f->id, &revocation, err) < 0)
		return err->code == ERR_NOT_FOUND ? 0 : -1;
	f->was_revoked = true;
	f->revoked_at = revocation.revoked_at;
	f->reason = revocation.reason;
	f->revoked_entry = revocation.log_index;
	return 0;
}

static int
serial_of(struct store *s, uint64_t id, char ret[2 * LIMIT_SERIAL_BYTES + 1],
	  struct err *err)
{
	struct store_reservation row;

	if (store_reservation_get(s, id, &row, err) < 0)
		return -1;
	if (row.serial.n <= LIMIT_SERIAL_BYTES)
		hex_encode(row.serial, ret);
	return 0;
}

static int
read_history(struct store *s, const struct look *look, struct err *err)
{
	struct console_facts *f = look->facts;
	uint64_t next = 0;

	if (look->replaces &&
	    serial_of(s, look->replaces, f->replaces, err) < 0)
		return -1;
	if (store_replaced_by(s, f->id, &next, err) < 0)
		return err->code == ERR_NOT_FOUND ? 0 : -1;
	return serial_of(s, next, f->replaced_by, err);
}

static int
read_all(struct store *s, void *ctx, struct err *err)
{
	struct look *look = ctx;

	if (log_find(s, STORE_BY_SERIAL, look->serial, &look->facts->id, err) <
		    0 ||
	    read_reservation(s, look, err) < 0)
		return -1;
	if (!may_see(look))
		return no_such(err);
	if (read_state(s, look->facts, err) < 0)
		return -1;
	return read_history(s, look, err);
}

int
console_facts_read(const struct request *r, struct console_facts *ret,
		   struct err *err)
{
	uint8_t serial[LIMIT_SERIAL_BYTES];
	size_t n = console_serial(r, serial);
	struct look look = { .r = r, .serial = { serial, n }, .facts = ret };

	memset(ret, 0, sizeof(*ret));
	if (n == 0)
		return no_such(err);
	if (lister_read(r->front->lister, read_all, &look, err) == 0)
		return 0;
	return err->code == ERR_NOT_FOUND ? no_such(err) : -1;
}

void
console_link_fact_write(const char *what, const char *serial, struct buf *out)
{
	if (serial[0])
		buf_printf(out,
			   "<dt>%s</dt>\n<dd><a href=\"/console/certificates/"
			   "%s\"><code>%s</code></a></dd>\n",
			   what, serial, serial);
}
