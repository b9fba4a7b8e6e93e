/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Bodies of entries: JSON with the members in one order, so that a body that
 * is written again from the rows comes out the same (doc/PROTOCOL.log). */
#include "sanca/issuance_log.h"

#include "sanca/clock.h"
#include "sanca/names.h"
#include "sanca/policy.h"
#include "sanca/revocation.h"
#include "sanca/text.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static void
member(struct buf *out, const char *name)
{
	bool first = out->n == 0 || out->p[out->n - 1] == '{';

	buf_append_text(out, first ? "\"" : ",\"");
	buf_append_text(out, name);
	buf_append_text(out, "\":");
}

static void
text(struct buf *out, const char *name, struct bytes value)
{
	member(out, name);
	text_json(value, out);
}

static void
hex(struct buf *out, const char *name, struct bytes value)
{
	char *p = NULL;

	member(out, name);
	buf_append_u8(out, '"');
	p = (char *)buf_reserve(out, 2 * value.n + 1);
	if (p != NULL) {
		hex_encode(value, p);
		out->n += 2 * value.n;
	}
	buf_append_u8(out, '"');
}

static void
number(struct buf *out, const char *name, uint64_t value)
{
	char digits[24];

	member(out, name);
	snprintf(digits, sizeof(digits), "%" PRIu64, value);
	buf_append_text(out, digits);
}

static void
moment(struct buf *out, const char *name, int64_t t_s)
{
	char shown[32];

	clock_show(t_s, shown);
	text(out, name, bytes_of_text(shown));
}

/* ["DNS:mail.contoso.com","IP:10.0.0.5"]; what is no list of names is null. */
static void
names(struct buf *out, struct bytes encoded)
{
	CLEANUP(buf_free) struct buf shown = { 0 };
	struct names list;
	struct err ignored;

	if (names_decode(encoded, &list, &ignored) != 0) {
		buf_append_text(out, "null");
		return;
	}
	buf_append_u8(out, '[');
	for (size_t i = 0; i < list.count; i++) {
		buf_clear(&shown);
		buf_append_text(&shown, name_type_show(list.at[i].type));
		buf_append_u8(&shown, ':');
		name_show(&list.at[i], &shown);
		if (i > 0)
			buf_append_u8(out, ',');
		text_json(buf_bytes(&shown), out);
	}
	buf_append_u8(out, ']');
}

/* Mostly a requester gets what he asked for: then it is written once and
 * copied. */
static void
both_names(struct buf *out, struct bytes requested, struct bytes granted)
{
	member(out, "names-requested");
	size_t from = out->n;

	names(out, requested);
	size_t n = out->n - from;

	member(out, "names");
	if (!bytes_equal(requested, granted)) {
		names(out, granted);
		return;
	}
	uint8_t *to = buf_reserve(out, n);

	if (to == NULL)
		return;
	memcpy(to, out->p + from, n);
	out->n += n;
}

static void
door(struct buf *out, unsigned number_of_door)
{
	text(out, "door", bytes_of_text(door_name((enum door)number_of_door)));
}

void
log_body_issue(const struct log_issue *e, struct buf *out)
{
	buf_append_u8(out, '{');
	hex(out, "serial", e->serial);
	hex(out, "sha256", (struct bytes){ e->sha256, 32 });
	text(out, "issuer", e->issuer_tag);
	text(out, "requester", e->requester);
	text(out, "policy", e->policy);
	hex(out, "policy-digest", e->policy_digest);
	text(out, "profile", e->profile);
	door(out, e->door);
	text(out, "peer", e->peer);
	text(out, "request-id", e->request_id);
	both_names(out, e->names_requested, e->names);
	moment(out, "not-before", e->not_before);
	moment(out, "not-after", e->not_after);
	hex(out, "key-sha256", e->spki_sha256);
	number(out, "reservation", e->reservation);
	if (e->replaces != 0)
		number(out, "replaces", e->replaces);
	if (e->csr_sha256 != NULL)
		hex(out, "csr-sha256", (struct bytes){ e->csr_sha256, 32 });
	number(out, "generation", e->generation);
	moment(out, "reserved-at", e->reserved_at);
	buf_append_u8(out, '}');
}

