/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* The form about a requester: rights, policy, end, addresses. */

#include "console_people.h"

#include "form_body.h"
#include "page.h"
#include "work.h"

#include "sanca/clock.h"
#include "sanca/ipc.h"

#include <stdio.h>
#include <string.h>

#define DAY_S INT64_C(86400)

static const struct {
	uint32_t right;
	const char *word, *label;
} rights[] = {
	{ RIGHT_REQUEST, "request", "ask for certificates; a person decides" },
	{ RIGHT_ISSUE, "issue",
	  "get certificates at once, as far as the policy allows" },
	{ RIGHT_LIST, "list", "see the certificates of all, and the log" },
	{ RIGHT_REVOKE, "revoke", "revoke certificates" },
	{ RIGHT_APPROVE, "approve", "decide about requests that wait" },
	{ RIGHT_ADMIN, "admin", "administer: requesters, tokens, passwords" },
};

void
people_form_free(struct people_form *f)
{
	buf_free(&f->name);
	buf_free(&f->policy);
	buf_free(&f->contacts);
	buf_free(&f->client_name);
	buf_free(&f->rights);
	buf_free(&f->expires);
}

int
people_form_read(const struct request *r, bool has_name,
		 struct people_form *ret, struct err *err)
{
	const struct form_field fields[] = {
		{ .name = "policy",
		  .text = &ret->policy,
		  .max = LIMIT_LABEL_BYTES },
		{ .name = "right",
		  .text = &ret->rights,
		  .max = 16,
		  .most = ARRAY_SIZE(rights) },
		{ .name = "expires", .text = &ret->expires, .max = 10 },
		{ .name = "contacts",
		  .text = &ret->contacts,
		  .max = LIMIT_CONTACTS_BYTES },
		{ .name = "client-name",
		  .text = &ret->client_name,
		  .max = LIMIT_NAME_BYTES },
		/* Last: not where the address says who it is. */
		{ .name = "name",
		  .text = &ret->name,
		  .max = LIMIT_LABEL_BYTES },
	};

	return form_body_read(buf_bytes(&r->work->body), fields,
			      ARRAY_SIZE(fields) - (has_name ? 0 : 1), err);
}

void
people_form_fill(const struct store_requester *row, struct people_form *ret)
{
	buf_append_text(&ret->name, row->name);
	buf_append_text(&ret->policy, row->policy);
	buf_append_text(&ret->contacts, row->contacts);
	buf_append_text(&ret->client_name, row->client_name);
	people_day_show(row->expires_at, &ret->expires);
	for (size_t i = 0; i < ARRAY_SIZE(rights); i++)
		if (row->rights & rights[i].right)
			buf_printf(&ret->rights, "%s%s",
				   ret->rights.n ? "\n" : "", rights[i].word);
}

/* ---- values -------------------------------------------------------------------------- */

int
people_rights_read(struct bytes lines, uint32_t *ret, struct err *err)
{
	CLEANUP(buf_free) struct buf list = { 0 };

	*ret = 0;
	if (lines.n == 0)
		return 0;
	for (size_t i = 0; i < lines.n; i++)
		buf_append_u8(&list, lines.p[i] == '\n' ? ',' : lines.p[i]);
	if (buf_check(&list, err) < 0)
		return -1;
	return rights_parse(buf_bytes(&list), ret, err);
}

static bool
has_day_form(struct bytes text)
{
	if (text.n != 10)
		return false;
	for (size_t i = 0; i < text.n; i++) {
		bool is_dash = i == 4 || i == 7;

		if (is_dash ? text.p[i] != '-'
			    : text.p[i] < '0' || text.p[i] > '9')
			return false;
	}
	return true;
}

int
people_day_read(struct bytes text, int64_t *ret, struct err *err)
{
	struct civil c = { 0 };
	char day[11];

	*ret = 0;
	if (text.n == 0)
		return 0;
	if (!has_day_form(text))
		return err_set(err, ERR_USAGE,
			       "a day is written like 2027-01-31");
	memcpy(day, text.p, 10);
	day[10] = '\0';
	if (sscanf(day, "%4d-%2d-%2d", &c.year, &c.month, &c.day) != 3 ||
	    clock_from_civil(&c, ret, err) < 0)
		return err_set(err, ERR_USAGE, "there is no day %s", day);
	*ret += DAY_S - 1;
	return 0;
}

