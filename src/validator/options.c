/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Reads the options of sanca-validator. */
#include "validator.h"

#include "sanca/text.h"

#include <getopt.h>

enum { OPT_SUPERVISOR = 256, OPT_USER };

static const struct option long_options[] = {
	{ "supervisor-fd", required_argument, NULL, OPT_SUPERVISOR },
	{ "user", required_argument, NULL, OPT_USER },
	{ NULL, 0, NULL, 0 }
};

static int
read_option(int c, const char *value, struct options *o, struct err *err)
{
	uint64_t v = 0;

	switch (c) {
	case OPT_SUPERVISOR:
		if (text_u64(value, 1U << 20, &v, err) < 0)
			return -1;
		o->supervisor = (int)v;
		return 0;
	case OPT_USER:
		o->change_user = true;
		return os_user_find(value, &o->user, err);
	default:
		return err_set(err, ERR_USAGE, "an option that there is not");
	}
}

int
options_read(int argc, char **argv, struct options *ret, struct err *err)
{
	struct options o = { .supervisor = -1 };
	int c = 0;

	opterr = 0;
	while ((c = getopt_long(argc, argv, "", long_options, NULL)) != -1)
		if (read_option(c, optarg, &o, err) < 0)
			return -1;
	if (optind != argc || o.supervisor < 0)
		return err_set(err, ERR_USAGE,
			       "sanca-validator is started by sancad: see "
			       "sancad(8)");
	*ret = o;
	return 0;
}
