/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Policies in the console: which there are, and one of them in words. */

#include "console_policy.h"

#include "form_body.h"
#include "page.h"
#include "routes.h"
#include "wanted.h"

#include "sanca/ipc.h"

#include <string.h>

/* ---- which ones ------------------------------------------------------------------------ */

static bool
sees_all(const struct request *r)
{
	return session_may(r, RIGHT_LIST) || session_may(r, RIGHT_APPROVE) ||
	       session_may(r, RIGHT_ADMIN);
}

bool
console_policy_is_shown(const struct request *r, const struct policy *p)
{
	const char *name = request_session(r)->policy;

	return sees_all(r) || strcmp(p->name, name) == 0;
}

int
console_policy_find(const struct request *r, const struct policy **ret,
		    struct err *err)
{
	const struct policy *p = conf_policy(r->live->conf, r->path.segment);

	if (!p || !console_policy_is_shown(r, p))
		return err_set(err, ERR_NOT_FOUND,
			       "sanca.conf has no policy of this name that "
			       "you may see");
	*ret = p;
	return 0;
}

static void
item_write(const struct policy *p, bool is_own, struct buf *out)
{
	buf_append_text(out, "<li><a href=\"/console/policy/");
	console_query_escape(bytes_of_text(p->name), out);
	buf_append_text(out, "\">");
	html_text(bytes_of_text(p->name), out);
	buf_printf(out, "</a> <span>sanca.conf line %u, %zu %s%s</span></li>\n",
		   p->line, p->rule_count,
		   p->rule_count == 1 ? "rule" : "rules",
		   is_own ? "; this is yours" : "");
}

enum step
on_console_policies(struct request *r)
{
	const struct console_page page = { .title = "Policies",
					   .place = CONSOLE_POLICY };
	const struct conf *conf = r->live->conf;
	CLEANUP(page_values_free) struct page_values v = { 0 };
	const char *own = request_session(r)->policy;
	struct buf items = { 0 };
	struct err err;

	if (form_query_read(r->head.query, NULL, 0, &err) < 0)
		return reply_err(r, &err);
	for (size_t i = 0; i < conf->policy_count; i++)
		if (console_policy_is_shown(r, &conf->policies[i]))
			item_write(&conf->policies[i],
				   strcmp(conf->policies[i].name, own) == 0,
				   &items);
	if (items.n == 0)
		buf_append_text(&items, "<li>None that you may see.</li>\n");
	if (page_add_made(&v, "items", &items, true, &err) < 0)
		return reply_err(r, &err);
	return reply_console_filled(r, &page, "console/policies.html", &v);
}

/* ---- in words -------------------------------------------------------------------------- */

struct words {
	struct buf out;
	bool is_open;
	enum policy_topic topic;
};

static void
close_topic(struct words *w)
{
	if (w->is_open)
		buf_append_text(&w->out, "</ul>\n");
	w->is_open = false;
}

static void
on_sentence(void *ctx, const struct policy_sentence *s)
{
	struct words *w = ctx;

	if (!w->is_open || s->topic != w->topic) {
		close_topic(w);
		buf_printf(&w->out, "<h3>%s</h3>\n<ul class=\"rules\">\n",
			   policy_topic_title(s->topic));
		w->is_open = true;
		w->topic = s->topic;
	}
	buf_append_text(&w->out, "<li>");
	html_text(s->text, &w->out);
	buf_append_text(&w->out, " <small><code>");
	html_text(s->setting, &w->out);
	buf_append_text(&w->out, "</code>");
	if (s->line)
		buf_printf(&w->out, ", sanca.conf line %u", s->line);
	buf_append_text(&w->out, "</small></li>\n");
}

static int
add_words(struct page_values *v, const struct policy *p, struct err *err)
{
	struct words w = { 0 };

	if (policy_words(p, on_sentence, &w, err) < 0) {
		buf_free(&w.out);
		return -1;
	}
	close_topic(&w);
	return page_add_made(v, "words", &w.out, true, err);
}

/* Text of several lines: only their ends stay what they are. */
static int
add_canonical(struct page_values *v, const struct policy *p, struct err *err)
{
	struct buf text = { 0 }, out = { 0 };
	size_t from = 0;

	policy_canonical(p, &text);
	for (size_t i = 0; i < text.n; i++) {
		if (text.p[i] != '\n')
			continue;
		html_text((struct bytes){ text.p + from, i - from }, &out);
		buf_append_u8(&out, '\n');
		from = i + 1;
	}
	out.broken = out.broken || text.broken;
	buf_free(&text);
	return page_add_made(v, "canonical", &out, true, err);
}

