/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* sanca console-link and requester calendar: addresses with a secret in them. */
#include "cli.h"
#include "out.h"
#include "reach.h"
#include "sanca/clock.h"
#include "secret_link.h"

#include <string.h>

/* What somebody is told on the telephone and does today. */
#define CONSOLE_LINK_S 86400

static int
send_new(const struct cli *cli, struct msg *m, struct err *err)
{
	CLEANUP(reach_close) struct reach *reach = NULL;
	struct msg answer = { 0 };

	if (reach_open(cli->dir, true, &reach, err) < 0)
		return -1;
	return reach_call(reach, m, MSG_DONE, &answer, NULL, err);
}

static int
give(const struct cli *cli, const char *requester, struct buf *address,
     int64_t expires_at, struct err *err)
{
	if (cli->json)
		return out_json(json_pack("{s:s, s:s, s:o}", "requester",
					  requester, "address",
					  buf_text(address), "expires_at",
					  out_json_time(expires_at)),
				err);
	puts(buf_text(address));
	if (fflush(stdout) != 0)
		return err_set(err, ERR_OS, "the address could not be written");
	return 0;
}

int
cmd_console_link(struct cli *cli, struct err *err)
{
	CLEANUP(conf_free) struct conf *conf = NULL;
	CLEANUP(buf_free_wipe) struct buf address = { 0 };
	const char *name = cli->operand_count > 0 ? cli->operands[0] : "";
	struct msg m = { .type = MSG_LINK_NEW };
	struct secret_link link = { 0 };

	if ((*name != '\0' &&
	     requester_name_check(bytes_of_text(name), err) < 0) ||
	    cli_conf(cli, &conf, err) < 0 || secret_link_draw(&link, err) < 0 ||
	    secret_link_console(conf, &link, &address, err) < 0)
		return -1;
	m.link_new.kind = LINK_CONSOLE;
	m.link_new.requester = bytes_of_text(name);
	m.link_new.hash = BYTES_OF(link.hash);
	m.link_new.expires_at = clock_wall_s() + CONSOLE_LINK_S;
	if (send_new(cli, &m, err) < 0)
		return -1;
	if (!cli->json && *name != '\0')
		cli_say("%s sets a password there, once, within a day; that "
			"ends what %s is signed in to",
			name, name);
	else if (!cli->json)
		cli_say("a new administrator chooses a name and a password "
			"there, once, within a day");
	return give(cli, name, &address, m.link_new.expires_at, err) < 0
		       ? -1
		       : EXIT_DONE;
}

static int
end_calendar(struct cli *cli, struct msg *m, struct err *err)
{
	if (send_new(cli, m, err) < 0)
		return -1;
	cli_say("the calendar of %s has ended", cli->operands[0]);
	return EXIT_DONE;
}

int
cmd_requester_calendar(struct cli *cli, struct err *err)
{
	CLEANUP(conf_free) struct conf *conf = NULL;
	CLEANUP(buf_free_wipe) struct buf address = { 0 };
	const char *name = cli->operands[0];
	struct msg m = { .type = MSG_LINK_NEW };
	struct secret_link link = { 0 };

	if (requester_name_check(bytes_of_text(name), err) < 0)
		return -1;
	m.link_new.kind = LINK_CALENDAR;
	m.link_new.requester = bytes_of_text(name);
	if (cli_has(cli, "--end"))
		return end_calendar(cli, &m, err);
	if (cli_conf(cli, &conf, err) < 0 || secret_link_draw(&link, err) < 0 ||
	    secret_link_calendar(conf, &link, &address, err) < 0)
		return -1;
	m.link_new.hash = BYTES_OF(link.hash);
	if (send_new(cli, &m, err) < 0)
		return -1;
	if (!cli->json)
		cli_say("whoever has this address sees what %s has and when it "
			"ends; an earlier one has ended",
			name);
	return give(cli, name, &address, 0, err) < 0 ? -1 : EXIT_DONE;
}
