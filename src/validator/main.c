/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Starts sanca-validator: drops rights first, then looks at what others say. */
#include "validator.h"

#include "sanca/logline.h"

#include <ares.h>
#include <curl/curl.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

static int
drop_rights(const struct options *o, struct err *err)
{
	int keep[1] = { o->supervisor };

	if (os_close_others(keep, 1, err) < 0)
		return -1;
	if (o->change_user && os_user_become(&o->user, (gid_t)-1, err) < 0)
		return -1;
	return os_harden(err);
}

static int
run(struct validator *v, struct err *err)
{
	/* A server that hangs up is an error of a call. */
	signal(SIGPIPE, SIG_IGN);
	if (curl_global_init(CURL_GLOBAL_DEFAULT) != 0)
		return err_set(err, ERR_INTERNAL, "libcurl does not start");
	if (ares_library_init(ARES_LIB_INIT_ALL) != ARES_SUCCESS)
		return err_set(err, ERR_INTERNAL, "c-ares does not start");
	return validator_serve(v, err);
}

int
main(int argc, char **argv)
{
	static struct validator v;
	struct err err;
	int status = 0;

	logline_open("sanca-validator", false, LOGLINE_INFO);
	if (options_read(argc, argv, &v.options, &err) < 0 ||
	    drop_rights(&v.options, &err) < 0) {
		fprintf(stderr, "sanca-validator: %s\n", err.text);
		return err_info(err.code)->exit_status;
	}
	status = run(&v, &err);
	if (status < 0) {
		logline_err(LOGLINE_ERROR, &err, "sanca-validator");
		status = err_info(err.code)->exit_status;
	}
	/* Threads may be at work: what they use is not taken from them. */
	fflush(NULL);
	_exit(status);
}
