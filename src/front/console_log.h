/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* What the pages about the log have in common. */
#ifndef SANCA_FRONT_CONSOLE_LOG_H
#define SANCA_FRONT_CONSOLE_LOG_H

#include "console_page.h"

/* The hashes of a proof as items of a list. */
void console_log_hashes_write(struct bytes hashes, struct buf *out);

#endif
