/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* GET /request/new: which names, and the command that asks for them. */

#include "auth.h"
#include "page.h"
#include "page_values.h"
#include "routes.h"
#include "wanted.h"
#include "wanted_commands.h"

#include <stdio.h>
#include <string.h>

/* Where a token may be sent to. */
struct way {
	struct buf base;     /* "https://ca.contoso.local"; n = 0: nowhere */
	struct buf option;   /* of curl */
	struct buf file;     /* for files to save: the common name */
	const char *caution; /* a template, or NULL */
};

/* What an answer is put together from. */
struct parts {
	struct wanted_commands commands;
	struct way way;
	struct page_values v;
};

static void
parts_free(struct parts *p)
{
	wanted_commands_free(&p->commands);
	buf_free(&p->way.base);
	buf_free(&p->way.option);
	buf_free(&p->way.file);
	page_values_free(&p->v);
}

/* Text of several lines: only these line ends stay what they are. */
static int
add_lines(struct parts *p, const char *name, struct bytes text, struct err *err)
{
	struct buf out = { 0 };

	while (text.n > 0) {
		const uint8_t *end = memchr(text.p, '\n', text.n);
		size_t n = end ? (size_t)(end - text.p) : text.n;

		html_text((struct bytes){ text.p, n }, &out);
		if (end)
			buf_append_u8(&out, '\n');
		n += end ? 1 : 0;
		text.p += n;
		text.n -= n;
	}
	return page_add_made(&p->v, name, &out, true, err);
}

/* The template, filled with what there is so far; NULL: empty. */
static int
add_part(struct parts *p, const char *name, const char *template,
	 struct err *err)
{
	if (!template)
		return page_add_text(&p->v, name, "", err);
	return page_add_filled(&p->v, name, template, err);
}

/* ---- the form -------------------------------------------------------------------- */

static int
read_form(const struct request *r, struct wanted *wanted, struct err *err)
{
	const struct guard_box boxes[] = {
		{ "mail", false, &wanted->mail },
		{ "server", false, &wanted->server },
		{ "internal", false, &wanted->internal },
		{ "domain", false, &wanted->domain },
		{ "short", false, &wanted->is_short },
		{ "names", true, &wanted->list },
	};
	struct wanted_questions q;

	if (guard_query_boxes(r->head.query, boxes, ARRAY_SIZE(boxes), err) < 0)
		return -1;
	q = (struct wanted_questions){
		.mail = buf_bytes(&wanted->mail),
		.server = buf_bytes(&wanted->server),
		.internal = buf_bytes(&wanted->internal),
		.wants_domain = wanted->domain.n > 0,
		.wants_short = wanted->is_short.n > 0,
	};
	wanted_names_propose(&q, &wanted->typed);
	wanted_names_split(buf_bytes(&wanted->list), &wanted->typed);
	return 0;
}

/* Of the box: all of a usual list is seen. */
static size_t
rows_of(size_t count)
{
	return count < 4 ? 4 : count < 16 ? count + 1 : 16;
}

static int
form_write(const struct wanted *wanted, struct bytes answer, struct buf *out,
	   struct err *err)
{
	CLEANUP(buf_free) struct buf lines = { 0 };
	char rows[8];

	wanted_lines_write(wanted, &lines);
	snprintf(rows, sizeof(rows), "%zu", rows_of(wanted->typed.count));
	const struct html_value values[] = {
		{ "mail", buf_bytes(&wanted->mail), false },
		{ "server", buf_bytes(&wanted->server), false },
		{ "internal", buf_bytes(&wanted->internal), false },
		{ "domain",
		  bytes_of_text(wanted->domain.n > 0 ? " checked" : ""),
		  false },
		{ "short",
		  bytes_of_text(wanted->is_short.n > 0 ? " checked" : ""),
		  false },
		{ "rows", bytes_of_text(rows), false },
		{ "names", buf_bytes(&lines), true },
		{ "answer", answer, true },
	};

	if (buf_check(&lines, err) < 0)
		return -1;
	return page_fill("request.html", values, ARRAY_SIZE(values), out, err);
}

