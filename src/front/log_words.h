/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Entries of the issuance log in words. */
#ifndef SANCA_FRONT_LOG_WORDS_H
#define SANCA_FRONT_LOG_WORDS_H

#include "sanca/issuance_log.h"

/* What happened, as markup: a sentence. A body that is not as its type has it is
 * told as such. */
void log_words_write(enum log_type type, struct bytes body, struct buf *out);
/* Every member of the body as <dt> and <dd>, in its order; names in a list. */
void log_members_write(struct bytes body, struct buf *out);

#endif
