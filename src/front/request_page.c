/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* GET /request/new: which names, and the command that asks for them. */

#include "auth.h"
#include "page.h"
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
	struct buf all[28];
	size_t used;
	bool is_broken; /* a value lacks memory */
	struct html_value values[40];
	size_t count;
};

static void
parts_free(struct parts *p)
{
	wanted_commands_free(&p->commands);
	buf_free(&p->way.base);
	buf_free(&p->way.option);
	buf_free(&p->way.file);
	for (size_t i = 0; i < ARRAY_SIZE(p->all); i++)
		buf_free(&p->all[i]);
}

static void
add(struct parts *p, const char *name, struct bytes value, bool is_markup)
{
	p->values[p->count++] = (struct html_value){ name, value, is_markup };
}

static void
add_text(struct parts *p, const char *name, const char *text)
{
	add(p, name, bytes_of_text(text), false);
}

/* A buffer that lives as long as the parts, and has a name among the values
 * once it is written. */
static struct buf *
scratch(struct parts *p)
{
	return &p->all[p->used++];
}

/* Text of several lines: only these line ends stay what they are. */
static void
add_lines(struct parts *p, const char *name, struct bytes text)
{
	struct buf *out = scratch(p);

	while (text.n > 0) {
		const uint8_t *end = memchr(text.p, '\n', text.n);
		size_t n = end ? (size_t)(end - text.p) : text.n;

		html_text((struct bytes){ text.p, n }, out);
		n += end ? 1 : 0;
		if (end)
			buf_append_u8(out, '\n');
		text.p += n;
		text.n -= n;
	}
	p->is_broken = p->is_broken || out->broken;
	add(p, name, buf_bytes(out), true);
}

/* The template, filled with what there is so far; NULL: empty. */
static int
add_part(struct parts *p, const char *name, const char *template,
	 struct err *err)
{
	struct buf *out = scratch(p);

	if (p->is_broken)
		return err_nomem(err);
	if (template && page_fill(template, p->values, p->count, out, err) < 0)
		return -1;
	add(p, name, buf_bytes(out), true);
	return 0;
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
	struct buf *summary = scratch(p), *items = scratch(p);
	struct buf *notes = scratch(p);

	wanted_summary_write(wanted, summary);
	wanted_items_write(wanted, items);
	wanted_notes_write(wanted, notes);
	if (buf_check(summary, err) < 0 || buf_check(items, err) < 0 ||
	    buf_check(notes, err) < 0)
		return -1;
	add(p, "summary", buf_bytes(summary), true);
	add(p, "items", buf_bytes(items), true);
	add(p, "notes", buf_bytes(notes), true);
	add(p, "faults", buf_bytes(&wanted->faults), true);
	if (add_part(p, "refused",
		     wanted->faults.n > 0 ? "request/refused.html" : NULL,
		     err) < 0)
		return -1;
	return add_part(p, "untold",
			!wanted->policy && p->way.base.n > 0
				? "request/untold.html"
			: !wanted->policy ? "request/untold_here.html"
					  : NULL,
			err);
}

/* What the names are in each language, and how a name is left out. */
static int
add_names(struct parts *p, struct err *err)
{
	const struct wanted_commands *c = &p->commands;
	struct buf *subject = scratch(p), *openssl = scratch(p);
	struct buf *certtool = scratch(p);

	if (c->common_name[0]) {
		buf_printf(subject, "CN=%s", c->common_name);
		buf_printf(openssl, "CN = %s\n", c->common_name);
		buf_printf(certtool, "cn = \"%s\"\n", c->common_name);
	}
	if (buf_check(subject, err) < 0 || buf_check(openssl, err) < 0 ||
	    buf_check(certtool, err) < 0)
		return -1;
	add_text(p, "cn", c->common_name);
	add(p, "inf-subject", buf_bytes(subject), false);
	add_lines(p, "openssl-subject", buf_bytes(openssl));
	add_text(p, "openssl-option", c->common_name[0] ? "" : " -subj /");
	add_lines(p, "certtool-subject", buf_bytes(certtool));
	add(p, "exchange-names", buf_bytes(&c->exchange), false);
	add_lines(p, "certreq", buf_bytes(&c->certreq));
	add_lines(p, "openssl", buf_bytes(&c->openssl));
	add_lines(p, "certtool", buf_bytes(&c->certtool));
	add(p, "left", buf_bytes(&c->left_out), false);
	add(p, "address-list", buf_bytes(&c->addresses), false);
	if (add_part(p, "left-out",
		     c->left_out.n > 0 ? "request/left_out.html" : NULL,
		     err) < 0 ||
	    add_part(p, "mixed", c->is_mixed ? "request/mixed.html" : NULL,
		     err) < 0 ||
	    add_part(p, "addresses",
		     c->addresses.n > 0 ? "request/addresses.html" : NULL,
		     err) < 0)
		return -1;
	return add_part(p, "exchange",
			c->common_name[0] ? "request/exchange.html"
					  : "request/no_exchange.html",
			err);
}

static int
add_commands(struct parts *p, const struct request *r, struct err *err)
{
	bool takes_token =
		auth_place(r->live->conf, r->conn->tls, r->conn->loopback,
			   &r->head) == TOKEN_ALLOWED;

	if (p->commands.count == 0) {
		add(p, "commands", (struct bytes){ 0 }, true);
		return 0;
	}
	if (add_names(p, err) < 0 ||
	    add_part(p, "caution", p->way.caution, err) < 0 ||
	    add_part(p, "send",
		     p->way.base.n > 0 ? "request/send.html"
				       : "request/no_send.html",
		     err) < 0 ||
	    add_part(p, "token",
		     takes_token ? "request/token.html"
				 : "request/no_token.html",
		     err) < 0 ||
	    add_part(p, "https",
		     r->live->conf->listen_tls.count > 0 && !r->conn->tls
			     ? "request/https.html"
			     : NULL,
		     err) < 0 ||
	    add_part(p, "browser", "request/browser.html", err) < 0)
		return -1;
	return add_part(p, "commands", "request/commands.html", err);
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
	    buf_check(&p.way.file, err) < 0)
		return -1;
	add_text(&p, "slug", r->live->root.slug);
	add(&p, "base", buf_bytes(&p.way.base), false);
	add(&p, "option", buf_bytes(&p.way.option), false);
	add(&p, "file", buf_bytes(&p.way.file), false);
	if (add_list(&p, wanted, err) < 0 || add_commands(&p, r, err) < 0)
		return -1;
	return page_fill("request/list.html", p.values, p.count, out, err);
}

enum step
on_request_new(struct request *r)
{
	const struct page page = { .title = "Request a certificate",
				   .script = "request.js" };
	CLEANUP(wanted_free) struct wanted *wanted = wanted_new();
	CLEANUP(buf_free) struct buf answer = { 0 };
	struct buf main = { 0 };
	struct err err;

	if (!wanted)
		return reply_fault(r, ERR_NOMEM, "out of memory");
	if (read_form(r, wanted, &err) < 0 ||
	    wanted_judge(wanted, r->live, &err) < 0 ||
	    (wanted->typed.count > 0 &&
	     answer_write(r, wanted, &answer, &err) < 0) ||
	    form_write(wanted, buf_bytes(&answer), &main, &err) < 0) {
		buf_free(&main);
		return reply_err(r, &err);
	}
	return reply_page(r, &page, &main);
}
