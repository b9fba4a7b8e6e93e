/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* What becomes of the CN of a request (common-name = promote | append |
 * refuse). */

#include "names_work.h"

#include "sanca/text.h"

#include <stdio.h>
#include <string.h>

/* A CN as it was found to be. */
struct cn {
	char shown[NAMES_SHOWN_BYTES * 4 + 8];
	bool host; /* name holds its normal form */
	bool address;
	struct name name;
	struct name_changes changes;
	struct refusal why; /* when it is neither */
};

/* What text_show() leaves as it is holds no control, invisible or
 * direction-changing character; it spells the backslash, which is fine. */
static bool
cn_is_clean(struct bytes cn)
{
	CLEANUP(buf_free) struct buf shown = { 0 };
	size_t start = 0;

	for (size_t i = 0; i <= cn.n; i++) {
		struct bytes part = { cn.p + start, i - start };

		if (i < cn.n && cn.p[i] != '\\')
			continue;
		buf_clear(&shown);
		text_show(part, part.n, &shown);
		if (shown.broken || !bytes_equal(part, buf_bytes(&shown)))
			return false;
		start = i + 1;
	}
	return true;
}

static const char *
number_show(size_t n, char out[24])
{
	static const char *const words[] = {
		"no",	 "one",	  "two",  "three", "four",   "five",   "six",
		"seven", "eight", "nine", "ten",   "eleven", "twelve",
	};

	if (n < ARRAY_SIZE(words))
		return words[n];
	snprintf(out, 24, "%zu", n);
	return out;
}

/* The address that the CN is, if it is one as inet_pton(3) reads it. */
static bool
cn_address(struct bytes cn, struct name *ret)
{
	uint8_t space[16];
	struct raw_name raw = { 0 };
	struct name_changes changes = { 0 };
	struct refusal r;
	struct err err;

	return text_is_address(cn) &&
	       name_from_text(cn, space, &raw, &err) == 0 &&
	       raw.tag == NAME_IP &&
	       ip_normalise(raw.value, ret, &changes, &r) == 0;
}

static int
cn_read(const struct names_work *w, struct bytes in, struct cn *ret,
	struct err *err)
{
	CLEANUP(buf_free) struct buf shown = { 0 };
	struct raw_name raw = { NAME_DNS | RAW_NAME_TYPED, in };

	memset(ret, 0, sizeof(*ret));
	text_show(in, NAMES_SHOWN_BYTES, &shown);
	if (buf_check(&shown, err) < 0)
		return -1;
	snprintf(ret->shown, sizeof(ret->shown), "%s", buf_text(&shown));
	if (name_normalise(&raw, w->rules, &ret->name, &ret->changes,
			   &ret->why) == 0) {
		ret->host = true;
		return 0;
	}
	if (ret->why.no_memory)
		return err_nomem(err);
	ret->address = strcmp(ret->why.id, "name-is-address") == 0;
	return 0;
}

/* There is no SAN: the CN is all that the request names. */
static int
cn_alone(const struct names_work *w, struct bytes in, const struct cn *cn,
	 struct err *err)
{
	if (w->rules->common_name == CN_REFUSE) {
		violations_add(w->violations, -1, 0, "common-name-refused",
			       "the request has no subjectAltName, only the "
			       "CN \"%s\", and the policy takes no name from "
			       "there (common-name = refuse); put the names "
			       "into the subjectAltName",
			       cn->shown);
		return 0;
	}
	if (cn->address) {
		violations_add(w->violations, -1, 0, "common-name-is-address",
			       "the CN \"%s\" reads as an address; an address "
			       "is only taken as an IP name in the "
			       "subjectAltName, which the request does not "
			       "have",
			       cn->shown);
		return 0;
	}
	if (!cn->host) {
		violations_add(w->violations, -1, 0, "common-name-not-a-host",
			       "the request has no subjectAltName, and its CN "
			       "\"%s\" is not a host name: %s",
			       cn->shown, cn->why.text);
		return 0;
	}
	if (names_note_changes(w, in, &cn->name, &cn->changes, err) < 0)
		return -1;
	notes_add(w->notes, NOTE_CN_LIFTED,
		  "the request has no subjectAltName: its CN %s is taken as "
		  "its only name",
		  (const char *)cn->name.v);
	names_take(w, &cn->name);
	return 0;
}