void
people_day_show(int64_t t_s, struct buf *out)
{
	char text[32];

	if (t_s == 0)
		return;
	clock_show(t_s, text);
	buf_append(out, text, 10);
}

void
people_rights_show(uint32_t set, struct buf *out)
{
	const char *between = "";

	for (size_t i = 0; i < ARRAY_SIZE(rights); i++) {
		if (!(set & rights[i].right))
			continue;
		buf_printf(out, "%s%s", between, rights[i].word);
		between = ", ";
	}
	if (*between == '\0')
		buf_append_text(out, "none");
}

void
people_rights_write(const char *prefix, uint32_t offered, uint32_t chosen,
		    struct buf *out)
{
	for (size_t i = 0; i < ARRAY_SIZE(rights); i++) {
		if (!(offered & rights[i].right))
			continue;
		buf_printf(out,
			   "<p class=\"choice\"><input type=\"checkbox\" "
			   "id=\"%s-%s\" name=\"right\" value=\"%s\"%s>\n"
			   "<label for=\"%s-%s\"><strong>%s</strong>: "
			   "%s</label></p>\n",
			   prefix, rights[i].word, rights[i].word,
			   chosen & rights[i].right ? " checked" : "", prefix,
			   rights[i].word, rights[i].word, rights[i].label);
	}
}

/* One that sanca.conf has no more stays to be seen, and chosen. */
static void
policies_write(const struct conf *conf, struct bytes chosen, struct buf *out)
{
	bool any = false;

	for (size_t i = 0; i < conf->policy_count; i++) {
		const char *name = conf->policies[i].name;
		bool is_chosen = bytes_is_text(chosen, name);

		buf_printf(out, "<option%s>", is_chosen ? " selected" : "");
		html_text(bytes_of_text(name), out);
		buf_append_text(out, "</option>\n");
		any = any || is_chosen;
	}
	if (any || chosen.n == 0)
		return;
	buf_append_text(out, "<option selected>");
	html_text(chosen, out);
	buf_append_text(out, "</option>\n");
}

int
people_add_fields(struct page_values *v, const struct request *r,
		  const struct people_form *f, struct err *err)
{
	struct buf policies = { 0 }, boxes = { 0 };
	uint32_t chosen = 0;

	if (people_rights_read(buf_bytes(&f->rights), &chosen, err) < 0)
		chosen = 0;
	policies_write(r->live->conf, buf_bytes(&f->policy), &policies);
	people_rights_write("right", RIGHTS_ALL, chosen, &boxes);
	if (page_add_made(v, "policies", &policies, true, err) < 0) {
		buf_free(&boxes);
		return -1;
	}
	if (page_add_made(v, "boxes", &boxes, true, err) < 0 ||
	    page_add(v, "typed-expires", buf_bytes(&f->expires), err) < 0 ||
	    page_add(v, "typed-contacts", buf_bytes(&f->contacts), err) < 0 ||
	    page_add(v, "typed-client-name", buf_bytes(&f->client_name), err) <
		    0)
		return -1;
	return page_add_filled(v, "fields", "console/people_fields.html", err);
}

int
people_add_fault(struct page_values *v, const struct err *fault,
		 struct err *err)
{
	struct buf out = { 0 };

	if (fault) {
		buf_append_text(&out, "<p class=\"caution\" role=\"alert\">"
				      "<strong class=\"bad\">Not "
				      "done:</strong> ");
		html_text(bytes_of_text(fault->text), &out);
		buf_append_text(&out, "</p>\n");
	}
	return page_add_made(v, "fault", &out, true, err);
}

unsigned
people_status(const struct err *fault)
{
	if (!fault)
		return 200;
	/* The form was understood; what it asks for cannot be. */
	return fault->code == ERR_USAGE
		       ? 422
		       : (unsigned)err_info(fault->code)->http_status;
}
