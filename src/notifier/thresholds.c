/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Decides when something that ends is told of. */
#include "thresholds.h"

#define DAY_S INT64_C(86400)

bool
threshold_find(const struct conf_days *days, int64_t not_before,
	       int64_t not_after, int64_t now, unsigned *ret)
{
	int64_t left = not_after - now;
	bool found = false;

	if (left < -LIMIT_NOTICE_PAST_DAYS * DAY_S)
		return false;
	for (size_t i = 0; i < days->count; i++) {
		int64_t at = (int64_t)days->at[i] * DAY_S;

		/* Falling: the last that holds is the nearest. */
		if (left > at || at >= not_after - not_before)
			continue;
		*ret = days->at[i];
		found = true;
	}
	return found;
}

void
thresholds_of_ca(const struct conf_days *days, struct conf_days *ret)
{
	static const unsigned own[] = { 365, 180, 90 };
	struct conf_days all = { 0 };

	for (size_t i = 0; i < ARRAY_SIZE(own); i++)
		all.at[all.count++] = own[i];
	for (size_t i = 0; i < days->count; i++)
		if (days->at[i] < own[ARRAY_SIZE(own) - 1] &&
		    all.count < LIMIT_NOTICE_DAYS)
			all.at[all.count++] = days->at[i];
	*ret = all;
}

int64_t
days_left(int64_t not_after, int64_t now)
{
	if (not_after <= now)
		return 0;
	return (not_after - now + DAY_S - 1) / DAY_S;
}
