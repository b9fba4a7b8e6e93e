/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* The command line of sanca-signer. */
#include "options.h"

#include "sanca/text.h"

#include <getopt.h>
#include <limits.h>
#include <stddef.h>

enum option_code {
	OPTION_SUPERVISOR = 256,
	OPTION_FRONT,
	OPTION_CONTROL,
	OPTION_CONTROL_CHANNEL,
	OPTION_USER,
	OPTION_OFFLINE,
	OPTION_ACCEPT_ROLLBACK,
};

static const struct option known[] = {
	{ "supervisor-fd", required_argument, NULL, OPTION_SUPERVISOR },
	{ "front-fd", required_argument, NULL, OPTION_FRONT },
	{ "control-fd", required_argument, NULL, OPTION_CONTROL },
	{ "control-channel-fd", required_argument, NULL,
	  OPTION_CONTROL_CHANNEL },
	{ "user", required_argument, NULL, OPTION_USER },
	{ "offline", no_argument, NULL, OPTION_OFFLINE },
	{ "accept-rollback", no_argument, NULL, OPTION_ACCEPT_ROLLBACK },
	{ NULL, 0, NULL, 0 },
};

static int
parse_fd(const char *text, int *ret, struct err *err)
{
	uint64_t fd = 0;

	if (text_u64(text, INT_MAX, &fd, err) != 0)
		return err_context(err, "descriptor %s", text);
	*ret = (int)fd;
	return 0;
}

static int
take_option(int code, struct options *o, struct err *err)
{
	switch (code) {
	case 'd':
		o->dir = optarg;
		return 0;
	case OPTION_SUPERVISOR:
		return parse_fd(optarg, &o->supervisor_fd, err);
	case OPTION_FRONT:
		return parse_fd(optarg, &o->front_fd, err);
	case OPTION_CONTROL:
		return parse_fd(optarg, &o->control_fd, err);
	case OPTION_CONTROL_CHANNEL:
		return parse_fd(optarg, &o->control_channel_fd, err);
	case OPTION_USER:
		o->user = optarg;
		return 0;
	case OPTION_OFFLINE:
		o->offline = true;
		return 0;
	case OPTION_ACCEPT_ROLLBACK:
		o->accept_rollback = true;
		return 0;
	default:
		return err_set(err, ERR_USAGE, "an option that is not known");
	}
}

int
options_parse(int argc, char **argv, struct options *ret, struct err *err)
{
	struct options o = { .supervisor_fd = -1,
			     .front_fd = -1,
			     .control_fd = -1,
			     .control_channel_fd = -1 };
	int code = 0;

	opterr = 0;
	while ((code = getopt_long(argc, argv, "d:", known, NULL)) != -1) {
		if (take_option(code, &o, err) != 0)
			return -1;
	}
	if (optind != argc || o.dir == NULL || o.supervisor_fd < 0)
		return err_set(err, ERR_USAGE,
			       "-d and --supervisor-fd must be given, and "
			       "nothing but options");
	*ret = o;
	return 0;
}
