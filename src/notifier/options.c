/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Reads the options of sanca-notifier. */
#include "notifier.h"

#include "sanca/contact.h"
#include "sanca/text.h"

#include <getopt.h>

enum {
	OPT_SUPERVISOR = 256,
	OPT_USER,
	OPT_LOG_GID,
	OPT_TEST,
	OPT_LIST,
	OPT_TO,
	OPT_JSON
};

static const struct option long_options[] = {
	{ "supervisor-fd", required_argument, NULL, OPT_SUPERVISOR },
	{ "user", required_argument, NULL, OPT_USER },
	{ "log-gid", required_argument, NULL, OPT_LOG_GID },
	{ "test", no_argument, NULL, OPT_TEST },
	{ "list", no_argument, NULL, OPT_LIST },
	{ "to", required_argument, NULL, OPT_TO },
	{ "json", no_argument, NULL, OPT_JSON },
	{ NULL, 0, NULL, 0 }
};

static int
read_option(int c, const char *value, struct options *o, struct err *err)
{
	uint64_t v = 0;

	switch (c) {
	case 'd':
		o->dir = value;
		return 0;
	case OPT_SUPERVISOR:
		if (text_u64(value, 1U << 20, &v, err) < 0)
			return -1;
		o->supervisor = (int)v;
		return 0;
	case OPT_USER:
		o->change_user = true;
		return os_user_find(value, &o->user, err);
	case OPT_LOG_GID:
		if (text_u64(value, UINT32_MAX - 1, &v, err) < 0)
			return -1;
		o->log_gid = (gid_t)v;
		return 0;
	case OPT_TEST:
		o->job = JOB_TEST;
		return 0;
	case OPT_LIST:
		o->job = JOB_LIST;
		return 0;
	case OPT_TO:
		o->to = value;
		return contact_check(bytes_of_text(value), err);
	case OPT_JSON:
		o->json = true;
		return 0;
	default:
		return err_set(err, ERR_USAGE, "an option that there is not");
	}
}

int
options_read(int argc, char **argv, struct options *ret, struct err *err)
{
	struct options o = { .supervisor = -1, .log_gid = (gid_t)-1 };
	int c = 0;

	opterr = 0;
	while ((c = getopt_long(argc, argv, "d:", long_options, NULL)) != -1)
		if (read_option(c, optarg, &o, err) < 0)
			return -1;
	if (optind != argc || o.dir == NULL ||
	    (o.job == JOB_SERVE && o.supervisor < 0))
		return err_set(err, ERR_USAGE,
			       "sanca-notifier is started by sancad and by "
			       "sanca notify: see sancad(8)");
	*ret = o;
	return 0;
}
