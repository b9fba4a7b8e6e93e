/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Writes accounts, orders, authorizations and challenges. */

#include "acme_json.h"

#include "json_write.h"
#include "work.h"

#include "sanca/text.h"

#include <string.h>

/* ---- errors ------------------------------------------------------------------- */

const char *
acme_error_type(const char *type, unsigned status)
{
	static const char *const known[] = {
		"accountDoesNotExist",
		"alreadyReplaced",
		"alreadyRevoked",
		"badCSR",
		"badNonce",
		"badPublicKey",
		"badRevocationReason",
		"badSignatureAlgorithm",
		"connection",
		"dns",
		"externalAccountRequired",
		"incorrectResponse",
		"invalidContact",
		"invalidProfile",
		"malformed",
		"orderNotReady",
		"rateLimited",
		"rejectedIdentifier",
		"serverInternal",
		"tls",
		"unauthorized",
		"unsupportedContact",
		"unsupportedIdentifier",
		"userActionRequired",
	};

	for (size_t i = 0; i < ARRAY_SIZE(known); i++)
		if (strcmp(type, known[i]) == 0)
			return known[i];
	if (status >= 500)
		return "serverInternal";
	return status == 401 || status == 403 ? "unauthorized" : "malformed";
}

static unsigned
status_of(const char *type)
{
	for (int i = 1; i < ERR_COUNT; i++)
		if (strcmp(err_info((enum err_code)i)->type, type) == 0)
			return (unsigned)err_info((enum err_code)i)
				->http_status;
	return 400;
}

/* Of an error as it is kept: "TYPE words". */
struct reason {
	const char *type, *words;
	unsigned status;
};

static struct reason
reason_of(const char *error)
{
	const char *space = strchr(error, ' ');
	size_t n = space ? (size_t)(space - error) : strlen(error);
	struct reason reason = { .words = space ? space + 1 : "" };
	char type[64];

	n = n < sizeof(type) ? n : sizeof(type) - 1;
	memcpy(type, error, n);
	type[n] = '\0';
	reason.status = status_of(type);
	reason.type = acme_error_type(type, reason.status);
	return reason;
}

static void
write_reason(const char *type, const char *words, struct buf *out)
{
	buf_printf(out, "{\"type\":\"" ACME_ERROR_PREFIX "%s\"", type);
	json_field(out, "detail", bytes_of_text(words));
}

/* ,"error":{…} */
static void
add_error(const char *error, struct buf *out)
{
	struct reason reason = reason_of(error);

	buf_append_text(out, ",\"error\":");
	write_reason(reason.type, reason.words, out);
	buf_printf(out, ",\"status\":%u}", reason.status);
}

/* ---- identifiers ---------------------------------------------------------------- */

void
acme_json_identifier(enum name_type type, struct bytes shown, struct buf *out)
{
	buf_printf(out, "{\"type\":\"%s\",\"value\":",
		   type == NAME_IP ? "ip" : "dns");
	text_json(shown, out);
	buf_append_u8(out, '}');
}

static void
add_name(const struct name *name, struct buf *out)
{
	CLEANUP(buf_free) struct buf shown = { 0 };

	name_show(name, &shown);
	acme_json_identifier(name->type, buf_bytes(&shown), out);
	if (shown.broken)
		out->broken = true;
}

void
acme_json_violated(const struct problem *p, const struct violations *from,
		   int index, struct buf *out)
{
	CLEANUP(buf_free) struct buf shown = { 0 };
	const struct work *w = p->work;
	enum name_type type = NAME_DNS;
	size_t i = (size_t)index;

	if (!w || index < 0)
		return;
	if (from == &w->prepare && i < w->wishes.names.count)
		type = (enum name_type)w->wishes.names.at[i].tag;
	else if (i < w->names.count)
		type = w->names.at[i].type;
	problem_name_show(p, from, index, &shown);
	if (shown.n == 0)
		return;
	buf_append_text(out, ",\"identifier\":");
	acme_json_identifier(type, buf_bytes(&shown), out);
}

