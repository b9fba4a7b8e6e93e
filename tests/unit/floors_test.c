/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Versions of libraries against the list of known faults. */
#include "sanca/floors.h"

#include "tests/tap.h"

#include <gnutls/gnutls.h>
#include <jansson.h>
#include <microhttpd.h>
#include <sqlite3.h>

static void
versions_are_compared_number_by_number(void)
{
	static const struct {
		const char *version;
		bool below;
	} rows[] = { { "3.39.2", false },  { "3.39.1", true },
		     { "3.40", false },	   { "3.5.99", true },
		     { "3.39", true },	   { "4", false },
		     { "3.39.10", false }, { "", true },
		     { "unknown", true },  { "3.39.2-1", false } };

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const char *least = NULL;
		bool below = floors_fault("SQLite", rows[i].version, &least);

		ok(below == rows[i].below, "SQLite \"%s\"", rows[i].version);
		ok((least != NULL) == below, "and which one would do");
	}
}

static void
a_library_without_a_row_has_no_known_fault(void)
{
	const char *least = NULL;

	ok(floors_fault("glibc", "0", &least) == NULL, "no row");
}

static void
those_of_this_machine_are_good(void)
{
	const char *least = NULL;
	const char *const have[][2] = {
		{ "GnuTLS", gnutls_check_version(NULL) },
		{ "libmicrohttpd", MHD_get_version() },
		{ "SQLite", sqlite3_libversion() },
		{ "jansson", jansson_version_str() },
	};

	for (size_t i = 0; i < sizeof(have) / sizeof(have[0]); i++) {
		ok(floors_fault(have[i][0], "0", &least) != NULL,
		   "%s has a row", have[i][0]);
		ok(floors_fault(have[i][0], have[i][1], &least) == NULL,
		   "%s %s", have[i][0], have[i][1]);
	}
}

TAP_MAIN(versions_are_compared_number_by_number,
	 a_library_without_a_row_has_no_known_fault,
	 those_of_this_machine_are_good)
