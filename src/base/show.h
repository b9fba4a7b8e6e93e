/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Text that is safe to show, for the files of this layer. */
#ifndef SANCA_BASE_SHOW_H
#define SANCA_BASE_SHOW_H

#include "sanca/bytes.h"

/* As text_show, but a backslash stays: for sentences whose parts have been
 * through text_show already. */
void show_sentence(struct bytes in, struct buf *out);

#endif
