/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* layer: base */
/* Addresses that mail is sent to. */
#ifndef SANCA_CONTACT_H
#define SANCA_CONTACT_H

#include "sanca/bytes.h"
#include "sanca/limits.h"

/* One address as it may stand in a header and in RCPT TO without quoting: a
 * dot-atom, '@', a host name (RFC 5322 3.4.1). ERR_MALFORMED says what is wrong
 * with it. */
MUST_CHECK int contact_check(struct bytes address, struct err *err);
/* The same for addresses separated by one blank each; empty is none. */
MUST_CHECK int contacts_check(struct bytes list, struct err *err);
/* Takes the next one off a list; false at its end. */
bool contacts_next(struct bytes *list, struct bytes *ret);

#endif
