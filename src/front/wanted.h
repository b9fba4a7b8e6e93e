/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* The request helper: what was asked on its form, and what is thought of it. */
#ifndef SANCA_FRONT_WANTED_H
#define SANCA_FRONT_WANTED_H

#include "live.h"
#include "wanted_names.h"
#include "work.h"

struct wanted {
	/* As they were typed. */
	struct buf mail, server, internal, domain, is_short, list;
	struct wanted_names typed;
	size_t place[LIMIT_NAMES]; /* of a name of work, in typed */
	struct work *work;
	/* By which the names were judged; NULL: it is told to nobody. */
	const struct policy *policy;
	/* work holds a request that was read: without typed names its own are
	 * judged. */
	bool is_request;
	bool has_key;		   /* work holds the key, too: it is judged */
	bool refused[LIMIT_NAMES]; /* of typed: no name at all */
	struct buf faults;	   /* markup: why */
};

struct wanted *wanted_new(void); /* NULL for lack of memory */
void wanted_free(struct wanted **wanted);
/* Judges typed by the policy of those without a token, if there is one, and
 * by what the CA can certify. -1 only when no opinion can be had. */
MUST_CHECK int wanted_judge(struct wanted *wanted, const struct live *live,
			    struct err *err);
/* The same by this policy, which is told. */
MUST_CHECK int wanted_judge_by(struct wanted *wanted, const struct live *live,
			       const struct policy *policy,
			       const char *requester, struct err *err);
/* Makes typed what was judged, with one name moved or left out. */
enum wanted_way { WANTED_UP, WANTED_DOWN, WANTED_OUT };
void wanted_move(struct wanted *wanted, enum wanted_way way, size_t at);
/* Markup: an item for each name with its verdict; what holds for all of them;
 * notes; the names to go on from, each on its line. */
void wanted_items_write(const struct wanted *wanted, struct buf *out);
void wanted_summary_write(const struct wanted *wanted, struct buf *out);
void wanted_notes_write(const struct wanted *wanted, struct buf *out);
void wanted_lines_write(const struct wanted *wanted, struct buf *out);

#endif
