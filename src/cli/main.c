/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Starts sanca. */

#include <stdio.h>

int
main(void)
{
	fputs("usage: sanca [option...]\n", stderr);
	return 2;
}
