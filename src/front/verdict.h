/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* The verdict on each name of a request. */
#ifndef SANCA_FRONT_VERDICT_H
#define SANCA_FRONT_VERDICT_H

#include "work.h"

/* ,"names":[{"type":…,"value":…,"allowed":…,"rule":…,"line":…},…] */
void verdict_names_render(const struct work *w, struct buf *out);

#endif
