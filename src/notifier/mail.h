/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Messages as they go to a mail server (RFC 5322, 2045, 2047). */
#ifndef SANCA_NOTIFIER_MAIL_H
#define SANCA_NOTIFIER_MAIL_H

#include "sanca/bytes.h"

struct mail {
	const char *from, *to;	/* of contact_check() */
	const char *name;	/* of the sender, for people: UTF-8 */
	const char *subject;	/* UTF-8 */
	const char *message_id; /* "x@y" */
	int64_t date;
	struct bytes body; /* UTF-8, lines end in LF */
};

/* Text of one part, 7bit or quoted-printable as the body needs; control octets
 * in name and subject become blanks. Lines end in CRLF. */
void mail_write(const struct mail *m, struct buf *out);

#endif
