/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* What names_prepare() carries from name to name. */
#ifndef POLICY_NAMES_WORK_H
#define POLICY_NAMES_WORK_H

#include "name_forms.h"

struct names_work {
	const struct names_rules *rules;
	struct names *names;
	struct notes *notes;
	struct violations *violations;
};

/* Says in notes how the name came to differ from how it was written. */
MUST_CHECK int names_note_changes(const struct names_work *w,
				  struct bytes written, const struct name *name,
				  const struct name_changes *changes,
				  struct err *err);
/* Takes the name in, as the last, unless it is among them. */
void names_take(const struct names_work *w, const struct name *name);
/* The CN, by rules->common_name; requested counts the SANs that were asked
 * for, usable or not. */
MUST_CHECK int names_add_common_name(const struct names_work *w,
				     struct raw_cn cn, size_t requested,
				     struct err *err);

/* Octets of a name that are read to show it, when it cannot be used. */
#define NAMES_SHOWN_BYTES 80

#endif
