/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Octets as GMP limbs. */
#include "limbs.h"

void
limbs_from_octets(struct bytes octets, mp_limb_t *ret, size_t count)
{
	for (size_t i = 0; i < count; i++)
		ret[i] = 0;
	for (size_t i = 0; i < octets.n; i++) {
		size_t place = octets.n - 1 - i;

		ret[place / 8] |= (mp_limb_t)octets.p[i] << (place % 8 * 8);
	}
}

size_t
limbs_normal(const mp_limb_t *p, size_t count)
{
	while (count > 0 && p[count - 1] == 0)
		count--;
	return count;
}
