/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Makes the trust page: its templates are filled once per configuration. */

#include "trust_pages.h"

#include "page.h"
#include "page_values.h"

#include "sanca/clock.h"

#include <string.h>

/* Shown where commands need an address and the settings have none. */
#define NO_URL "http://THIS-SERVER"

/* What is put together from templates, for other templates. */
struct parts {
	struct buf get, script, no_url, groups, scope, files, probe, apple,
		paper;
	struct html_value values[24];
	size_t count;
	char from[32], until[32], from_day[32], until_day[32];
};

static void
parts_free(struct parts *p)
{
	struct buf *all[] = { &p->get,	  &p->script, &p->no_url,
			      &p->groups, &p->scope,  &p->files,
			      &p->probe,  &p->apple,  &p->paper };

	for (size_t i = 0; i < ARRAY_SIZE(all); i++)
		buf_free(all[i]);
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

/* Fills the template with all that is known so far and adds it. */
static int
add_part(struct parts *p, const char *name, const char *template,
	 struct buf *part, struct err *err)
{
	if (page_fill(template, p->values, p->count, part, err) < 0)
		return -1;
	/* A command goes on behind it. */
	if (part->n > 0 && part->p[part->n - 1] == '\n')
		part->n--;
	add(p, name, buf_bytes(part), true);
	return 0;
}

static void
add_dates(struct parts *p, const struct certificate *c)
{
	clock_show(c->not_before, p->from);
	clock_show(c->not_after, p->until);
	page_day(c->not_before, p->from_day);
	page_day(c->not_after, p->until_day);
	add_text(p, "from", p->from);
	add_text(p, "until", p->until);
	add_text(p, "from-day", p->from_day);
	add_text(p, "until-day", p->until_day);
}

/* Eight octets each: short enough not to break on any screen or sheet. */
static void
write_groups(const char *colons, struct buf *out)
{
	for (size_t i = 0; i < 4; i++)
		buf_printf(out, "<span>%.23s%s</span>", colons + 24 * i,
			   i < 3 ? ":" : "");
}

static void
write_files(const size_t *sizes, struct buf *out)
{
	for (size_t i = 0; i < TRUST_FORM_COUNT; i++) {
		const struct trust_form_info *info =
			trust_form((enum trust_form)i);

		buf_append_text(out, "<tr><td><a href=\"");
		html_text(bytes_of_text(info->path), out);
		buf_append_text(out, "\">");
		html_text(bytes_of_text(info->path + 1), out);
		buf_printf(out, "</a></td><td class=\"number\">%zu</td><td>",
			   sizes[i]);
		html_text(bytes_of_text(info->doc), out);
		buf_append_text(out, "</td></tr>\n");
	}
}

static int
parts_make(const struct trust_root *root, const size_t *sizes,
	   const char *probe, struct parts *p, struct err *err)
{
	const char *url = root->url[0] ? root->url : NO_URL;

	add_text(p, "ca", root->name);
	add_text(p, "slug", root->slug);
	add_text(p, "url", url);
	add_text(p, "sha256", root->sha256_hex);
	add_text(p, "thumbprint", root->sha1_hex);
	trust_scope_show(root, &p->scope);
	add(p, "scope", buf_bytes(&p->scope), false);
	add_dates(p, &root->certificate);
	write_groups(root->sha256_colons, &p->groups);
	add(p, "sha256-groups", buf_bytes(&p->groups), true);
	write_files(sizes, &p->files);
	add(p, "files", buf_bytes(&p->files), true);
	add_text(p, "probe-url", probe);
	if (buf_check(&p->scope, err) < 0 || buf_check(&p->groups, err) < 0 ||
	    buf_check(&p->files, err) < 0)
		return -1;
	if (!probe[0])
		add(p, "probe", (struct bytes){ 0 }, true);
	else if (add_part(p, "probe", "trust/probe.html", &p->probe, err) < 0)
		return -1;
	if (add_part(p, "get", "trust/get.html", &p->get, err) < 0)
		return -1;
	if (add_part(p, "script", "trust/script.html", &p->script, err) < 0)
		return -1;
	/* Signed under this name. */
	if (!root->url[0])
		add(p, "signed", (struct bytes){ 0 }, true);
	else if (add_part(p, "signed", "trust/signed.html", &p->apple, err) < 0)
		return -1;
	if (root->url[0]) {
		add(p, "no-url", (struct bytes){ 0 }, true);
		return add_part(p, "paper", "trust/paper.html", &p->paper, err);
	}
	add(p, "paper", (struct bytes){ 0 }, true);
	return add_part(p, "no-url", "trust/no_url.html", &p->no_url, err);
}

static int
platform_make(const struct platform_info *info, const struct parts *p,
	      struct buf *out, struct err *err)
{
	buf_append_text(out, "<summary><h3>");
	html_text(bytes_of_text(info->title), out);
	buf_append_text(out, "</h3></summary>\n<div class=\"steps\">\n");
	if (page_fill(info->template, p->values, p->count, out, err) < 0)
		return -1;
	buf_append_text(out, "</div>\n</details>\n");
	return buf_check(out, err);
}

int
trust_pages_make(const struct trust_root *root, const size_t *sizes,
		 const char *probe, struct trust_pages *ret, struct err *err)
{
	CLEANUP(parts_free) struct parts p = { 0 };
	CLEANUP(trust_pages_free) struct trust_pages pages = { 0 };

	if (parts_make(root, sizes, probe, &p, err) < 0 ||
	    page_fill("trust.html", p.values, p.count, &pages.top, err) < 0 ||
	    page_fill("trust/end.html", p.values, p.count, &pages.end, err) < 0)
		return -1;
	for (size_t i = 0; i < PLATFORM_COUNT; i++)
		if (platform_make(platform_info((enum platform)i), &p,
				  &pages.platform[i], err) < 0)
			return -1;
	*ret = pages;
	pages = (struct trust_pages){ 0 };
	return 0;
}

void
trust_pages_free(struct trust_pages *pages)
{
	buf_free(&pages->top);
	buf_free(&pages->end);
	for (size_t i = 0; i < PLATFORM_COUNT; i++)
		buf_free(&pages->platform[i]);
}

static void
platform_write(const struct trust_pages *pages, enum platform platform,
	       bool open, struct buf *out)
{
	buf_printf(out, "<details id=\"%s\"%s>",
		   platform_info(platform)->anchor, open ? " open" : "");
	buf_append_bytes(out, buf_bytes(&pages->platform[platform]));
}

static bool
is_first(const struct device *device, enum platform platform)
{
	for (size_t i = 0; i < DEVICE_PLATFORMS; i++)
		if (device->at[i] == platform)
			return true;
	return false;
}

int
trust_pages_join(const struct trust_pages *pages, const struct device *device,
		 struct buf *out, struct err *err)
{
	CLEANUP(buf_free) struct buf own = { 0 }, list = { 0 }, others = { 0 };
	bool known = device->at[0] != PLATFORM_NONE;

	for (size_t i = 0; i < DEVICE_PLATFORMS; i++)
		if (device->at[i] != PLATFORM_NONE)
			platform_write(pages, device->at[i], i == 0, &own);
	for (size_t i = 0; i < PLATFORM_COUNT; i++)
		if (!is_first(device, (enum platform)i))
			platform_write(pages, (enum platform)i, false,
				       known ? &list : &own);

	const struct html_value lists[] = {
		{ "list", buf_bytes(&list), true },
	};

	if (known && page_fill("trust/others.html", lists, ARRAY_SIZE(lists),
			       &others, err) < 0)
		return -1;

	const struct html_value values[] = {
		{ "own", buf_bytes(&own), true },
		{ "others", buf_bytes(&others), true },
	};

	if (buf_check(&own, err) < 0 || buf_check(&list, err) < 0)
		return -1;
	buf_append_bytes(out, buf_bytes(&pages->top));
	if (page_fill("trust/device.html", values, ARRAY_SIZE(values), out,
		      err) < 0)
		return -1;
	buf_append_bytes(out, buf_bytes(&pages->end));
	return buf_check(out, err);
}
