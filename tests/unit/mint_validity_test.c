/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Claims about the window of validity. */

#include "sanca/mint.h"
#include "tests/tap.h"

#define NOW INT64_C(1795377600)
#define DAY INT64_C(86400)

static struct issuer ca = { .certificate = { .not_before = NOW - 10 * DAY,
					     .not_after = NOW + 400 * DAY } };
static int64_t nb, na;
static bool cut;
static struct err err;

static int
window(int64_t now, int64_t backdate, int64_t requested)
{
	nb = na = -1;
	cut = false;
	return validity_window(&ca, now, backdate, requested, &nb, &na, &cut,
			       &err);
}

static void
the_lifetime_is_inclusive_and_backdating_is_inside(void)
{
	for (int64_t s = 2 * DAY; s < 390 * DAY; s += 12345) {
		if (!ok(window(NOW, 3600, s) == 0, "%s", err.text))
			return;
		is_int(na - nb + 1, s, "counted with both ends");
		is_int(nb, NOW - 3600, "backdated");
		ok(!cut, "not cut");
	}
	ok(window(NOW, 0, 90 * DAY) == 0, "%s", err.text);
	is_int(na, NOW + 90 * DAY - 1, "90 days end one second early");
}

static void
it_never_outlives_the_issuer(void)
{
	int64_t fits = ca.certificate.not_after - NOW + 1;

	is_int(window(NOW, 0, fits), 0, "to the last second");
	ok(!cut && na == ca.certificate.not_after, "is not cut");
	is_int(window(NOW, 0, fits + 1), 0, "one second more");
	ok(cut && na == ca.certificate.not_after, "is cut, and said");
	is_int(window(NOW, 0, INT64_MAX), 0, "for ever");
	ok(cut && na == ca.certificate.not_after, "is cut without overflow");
	is_int(window(ca.certificate.not_after - 3600, 0, 90 * DAY), 0,
	       "a CA with one hour left");
	is_int(na - nb, 3600, "gives that hour");
	ok(cut, "and says so");
}

static void
it_never_begins_before_the_issuer(void)
{
	is_int(window(NOW, 30 * DAY, 90 * DAY), 0, "%s", err.text);
	is_int(nb, ca.certificate.not_before, "begins with the issuer");
	is_int(na - nb + 1, 90 * DAY, "and is as long as asked for");
	is_int(window(NOW, INT64_MAX, 90 * DAY), 0, "no overflow");
	is_int(nb, ca.certificate.not_before, "begins with the issuer");
}

static void
refused(int64_t now, int64_t backdate, int64_t requested, const char *word)
{
	is_int(window(now, backdate, requested), -1, "%s", word);
	is_int(err.code, ERR_POLICY, "by rule");
	ok(strstr(err.text, word), "\"%s\" says \"%s\"", err.text, word);
	ok(nb == -1 && na == -1 && !cut, "nothing is returned");
}

static void
a_window_with_nothing_in_it_is_refused(void)
{
	refused(NOW, 0, 0, "more than nothing");
	refused(NOW, 0, -5, "more than nothing");
	refused(NOW, 0, INT64_MIN, "more than nothing");
	refused(NOW, -1, DAY, "backdating");
	refused(NOW, 3600, 3600, "nothing is left");
	refused(NOW, 3600, 1, "nothing is left");
	refused(ca.certificate.not_after, 0, DAY, "ended at 2027-12-27");
	refused(ca.certificate.not_after + DAY, 0, DAY, "ended");
	refused(ca.certificate.not_before - 1, 0, DAY, "valid only from");
	refused(INT64_MIN, 0, DAY, "valid only from");
	refused(INT64_MAX, 0, DAY, "ended");
}

TAP_MAIN(the_lifetime_is_inclusive_and_backdating_is_inside,
	 it_never_outlives_the_issuer, it_never_begins_before_the_issuer,
	 a_window_with_nothing_in_it_is_refused)