/* ---- objects ----------------------------------------------------------------------- */

static const char *
account_status(const struct acme_account *a)
{
	if (a->ended_at == 0)
		return "valid";
	return a->ended_by == ACME_ENDED_BY_CA ? "revoked" : "deactivated";
}

static void
add_contacts(const char *contacts, struct buf *out)
{
	const char *at = contacts;

	buf_append_text(out, ",\"contact\":[");
	while (*at) {
		size_t n = strcspn(at, " ");
		CLEANUP(buf_free) struct buf url = { 0 };

		buf_append_text(&url, "mailto:");
		buf_append(&url, at, n);
		if (at != contacts)
			buf_append_u8(out, ',');
		text_json(buf_bytes(&url), out);
		at += n;
		at += strspn(at, " ");
	}
	buf_append_u8(out, ']');
}

void
acme_json_account(const struct acme_account *a, const char *origin,
		  struct buf *out)
{
	buf_printf(out, "{\"status\":\"%s\"", account_status(a));
	add_contacts(a->contacts, out);
	if (a->agreed)
		buf_append_text(out, ",\"termsOfServiceAgreed\":true");
	json_time(out, "createdAt", a->created_at);
	buf_printf(out, ",\"orders\":\"%s/acme/account/%ju/orders\"}\n", origin,
		   (uintmax_t)a->id);
}

/* ---- why an order failed -------------------------------------------------------- */

static void
add_subproblems(const struct acme_order *o, int64_t now, struct buf *out)
{
	bool first = true;

	buf_append_text(out, ",\"subproblems\":[");
	for (size_t i = 0; i < o->authz_count; i++) {
		const char *fault = acme_order_name_fault(o, i, now);
		struct reason reason;

		if (!fault[0])
			continue;
		reason = reason_of(fault);
		if (!first)
			buf_append_u8(out, ',');
		first = false;
		write_reason(reason.type, reason.words, out);
		buf_append_text(out, ",\"identifier\":");
		add_name(&o->names.at[i], out);
		buf_append_u8(out, '}');
	}
	buf_append_u8(out, ']');
}

/* RFC 8555 6.7.1: the identifiers stand in the subproblems alone. */
static void
add_name_errors(const struct acme_order *o, int64_t now, struct buf *out)
{
	CLEANUP(buf_free) struct buf words = { 0 };
	struct reason first = { 0 };
	size_t failed = 0;
	bool is_mixed = false;

	for (size_t i = 0; i < o->authz_count; i++) {
		const char *fault = acme_order_name_fault(o, i, now);

		if (!fault[0])
			continue;
		struct reason reason = reason_of(fault);

		if (failed++ == 0)
			first = reason;
		is_mixed = is_mixed || strcmp(reason.type, first.type) != 0;
	}
	if (failed == 0)
		return;
	if (failed > 1)
		buf_printf(&words,
			   "%zu of %zu names failed; the first: ", failed,
			   o->names.count);
	buf_append_text(&words, first.words);
	buf_append_text(out, ",\"error\":");
	write_reason(is_mixed ? "compound" : first.type, buf_text(&words), out);
	buf_printf(out, ",\"status\":%u", first.status);
	add_subproblems(o, now, out);
	buf_append_u8(out, '}');
	if (words.broken)
		out->broken = true;
}

