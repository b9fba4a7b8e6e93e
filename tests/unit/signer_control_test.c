/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Who may use the control socket, and how many. */
#include "signer_rig.h"

#include "sanca/files.h"
#include "sanca/limits.h"
#include "sanca/os.h"

#include "tests/tap.h"

#include <fcntl.h>
#include <grp.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static struct rig rig;
static char path[128], number[12];

static void
begin(const char *conf)
{
	struct err err;
	int fd = -1;

	rig_make(&rig, "ec-p256", conf);
	chmod(rig.dir, 0755);
	snprintf(path, sizeof(path), "%s/control", rig.dir);
	if (os_listen_local(path, 0666, (gid_t)-1, &fd, &err) != 0) {
		printf("Bail out! %s\n", err.text);
		exit(99);
	}
	fcntl(fd, F_SETFD, 0);
	snprintf(number, sizeof(number), "%d", fd);
	rig.options[0] = "--control-fd";
	rig.options[1] = number;
	if (rig_start(&rig) != 0) {
		printf("Bail out! %s\n", rig.fatal.text);
		exit(99);
	}
	close(fd);
}

/* Connects and says HELLO: whether it was answered. */
static bool
is_let_in(struct channel **ret)
{
	struct msg hello = { .type = MSG_HELLO, .id = 1 };
	struct msg answer;
	struct err err;
	int fd = -1;

	hello.hello.version = IPC_VERSION;
	hello.hello.program = bytes_of_text("test");
	if (os_connect_local(path, &fd, &err) != 0 ||
	    channel_open(fd, FROM_SIGNER, ret, &err) != 0)
		return false;
	if (channel_send(*ret, &hello, -1, 1000, &err) != 0)
		return false;
	return rig_receive(&rig, *ret, 5000, &answer) == 1 &&
	       answer.type == MSG_HELLO;
}

/* extra: a supplementary group, or -1. */
static bool
is_let_in_with(uid_t uid, gid_t gid, gid_t extra)
{
	int status = 0;
	pid_t pid = 0;

	fflush(NULL);
	pid = fork();
	if (pid == 0) {
		struct channel *ch = NULL;

		if (setgroups(extra == (gid_t)-1 ? 0 : 1, &extra) != 0 ||
		    setresgid(gid, gid, gid) != 0 ||
		    setresuid(uid, uid, uid) != 0)
			_exit(2);
		_exit(is_let_in(&ch) ? 0 : 1);
	}
	if (waitpid(pid, &status, 0) != pid || !WIFEXITED(status) ||
	    WEXITSTATUS(status) == 2)
		exit(99);
	return WEXITSTATUS(status) == 0;
}

static bool
is_let_in_as(uid_t uid, gid_t gid)
{
	return is_let_in_with(uid, gid, (gid_t)-1);
}

static void
root_owner_and_group_are_let_in_and_the_front_never(void)
{
	static const char conf[] = "[http]\nlisten = 127.0.0.1:8080\n"
				   "[process]\nfront-user = 64101:64101\n"
				   "control-group = games\n"
				   "[policy servers]\n"
				   "allow-domain = contoso.com\n";
	struct os_user games = { 0 };
	struct err err;

	if (geteuid() != 0 || os_user_find("games", &games, &err) != 0) {
		skip("only root can be somebody else");
		return;
	}
	begin(conf);
	ok(is_let_in_as(0, 0), "root");
	ok(!is_let_in_as(64199, 64199), "not a stranger");
	ok(is_let_in_as(64199, games.gid), "somebody of the group");
	ok(is_let_in_with(64199, 64199, games.gid), "who has it besides");
	/* What the process has counts; the user database is not asked. */
	ok(!is_let_in_as(games.uid, 64199), "not who is a member elsewhere");
	ok(!is_let_in_as(64101, 64101), "not the front");
	ok(!is_let_in_as(64101, games.gid), "not even in the group");
	ok(!is_let_in_with(64101, 64101, games.gid), "nor with it besides");
	if (chown(rig.dir, 64150, 64150) != 0)
		exit(99);
	ok(is_let_in_as(64150, 64150), "the owner of the directory");
	ok(rig_end_is_well(&rig), "the signer ends well");
}

static void
sixteen_are_let_in_at_once(void)
{
	struct channel *all[LIMIT_CONTROL_CONNECTIONS] = { NULL };
	struct channel *more = NULL;
	unsigned let_in = 0;

	begin(NULL);
	/* One place is the rig's own. */
	for (size_t i = 0; i + 1 < LIMIT_CONTROL_CONNECTIONS; i++)
		let_in += is_let_in(&all[i]);
	is_int(let_in, LIMIT_CONTROL_CONNECTIONS - 1, "let in");
	ok(!is_let_in(&more), "one more is not");
	channel_free(&more);
	channel_free(&all[0]);
	usleep(50000);
	ok(is_let_in(&more), "until one has left");
	channel_free(&more);
	for (size_t i = 0; i < LIMIT_CONTROL_CONNECTIONS; i++)
		channel_free(&all[i]);
	ok(rig_end_is_well(&rig), "the signer ends well");
}

TAP_MAIN(root_owner_and_group_are_let_in_and_the_front_never,
	 sixteen_are_let_in_at_once)
