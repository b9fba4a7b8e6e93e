/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* POST /v1/check: the whole verdict, and nothing issued. */

#include "json_write.h"
#include "judge.h"
#include "routes.h"
#include "verdict.h"

#include "sanca/clock.h"
#include "sanca/text.h"

#include <string.h>

static void
write_violations(const struct violations *vs, bool *first, struct buf *out)
{
	for (size_t i = 0; i < vs->count; i++) {
		buf_append_text(out, *first ? "{\"id\":" : ",{\"id\":");
		json_text(out, vs->at[i].id);
		if (vs->at[i].line)
			buf_printf(out, ",\"line\":%u", vs->at[i].line);
		json_field(out, "text", bytes_of_text(vs->at[i].text));
		buf_append_u8(out, '}');
		*first = false;
	}
}

/* What the certificate would hold. */
static void
write_certificate(const struct request *r, struct buf *out)
{
	const struct work *w = r->work;
	const struct conf *conf = r->live->conf;
	struct bytes cn = names_common_name(&w->names);
	int64_t from = clock_wall_s() - conf->backdate_s;
	int64_t until = from + w->verdict.lifetime_s - 1;
	int64_t end = r->live->issuer->certificate.not_after;

	buf_append_text(out, ",\"certificate\":{\"profile\":");
	json_text(out, w->verdict.profile ? w->verdict.profile->name : "");
	if (cn.n > 0)
		json_field(out, "common_name", cn);
	json_field(out, "key", bytes_of_text(key_kind_name(w->csr.key.kind)));
	buf_printf(out, ",\"key_bits\":%u", w->csr.key.bits);
	json_hex(out, "key_sha256", BYTES_OF(w->csr.key.spki_sha256));
	json_time(out, "not_before", from);
	json_time(out, "not_after", until < end ? until : end);
	buf_append_u8(out, '}');
}

static enum step
reply_verdict(struct request *r, const struct judges *by)
{
	const struct work *w = r->work;
	struct buf body = { 0 };
	bool first = true;

	buf_append_text(&body, "{\"allowed\":");
	buf_append_text(&body, w->allowed ? "true" : "false");
	json_field(&body, "verdict",
		   bytes_of_text(policy_outcome_name(w->outcome)));
	json_field(&body, "policy", bytes_of_text(by->policy->name));
	if (w->outcome == POLICY_PENDS && !w->verdict.allowed)
		json_field(&body, "approval_policy",
			   bytes_of_text(by->approval->name));
	if (r->who.known)
		json_field(&body, "requester", bytes_of_text(r->who.requester));
	verdict_names_render(w, &body);
	buf_append_text(&body, ",\"violations\":[");
	write_violations(&w->prepare, &first, &body);
	write_violations(&w->verdict.violations, &first, &body);
	write_violations(&w->constraints, &first, &body);
	buf_append_text(&body, "],\"warnings\":");
	notes_render(&w->notes, NOTE_WARNING, &body);
	buf_append_text(&body, ",\"notes\":");
	notes_render(&w->notes, NOTE_INFO, &body);
	write_certificate(r, &body);
	buf_append_text(&body, "}\n");
	return reply_body(r, 200, "application/json", &body, NULL);
}

/* The key is refused: the rest of the verdict is told all the same. */
static enum step
refuse_key(struct request *r, const struct err *key)
{
	struct judges by = { 0 };
	struct err err = { 0 };

	if (judge_policy(r, true, &by, &err) < 0 ||
	    work_judge(r->work, &by, r->live->issuer, &err) < 0)
		return judge_refuse_body(r, key);
	return judge_refuse_key(r);
}

enum step
on_check(struct request *r)
{
	struct judges by = { 0 };
	struct err err;

	if (judge_options(r, &err) < 0)
		return reply_err(r, &err);
	if (work_read(r->work, &err) < 0)
		return r->work->key.code != ERR_NONE
			       ? refuse_key(r, &err)
			       : judge_refuse_body(r, &err);
	if (judge_policy(r, true, &by, &err) < 0 ||
	    work_judge(r->work, &by, r->live->issuer, &err) < 0)
		return judge_refuse_body(r, &err);
	return reply_verdict(r, &by);
}
