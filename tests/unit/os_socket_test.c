/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Addresses are numbers, listeners are exact, local paths may be long. */
#include "sanca/files.h"
#include "sanca/os.h"

#include "../tap.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

static void
addresses_are_read(void)
{
	static const struct {
		const char *text;
		bool loopback;
	} good[] = {
		{ "127.0.0.1:8080", true },
		{ "127.9.9.9:0", true },
		{ "0.0.0.0:80", false },
		{ "[::1]:8080", true },
		{ "[::]:80", false },
		{ "*:65535", false },
		{ "192.168.1.2:443", false },
		{ "[fe80::1]:1", false },
		{ "[::ffff:127.0.0.1]:1", true },
		{ "unix:/run/x", true },
	};
	struct os_address a;
	struct err err = { 0 };

	for (size_t i = 0; i < ARRAY_SIZE(good); i++) {
		is_int(os_address_parse(good[i].text, &a, &err), 0, "%s: %s",
		       good[i].text, err.text);
		is_str(a.text, good[i].text, "its text");
		is_int(os_address_is_loopback(&a), good[i].loopback,
		       "%s: loopback", good[i].text);
	}
}

static void
other_addresses_are_refused(void)
{
	static const char *const bad[] = {
		"",
		"8080",
		"localhost:80",
		"127.0.0.1",
		"127.0.0.1:",
		"127.0.0.1:x",
		"127.0.0.1:65536",
		"127.1:80",
		"::1:80",
		"[::1]80",
		"[::1",
		"[]:80",
		"[127.0.0.1]:80",
		"*",
		"**:80",
		"127.0.0.1:+8",
		"127.0.0.1: 80",
		"unix:",
		"unix:x",
		"[::1%lo]:80",
		"1.2.3.4.5:80",
		"0x7f.1:80",
	};
	char path[200] = "unix:/";
	struct os_address a;
	struct err err = { 0 };

	memset(path + 6, 'x', 150);
	is_int(os_address_parse(path, &a, &err), -1, "a long path");
	for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
		is_int(os_address_parse(bad[i], &a, &err), -1, "\"%s\"",
		       bad[i]);
		is_int(err.code, ERR_CONFIG, "%s", err.text);
	}
}

static void
port_zero_gets_a_real_port(void)
{
	struct os_address a;
	struct os_address bound;
	struct err err = { 0 };
	int fd = -1;
	int again = -1;

	is_int(os_address_parse("127.0.0.1:0", &a, &err), 0, "%s", err.text);
	is_int(os_listen(&a, &fd, &err), 0, "%s", err.text);
	is_int(os_address_of(fd, &bound, &err), 0, "%s", err.text);
	ok(strncmp(bound.text, "127.0.0.1:", 10) == 0 &&
		   strcmp(bound.text + 10, "0") != 0,
	   "%s", bound.text);
	is_int(fcntl(fd, F_GETFD), FD_CLOEXEC, "close-on-exec");
	ok((fcntl(fd, F_GETFL) & O_NONBLOCK) != 0, "non-blocking");
	is_int(os_listen(&bound, &again, &err), -1, "twice");
	is_int(err.code, ERR_CONFLICT, "%s", err.text);
	fd_close(&fd);
	is_int(os_listen(&bound, &again, &err), 0, "after it is closed: %s",
	       err.text);
	fd_close(&again);
}

static char dir[] = "/tmp/sanca-os.XXXXXX";

static void
a_local_stream_replaces_a_stale_one_only(void)
{
	char text[100];
	struct os_address a;
	struct err err = { 0 };
	int fd = -1;
	int again = -1;

	snprintf(text, sizeof(text), "unix:%s/http", dir);
	is_int(os_address_parse(text, &a, &err), 0, "%s", err.text);
	is_int(os_listen(&a, &fd, &err), 0, "%s", err.text);
	is_int(os_listen(&a, &again, &err), -1, "a live one stays");
	fd_close(&fd);
	is_int(os_listen(&a, &again, &err), 0, "a stale one goes: %s",
	       err.text);
	fd_close(&again);
	unlink(text + 5);
}

static void
check_groups(int peer)
{
	gid_t groups[256];
	struct err err = { 0 };
	int n = getgroups(256, groups);
	bool in = false;

	is_int(os_peer_in_group(peer, getgid(), &in, &err), 0, "%s", err.text);
	ok(in, "in its own group");
	for (int i = 0; i < n; i++) {
		in = false;
		is_int(os_peer_in_group(peer, groups[i], &in, &err), 0, "%s",
		       err.text);
		ok(in, "in supplementary group %d", (int)groups[i]);
	}
	is_int(os_peer_in_group(peer, 64999, &in, &err), 0, "%s", err.text);
	ok(!in, "in no other");
}

static void
check_control(const char *path)
{
	struct err err = { 0 };
	struct stat st = { 0 };
	uid_t uid = 0;
	gid_t gid = 0;
	pid_t pid = 0;
	int fd = -1;
	int to = -1;
	int peer = -1;

	is_int(os_connect_local(path, &to, &err), -1, "nobody there");
	is_int(err.code, ERR_UNREACHABLE, "%s", err.text);
	is_int(os_listen_local(path, 0660, getgid(), &fd, &err), 0, "%s",
	       err.text);
	ok(stat(path, &st) == 0 && S_ISSOCK(st.st_mode), "a socket is there");
	is_int(st.st_mode & 07777, 0660, "with exactly this mode");
	is_int(os_connect_local(path, &to, &err), 0, "%s", err.text);
	peer = accept(fd, NULL, NULL);
	is_int(os_peer(peer, &uid, &gid, &pid, &err), 0, "%s", err.text);
	ok(uid == getuid() && gid == getgid() && pid == getpid(), "it is us");
	check_groups(peer);
	fd_close(&peer);
	is_int(os_listen_local(path, 0600, (gid_t)-1, &peer, &err), -1,
	       "a second");
	is_int(err.code, ERR_CONFLICT, "%s", err.text);
	fd_close(&fd);
	fd_close(&to);
	is_int(os_connect_local(path, &to, &err), -1, "it is stale");
	is_int(os_listen_local(path, 0600, (gid_t)-1, &fd, &err), 0,
	       "and is replaced: %s", err.text);
	fd_close(&fd);
	unlink(path);
}

