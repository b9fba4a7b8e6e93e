/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* /acme/directory and /acme/new-nonce: where a client begins (RFC 8555 7.1.1,
 * 7.2). */

#include "acme_request.h"
#include "json_write.h"
#include "routes.h"

/* Profiles that some policy allows (draft-ietf-acme-profiles 3). */
static void
add_profiles(const struct conf *conf, struct buf *out)
{
	bool first = true;

	buf_append_text(out, ",\"profiles\":{");
	for (int code = 1; code < PROFILE_COUNT; code++) {
		const struct profile *p = profile_get((enum profile_code)code);
		bool is_allowed = false;

		for (size_t i = 0; i < conf->policy_count; i++)
			is_allowed |= conf->policies[i].profiles[code];
		if (!p || p->is_own || !is_allowed)
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
add_meta(const struct conf *conf, struct buf *out)
{
	buf_printf(out, ",\"meta\":{\"externalAccountRequired\":%s",
		   conf->acme_policy[0] ? "false" : "true");
	if (conf->acme_terms[0])
		json_field(out, "termsOfService",
			   bytes_of_text(conf->acme_terms));
	add_profiles(conf, out);
	buf_append_text(out, "}}\n");
}

/* profile: of its own directory, "NAME/"; "": of the one for all. */
static enum step
reply_directory(struct request *r, const char *profile)
{
	static const struct {
		const char *name, *path;
	} rows[] = {
		{ "newNonce", "new-nonce" },
		{ "newAccount", "new-account" },
		{ "newAuthz", "new-authz" },
		{ "revokeCert", "revoke-cert" },
		{ "keyChange", "key-change" },
		{ "renewalInfo", "renewal-info" },
	};
	const char *origin = r->acme->origin;
	struct buf body = { 0 };

	buf_printf(&body, "{\"newOrder\":\"%s" ACME_PATH "/%snew-order\"",
		   origin, profile);
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		buf_printf(&body, ",\"%s\":\"%s" ACME_PATH "/%s\"",
			   rows[i].name, origin, rows[i].path);
	add_meta(r->live->conf, &body);
	return acme_reply(r, 200, "application/json", &body);
}

static enum step
show_directory(struct request *r)
{
	const struct profile *p = NULL;
	char segment[24];

	if (r->path.segment.n == 0)
		return reply_directory(r, "");
	p = profile_find(r->path.segment);
	if (!p)
		return reply_fault(
			r, ERR_NOT_FOUND,
			"there is no profile of this name: " ACME_PATH
			"/directory lists all");
	snprintf(segment, sizeof(segment), "%s/", p->name);
	return reply_directory(r, segment);
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
