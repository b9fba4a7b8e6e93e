/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* What the signer tells the front on its own. */
#ifndef SANCA_FRONT_EVENTS_H
#define SANCA_FRONT_EVENTS_H

#include "front.h"

/* A signer_event_fn; ctx is the front. */
void events_take(void *ctx, const struct msg_event *event);
/* Takes what stands in public/, when there is a place for it yet. */
void events_load_crl(struct front *front);

#endif
