/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* sanca --version, in the manner of sancad --version. */
#include "config.h"

#include "cli.h"
#include "sanca/floors.h"
#include "sanca/ipc.h"

#include <gnu/libc-version.h>
#include <gnutls/gnutls.h>
#include <jansson.h>
#include <sqlite3.h>

static void
library(FILE *out, const char *name, const char *version)
{
	const char *least = NULL;
	const char *why = floors_fault(name, version, &least);

	fprintf(out, "%s %s", name, version);
	if (why != NULL)
		fprintf(out, " (%s; %s is without it)", why, least);
	fputc('\n', out);
}

void
cli_version(FILE *out)
{
	fprintf(out, "sanca " PACKAGE_VERSION "\nprotocol %d\nglibc %s\n",
		IPC_VERSION, gnu_get_libc_version());
	library(out, "GnuTLS", gnutls_check_version(NULL));
	library(out, "SQLite", sqlite3_libversion());
	library(out, "jansson", jansson_version_str());
}
