/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Starts sanca. */
#include "cli.h"

int
main(int argc, char **argv)
{
	return cli_main(argc, argv);
}