void
acme_json_order(const struct acme_order *o, const char *origin,
		const char *replaces, int64_t now, struct buf *out)
{
	enum acme_order_status status = acme_order_status(o, now);
	const char *fault = acme_order_fault(o, now);
	uintmax_t id = o->id;

	buf_printf(out, "{\"status\":\"%s\"", acme_order_status_name(status));
	json_time(out, "expires", o->expires_at);
	buf_append_text(out, ",\"identifiers\":[");
	for (size_t i = 0; i < o->names.count; i++) {
		if (i > 0)
			buf_append_u8(out, ',');
		add_name(&o->names.at[i], out);
	}
	buf_append_u8(out, ']');
	if (o->not_after != 0)
		json_time(out, "notAfter", o->not_after);
	if (o->profile[0])
		json_field(out, "profile", bytes_of_text(o->profile));
	if (replaces[0])
		json_field(out, "replaces", bytes_of_text(replaces));
	buf_append_text(out, ",\"authorizations\":[");
	for (size_t i = 0; i < o->authz_count; i++)
		buf_printf(out, "%s\"%s/acme/authz/%ju\"", i ? "," : "", origin,
			   (uintmax_t)o->authz[i].id);
	buf_printf(out, "],\"finalize\":\"%s/acme/order/%ju/finalize\"", origin,
		   id);
	if (status == ACME_ORDER_VALID)
		buf_printf(out, ",\"certificate\":\"%s/acme/certificate/%ju\"",
			   origin, id);
	if (fault[0])
		add_error(fault, out);
	else if (status == ACME_ORDER_INVALID)
		add_name_errors(o, now, out);
	buf_append_text(out, "}\n");
}

/* ---- challenges ---------------------------------------------------------------------- */

static const char *
challenge_status(const struct acme_authz *a, enum acme_method method)
{
	if (a->method != method)
		return "pending";
	switch (a->state) {
	case ACME_PENDING:
		return "processing";
	case ACME_VALID:
		return "valid";
	case ACME_INVALID:
		return "invalid";
	case ACME_DEACTIVATED:
		return a->error[0] ? "invalid" : "valid";
	}
	return "pending";
}

static void
add_challenge(const struct acme_authz *a, enum acme_method method,
	      const char *origin, struct buf *out)
{
	bool is_it = a->method == method && a->state != ACME_PENDING;

	buf_printf(out, "{\"type\":\"%s\",\"status\":\"%s\"",
		   acme_method_name(method), challenge_status(a, method));
	buf_printf(out, ",\"url\":\"%s/acme/challenge/%ju/%s\"", origin,
		   (uintmax_t)a->id, acme_method_name(method));
	json_field(out, "token", bytes_of_text(a->token));
	if (is_it && a->decided_at > 0)
		json_time(out, "validated", a->decided_at);
	if (is_it && a->error[0])
		add_error(a->error, out);
	buf_append_u8(out, '}');
}

void
acme_json_challenge(const struct acme_authz *a, enum acme_method method,
		    const char *origin, struct buf *out)
{
	add_challenge(a, method, origin, out);
	buf_append_u8(out, '\n');
}

/* RFC 8555 7.1.4: before one is tried, all that fit; then that one. */
static void
add_challenges(const struct acme_authz *a, const char *origin, struct buf *out)
{
	static const enum acme_method all[] = { ACME_HTTP_01, ACME_DNS_01,
						ACME_TLS_ALPN_01 };
	bool first = true;

	buf_append_text(out, ",\"challenges\":[");
	for (size_t i = 0; i < ARRAY_SIZE(all); i++) {
		bool fits = acme_method_fits(all[i], a->wildcard,
					     a->name.type == NAME_IP);

		if (a->method != all[i] && !(a->method == ACME_NONE &&
					     a->state == ACME_PENDING && fits))
			continue;
		if (!first)
			buf_append_u8(out, ',');
		first = false;
		add_challenge(a, all[i], origin, out);
	}
	buf_append_u8(out, ']');
}

void
acme_json_authz(const struct acme_authz *a, const char *origin, int64_t now,
		struct buf *out)
{
	buf_append_text(out, "{\"identifier\":");
	add_name(&a->name, out);
	buf_printf(out, ",\"status\":\"%s\"", acme_authz_status(a, now));
	json_time(out, "expires", a->expires_at);
	add_challenges(a, origin, out);
	if (a->wildcard)
		buf_append_text(out, ",\"wildcard\":true");
	buf_append_text(out, "}\n");
}

bool
acme_authz_is_tried(const struct acme_authz *a, int64_t now)
{
	return a->state == ACME_PENDING && a->method != ACME_NONE &&
	       !a->is_stale && a->expires_at > now;
}
