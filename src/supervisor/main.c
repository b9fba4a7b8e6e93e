/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Starts sancad. */
#include "config.h"
#include "supervisor.h"

#include "sanca/logline.h"

#include <getopt.h>
#include <gnu/libc-version.h>
#include <stdio.h>
#include <stdlib.h>

static const char usage[] =
	"usage: sancad -d DIR\n"
	"Runs the certificate authority in DIR until SIGTERM; messages go to\n"
	"standard error. SIGHUP reads DIR/sanca.conf again.\n"
	"\n"
	"  -d, --dir DIR      data directory that sanca init made (or SANCA_DIR)\n"
	"  --accept-rollback  start on a database older than it was; logged\n"
	"  -V, --version      versions of sancad, of the protocol between its\n"
	"                     processes and of glibc (libraries: sanca "
	"--version)\n"
	"  -h, --help         this text\n";

static const struct option options[] = {
	{ "dir", required_argument, NULL, 'd' },
	{ "accept-rollback", no_argument, NULL, 'R' },
	{ "version", no_argument, NULL, 'V' },
	{ "help", no_argument, NULL, 'h' },
	{ NULL, 0, NULL, 0 },
};

int
main(int argc, char **argv)
{
	const char *dir = getenv("SANCA_DIR");
	bool accept_rollback = false;
	int c = 0;

	logline_open("sancad", false, LOGLINE_INFO);
	while ((c = getopt_long(argc, argv, "d:Vh", options, NULL)) != -1) {
		switch (c) {
		case 'd':
			dir = optarg;
			break;
		case 'R':
			accept_rollback = true;
			break;
		case 'V':
			printf("sancad " PACKAGE_VERSION "\nprotocol %d\n"
			       "glibc %s\n",
			       IPC_VERSION, gnu_get_libc_version());
			return 0;
		case 'h':
			fputs(usage, stdout);
			return 0;
		default:
			fputs(usage, stderr);
			return 2;
		}
	}
	if (optind != argc || dir == NULL || dir[0] == '\0') {
		fputs(usage, stderr);
		return 2;
	}
	return supervisor_run(dir, accept_rollback);
}
