/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Starts sanca-signer. */

#include <stdio.h>

int
main(void)
{
	fputs("usage: sanca-signer [option...]\n", stderr);
	return 2;
}
