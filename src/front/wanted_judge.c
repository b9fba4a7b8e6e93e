/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* The verdict on a list of names, without a request. */

#include "wanted.h"

#include "sanca/ipc.h"

#include "html.h"

#include "sanca/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct wanted *
wanted_new(void)
{
	struct wanted *wanted = calloc(1, sizeof(*wanted));

	if (!wanted)
		return NULL;
	wanted->work = work_take();
	if (wanted->work)
		return wanted;
	free(wanted);
	return NULL;
}

void
wanted_free(struct wanted **wanted)
{
	struct wanted *a = *wanted;

	if (!a)
		return;
	buf_free(&a->mail);
	buf_free(&a->server);
	buf_free(&a->internal);
	buf_free(&a->domain);
	buf_free(&a->is_short);
	buf_free(&a->list);
	buf_free(&a->faults);
	work_give(a->work);
	free(a);
	*wanted = NULL;
}

static void
add_fault(struct wanted *wanted, const char *text)
{
	buf_append_text(&wanted->faults, "<li>");
	html_text(bytes_of_text(text), &wanted->faults);
	buf_append_text(&wanted->faults, "</li>\n");
}

static void
read_typed(struct wanted *wanted)
{
	struct wishes *w = &wanted->work->wishes;

	w->has_names = true;
	w->name_count = w->names.count = 0;
	for (size_t i = 0; i < wanted->typed.count; i++) {
		size_t k = w->names.count;
		struct err err;

		if (name_from_text(bytes_of_text(wanted->typed.at[i]),
				   w->address[k], &w->names.at[k], &err) < 0) {
			wanted->refused[i] = true;
			add_fault(wanted, err.text);
			continue;
		}
		wanted->place[k] = i;
		w->name_count = ++w->names.count;
	}
}

/* A key that the policy takes: here the names are judged alone. */
static void
pretend_key(struct wanted *wanted, const struct policy *policy)
{
	struct key_facts *key = &wanted->work->csr.key;

	key->kind = KEY_RSA;
	if (!policy->key_kinds[KEY_RSA])
		key->kind = policy->key_kinds[KEY_EC_P256] ? KEY_EC_P256
							   : KEY_EC_P384;
	key->bits = key->kind == KEY_RSA       ? 2048
		    : key->kind == KEY_EC_P256 ? 256
					       : 384;
}

static int
judge_by(struct wanted *wanted, const struct live *live,
	 const struct judges *by, struct err *err)
{
	const struct violations *vs = &wanted->work->prepare;

	buf_clear(&wanted->faults);
	memset(wanted->refused, 0, sizeof(wanted->refused));
	if (!wanted->is_request || wanted->typed.count > 0)
		read_typed(wanted);
	if (!wanted->is_request && wanted->work->wishes.name_count == 0)
		return buf_check(&wanted->faults, err);
	if (!wanted->has_key)
		pretend_key(wanted, by->policy);
	if (work_judge(wanted->work, by, live->issuer, err) < 0)
		return -1;
	for (size_t i = 0; i < vs->count; i++) {
		int at = vs->at[i].name_index;

		if (at >= 0 && at < (int)wanted->work->wishes.name_count &&
		    wanted->work->wishes.has_names)
			wanted->refused[wanted->place[at]] = true;
		add_fault(wanted, vs->at[i].text);
	}
	if (wanted->typed.dropped > 0)
		add_fault(wanted,
			  "More names than a certificate can have, or some "
			  "that are too long, were left out");
	return buf_check(&wanted->faults, err);
}

int
wanted_judge(struct wanted *wanted, const struct live *live, struct err *err)
{
	const char *name = live->conf->anonymous_check_policy;
	const struct policy *policy = NULL;
	struct policy loose;

	/* Where the policy is not told, whatever one could allow is a name. */
	policy_init(&loose, "");
	loose.names.idn = IDN_ANY;
	loose.names.underscore = true;
	if (name[0])
		policy = conf_policy(live->conf, bytes_of_text(name));
	wanted->policy = policy;
	const struct judges by = { .policy = policy ? policy : &loose,
				   .requester = REQUESTER_ANONYMOUS,
				   .door = DOOR_HTTP };

	return judge_by(wanted, live, &by, err);
}

int
wanted_judge_by(struct wanted *wanted, const struct live *live,
		const struct policy *policy, const char *requester,
		struct err *err)
{
	const struct judges by = { .policy = policy,
				   .requester = requester,
				   .door = DOOR_CONSOLE };

	wanted->policy = policy;
	return judge_by(wanted, live, &by, err);
}

void
wanted_move(struct wanted *wanted, enum wanted_way way, size_t at)
{
	static _Thread_local struct wanted_names names;
	const struct names *from = &wanted->work->names;
	size_t to = way == WANTED_UP ? at - 1 : at + 1;

	names.count = names.dropped = 0;
	for (size_t i = 0; i < from->count; i++) {
		CLEANUP(buf_free) struct buf shown = { 0 };

		name_show(&from->at[i], &shown);
		if (i == at && way == WANTED_OUT)
			continue;
		snprintf(names.at[names.count++], sizeof(names.at[0]), "%s",
			 buf_text(&shown));
	}
	/* What is no name stays at the end, to be mended. */
	for (size_t i = 0; i < wanted->typed.count; i++)
		if (wanted->refused[i] && names.count < LIMIT_NAMES)
			memcpy(names.at[names.count++], wanted->typed.at[i],
			       sizeof(names.at[0]));
	if (way != WANTED_OUT && at < from->count && to < from->count) {
		char kept[LIMIT_NAME_BYTES + 1];

		memcpy(kept, names.at[at], sizeof(kept));
		memcpy(names.at[at], names.at[to], sizeof(kept));
		memcpy(names.at[to], kept, sizeof(kept));
	}
	wanted->typed = names;
}

