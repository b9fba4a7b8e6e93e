/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Names of a request, and their wire form: any octets. */

#include "fuzz.h"

#include "sanca/names.h"

#include <string.h>

/* What comes out must be normal, and stay itself over the wire. */
static void
check(const struct names *names, const struct names_rules *rules)
{
	CLEANUP(buf_free) struct buf wire = { 0 };
	static struct names back;
	struct err err;

	for (size_t i = 0; i < names->count; i++)
		must(name_is_normal(&names->at[i], rules, &err));
	names_encode(names, &wire);
	must(names_decode(buf_bytes(&wire), &back, &err) == 0);
	must(back.count == names->count);
	for (size_t i = 0; i < back.count; i++)
		must(name_equal(&back.at[i], &names->at[i]));
	must(names_common_name(names).n <= LIMIT_COMMON_NAME_BYTES);
}

/* First octet: the rules; then per name a tag, a length, octets; tag 0x10 is
 * the CN. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct names names;
	static struct notes notes;
	static struct violations violations;
	struct raw_names raw = { 0 };
	struct raw_cn cn = { 0 };
	struct names_rules rules;
	struct err err;

	(void)!names_decode((struct bytes){ data, size }, &names, &err);
	if (size == 0)
		return 0;
	rules.common_name = data[0] % 3;
	rules.idn = data[0] / 3 % 3;
	rules.underscore = data[0] & 0x80;
	for (size_t at = 1; at + 2 <= size && raw.count < LIMIT_NAMES;) {
		size_t n = data[at + 1];
		struct bytes value;

		if (n > size - at - 2)
			n = size - at - 2;
		value = (struct bytes){ data + at + 2, n };
		if (data[at] == 0x10)
			cn = (struct raw_cn){ cn.count + 1, value };
		else
			raw.at[raw.count++] =
				(struct raw_name){ data[at], value };
		at += 2 + n;
	}
	memset(&notes, 0, sizeof(notes));
	memset(&violations, 0, sizeof(violations));
	if (names_prepare(&raw, cn, &rules, &names, &notes, &violations,
			  &err) == 0)
		check(&names, &rules);
	return 0;
}
