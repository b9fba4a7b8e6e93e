/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Failed challenges, counted by the hour: of an account for a name, of an account,
 * of an address. Not of a name alone: anybody could use that up for its owner. */
#include "acme.h"

#include "signer.h"

enum whose { OF_NAME, OF_ACCOUNT, OF_ADDRESS, WHOSE_COUNT };

static const char *const words[WHOSE_COUNT] = {
	[OF_NAME] = "of this account for this name",
	[OF_ACCOUNT] = "of this account",
	[OF_ADDRESS] = "that were asked for from this address",
};

static uint64_t
most_of(const struct signer *s, enum whose whose)
{
	uint64_t most = s->configuration->conf->acme_failures_per_hour;

	return whose == OF_NAME ? most : most * LIMIT_ACME_FAILURES_TIMES;
}

/* false: there is nothing to count by. */
static bool
put_place(enum whose whose, const struct acme_authz *a, struct bytes peer,
	  struct buf *out)
{
	buf_append_u8(out, (uint8_t)whose);
	if (whose == OF_ADDRESS)
		hourly_put_peer(peer, out);
	else
		buf_printf(out, "%ju ", (uintmax_t)a->account);
	if (whose == OF_NAME)
		buf_append(out, a->name.v, a->name.n);
	return !out->broken && (whose != OF_ADDRESS || peer.n > 0);
}

int
acme_failures_check(struct signer *s, struct acme_item *it,
		    const struct acme_authz *a, struct err *err)
{
	for (enum whose i = 0; i < WHOSE_COUNT; i++) {
		CLEANUP(buf_free) struct buf place = { 0 };

		if (!put_place(i, a, it->msg.challenge.peer, &place) ||
		    hourly_has(&s->acme.failures, buf_bytes(&place),
			       most_of(s, i), &it->retry_after_s))
			continue;
		return err_set(err, ERR_RATE_LIMITED,
			       "%ju challenges %s failed within an hour "
			       "(failures-per-hour): mend what they said first",
			       (uintmax_t)most_of(s, i), words[i]);
	}
	return 0;
}

void
acme_failures_note(struct signer *s, const struct acme_authz *a,
		   const char *peer)
{
	for (enum whose i = 0; i < WHOSE_COUNT; i++) {
		CLEANUP(buf_free) struct buf place = { 0 };
		uint32_t ignored = 0;

		if (put_place(i, a, bytes_of_text(peer), &place))
			(void)hourly_take(&s->acme.failures, buf_bytes(&place),
					  UINT64_MAX, &ignored);
	}
}
