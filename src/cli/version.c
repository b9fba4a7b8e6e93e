/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* sanca --version, in the manner of sancad --version. */
#include "config.h"

#include "cli.h"
#include "sanca/ipc.h"

#include <gnu/libc-version.h>
#include <gnutls/gnutls.h>
#include <jansson.h>
#include <sqlite3.h>

void
cli_version(FILE *out)
{
	fprintf(out,
		"sanca " PACKAGE_VERSION "\nprotocol %d\nglibc %s\n"
		"GnuTLS %s\nSQLite %s\njansson %s\n",
		IPC_VERSION, gnu_get_libc_version(), gnutls_check_version(NULL),
		sqlite3_libversion(), jansson_version_str());
}
