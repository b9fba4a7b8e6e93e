/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* The spelling of a listening address. */
#ifndef SANCA_CONF_ADDRESS_H
#define SANCA_CONF_ADDRESS_H

#include "sanca/err.h"

/* "127.0.0.1:8080", "[::1]:8080", "*:80", "unix:/path"; without asking the
 * system. ERR_CONFIG says how it is written. */
MUST_CHECK int address_check(const char *text, struct err *err);

#endif