/* ---- the answer ------------------------------------------------------------------- */

/* "10.0.0.1:8443" and "[::]:8443" end in it. */
static const char *
port_of(const char *address)
{
	const char *colon = strrchr(address, ':');

	return colon ? colon + 1 : "443";
}

static void
find_way(const struct live *live, struct way *way)
{
	const struct conf *conf = live->conf;
	const char *name = conf->tls_names.at[0];
	bool is_v6 = strchr(name, ':') != NULL;

	if (conf->listen_tls.count > 0 && conf->tls_names.count > 0) {
		const char *port = port_of(conf->listen_tls.at[0]);

		buf_printf(&way->base, "https://%s%s%s", is_v6 ? "[" : "", name,
			   is_v6 ? "]" : "");
		if (strcmp(port, "443") != 0)
			buf_printf(&way->base, ":%s", port);
		buf_printf(&way->option, "--cacert %s.crt ", live->root.slug);
	} else if (conf->allow_plain_tokens == PLAIN_TOKENS_YES &&
		   conf->public_url[0]) {
		buf_append_text(&way->base, conf->public_url);
		way->caution = "request/plain.html";
	} else if (conf->allow_plain_tokens != PLAIN_TOKENS_NO &&
		   conf->listen.count > 0) {
		buf_printf(&way->base, "http://127.0.0.1:%s",
			   port_of(conf->listen.at[0]));
		way->caution = "request/loopback.html";
	}
}

static int
add_list(struct parts *p, const struct wanted *wanted, struct err *err)
{
	struct buf summary = { 0 }, items = { 0 }, notes = { 0 },
		   faults = { 0 };
	const char *untold = p->way.base.n > 0 ? "request/untold.html"
					       : "request/untold_here.html";
	const struct {
		const char *name;
		struct buf *made;
	} all[] = { { "summary", &summary },
		    { "items", &items },
		    { "notes", &notes },
		    { "faults", &faults } };
	int done = 0;

	wanted_summary_write(wanted, &summary);
	wanted_items_write(wanted, &items);
	wanted_notes_write(wanted, &notes);
	buf_append_bytes(&faults, buf_bytes(&wanted->faults));
	for (size_t i = 0; i < ARRAY_SIZE(all); i++) {
		if (done == 0)
			done = page_add_made(&p->v, all[i].name, all[i].made,
					     true, err);
		buf_free(all[i].made);
	}
	if (done < 0 ||
	    add_part(p, "refused",
		     wanted->faults.n > 0 ? "request/refused.html" : NULL,
		     err) < 0)
		return -1;
	return add_part(p, "untold", wanted->policy ? NULL : untold, err);
}

/* The common name as each language has it. */
static int
add_subject(struct parts *p, struct err *err)
{
	static const struct {
		const char *name, *before, *behind;
	} forms[] = {
		{ "inf-subject", "CN=", "" },
		{ "openssl-subject", "CN = ", "\n" },
		{ "certtool-subject", "cn = \"", "\"\n" },
	};
	const char *cn = p->commands.common_name;

	for (size_t i = 0; i < ARRAY_SIZE(forms); i++) {
		char text[LIMIT_COMMON_NAME_BYTES + 16] = "";

		if (cn[0])
			snprintf(text, sizeof(text), "%s%s%s", forms[i].before,
				 cn, forms[i].behind);
		if (add_lines(p, forms[i].name, bytes_of_text(text), err) < 0)
			return -1;
	}
	return page_add_text(&p->v, "cn", cn, err);
}

/* What the names are in each language. */
static int
add_names(struct parts *p, struct err *err)
{
	const struct wanted_commands *c = &p->commands;
	const struct {
		const char *name;
		const struct buf *text;
	} all[] = {
		{ "exchange-names", &c->exchange },
		{ "certreq", &c->certreq },
		{ "openssl", &c->openssl },
		{ "certtool", &c->certtool },
		{ "left", &c->left_out },
		{ "address-list", &c->addresses },
	};

	for (size_t i = 0; i < ARRAY_SIZE(all); i++)
		if (add_lines(p, all[i].name, buf_bytes(all[i].text), err) < 0)
			return -1;
	if (add_subject(p, err) < 0)
		return -1;
	return page_add_text(&p->v, "openssl-option",
			     c->common_name[0] ? "" : " -subj /", err);
}

