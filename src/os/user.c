/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Users: found by name or number, and become for good. */
#include "config.h"
#include "sanca/os.h"

#include "sanca/text.h"

#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

/* getpwnam_r(3): the system's own figure is at most a hint. */
#define PASSWD_BYTES 16384

/* (uid_t)-1 means "leave as it is" to the kernel. */
#define ID_MAX (UINT32_MAX - 1)

static int
find_numbers(const char *text, struct os_user *ret, struct err *err)
{
	char uid_text[16];
	size_t n = strcspn(text, ":");
	uint64_t uid = 0;
	uint64_t gid = 0;

	if (n >= sizeof(uid_text))
		return err_set(err, ERR_CONFIG, "\"%.40s\" is no user id",
			       text);
	memcpy(uid_text, text, n);
	uid_text[n] = '\0';
	if (text_u64(uid_text, ID_MAX, &uid, err) != 0 ||
	    text_u64(text[n] == ':' ? text + n + 1 : uid_text, ID_MAX, &gid,
		     err) != 0) {
		err->code = ERR_CONFIG;
		return err_context(err, "user \"%.40s\"", text);
	}
	*ret = (struct os_user){ .uid = (uid_t)uid, .gid = (gid_t)gid };
	snprintf(ret->name, sizeof(ret->name), "%s", text);
	return 0;
}

/* The group of a number without one is that of the user database. */
static void
find_group(struct os_user *user)
{
	char room[PASSWD_BYTES];
	struct passwd pw;
	struct passwd *found = NULL;

	if (getpwuid_r(user->uid, &pw, room, sizeof(room), &found) == 0 &&
	    found != NULL)
		user->gid = found->pw_gid;
}

static int
find_name(const char *name, struct os_user *ret, struct err *err)
{
	char room[PASSWD_BYTES];
	struct passwd pw;
	struct passwd *found = NULL;
	int fault = getpwnam_r(name, &pw, room, sizeof(room), &found);

	if (fault != 0) {
		errno = fault;
		return err_errno(err, ERR_OS, "look up the user %.60s", name);
	}
	if (found == NULL || strlen(name) >= sizeof(ret->name))
		return err_set(err, ERR_NOT_FOUND, "there is no user \"%.60s\"",
			       name);
	*ret = (struct os_user){ .uid = found->pw_uid, .gid = found->pw_gid };
	memcpy(ret->name, name, strlen(name) + 1);
	return 0;
}

int
os_user_find(const char *name, struct os_user *ret, struct err *err)
{
	struct os_user user;

	if (name[0] < '0' || name[0] > '9')
		return find_name(name, ret, err);
	if (find_numbers(name, &user, err) != 0)
		return -1;
	if (strchr(name, ':') == NULL)
		find_group(&user);
	*ret = user;
	return 0;
}

int
os_group_find(const char *name, gid_t *ret, struct err *err)
{
	char room[PASSWD_BYTES];
	struct group gr;
	struct group *found = NULL;
	uint64_t gid = 0;
	int fault = 0;

	if (name[0] >= '0' && name[0] <= '9') {
		if (text_u64(name, ID_MAX, &gid, err) != 0)
			return err_context(err, "group \"%.40s\"", name);
		*ret = (gid_t)gid;
		return 0;
	}
	fault = getgrnam_r(name, &gr, room, sizeof(room), &found);
	if (fault != 0) {
		errno = fault;
		return err_errno(err, ERR_OS, "look up the group %.60s", name);
	}
	if (found == NULL)
		return err_set(err, ERR_NOT_FOUND,
			       "there is no group \"%.60s\"", name);
	*ret = found->gr_gid;
	return 0;
}

static int
check_no_way_back(const struct os_user *user, struct err *err)
{
	uid_t r = 0;
	uid_t e = 0;
	uid_t s = 0;

	if (getresuid(&r, &e, &s) != 0 || r != user->uid || e != user->uid ||
	    s != user->uid || getgid() != user->gid || getegid() != user->gid)
		return err_set(err, ERR_OS,
			       "the change to user %s did not happen",
			       user->name);
	if (user->uid != 0 && (setuid(0) == 0 || seteuid(0) == 0))
		return err_set(err, ERR_OS,
			       "after the change to user %s root could be had "
			       "back",
			       user->name);
	return 0;
}

int
os_user_become(const struct os_user *user, gid_t extra_group, struct err *err)
{
	size_t groups = extra_group == (gid_t)-1 ? 0 : 1;

	if (setgroups(groups, &extra_group) != 0)
		return err_errno(err, ERR_OS, "give up groups for user %s",
				 user->name);
	if (setresgid(user->gid, user->gid, user->gid) != 0)
		return err_errno(err, ERR_OS, "become group %ju of user %s",
				 (uintmax_t)user->gid, user->name);
	if (setresuid(user->uid, user->uid, user->uid) != 0)
		return err_errno(err, ERR_OS, "become user %s", user->name);
		/* A change of user sets it to fs.suid_dumpable. */
#ifndef SANCA_SANITIZE
	if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0)
		return err_errno(err, ERR_OS, "forbid dumps");
#endif
	return check_no_way_back(user, err);
}
