/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* What nobody can guess, as it stands in addresses. */
#include "sanca/clock.h"
#include "sanca/text.h"

#include <string.h>

int
random_base64url(size_t octets, char *ret, struct err *err)
{
	CLEANUP(buf_free_wipe) struct buf text = { 0 };
	uint8_t drawn[RANDOM_TEXT_OCTETS];

	if (octets > sizeof(drawn))
		return err_set(err, ERR_INTERNAL, "%zu random octets", octets);
	if (random_bytes(drawn, octets, err) != 0)
		return -1;
	base64url_encode((struct bytes){ drawn, octets }, &text);
	bytes_wipe(drawn, sizeof(drawn));
	if (buf_check(&text, err) != 0)
		return -1;
	memcpy(ret, buf_text(&text), text.n + 1);
	return 0;
}