static int
add_commands(struct parts *p, const struct request *r, struct err *err)
{
	const struct wanted_commands *c = &p->commands;
	bool takes_token =
		auth_place(r->live->conf, r->conn->tls, r->conn->loopback,
			   &r->head) == TOKEN_ALLOWED;
	bool has_https = r->live->conf->listen_tls.count > 0 && !r->conn->tls;
	/* In this order: some show others. */
	const struct {
		const char *name, *template;
	} all[] = {
		{ "left-out",
		  c->left_out.n > 0 ? "request/left_out.html" : NULL },
		{ "mixed", c->is_mixed ? "request/mixed.html" : NULL },
		{ "addresses",
		  c->addresses.n > 0 ? "request/addresses.html" : NULL },
		{ "exchange", c->common_name[0] ? "request/exchange.html"
						: "request/no_exchange.html" },
		{ "caution", p->way.caution },
		{ "send", p->way.base.n > 0 ? "request/send.html"
					    : "request/no_send.html" },
		{ "token", takes_token ? "request/token.html"
				       : "request/no_token.html" },
		{ "https", has_https ? "request/https.html" : NULL },
		{ "browser", "request/browser.html" },
		{ "commands", "request/commands.html" },
	};

	if (c->count == 0)
		return add_part(p, "commands", NULL, err);
	if (add_names(p, err) < 0)
		return -1;
	for (size_t i = 0; i < ARRAY_SIZE(all); i++)
		if (add_part(p, all[i].name, all[i].template, err) < 0)
			return -1;
	return 0;
}

/* All that is below the form. */
static int
answer_write(const struct request *r, const struct wanted *wanted,
	     struct buf *out, struct err *err)
{
	CLEANUP(parts_free) struct parts p = { 0 };
	const char *cn = NULL;

	find_way(r->live, &p.way);
	if (wanted_commands_make(&wanted->work->names, &p.commands, err) < 0)
		return -1;
	cn = p.commands.common_name;
	buf_append_text(&p.way.file,
			cn[0] ? cn + (cn[0] == '*' ? 2 : 0) : "request");
	if (buf_check(&p.way.base, err) < 0 ||
	    buf_check(&p.way.option, err) < 0 ||
	    buf_check(&p.way.file, err) < 0 ||
	    page_add_text(&p.v, "slug", r->live->root.slug, err) < 0 ||
	    page_add(&p.v, "base", buf_bytes(&p.way.base), err) < 0 ||
	    page_add(&p.v, "option", buf_bytes(&p.way.option), err) < 0 ||
	    page_add(&p.v, "file", buf_bytes(&p.way.file), err) < 0 ||
	    add_list(&p, wanted, err) < 0 || add_commands(&p, r, err) < 0)
		return -1;
	return page_fill("request/list.html", p.v.at, p.v.count, out, err);
}

enum step
on_request_new(struct request *r)
{
	const struct page page = { .title = "Request a certificate",
				   .script = "request.js" };
	CLEANUP(wanted_free) struct wanted *wanted = wanted_new();
	CLEANUP(buf_free) struct buf answer = { 0 };
	CLEANUP(buf_free) struct buf main = { 0 };
	struct err err;

	if (!wanted)
		return reply_fault(r, ERR_NOMEM, "out of memory");
	if (read_form(r, wanted, &err) < 0 ||
	    wanted_judge(wanted, r->live, &err) < 0 ||
	    (wanted->typed.count > 0 &&
	     answer_write(r, wanted, &answer, &err) < 0) ||
	    form_write(wanted, buf_bytes(&answer), &main, &err) < 0)
		return reply_err(r, &err);
	return reply_page(r, &page, &main);
}
