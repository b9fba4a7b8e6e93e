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

/* A CA from before there was this user goes on without the child: it issues,
 * also when nobody can be told and no challenge be looked at. */
static void
find_optional(const struct conf *conf, enum which which, const char *name,
	      const char *key, const char *without, struct users *u)
{
	struct err err;

	if (find(name, key, &u->user[which], &err) == 0) {
		u->change[which] = u->user[which].uid != geteuid();
		return;
	}
	u->is_absent[which] = true;
	if (child_kinds[which].is_wanted(conf))
		logline_err(LOGLINE_ERROR, &err, "%s", without);
}

static void
warn_of_shared(const struct users *u, enum which which, const char *key)
{
	if (!u->change[which])
		return;
	for (enum which i = SIGNER; i < which; i++)
		if (u->user[which].uid == u->user[i].uid)
			logline(LOGLINE_WARNING,
				"%s is also another child's user: it can "
				"read what that one can",
				key);
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
	find_optional(conf, NOTIFIER, conf->notifier_user, "notifier-user",
		      "notices are not sent", &u);
	find_optional(conf, VALIDATOR, conf->validator_user, "validator-user",
		      "challenges of ACME are not looked at", &u);
	u.change[SIGNER] = u.user[SIGNER].uid != self;
	u.change[FRONT] = u.user[FRONT].uid != self;
	if (u.user[SIGNER].uid == u.user[FRONT].uid || !u.change[FRONT] ||
	    !u.change[SIGNER])
		logline(LOGLINE_WARNING,
			"front-user and signer-user are not two users besides "
			"root: the split of the processes guards against bugs, "
			"not against compromise");
	warn_of_shared(&u, NOTIFIER, "notifier-user");
	warn_of_shared(&u, VALIDATOR, "validator-user");
	*ret = u;
	return 0;
}
