/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* From the names of a request to names in normal form. */

#include "names_work.h"

#include "sanca/text.h"

#include <string.h>

bool
names_hold(const struct names *names, const struct name *name)
{
	for (size_t i = 0; i < names->count; i++) {
		if (name_equal(&names->at[i], name))
			return true;
	}
	return false;
}

int
names_note_changes(const struct names_work *w, struct bytes written,
		   const struct name *name, const struct name_changes *changes,
		   struct err *err)
{
	CLEANUP(buf_free) struct buf shown = { 0 };
	char now[LIMIT_NAME_BYTES + 1];

	name_show_text(name, now);
	if (changes->mapped)
		notes_add(w->notes, NOTE_NAME_ADDRESS,
			  "::ffff:%s is taken as the IPv4 address %s", now,
			  now);
	if (!changes->lowered && !changes->idn)
		return 0;
	text_show(written, NAMES_SHOWN_BYTES, &shown);
	if (buf_check(&shown, err) < 0)
		return -1;
	if (changes->idn)
		notes_add(w->notes, NOTE_NAME_IDN,
			  "%s is written in A-labels: %s", buf_text(&shown),
			  now);
	else
		notes_add(w->notes, NOTE_NAME_LOWERED,
			  "%s is written in lower case: %s", buf_text(&shown),
			  now);
	return 0;
}

/* Things that work, but not as some expect. */
static void
note_oddities(const struct names_work *w, const struct name *name,
	      const char *shown)
{
	if (name_is_short(name))
		notes_add(w->notes, NOTE_NAME_SHORT,
			  "%s is a short name: it is a different host in "
			  "every network",
			  shown);
	if (name_is_wildcard(name))
		notes_add(w->notes, NOTE_NAME_WILDCARD,
			  "%s stands for every name one label below %s, and "
			  "old devices do not take it",
			  shown, shown + 2);
}

void
names_take(const struct names_work *w, const struct name *name)
{
	char shown[LIMIT_NAME_BYTES + 1];

	name_show_text(name, shown);
	if (names_hold(w->names, name)) {
		notes_add(w->notes, NOTE_NAME_DUPLICATE,
			  "%s stands there more than once: one is kept", shown);
		return;
	}
	note_oddities(w, name, shown);
	if (w->names->count == LIMIT_NAMES)
		violations_add(w->violations, -1, 0, "too-many-names",
			       "more than %d names in one request",
			       LIMIT_NAMES);
	else
		w->names->at[w->names->count++] = *name;
}

/* "a\x00.evil", or "10.0.0.1" for an address; for other types nothing that
 * could be read as text. */
static void
raw_show(const struct raw_name *raw, struct buf *out)
{
	unsigned tag = raw->tag & ~(unsigned)RAW_NAME_TYPED;

	if (tag == NAME_DNS || tag == NAME_EMAIL || tag == NAME_URI) {
		buf_append_text(out, "\"");
		text_show(raw->value, NAMES_SHOWN_BYTES, out);
		buf_append_text(out, "\"");
	} else {
		general_name_show(raw, out);
	}
}

static int
prepare_one(const struct names_work *w, const struct raw_name *raw, int index,
	    struct err *err)
{
	CLEANUP(buf_free) struct buf shown = { 0 };
	struct name_changes changes = { 0 };
	struct refusal r = { 0 };
	struct name name;

	if (name_normalise(raw, w->rules, &name, &changes, &r) == 0) {
		if (names_note_changes(w, raw->value, &name, &changes, err) < 0)
			return -1;
		names_take(w, &name);
		return 0;
	}
	if (r.no_memory)
		return err_nomem(err);
	raw_show(raw, &shown);
	if (buf_check(&shown, err) < 0)
		return -1;
	violations_add(w->violations, index, 0, r.id, "%s: %s",
		       buf_text(&shown), r.text);
	return 0;
}

int
names_prepare(const struct raw_names *raw, struct raw_cn cn,
	      const struct names_rules *rules, struct names *ret,
	      struct notes *notes, struct violations *violations,
	      struct err *err)
{
	struct names_work w = { rules, ret, notes, violations };
	size_t count = raw->count < LIMIT_NAMES ? raw->count : LIMIT_NAMES;

	ret->count = 0;
	if (raw->count > count)
		violations_add(violations, -1, 0, "too-many-names",
			       "%zu names; at most %d are allowed", raw->count,
			       LIMIT_NAMES);
	for (size_t i = 0; i < count; i++) {
		if (prepare_one(&w, &raw->at[i], (int)i, err) < 0)
			return -1;
	}
	if (cn.count == 0)
		return 0;
	return names_add_common_name(&w, cn, raw->count, err);
}
