/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* /acme/directory and /acme/new-nonce: where a client begins (RFC 8555 7.1.1,
 * 7.2). */

#include "acme_request.h"
#include "json_write.h"
#include "routes.h"

#include "sanca/conf_acme.h"

/* Some policy allows it, so that an account may have it. */
static bool
is_offered(const struct conf *conf, const struct profile *p)
{
	for (size_t i = 0; p && !p->is_own && i < conf->policy_count; i++)
		if (conf->policies[i].profiles[p->code])
			return true;
	return false;
}

const struct profile *
acme_profile_offered(const struct conf *conf, struct bytes name)
{
	const struct profile *p = profile_find(name);

	return is_offered(conf, p) ? p : NULL;
}

/* What can be ordered through this directory (draft-ietf-acme-profiles 3). */
static void
add_profiles(const struct conf *conf, const struct profile *only,
	     struct buf *out)
{
	bool first = true;

	buf_append_text(out, ",\"profiles\":{");
	for (int code = 1; code < PROFILE_COUNT; code++) {
		const struct profile *p = profile_get((enum profile_code)code);

		if ((only && p != only) || !is_offered(conf, p))
			continue;
		if (!first)
			buf_append_u8(out, ',');
		first = false;
		json_text(out, p->name);
		buf_append_u8(out, ':');
		json_text(out, p->title);
	}
	buf_append_u8(out, '}');
}

static void
add_meta(const struct conf *conf, const struct profile *only, struct buf *out)
{
	buf_printf(out, ",\"meta\":{\"externalAccountRequired\":%s",
		   conf_acme_needs_binding(conf, only) ? "true" : "false");
	if (conf->acme_terms[0])
		json_field(out, "termsOfService",
			   bytes_of_text(conf->acme_terms));
	add_profiles(conf, only, out);
	buf_append_text(out, "}}\n");
}

/* only: the profile whose directory it is; NULL: the one for all. */
static enum step
reply_directory(struct request *r, const struct profile *only)
{
	static const struct {
		const char *name, *path;
		bool is_profiles; /* each profile has its own */
	} rows[] = {
		{ "newNonce", "new-nonce", false },
		{ "newAccount", "new-account", true },
		{ "newOrder", "new-order", true },
		{ "newAuthz", "new-authz", false },
		{ "revokeCert", "revoke-cert", false },
		{ "keyChange", "key-change", false },
		{ "renewalInfo", "renewal-info", false },
	};
	struct buf body = { 0 };

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		bool is_own = only && rows[i].is_profiles;

		buf_printf(&body, "%s\"%s\":\"%s" ACME_PATH "/%s%s%s\"",
			   i ? "," : "{", rows[i].name, r->acme->origin,
			   is_own ? only->name : "", is_own ? "/" : "",
			   rows[i].path);
	}
	add_meta(r->live->conf, only, &body);
	return acme_reply(r, 200, "application/json", &body);
}

static enum step
show_directory(struct request *r)
{
	const struct profile *p = NULL;

	if (r->path.segment.n == 0)
		return reply_directory(r, NULL);
	p = acme_profile_offered(r->live->conf, r->path.segment);
	if (!p)
		return reply_fault(
			r, ERR_NOT_FOUND,
			"there is no profile of this name here: " ACME_PATH
			"/directory lists all");
	return reply_directory(r, p);
}

/* RFC 8555 6.3: a POST-as-GET will do, too. */
static enum step
show(struct request *r, request_fn *fn)
{
	const struct acme_way way = { .by = ACME_BY_ACCOUNT,
				      .payload = ACME_EMPTY,
				      .ask = fn };

	if (r->work)
		return acme_run(r, &way);
	return acme_door(r) ? fn(r) : STEP_DONE;
}

enum step
on_acme_directory(struct request *r)
{
	return show(r, show_directory);
}

static enum step
show_nonce(struct request *r)
{
	struct buf body = { 0 };

	/* RFC 8555 7.2. */
	return acme_reply(r, r->is_head || r->work ? 200 : 204,
			  "application/octet-stream", &body);
}

enum step
on_acme_new_nonce(struct request *r)
{
	return show(r, show_nonce);
}
