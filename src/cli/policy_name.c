/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* The name of the policy that a new requester is held to. */
#include "cli.h"
#include "reach.h"

#include <string.h>

/* By the file; where that cannot be used, the daemon judges the name, if one
 * runs. */
int
cli_policy_name(const struct cli *cli, char ret[LIMIT_LABEL_BYTES + 1],
		struct err *err)
{
	CLEANUP(conf_free) struct conf *conf = NULL;
	CLEANUP(reach_close) struct reach *reach = NULL;
	const char *name = cli_get(cli, "--policy", NULL);
	const struct policy *policy = NULL;
	struct err none = { 0 };

	if (cli_conf(cli, &conf, err) == 0) {
		if (cli_policy(conf, name, &policy, err) < 0)
			return -1;
		name = policy->name;
	} else if (reach_open(cli->dir, false, &reach, &none) < 0) {
		return -1;
	}
	if (name == NULL)
		name = "default";
	if (strlen(name) > LIMIT_LABEL_BYTES)
		return err_set(err, ERR_USAGE, "--policy: too long");
	snprintf(ret, LIMIT_LABEL_BYTES + 1, "%s", name);
	return 0;
}
