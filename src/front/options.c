/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Reads the options of sanca-front. */

#include "options.h"

#include "sanca/text.h"

#include <getopt.h>
#include <string.h>

enum {
	OPT_SUPERVISOR = 256,
	OPT_SIGNER,
	OPT_PLAIN,
	OPT_TLS,
	OPT_CLIENT,
	OPT_PROBE,
	OPT_METRICS,
	OPT_USER,
	OPT_LOG_GID
};

static const struct option long_options[] = {
	{ "supervisor-fd", required_argument, NULL, OPT_SUPERVISOR },
	{ "signer-fd", required_argument, NULL, OPT_SIGNER },
	{ "plain-fd", required_argument, NULL, OPT_PLAIN },
	{ "tls-fd", required_argument, NULL, OPT_TLS },
	{ "client-fd", required_argument, NULL, OPT_CLIENT },
	{ "probe-fd", required_argument, NULL, OPT_PROBE },
	{ "metrics-fd", required_argument, NULL, OPT_METRICS },
	{ "user", required_argument, NULL, OPT_USER },
	{ "log-gid", required_argument, NULL, OPT_LOG_GID },
	{ NULL, 0, NULL, 0 }
};

static int
read_fd(const char *text, int *ret, struct err *err)
{
	uint64_t v = 0;

	if (text_u64(text, 1U << 20, &v, err) < 0)
		return -1;
	*ret = (int)v;
	return 0;
}

static int
add_fd(const char *text, struct fds *fds, struct err *err)
{
	if (fds->count == LIMIT_LISTENERS)
		return err_set(err, ERR_USAGE, "too many listeners");
	if (read_fd(text, &fds->at[fds->count], err) < 0)
		return -1;
	fds->count++;
	return 0;
}

static int
read_option(int c, const char *value, struct options *o, struct err *err)
{
	uint64_t gid = 0;

	switch (c) {
	case 'd':
		o->dir = value;
		return 0;
	case OPT_SUPERVISOR:
		return read_fd(value, &o->supervisor, err);
	case OPT_SIGNER:
		return read_fd(value, &o->signer, err);
	case OPT_PLAIN:
		return add_fd(value, &o->plain, err);
	case OPT_TLS:
		return add_fd(value, &o->tls, err);
	case OPT_CLIENT:
		return add_fd(value, &o->client, err);
	case OPT_PROBE:
		return add_fd(value, &o->probe, err);
	case OPT_METRICS:
		return add_fd(value, &o->metrics, err);
	case OPT_USER:
		o->change_user = true;
		return os_user_find(value, &o->user, err);
	case OPT_LOG_GID:
		if (text_u64(value, UINT32_MAX - 1, &gid, err) < 0)
			return -1;
		o->log_gid = (gid_t)gid;
		return 0;
	default:
		return err_set(err, ERR_USAGE, "an option that there is not");
	}
}

int
options_read(int argc, char **argv, struct options *ret, struct err *err)
{
	struct options o = { .supervisor = -1,
			     .signer = -1,
			     .log_gid = (gid_t)-1 };
	int c = 0;

	opterr = 0;
	while ((c = getopt_long(argc, argv, "d:", long_options, NULL)) != -1)
		if (read_option(c, optarg, &o, err) < 0)
			return -1;
	if (optind != argc || !o.dir || o.supervisor < 0 || o.signer < 0)
		return err_set(err, ERR_USAGE,
			       "sanca-front is started by sancad: see "
			       "sancad(8)");
	*ret = o;
	return 0;
}
