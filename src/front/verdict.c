/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* The verdict on each name, as POST /v1/check and refusals tell it. */

#include "verdict.h"

#include "json_write.h"

/* Both the policy and the CA itself must allow it. */
static bool
allows(const struct work *w, size_t i)
{
	for (size_t k = 0; k < w->constraints.count; k++)
		if (w->constraints.at[k].name_index == (int)i ||
		    w->constraints.at[k].name_index < 0)
			return false;
	return w->verdict.names[i].allowed;
}

/* "allowed by allow-domain = contoso.com (sanca.conf line 41)" */
static void
write_rule(const struct name_verdict *v, struct buf *out)
{
	CLEANUP(buf_free) struct buf shown = { 0 };

	if (!v->rule)
		return;
	policy_rule_show(v->rule, &shown);
	json_field(out, "rule", buf_bytes(&shown));
	if (v->rule->line)
		buf_printf(out, ",\"line\":%u", v->rule->line);
	if (shown.broken)
		out->broken = true;
}

void
verdict_names_render(const struct work *w, struct buf *out)
{
	CLEANUP(buf_free) struct buf shown = { 0 };

	buf_append_text(out, ",\"names\":[");
	for (size_t i = 0; i < w->names.count; i++) {
		const struct name *n = &w->names.at[i];

		buf_append_text(out, i ? ",{\"type\":\"" : "{\"type\":\"");
		buf_append_text(out, name_type_show(n->type));
		buf_append_u8(out, '"');
		buf_clear(&shown);
		name_show(n, &shown);
		json_field(out, "value", buf_bytes(&shown));
		buf_append_text(out, ",\"allowed\":");
		buf_append_text(out, allows(w, i) ? "true" : "false");
		write_rule(&w->verdict.names[i], out);
		buf_append_u8(out, '}');
	}
	buf_append_u8(out, ']');
}
