/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* As whom the processes of a CA will run, who is to own its files. */
#include "cli.h"
#include "site.h"

#include <unistd.h>

static int
find_user(const char *name, const char *told, struct os_user *ret,
	  struct err *err)
{
	if (os_user_find(name, ret, err) == 0)
		return 0;
	return err_set(err, ERR_USAGE,
		       "there is no user %.60s: run systemd-sysusers to make "
		       "the users of sanca, or %s (a name or UID:GID)",
		       name, told);
}

int
owners_find(const struct conf *conf, const char *told_front,
	    const char *told_signer, struct owners *ret, struct err *err)
{
	ret->as_root = geteuid() == 0;
	if (!ret->as_root)
		return 0;
	if (find_user(conf->front_user, told_front, &ret->front, err) < 0 ||
	    find_user(conf->signer_user, told_signer, &ret->signer, err) < 0)
		return -1;
	ret->has_notifier =
		os_user_find(conf->notifier_user, &ret->notifier, err) == 0;
	if (ret->front.uid == ret->signer.uid)
		cli_say("warning: sanca-front and sanca-signer have one user: "
			"their split then guards against bugs only");
	return 0;
}
