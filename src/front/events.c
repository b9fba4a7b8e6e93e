/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Does what an event of the signer asks for, before it is acknowledged. */

#include "events.h"

#include "crl.h"
#include "ocsp_cache.h"

void
events_load_crl(struct front *front)
{
	struct live *live = NULL;

	if (!front->crl)
		return;
	live = live_take(&front->live);
	crl_load(front->crl, live->issuer);
	live_drop(&live);
}

void
events_take(void *ctx, const struct msg_event *event)
{
	struct front *front = ctx;

	switch ((enum ipc_event)event->kind) {
	case EVENT_REVOKED:
		ocsp_cache_forget(front->ocsp, event->serial, event->number);
		break;
	case EVENT_CRL:
		events_load_crl(front);
		break;
	case EVENT_GENERATION:
		break;
	}
}