static int
add_limits(struct page_values *v, const struct live *live, struct err *err)
{
	const struct constraints *c = &live->issuer->certificate.constraints;
	struct buf text = { 0 };

	if (c->present)
		constraints_show(c, &text);
	else
		buf_append_text(&text, "has no name constraints: what the "
				       "policy allows can be issued");
	return page_add_made(v, "limits", &text, false, err);
}

/* ---- a list of names, tried ---------------------------------------------------------- */

static int
read_names(const struct request *r, struct wanted *wanted, bool *ret_part,
	   struct err *err)
{
	CLEANUP(buf_free) struct buf part = { 0 };
	const struct form_field fields[] = {
		{ .name = "names",
		  .text = &wanted->list,
		  .max = LIMIT_TARGET_BYTES,
		  .is_long = true },
		{ .name = "part", .text = &part, .max = 3 },
	};

	if (form_query_read(r->head.query, fields, ARRAY_SIZE(fields), err) < 0)
		return -1;
	*ret_part = part.n > 0;
	wanted_names_split(buf_bytes(&wanted->list), &wanted->typed);
	return 0;
}

static int
trial_write(const struct wanted *wanted, struct buf *out, struct err *err)
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

	if (wanted->typed.count == 0)
		return 0;
	wanted_summary_write(wanted, &summary);
	wanted_items_write(wanted, &items);
	wanted_notes_write(wanted, &notes);
	if (wanted->faults.n > 0) {
		buf_append_text(&faults, "<h3>No names at all</h3>\n<ul>\n");
		buf_append_bytes(&faults, buf_bytes(&wanted->faults));
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
	return page_fill("console/policy_trial.html", v.at, v.count, out, err);
}

static int
add_typed(struct page_values *v, const struct wanted *wanted, struct err *err)
{
	struct buf lines = { 0 };

	wanted_lines_write(wanted, &lines);
	return page_add_made(v, "names", &lines, true, err);
}

static enum step
reply_policy(struct request *r, const struct policy *p,
	     const struct wanted *wanted, struct buf *trial)
{
	CLEANUP(page_values_free) struct page_values v = { 0 };
	CLEANUP(buf_free) struct buf title = { 0 };
	struct console_page page = { .place = CONSOLE_POLICY,
				     .script = "live.js" };
	struct buf taken = *trial;
	struct err err;

	*trial = (struct buf){ 0 };
	buf_printf(&title, "Policy %s", p->name);
	page.title = buf_text(&title);
	if (page_add_made(&v, "trial", &taken, true, &err) < 0 ||
	    page_add_text(&v, "name", p->name, &err) < 0 ||
	    add_typed(&v, wanted, &err) < 0 || add_words(&v, p, &err) < 0 ||
	    add_canonical(&v, p, &err) < 0 || add_limits(&v, r->live, &err) < 0)
		return reply_err(r, &err);
	if (session_may(r, RIGHT_LIST)) {
		if (page_add_filled(&v, "refused",
				    "console/policy_refused_link.html",
				    &err) < 0)
			return reply_err(r, &err);
	} else if (page_add_text(&v, "refused", "", &err) < 0) {
		return reply_err(r, &err);
	}
	return reply_console_filled(r, &page, "console/policy.html", &v);
}

enum step
on_console_policy(struct request *r)
{
	CLEANUP(wanted_free) struct wanted *wanted = wanted_new();
	CLEANUP(buf_free) struct buf trial = { 0 };
	const struct policy *p = NULL;
	bool is_part = false;
	struct err err;

	if (!wanted)
		return reply_fault(r, ERR_NOMEM, "out of memory");
	if (console_policy_find(r, &p, &err) < 0 ||
	    read_names(r, wanted, &is_part, &err) < 0 ||
	    wanted_judge_by(wanted, r->live, p, request_session(r)->requester,
			    &err) < 0 ||
	    trial_write(wanted, &trial, &err) < 0)
		return reply_err(r, &err);
	if (is_part)
		return reply_console_part(r, &trial);
	return reply_policy(r, p, wanted, &trial);
}
