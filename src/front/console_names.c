/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* The verdict on each name, with what a person may still allow; and the buttons
 * that put them in another order. */

#include "console_names.h"

#include "page.h"

#include "sanca/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct console_names *
console_names_new(void)
{
	struct console_names *n = calloc(1, sizeof(*n));

	if (!n)
		return NULL;
	n->wanted = wanted_new();
	if (n->wanted)
		return n;
	free(n);
	return NULL;
}

void
console_names_free(struct console_names **n)
{
	if (*n) {
		wanted_free(&(*n)->wanted);
		free(*n);
	}
	*n = NULL;
}

const struct policy *
console_approval_of(const struct request *r, const struct policy *p)
{
	return p->approval_policy[0]
		       ? conf_policy(r->live->conf,
				     bytes_of_text(p->approval_policy))
		       : NULL;
}

/* ---- judging -------------------------------------------------------------------------- */

static void
judge_all(struct console_names *n, const struct judges *by)
{
	struct work *w = n->wanted->work;
	const struct policy_request ask = {
		.requester = by->requester,
		.door = by->door,
		.key_kind = w->csr.key.kind,
		.key_bits = w->csr.key.bits,
		.profile =
			w->wishes.profile[0]
				? profile_find(bytes_of_text(w->wishes.profile))
				: NULL,
		.lifetime_s = w->wishes.lifetime_s,
		.names = &w->names,
	};

	n->is_hopeless = w->prepare.count > 0 || w->constraints.count > 0 ||
			 n->wanted->faults.n > 0;
	n->has_approval = !w->verdict.allowed && by->approval;
	n->outcome = policy_judge(&w->verdict, by->approval, by->may_only_ask,
				  &ask, &n->by_approval);
	if (n->is_hopeless)
		n->outcome = POLICY_DENIES;
}

static bool
read_button(struct bytes button, enum wanted_way *ret_way, size_t *ret_at)
{
	static const struct {
		const char *word;
		enum wanted_way way;
	} ways[] = { { "up-", WANTED_UP },
		     { "down-", WANTED_DOWN },
		     { "out-", WANTED_OUT } };

	for (size_t i = 0; i < ARRAY_SIZE(ways); i++) {
		struct bytes rest = button;
		char digits[8];
		uint64_t at = 0;
		struct err err;

		if (!text_skip_prefix(&rest, ways[i].word) || rest.n == 0 ||
		    rest.n >= sizeof(digits))
			continue;
		memcpy(digits, rest.p, rest.n);
		digits[rest.n] = '\0';
		if (text_u64(digits, LIMIT_NAMES - 1, &at, &err) < 0)
			return false;
		*ret_way = ways[i].way;
		*ret_at = (size_t)at;
		return true;
	}
	return false;
}

int
console_names_judge(struct console_names *n, const struct request *r,
		    const struct judges *by, struct bytes button,
		    struct err *err)
{
	enum wanted_way way = WANTED_UP;
	size_t at = 0;

	if (wanted_judge_by(n->wanted, r->live, by->policy, by->requester,
			    err) < 0)
		return -1;
	if (read_button(button, &way, &at) &&
	    at < n->wanted->work->names.count && (way != WANTED_UP || at > 0)) {
		wanted_move(n->wanted, way, at);
		if (wanted_judge_by(n->wanted, r->live, by->policy,
				    by->requester, err) < 0)
			return -1;
	}
	judge_all(n, by);
	return 0;
}

/* ---- in words ------------------------------------------------------------------------- */

static void
rule_write(const char *strong, const char *class, const char *between,
	   const struct name_verdict *v, struct buf *out)
{
	CLEANUP(buf_free) struct buf shown = { 0 };

	buf_printf(out,
		   "<span class=\"verdict\"><strong class=\"%s\">%s"
		   "</strong>%s",
		   class, strong, between);
	if (v->rule) {
		policy_rule_show(v->rule, &shown);
		buf_append_text(out, " by ");
		html_text(buf_bytes(&shown), out);
	}
	buf_append_text(out, "</span>\n");
}

static void
violations_write(const struct violations *vs, int at, const char *who,
		 struct buf *out)
{
	for (size_t i = 0; i < vs->count; i++) {
		if (vs->at[i].name_index != at)
			continue;
		buf_printf(out,
			   "<span class=\"verdict\"><strong class=\"bad\">%s"
			   "</strong> ",
			   who);
		html_text(bytes_of_text(vs->at[i].text), out);
		buf_append_text(out, "</span>\n");
	}
}

static void
verdict_write(const struct console_names *n, size_t i, struct buf *out)
{
	const struct work *w = n->wanted->work;

	if (w->verdict.names[i].allowed)
		rule_write("Allowed", "good", "", &w->verdict.names[i], out);
	else if (n->has_approval && n->by_approval.names[i].allowed)
		rule_write("Waits for a person", "warn", ", who may allow it",
			   &n->by_approval.names[i], out);
	else
		violations_write(&w->verdict.violations, (int)i,
				 "Refused by the policy:", out);
	violations_write(&w->constraints, (int)i, "This CA cannot:", out);
}

