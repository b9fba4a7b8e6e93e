/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Reads what a list of certificates is asked for, and writes it for links. */

#include "console_list.h"

#include "console_page.h"
#include "form_body.h"

#include "sanca/clock.h"
#include "sanca/text.h"

#include <string.h>

const struct list_state_row list_states[LIST_STATE_COUNT] = {
#define LIST_STATE(NAME, word, label) [LIST_##NAME] = { word, label },
#include "console_list_states.def"
#undef LIST_STATE
};

void
console_list_free(struct console_list *l)
{
	buf_free(&l->typed);
	buf_free(&l->requester);
	buf_free(&l->policy);
}

static int
read_state(struct bytes word, enum list_state *ret, struct err *err)
{
	for (size_t i = 0; i < LIST_STATE_COUNT; i++)
		if (word.n == 0 || bytes_is_text(word, list_states[i].word)) {
			*ret = (enum list_state)i;
			return 0;
		}
	return err_set(err, ERR_MALFORMED,
		       "state is valid, expiring, expired, revoked or all");
}

static int
read_cursor(struct buf *text, struct console_list *l, struct err *err)
{
	uint64_t v = 0;

	if (text_u64(buf_text(text), INT64_MAX, &v, err) < 0)
		return err_set(err, ERR_MALFORMED,
			       "after and before are numbers that a page of "
			       "this list gave");
	l->cursor = (int64_t)v;
	return 0;
}

static int
read_words(struct console_list *l, struct buf *state, struct buf *sort,
	   struct buf *after, struct buf *before, struct err *err)
{
	if (read_state(buf_bytes(state), &l->state, err) < 0)
		return -1;
	l->newest = bytes_is_text(buf_bytes(sort), "newest");
	if (!l->newest && sort->n > 0 &&
	    !bytes_is_text(buf_bytes(sort), "ends"))
		return err_set(err, ERR_MALFORMED, "sort is ends or newest");
	if (l->has_after && l->has_before)
		return err_set(err, ERR_MALFORMED,
			       "after and before exclude each other");
	if (l->has_after)
		return read_cursor(after, l, err);
	return l->has_before ? read_cursor(before, l, err) : 0;
}

int
console_list_read(const struct request *r, struct console_list *ret,
		  struct err *err)
{
	CLEANUP(buf_free)
	struct buf state = { 0 }, sort = { 0 }, after = { 0 }, before = { 0 },
		   part = { 0 };
	const struct form_field fields[] = {
		{ .name = "q", .text = &ret->typed, .max = LIMIT_NAME_BYTES },
		{ .name = "state", .text = &state, .max = 16 },
		{ .name = "requester",
		  .text = &ret->requester,
		  .max = LIMIT_LABEL_BYTES },
		{ .name = "policy",
		  .text = &ret->policy,
		  .max = LIMIT_LABEL_BYTES },
		{ .name = "sort", .text = &sort, .max = 16 },
		{ .name = "after",
		  .text = &after,
		  .max = 20,
		  .given = &ret->has_after },
		{ .name = "before",
		  .text = &before,
		  .max = 20,
		  .given = &ret->has_before },
		{ .name = "part",
		  .text = &part,
		  .max = 1,
		  .given = &ret->is_part },
	};

	if (form_query_read(r->head.query, fields, ARRAY_SIZE(fields), err) <
		    0 ||
	    read_words(ret, &state, &sort, &after, &before, err) < 0)
		return -1;
	ret->now = clock_wall_s();
	search_text_read(buf_bytes(&ret->typed), &ret->text);
	ret->is_own = !session_may(r, RIGHT_LIST);
	if (ret->is_own) {
		buf_clear(&ret->requester);
		buf_append_text(&ret->requester, r->session.requester);
	}
	return buf_check(&ret->requester, err);
}

static void
parameter_write(const char *name, struct bytes value, struct buf *out)
{
	if (value.n == 0)
		return;
	buf_printf(out, "&%s=", name);
	console_query_escape(value, out);
}

void
console_list_query_write(const struct console_list *l, struct buf *out)
{
	buf_printf(out, "?state=%s", list_states[l->state].word);
	parameter_write("q", buf_bytes(&l->typed), out);
	if (!l->is_own)
		parameter_write("requester", buf_bytes(&l->requester), out);
	parameter_write("policy", buf_bytes(&l->policy), out);
	if (l->newest)
		buf_append_text(out, "&sort=newest");
}

bool
console_list_needs_search(const struct console_list *l)
{
	return l->text.count > 0 || l->requester.n > 0 || l->policy.n > 0 ||
	       l->state == LIST_REVOKED;
}
