/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Libraries that say they are old, by LD_PRELOAD; see also OLD_IGNORES. */
#include <dlfcn.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

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

/* With OLD_IGNORES=1, the default of this setting stays (NORMAL in some
 * builds), in silence, as SQLite does with what it does not know. */
int
sqlite3_exec(sqlite3 *db, const char *sql,
	     int (*callback)(void *, int, char **, char **), void *arg,
	     char **ret_text)
{
	int (*call)(sqlite3 *, const char *,
		    int (*)(void *, int, char **, char **), void *, char **) =
		NULL;

	*(void **)&call = dlsym(RTLD_NEXT, "sqlite3_exec");
	if (getenv("OLD_IGNORES") != NULL &&
	    strcmp(sql, "PRAGMA synchronous=FULL") == 0)
		sql = "PRAGMA synchronous=NORMAL";
	return call(db, sql, callback, arg, ret_text);
}