static void
control_sockets_are_exact(void)
{
	char path[100];
	struct err err = { 0 };
	int fd = -1;

	snprintf(path, sizeof(path), "%s/control", dir);
	check_control(path);
	fd = open(path, O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
	fd_close(&fd);
	is_int(os_listen_local(path, 0600, (gid_t)-1, &fd, &err), -1,
	       "a file in the way is not removed");
	is_int(err.code, ERR_CONFLICT, "%s", err.text);
	unlink(path);
}

static void
control_sockets_may_have_long_paths(void)
{
	char path[400];
	size_t n = (size_t)snprintf(path, sizeof(path), "%s/", dir);

	memset(path + n, 'd', 150);
	path[n + 150] = '\0';
	is_int(mkdir(path, 0700), 0, "a long folder");
	strcat(path, "/sanca.sock");
	check_control(path);
	path[n + 150] = '\0';
	rmdir(path);
	rmdir(dir);
}

static void
notify_reaches_the_manager(void)
{
	struct sockaddr_un sun = { .sun_family = AF_UNIX };
	socklen_t n = sizeof(sa_family_t);
	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	char got[64] = "";
	char name[sizeof(sun.sun_path) + 1];

	unsetenv("NOTIFY_SOCKET");
	os_notify("READY=1");
	/* The kernel chooses an abstract name. */
	is_int(bind(fd, (struct sockaddr *)&sun, n), 0, "bound");
	n = sizeof(sun);
	is_int(getsockname(fd, (struct sockaddr *)&sun, &n), 0, "named");
	snprintf(name, sizeof(name), "@%.*s",
		 (int)(n - offsetof(struct sockaddr_un, sun_path) - 1),
		 sun.sun_path + 1);
	setenv("NOTIFY_SOCKET", name, 1);
	os_notify("READY=1\nSTATUS=serving");
	is_int(recv(fd, got, sizeof(got) - 1, MSG_DONTWAIT), 22, "one record");
	is_str(got, "READY=1\nSTATUS=serving", "as it was");
	fd_close(&fd);
}

/* In a child, since the descriptors begin at 3. Exit status 0: as claimed. */
static int
activated(bool ours)
{
	char pid[16];
	int fds[4];
	char names[4][32];
	size_t count = 99;
	struct err err = { 0 };
	struct os_address a;
	int one = -1;
	int two = -1;

	if (os_close_others(NULL, 0, &err) != 0 ||
	    os_address_parse("127.0.0.1:0", &a, &err) != 0 ||
	    os_listen(&a, &one, &err) != 0 || os_listen(&a, &two, &err) != 0 ||
	    one != 3 || two != 4)
		return 1;
	snprintf(pid, sizeof(pid), "%d", (int)getpid() + (ours ? 0 : 1));
	setenv("LISTEN_PID", pid, 1);
	setenv("LISTEN_FDS", "2", 1);
	setenv("LISTEN_FDNAMES", "http:https", 1);
	if (os_activation(fds, names, 1, &count, &err) != (ours ? -1 : 0))
		return 2;
	setenv("LISTEN_FDS", "2", 1);
	if (os_activation(fds, names, 4, &count, &err) != 0)
		return 3;
	if (getenv("LISTEN_FDS") != NULL)
		return 4;
	if (!ours)
		return count == 0 ? 0 : 5;
	return count == 2 && fds[0] == 3 && fds[1] == 4 &&
			       strcmp(names[0], "http") == 0 &&
			       strcmp(names[1], "https") == 0
		       ? 0
		       : 6;
}

static int
in_child(int (*fn)(bool), bool arg)
{
	int status = -1;
	pid_t pid = fork();

	if (pid == 0)
		_exit(fn(arg));
	waitpid(pid, &status, 0);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void
activated_sockets_are_taken_by_name(void)
{
	is_int(in_child(activated, true), 0, "ours");
	is_int(in_child(activated, false), 0, "meant for another process");
}

static int
closes(bool unused)
{
	int keep[] = { 9, 5 };
	struct err err = { 0 };

	(void)unused;
	for (int fd = 3; fd < 12; fd++)
		dup2(0, fd);
	if (os_close_others(keep, 2, &err) != 0)
		return 100;
	for (int fd = 3; fd < 12; fd++) {
		bool kept = fd == 5 || fd == 9;

		if ((fcntl(fd, F_GETFD) >= 0) != kept)
			return fd;
	}
	return fcntl(2, F_GETFD) < 0;
}

static void
all_but_what_is_kept_is_closed(void)
{
	is_int(in_child(closes, true), 0, "5 and 9 stay");
}

static void
a_scratch_folder_is_there(void)
{
	ok(mkdtemp(dir) != NULL, "%s", dir);
}

TAP_MAIN(a_scratch_folder_is_there, addresses_are_read,
	 other_addresses_are_refused, port_zero_gets_a_real_port,
	 a_local_stream_replaces_a_stale_one_only, control_sockets_are_exact,
	 control_sockets_may_have_long_paths, notify_reaches_the_manager,
	 activated_sockets_are_taken_by_name, all_but_what_is_kept_is_closed)
