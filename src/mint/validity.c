/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Counts the validity of a certificate. */

#include "sanca/mint.h"

#include "sanca/clock.h"

static int
check_issuer_now(const struct certificate *ca, int64_t now, struct err *err)
{
	char when[32];

	if (now < ca->not_before) {
		clock_show(ca->not_before, when);
		return err_set(err, ERR_POLICY,
			       "the CA certificate is valid only from %s: "
			       "check the clock of this machine",
			       when);
	}
	if (now >= ca->not_after) {
		clock_show(ca->not_after, when);
		return err_set(err, ERR_POLICY,
			       "the CA certificate ended at %s: nothing can be "
			       "issued any more",
			       when);
	}
	return 0;
}

int
validity_window(const struct issuer *issuer, int64_t now, int64_t backdate_s,
		int64_t requested_s, int64_t *ret_not_before,
		int64_t *ret_not_after, bool *ret_shortened, struct err *err)
{
	const struct certificate *ca = &issuer->certificate;
	int64_t not_before = 0;
	int64_t not_after = 0;
	bool shortened = false;

	if (backdate_s < 0 || requested_s <= 0)
		return err_set(err, ERR_POLICY,
			       "a lifetime must be more than nothing, and "
			       "backdating cannot point to the future");
	if (check_issuer_now(ca, now, err) < 0)
		return -1;
	if (__builtin_sub_overflow(now, backdate_s, &not_before) ||
	    not_before < ca->not_before)
		not_before = ca->not_before;
	/* RFC 5280 4.1.2.5: the second notAfter belongs to the validity. */
	if (__builtin_add_overflow(not_before, requested_s - 1, &not_after) ||
	    not_after > ca->not_after) {
		not_after = ca->not_after;
		shortened = true;
	}
	if (not_after <= now)
		return err_set(err, ERR_POLICY,
			       "nothing is left of a lifetime of %lld s after "
			       "backdating by %lld s: ask for a longer one",
			       (long long)requested_s, (long long)backdate_s);
	*ret_not_before = not_before;
	*ret_not_after = not_after;
	*ret_shortened = shortened;
	return 0;
}
