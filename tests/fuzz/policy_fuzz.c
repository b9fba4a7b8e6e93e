/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Policy rules and names of any octets: the first line is the policy as in
 * tests/vectors/policy.tsv, the rest the wire form of names. */

#include "fuzz.h"

#include "tests/unit/policy_text.h"

/* What is allowed lies inside the constraints of the same policy. */
static void
check_constraints(const struct policy *policy, const struct names *names)
{
	CLEANUP(buf_free) struct buf shown = { 0 };
	static struct constraints constraints;
	static struct violations violations;
	struct err err;

	if (constraints_from_policy(policy, &constraints, &err) < 0)
		return;
	constraints_show(&constraints, &shown);
	memset(&violations, 0, sizeof(violations));
	constraints_check(&constraints, names, &violations);
	must(violations.count == 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	CLEANUP(buf_free) struct buf line = { 0 };
	CLEANUP(buf_free) struct buf shown = { 0 };
	const uint8_t *end = size > 0 ? memchr(data, '\n', size) : NULL;
	static struct policy_text text;
	static struct names names;
	static struct policy_verdict verdict;
	struct policy_request asked = { .key_kind = KEY_EC_P384,
					.names = &names };
	struct bytes wire;
	struct err err;

	if (!end)
		return 0;
	buf_append(&line, data, (size_t)(end - data));
	if (policy_read(buf_text(&line), &text, &err) < 0)
		return 0;
	policy_canonical(&text.policy, &shown);
	(void)!policy_validate(&text.policy, NULL, &err);
	wire = (struct bytes){ end + 1, size - (size_t)(end + 1 - data) };
	if (names_decode(wire, &names, &err) < 0)
		return 0;
	policy_check(&text.policy, &asked, &verdict);
	must(!verdict.allowed || names.count > 0);
	if (verdict.allowed)
		check_constraints(&text.policy, &names);
	return 0;
}