void
log_body_void(uint64_t reservation, struct bytes serial, const char *reason,
	      struct buf *out)
{
	buf_append_u8(out, '{');
	hex(out, "serial", serial);
	number(out, "reservation", reservation);
	text(out, "reason", bytes_of_text(reason));
	buf_append_u8(out, '}');
}

void
log_body_refuse(struct bytes requester, unsigned number_of_door,
		struct bytes code, struct bytes reason, struct bytes peer,
		struct bytes request_id, struct buf *out)
{
	buf_append_u8(out, '{');
	text(out, "requester", requester);
	door(out, number_of_door);
	text(out, "code", code);
	text(out, "reason", reason);
	text(out, "peer", peer);
	text(out, "request-id", request_id);
	buf_append_u8(out, '}');
}

void
log_body_configuration(uint64_t generation, struct bytes digest,
		       struct bytes policy_digests, struct buf *out)
{
	buf_append_u8(out, '{');
	number(out, "generation", generation);
	hex(out, "digest", digest);
	hex(out, "policy-digests", policy_digests);
	buf_append_u8(out, '}');
}

void
log_body_clock(int64_t before, int64_t after, struct bytes who, struct buf *out)
{
	buf_append_u8(out, '{');
	moment(out, "before", before);
	moment(out, "after", after);
	text(out, "who", who);
	buf_append_u8(out, '}');
}

void
log_body_administration(const char *action, struct bytes who,
			const struct log_detail *details, size_t count,
			struct buf *out)
{
	buf_append_u8(out, '{');
	text(out, "action", bytes_of_text(action));
	text(out, "who", who);
	for (size_t i = 0; i < count; i++)
		text(out, details[i].name, details[i].value);
	buf_append_u8(out, '}');
}

void
log_body_revoke_row(const struct log_revoke *e, struct buf *out)
{
	buf_append_u8(out, '{');
	number(out, "reservation", e->reservation);
	hex(out, "serial", e->serial);
	moment(out, "not-after", e->not_after);
	moment(out, "revoked-at", e->revoked_at);
	text(out, "reason", bytes_of_text(revocation_reason_word(e->reason)));
}

void
log_body_revoke(const struct log_revoke *e, struct buf *out)
{
	log_body_revoke_row(e, out);
	text(out, "who", e->who);
	door(out, e->door);
	text(out, "peer", e->peer);
	text(out, "request-id", e->request_id);
	buf_append_u8(out, '}');
}

void
log_body_crl(const struct log_crl *e, struct buf *out)
{
	buf_append_u8(out, '{');
	number(out, "number", e->number);
	text(out, "issuer", e->issuer_tag);
	moment(out, "this-update", e->this_update);
	moment(out, "next-update", e->next_update);
	number(out, "entries", e->entries);
	number(out, "covers", e->covers);
	hex(out, "tbs-sha256", (struct bytes){ e->tbs_sha256, 32 });
	buf_append_u8(out, '}');
}

void
log_body_init(struct bytes ca_name, struct bytes issuer_sha256,
	      struct bytes log_public_key, struct buf *out)
{
	buf_append_u8(out, '{');
	text(out, "name", ca_name);
	hex(out, "issuer-sha256", issuer_sha256);
	hex(out, "log-public-key", log_public_key);
	buf_append_u8(out, '}');
}

const char *
log_type_name(enum log_type type)
{
	static const char *const shown[] = {
		[LOG_INIT] = "init",
		[LOG_ISSUE] = "issue",
		[LOG_REFUSE] = "refuse",
		[LOG_REVOKE] = "revoke",
		[LOG_VOID] = "void",
		[LOG_CONFIGURATION] = "configuration",
		[LOG_CLOCK] = "clock",
		[LOG_ADMINISTRATION] = "administration",
		[LOG_CRL] = "crl",
	};
	unsigned i = (unsigned)type;

	return i < ARRAY_SIZE(shown) && shown[i] != NULL ? shown[i] : "unknown";
}
