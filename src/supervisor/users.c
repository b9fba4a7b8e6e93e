/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Who the children become. */
#include "supervisor.h"

#include "sanca/logline.h"

#include <unistd.h>

static int
find(const char *name, const char *key, struct os_user *ret, struct err *err)
{
	if (os_user_find(name, ret, err) == 0)
		return 0;
	err->code = ERR_CONFIG;
	return err_set(err, ERR_CONFIG,
		       "%s: run systemd-sysusers to create the users of sanca, "
		       "or name another user with %s = under [process] in "
		       "sanca.conf",
		       err->text, key);
}

/* That nobody can be told is no reason not to issue: a CA from before there was
 * this user goes on. */
static void
find_notifier(const struct conf *conf, struct users *u)
{
	struct err err;

	if (find(conf->notifier_user, "notifier-user", &u->user[NOTIFIER],
		 &err) == 0) {
		u->change[NOTIFIER] = u->user[NOTIFIER].uid != geteuid();
		return;
	}
	u->is_absent[NOTIFIER] = true;
	if (conf_sends_notices(conf))
		logline_err(LOGLINE_ERROR, &err, "notices are not sent");
}

int
users_find(const struct conf *conf, struct users *ret, struct err *err)
{
	struct users u = { 0 };
	uid_t self = geteuid();

	if (self != 0) {
		logline(LOGLINE_WARNING,
			"started as an ordinary user: all processes are uid "
			"%ju, so their split guards against bugs, not against "
			"compromise",
			(uintmax_t)self);
		*ret = u;
		return 0;
	}
	if (find(conf->signer_user, "signer-user", &u.user[SIGNER], err) != 0 ||
	    find(conf->front_user, "front-user", &u.user[FRONT], err) != 0)
		return -1;
	find_notifier(conf, &u);
	u.change[SIGNER] = u.user[SIGNER].uid != self;
	u.change[FRONT] = u.user[FRONT].uid != self;
	if (u.user[SIGNER].uid == u.user[FRONT].uid || !u.change[FRONT] ||
	    !u.change[SIGNER])
		logline(LOGLINE_WARNING,
			"front-user and signer-user are not two users besides "
			"root: the split of the processes guards against bugs, "
			"not against compromise");
	if (u.change[NOTIFIER] && (u.user[NOTIFIER].uid == u.user[FRONT].uid ||
				   u.user[NOTIFIER].uid == u.user[SIGNER].uid))
		logline(LOGLINE_WARNING,
			"notifier-user is also another child's user: it can "
			"read what that one can");
	*ret = u;
	return 0;
}
