/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Libraries that say they are old, by LD_PRELOAD. */

const char *sqlite3_libversion(void);
const char *MHD_get_version(void);

const char *
sqlite3_libversion(void)
{
	return "3.8.0";
}

const char *
MHD_get_version(void)
{
	return "0.9.70";
}
