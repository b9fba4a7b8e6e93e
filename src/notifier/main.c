/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Starts sanca-notifier: drops rights first, then talks to servers. */
#include "notifier.h"

#include "sanca/floors.h"
#include "sanca/logline.h"

#include <curl/curl.h>
#include <signal.h>
#include <stdio.h>

static int
drop_rights(const struct options *o, struct err *err)
{
	int keep[1] = { o->supervisor };

	if (os_close_others(keep, o->supervisor >= 0 ? 1 : 0, err) < 0)
		return -1;
	if (o->change_user && os_user_become(&o->user, o->log_gid, err) < 0)
		return -1;
	return os_harden(err);
}

/* By a person, from the settings as they are on disk. */
static int
run_by_hand(struct notifier *n, struct err *err)
{
	CLEANUP(conf_free) struct conf *conf = NULL;
	CLEANUP(buf_free) struct buf text = { 0 };

	logline_open("sanca-notifier", false, LOGLINE_WARNING);
	if (conf_load(n->options.dir, &conf, &text, err) < 0 ||
	    notifier_configure(n, buf_bytes(&text), err) < 0)
		return -1;
	return n->options.job == JOB_TEST ? try_run(n) : show_run(n);
}

static int
run(struct notifier *n, struct err *err)
{
	/* A server that hangs up is an error of a call. */
	signal(SIGPIPE, SIG_IGN);
	if (curl_global_init(CURL_GLOBAL_DEFAULT) != 0)
		return err_set(err, ERR_INTERNAL, "libcurl does not start");
	if (n->options.job != JOB_SERVE)
		return run_by_hand(n, err);
	return notifier_serve(n, err);
}

int
main(int argc, char **argv)
{
	static struct notifier n;
	struct err err;
	int status = 0;

	logline_open("sanca-notifier", false, LOGLINE_INFO);
	if (options_read(argc, argv, &n.options, &err) < 0 ||
	    drop_rights(&n.options, &err) < 0) {
		fprintf(stderr, "sanca-notifier: %s\n", err.text);
		return err_info(err.code)->exit_status;
	}
	status = run(&n, &err);
	if (status < 0 && n.options.job == JOB_SERVE)
		logline_err(LOGLINE_ERROR, &err, "sanca-notifier");
	else if (status < 0)
		fprintf(stderr, "sanca: %s\n", err.text);
	notifier_free(&n);
	curl_global_cleanup();
	return status < 0 ? err_info(err.code)->exit_status : status;
}