static void
button_write(const char *way, size_t at, const char *word,
	     const struct name *name, struct buf *out)
{
	CLEANUP(buf_free) struct buf shown = { 0 };

	name_show(name, &shown);
	buf_printf(out,
		   "<button type=\"submit\" name=\"move\" value=\"%s-%zu\" "
		   "formnovalidate>%s<span class=\"visually-hidden\">: ",
		   way, at, word);
	html_text(buf_bytes(&shown), out);
	buf_append_text(out, "</span></button>\n");
}

static void
items_write(const struct console_names *n, struct buf *out)
{
	const struct names *names = &n->wanted->work->names;

	for (size_t i = 0; i < names->count; i++) {
		buf_append_text(out, "<li>");
		html_name(&names->at[i], out);
		if (i == 0 && names_common_name(names).n > 0)
			buf_append_text(out, " (common name)");
		buf_append_u8(out, '\n');
		verdict_write(n, i, out);
		buf_append_text(out, "<span class=\"buttons\">\n");
		if (i > 0)
			button_write("up", i, "Up", &names->at[i], out);
		if (i + 1 < names->count)
			button_write("down", i, "Down", &names->at[i], out);
		button_write("out", i, "Remove", &names->at[i], out);
		buf_append_text(out, "</span></li>\n");
	}
}

/* What is about no single name. */
static void
general_write(const struct console_names *n, struct buf *out)
{
	const struct work *w = n->wanted->work;
	const struct violations *const all[] = { &w->prepare,
						 &w->verdict.violations,
						 &w->constraints };

	if (n->outcome != POLICY_DENIES)
		return;
	for (size_t i = 0; i < ARRAY_SIZE(all); i++)
		for (size_t k = 0; k < all[i]->count; k++) {
			if (all[i]->at[k].name_index >= 0)
				continue;
			buf_append_text(out, "<p><strong class=\"bad\">Refused:"
					     "</strong> ");
			html_text(bytes_of_text(all[i]->at[k].text), out);
			buf_append_text(out, "</p>\n");
		}
}

static void
summary_write(const struct console_names *n, const struct judges *by,
	      struct buf *out)
{
	switch (n->outcome) {
	case POLICY_ALLOWS:
		buf_append_text(out, "<p>The policy <strong class=\"good\">"
				     "allows</strong> it as it stands.</p>\n");
		break;
	case POLICY_PENDS:
		buf_append_text(out, "<p>It <strong class=\"warn\">waits for a "
				     "person</strong>");
		if (n->has_approval)
			buf_append_text(out, ": the policy refuses some of it, "
					     "and leaves that to an approver");
		else if (by->may_only_ask)
			buf_append_text(out, ": you may ask, and somebody "
					     "else decides");
		buf_append_text(out, ".</p>\n");
		break;
	case POLICY_DENIES:
		buf_append_text(out, "<p>As it stands it is <strong "
				     "class=\"bad\">refused</strong>.</p>\n");
		break;
	}
}

int
console_names_write(const struct console_names *n, const struct judges *by,
		    struct buf *out, struct err *err)
{
	CLEANUP(page_values_free) struct page_values v = { 0 };
	struct buf summary = { 0 }, items = { 0 }, notes = { 0 },
		   faults = { 0 };
	const struct {
		const char *name;
		struct buf *made;
	} all[] = { { "summary", &summary },
		    { "items", &items },
		    { "notes", &notes },
		    { "faults", &faults } };
	int rc = 0;

	summary_write(n, by, &summary);
	general_write(n, &summary);
	items_write(n, &items);
	wanted_notes_write(n->wanted, &notes);
	if (n->wanted->faults.n > 0) {
		buf_append_text(&faults, "<h3>No names at all</h3>\n<ul>\n");
		buf_append_bytes(&faults, buf_bytes(&n->wanted->faults));
		buf_append_text(&faults, "</ul>\n");
	}
	for (size_t i = 0; i < ARRAY_SIZE(all); i++) {
		if (rc == 0)
			rc = page_add_made(&v, all[i].name, all[i].made, true,
					   err);
		buf_free(all[i].made);
	}
	if (rc < 0)
		return -1;
	return page_fill("console/names.html", v.at, v.count, out, err);
}

void
console_names_lines(const struct console_names *n, struct buf *out)
{
	wanted_lines_write(n->wanted, out);
}

void
console_profiles_write(const struct policy *p, const char *chosen,
		       struct buf *out)
{
	for (unsigned i = PROFILE_NONE + 1; i < PROFILE_COUNT; i++) {
		const struct profile *profile = profile_get(i);
		bool is_chosen = chosen[0] ? strcmp(chosen, profile->name) == 0
					   : i == p->default_profile;

		if (p->profiles[i])
			buf_printf(out,
				   "<option value=\"%s\"%s>%s: %s"
				   "</option>\n",
				   profile->name, is_chosen ? " selected" : "",
				   profile->name, profile->title);
	}
}