/* A host name that stands beside SANs, but not among them. */
static int
cn_missing(const struct names_work *w, struct bytes in, const struct cn *cn,
	   struct err *err)
{
	char number[24], others[48] = "the name asked for";
	size_t n = w->names->count;

	if (n != 1)
		snprintf(others, sizeof(others), "among the %s names",
			 number_show(n, number));

	switch (w->rules->common_name) {
	case CN_REFUSE:
		violations_add(w->violations, -1, 0, "common-name-refused",
			       "CN %s is not %s, and the policy "
			       "refuses that (common-name = refuse)",
			       cn->shown, others);
		return 0;
	case CN_APPEND:
		if (n == LIMIT_NAMES)
			break;
		if (names_note_changes(w, in, &cn->name, &cn->changes, err) < 0)
			return -1;
		names_take(w, &cn->name);
		w->names->cn_last = w->names->count > n;
		return 0;
	case CN_PROMOTE:
		break;
	}
	notes_add(w->notes, NOTE_CN_NOT_IN_NAMES,
		  "CN %s is not %s: it is left out", cn->shown, others);
	return 0;
}

static int
cn_beside(const struct names_work *w, struct bytes in, const struct cn *cn,
	  struct err *err)
{
	struct name address;

	if (cn->host && names_hold(w->names, &cn->name))
		return 0;
	if (cn_address(in, &address) && names_hold(w->names, &address))
		return 0;
	if (cn->host)
		return cn_missing(w, in, cn, err);
	if (w->rules->common_name == CN_REFUSE) {
		violations_add(w->violations, -1, 0, "common-name-refused",
			       "CN \"%s\" is not among the names, and the "
			       "policy refuses that (common-name = refuse)",
			       cn->shown);
		return 0;
	}
	if (cn->address)
		notes_add(w->notes, NOTE_CN_LEFT_OUT,
			  "CN %s reads as an address and is left out; clients "
			  "look for addresses in the subjectAltName only",
			  cn->shown);
	else
		notes_add(w->notes, NOTE_CN_LEFT_OUT,
			  "CN \"%s\" is not a host name (%s) and is left out",
			  cn->shown, cn->why.text);
	return 0;
}

/* Several, or one that the reader of the subject could make nothing of: he
 * noted it. None of them is a name; "refuse" must not pass what it cannot
 * compare. */
static void
cn_unused(const struct names_work *w, size_t count, size_t requested)
{
	char number[24];

	if (w->rules->common_name == CN_REFUSE && count > 1)
		violations_add(w->violations, -1, 0, "common-name-refused",
			       "the subject has %s common names (CN), and the "
			       "policy takes one that is among the names, or "
			       "none (common-name = refuse)",
			       number_show(count, number));
	else if (w->rules->common_name == CN_REFUSE)
		violations_add(w->violations, -1, 0, "common-name-refused",
			       "the common name (CN) cannot be read as one "
			       "name, so it is not among the names, and the "
			       "policy refuses that (common-name = refuse)");
	else if (requested == 0 && count > 1)
		violations_add(w->violations, -1, 0, "common-name-several",
			       "the request has no subjectAltName and %s "
			       "common names (CN): which one is meant cannot "
			       "be known; put the names into the "
			       "subjectAltName",
			       number_show(count, number));
}

int
names_add_common_name(const struct names_work *w, struct raw_cn raw,
		      size_t requested, struct err *err)
{
	struct bytes cn = raw.text;
	struct cn read;

	if (raw.count > 1 || cn.n == 0) {
		cn_unused(w, raw.count, requested);
		return 0;
	}
	if (cn_read(w, cn, &read, err) < 0)
		return -1;
	if (!cn_is_clean(cn)) {
		violations_add(w->violations, -1, 0, "common-name-malformed",
			       "the CN \"%s\" holds octets that are no "
			       "visible text",
			       read.shown);
		return 0;
	}
	if (requested == 0)
		return cn_alone(w, cn, &read, err);
	return cn_beside(w, cn, &read, err);
}
