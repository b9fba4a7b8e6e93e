/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Names on a form of the console: judged, moved, left out, added. */
#ifndef SANCA_FRONT_CONSOLE_NAMES_H
#define SANCA_FRONT_CONSOLE_NAMES_H

#include "console_page.h"
#include "wanted.h"
#include "work.h"

struct console_names {
	struct wanted *wanted;
	enum policy_outcome outcome;
	/* What no person can allow: no names, the CA's own limits, the key. */
	bool is_hopeless;
	struct policy_verdict by_approval; /* when it was asked */
	bool has_approval;
};
struct console_names *console_names_new(void);
void console_names_free(struct console_names **n);

/* The policy that stands behind one, or NULL. */
const struct policy *console_approval_of(const struct request *r,
					 const struct policy *p);
/* Judges what is typed, or else what the request holds; then does what a button
 * said ("up-2", "down-0", "out-1"; "": nothing) and judges again. */
MUST_CHECK int console_names_judge(struct console_names *n,
				   const struct request *r,
				   const struct judges *by, struct bytes button,
				   struct err *err);
/* Markup: each name with its verdict and its buttons; all together. */
MUST_CHECK int console_names_write(const struct console_names *n,
				   const struct judges *by, struct buf *out,
				   struct err *err);
/* The names, each on its line. */
void console_names_lines(const struct console_names *n, struct buf *out);
/* Options of a select: the profiles of a policy. */
void console_profiles_write(const struct policy *p, const char *chosen,
			    struct buf *out);

#endif