/* ---- in words ------------------------------------------------------------------ */

/* Each violation that is about name i; false when there is none. */
static bool
violations_write(const struct violations *vs, int i, const char *who,
		 struct buf *out)
{
	bool any = false;

	for (size_t k = 0; k < vs->count; k++) {
		if (vs->at[k].name_index != i)
			continue;
		buf_printf(out,
			   "<span class=\"verdict\"><strong class=\"bad\">"
			   "%s</strong> ",
			   who);
		html_text(bytes_of_text(vs->at[k].text), out);
		buf_append_text(out, "</span>\n");
		any = true;
	}
	return any;
}

static void
allowed_write(const struct name_verdict *v, struct buf *out)
{
	CLEANUP(buf_free) struct buf shown = { 0 };

	buf_append_text(out, "<span class=\"verdict\"><strong class=\"good\">"
			     "Allowed</strong>");
	if (v->rule) {
		policy_rule_show(v->rule, &shown);
		buf_append_text(out, " by ");
		html_text(buf_bytes(&shown), out);
	}
	buf_append_text(out, "</span>\n");
}

void
wanted_items_write(const struct wanted *wanted, struct buf *out)
{
	const struct work *w = wanted->work;

	for (size_t i = 0; i < w->names.count; i++) {
		const struct name *name = &w->names.at[i];
		char hex[2 * (LIMIT_NAME_BYTES + 1) + 1];

		hex_encode((struct bytes){ name->v, name->n }, hex);
		buf_printf(out, "<li data-tag=\"%d\" data-octets=\"%s\">",
			   (int)name->type, hex);
		html_name(name, out);
		if (i == 0 && names_common_name(&w->names).n > 0)
			buf_append_text(out, " (common name)");
		buf_append_u8(out, '\n');
		if (wanted->policy &&
		    !violations_write(&w->verdict.violations, (int)i,
				      "Refused by the policy:", out) &&
		    w->verdict.names[i].allowed)
			allowed_write(&w->verdict.names[i], out);
		if (!violations_write(&w->constraints, (int)i,
				      "This CA cannot:", out) &&
		    !wanted->policy)
			buf_append_text(out,
					"<span class=\"verdict\">This CA can "
					"vouch for it</span>\n");
		buf_append_text(out, "</li>\n");
	}
}

/* What is about no single name, nor about a key or a lifetime. */
static size_t
general_write(const struct violations *vs, struct buf *out)
{
	size_t count = 0;

	for (size_t i = 0; i < vs->count; i++) {
		if (vs->at[i].name_index >= 0) {
			count++;
			continue;
		}
		if (strcmp(vs->at[i].id, "too-many-names") != 0 &&
		    strcmp(vs->at[i].id, "constraints-unusable") != 0)
			continue;
		count++;
		buf_append_text(out, "<p><strong class=\"bad\">Refused:"
				     "</strong> ");
		html_text(bytes_of_text(vs->at[i].text), out);
		buf_append_text(out, "</p>\n");
	}
	return count;
}

void
wanted_summary_write(const struct wanted *wanted, struct buf *out)
{
	const struct work *w = wanted->work;
	size_t count = 0;

	if (wanted->policy)
		count += general_write(&w->verdict.violations, out);
	count += general_write(&w->constraints, out);
	if (count > 0)
		buf_append_text(out, "<p>A request with these names is "
				     "<strong class=\"bad\">refused</strong>: "
				     "change the list above.</p>\n");
	else if (wanted->policy)
		buf_append_text(out, "<p>The policy <strong class=\"good\">"
				     "allows</strong> all of these.</p>\n");
}

void
wanted_notes_write(const struct wanted *wanted, struct buf *out)
{
	const struct notes *notes = &wanted->work->notes;

	if (notes->count > 0)
		buf_append_text(out, "<h3>Notes</h3>\n<ul>\n");
	for (size_t i = 0; i < notes->count; i++) {
		bool warns = note_level(notes->at[i].code) == NOTE_WARNING;

		buf_append_text(out, warns ? "<li><strong class=\"warn\">"
					     "Mind:</strong> "
					   : "<li>");
		html_text(bytes_of_text(notes->at[i].text), out);
		buf_append_text(out, "</li>\n");
	}
	if (notes->count > 0)
		buf_append_text(out, "</ul>\n");
}

void
wanted_lines_write(const struct wanted *wanted, struct buf *out)
{
	CLEANUP(buf_free) struct buf shown = { 0 };

	for (size_t i = 0; i < wanted->work->names.count; i++) {
		buf_clear(&shown);
		name_show(&wanted->work->names.at[i], &shown);
		html_text(buf_bytes(&shown), out);
		buf_append_u8(out, '\n');
	}
	for (size_t i = 0; i < wanted->typed.count; i++) {
		if (!wanted->refused[i])
			continue;
		html_text(bytes_of_text(wanted->typed.at[i]), out);
		buf_append_u8(out, '\n');
	}
}
