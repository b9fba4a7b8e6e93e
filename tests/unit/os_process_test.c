/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Locks, sealed bytes, users and what a child gives up. */
#include "config.h"
#include "sanca/files.h"
#include "sanca/os.h"

#include "../tap.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static void
a_lock_has_one_holder_and_names_it(void)
{
	char path[] = "/tmp/sanca-lock.XXXXXX";
	char pid[32];
	struct err err = { 0 };
	int made = mkstemp(path);
	int fd = -1;
	int second = -1;

	fd_close(&made);
	is_int(os_lock_file(AT_FDCWD, path, &fd, &err), 0, "%s", err.text);
	is_int(os_lock_file(AT_FDCWD, path, &second, &err), -1,
	       "not twice, even in one process");
	is_int(err.code, ERR_CONFLICT, "%s", err.text);
	snprintf(pid, sizeof(pid), "process %d:", (int)getpid());
	ok(strstr(err.text, pid) != NULL, "the holder is named");
	fd_close(&fd);
	is_int(os_lock_file(AT_FDCWD, path, &second, &err), 0,
	       "free when closed: %s", err.text);
	fd_close(&second);
	unlink(path);
	is_int(symlink("/tmp/sanca-lock-target", path), 0, "a link");
	is_int(os_lock_file(AT_FDCWD, path, &fd, &err), -1, "not followed");
	unlink(path);
}

static void
sealed_bytes_cannot_be_changed(void)
{
	CLEANUP(buf_free) struct buf b = { 0 };
	struct bytes text = bytes_of_text("[http]\nlisten = x\n");
	struct err err = { 0 };
	int fd = -1;

	is_int(os_sealed(text, &fd, &err), 0, "%s", err.text);
	for (int i = 0; i < 2; i++) {
		buf_clear(&b);
		is_int(os_sealed_read(fd, 100, &b, &err), 0, "%s", err.text);
		ok(bytes_equal(buf_bytes(&b), text), "the same, again");
	}
	is_int(pwrite(fd, "x", 1, 0), -1, "no writing");
	is_int(errno, EPERM, "it is sealed");
	is_int(ftruncate(fd, 0), -1, "no cutting");
	is_int(ftruncate(fd, 100), -1, "no growing");
	buf_clear(&b);
	is_int(os_sealed_read(fd, text.n - 1, &b, &err), -1, "too large");
	is_int(err.code, ERR_TOO_LARGE, "%s", err.text);
	is_int(os_sealed_read(fd, text.n, &b, &err), 0, "%s", err.text);
	fd_close(&fd);
}

static void
what_is_not_sealed_is_refused(void)
{
	CLEANUP(buf_free) struct buf b = { 0 };
	struct err err = { 0 };
	int open_fd = memfd_create("x", MFD_CLOEXEC | MFD_ALLOW_SEALING);
	int null = open("/dev/null", O_RDONLY | O_CLOEXEC);

	is_int(os_sealed_read(open_fd, 100, &b, &err), -1, "no seals");
	is_int(fcntl(open_fd, F_ADD_SEALS, F_SEAL_WRITE), 0, "one seal");
	is_int(os_sealed_read(open_fd, 100, &b, &err), -1, "some seals");
	is_int(os_sealed_read(null, 100, &b, &err), -1, "a device");
	is_int(b.n, 0, "nothing was read");
	fd_close(&open_fd);
	fd_close(&null);
}

static void
users_are_found_by_name_and_number(void)
{
	struct os_user u;
	struct err err = { 0 };
	gid_t gid = 99;

	is_int(os_user_find("root", &u, &err), 0, "%s", err.text);
	is_int(u.uid, 0, "root");
	is_int(os_user_find("1234:5678", &u, &err), 0, "%s", err.text);
	ok(u.uid == 1234 && u.gid == 5678, "both numbers");
	is_int(os_user_find("64999", &u, &err), 0, "%s", err.text);
	ok(u.uid == 64999 && u.gid == 64999, "one number");
	is_int(os_group_find("root", &gid, &err), 0, "%s", err.text);
	is_int(gid, 0, "group root");
	is_int(os_group_find("77", &gid, &err), 0, "%s", err.text);
	is_int(gid, 77, "group 77");
	is_int(os_group_find("no-such-group", &gid, &err), -1, "none");
}

static void
other_users_are_refused(void)
{
	static const char *const bad[] = {
		"no-such-user", "12x",	       "1:",  "1:2:3", "4294967295",
		"1:4294967295", "99999999999", "1:x", "",      ":5"
	};
	struct os_user u = { .uid = 7 };
	struct err err = { 0 };

	for (size_t i = 0; i < ARRAY_SIZE(bad); i++)
		is_int(os_user_find(bad[i], &u, &err), -1, "\"%s\"", bad[i]);
	is_int(u.uid, 7, "untouched");
}

static int
hardened(void)
{
	struct rlimit core = { 1, 1 };
	struct err err = { 0 };

	if (os_harden(&err) != 0)
		return 1;
	if (prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) != 1)
		return 2;
#ifndef SANCA_SANITIZE
	if (prctl(PR_GET_DUMPABLE, 0, 0, 0, 0) != 0)
		return 3;
#endif
	if (getrlimit(RLIMIT_CORE, &core) != 0 || core.rlim_max != 0)
		return 4;
	return umask(0) == 077 ? 0 : 5;
}

static int
became(void)
{
	struct os_user u = { .uid = 64998, .gid = 64997, .name = "test" };
	gid_t groups[8];
	struct err err = { 0 };

	if (os_harden(&err) != 0 || os_user_become(&u, 64996, &err) != 0)
		return 1;
	if (getuid() != 64998 || getgid() != 64997)
		return 2;
	if (getgroups(8, groups) != 1 || groups[0] != 64996)
		return 3;
	if (setuid(0) == 0 || setgid(0) == 0)
		return 4;
#ifndef SANCA_SANITIZE
	if (prctl(PR_GET_DUMPABLE, 0, 0, 0, 0) != 0)
		return 5;
#endif
	return 0;
}

static int
in_child(int (*fn)(void))
{
	int status = -1;
	pid_t pid = fork();

	if (pid == 0)
		_exit(fn());
	waitpid(pid, &status, 0);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void
a_hardened_child_leaves_no_traces(void)
{
	is_int(in_child(hardened), 0, "as claimed");
}

static void
a_user_is_become_for_good(void)
{
	if (getuid() != 0) {
		skip("needs root");
		return;
	}
	is_int(in_child(became), 0, "as claimed");
}

static void
there_is_a_core(void)
{
	bool locked = false;
	struct err err = { 0 };

	ok(os_cores() >= 1 && os_cores() < 100000, "%u", os_cores());
	is_int(os_sandbox(OS_ROLE_SIGNER, &err), 0, "the place is left");
	is_int(os_lock_memory(&locked, &err), 0, "%s", err.text);
}

TAP_MAIN(a_lock_has_one_holder_and_names_it, sealed_bytes_cannot_be_changed,
	 what_is_not_sealed_is_refused, users_are_found_by_name_and_number,
	 other_users_are_refused, a_hardened_child_leaves_no_traces,
	 a_user_is_become_for_good, there_is_a_core)
