/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* layer: base */
/* Versions of libraries below which there is a known fault (floors.def). */
#ifndef SANCA_FLOORS_H
#define SANCA_FLOORS_H

#include <stdbool.h>

/* What is wrong with this version of a library (static text), or NULL. A
 * version that is no row of numbers and dots counts as 0; what follows the
 * numbers is not looked at. *ret_least is set beside it. */
const char *floors_fault(const char *library, const char *version,
			 const char **ret_least);

/* Logs a warning if there is such a fault. version: NULL is older than all. */
void floors_warn(const char *library, const char *version);

#endif
