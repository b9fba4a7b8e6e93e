/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* What revoking one and revoking many share. */
#ifndef SANCA_FRONT_CONSOLE_REVOKE_H
#define SANCA_FRONT_CONSOLE_REVOKE_H

#include "console_facts.h"
#include "console_page.h"

/* <option> for each reason that may follow now (-1: never revoked). */
void console_reasons_write(int now, struct buf *out);
MUST_CHECK int console_reason_read(struct bytes word, unsigned *ret,
				   struct err *err);
enum step console_ask_revoke(struct request *r, struct bytes serial,
			     unsigned reason);
/* Adds {{names}}: an item for each, or what stands for them. */
MUST_CHECK int console_add_names(struct page_values *v,
				 const struct console_facts *f,
				 struct err *err);

#endif
