/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* layer: os */
/* What the processes ask of the kernel: events, signals, users, systemd. */
#ifndef SANCA_OS_H
#define SANCA_OS_H

#include "sanca/bytes.h"

#include <sys/types.h>

/* ---- event loop (epoll, one thread) ----------------------------------------- */

struct loop;
typedef void loop_fn(void *ctx);

MUST_CHECK int loop_new(struct loop **ret, struct err *err);
void loop_free(struct loop **loop);
/* Calls fn whenever fd is readable or hung up. The descriptor stays the
 * caller's. */
MUST_CHECK int loop_watch(struct loop *loop, int fd, loop_fn *fn, void *ctx,
			  struct err *err);
void loop_unwatch(struct loop *loop, int fd);
/* Calls fn every period_ms (one coarse timer each; at most 8). */
MUST_CHECK int loop_every(struct loop *loop, int64_t period_ms, loop_fn *fn,
			  void *ctx, struct err *err);
/* Calls fn for a signal, outside signal context (signalfd); the signal is
 * blocked in the calling thread, so call it before threads start. */
MUST_CHECK int loop_signal(struct loop *loop, int signo, loop_fn *fn, void *ctx,
			   struct err *err);
/* Runs until loop_stop(); 0, or -1. */
MUST_CHECK int loop_run(struct loop *loop, struct err *err);
void loop_stop(struct loop *loop);

/* ---- users ---------------------------------------------------------------------- */

struct os_user {
	uid_t uid;
	gid_t gid;
	char name[64];
};
/* A name of the passwd database, or "uid" or "uid:gid" in digits. */
MUST_CHECK int os_user_find(const char *name, struct os_user *ret,
			    struct err *err);
/* A name of the group database, or a number. ERR_NOT_FOUND. */
MUST_CHECK int os_group_find(const char *name, gid_t *ret, struct err *err);
/* Becomes that user for good: setgroups (just extra_group unless -1),
 * setresgid, setresuid, then checks that there is no way back. */
MUST_CHECK int os_user_become(const struct os_user *user, gid_t extra_group,
			      struct err *err);

/* ---- hardening -------------------------------------------------------------------- */

/* For a child, as the first thing in main(): PR_SET_NO_NEW_PRIVS,
 * PR_SET_DUMPABLE 0 (not in sanitizer builds, whose leak checker attaches),
 * RLIMIT_CORE 0, umask 077. */
MUST_CHECK int os_harden(struct err *err);
/* mlockall for the signer; a refusal by RLIMIT_MEMLOCK is reported as a note
 * by returning 0 with *ret_locked false. Call it before os_user_become(): root
 * may lift the limit. */
MUST_CHECK int os_lock_memory(bool *ret_locked, struct err *err);
/* Closes every descriptor from 3 up but these (close_range). */
MUST_CHECK int os_close_others(const int *keep, size_t count, struct err *err);
/* The place for seccomp and Landlock (a later issue): called by each child
 * once it has opened all it needs. Does nothing today. */
enum os_role {
	OS_ROLE_FRONT,
	OS_ROLE_SIGNER,
	OS_ROLE_NOTIFIER,
	OS_ROLE_VALIDATOR
};
MUST_CHECK int os_sandbox(enum os_role role, struct err *err);

/* ---- sockets ------------------------------------------------------------------------ */

/* "127.0.0.1:8080", "[::1]:8080", "*:80" (both families), "unix:/path". A
 * numeric address only, no resolver. ERR_CONFIG. */
struct os_address {
	uint8_t storage[128];
	unsigned length;
	char text[128];
};
MUST_CHECK int os_address_parse(const char *text, struct os_address *ret,
				struct err *err);
bool os_address_is_loopback(const struct os_address *a);
/* Where a socket is bound; the text names the real port. */
MUST_CHECK int os_address_of(int fd, struct os_address *ret, struct err *err);
/* Bound, listening, non-blocking, close-on-exec. */
MUST_CHECK int os_listen(const struct os_address *a, int *ret_fd,
			 struct err *err);
/* A SOCK_SEQPACKET listener at a path, with this mode and group; a stale
 * socket is replaced, a live one is ERR_CONFLICT. */
MUST_CHECK int os_listen_local(const char *path, mode_t mode, gid_t group,
			       int *ret_fd, struct err *err);
/* Connects to such a path; ERR_UNREACHABLE when nobody listens. */
MUST_CHECK int os_connect_local(const char *path, int *ret_fd, struct err *err);
/* Who is at the other end of a local socket (SO_PEERCRED). */
MUST_CHECK int os_peer(int fd, uid_t *ret_uid, gid_t *ret_gid, pid_t *ret_pid,
		       struct err *err);
/* Was this group among those of the other end when it connected, as its own or
 * a supplementary one (SO_PEERGROUPS)? No user database is asked: that can take
 * long. */
MUST_CHECK int os_peer_in_group(int fd, gid_t group, bool *ret,
				struct err *err);

/* ---- service manager -------------------------------------------------------------------- */

/* sd_notify(3) without the library: "READY=1", …; nothing happens without
 * NOTIFY_SOCKET. */
void os_notify(const char *state);
/* Sockets passed by socket activation: fills fds and their FileDescriptorName
 * ("" when none); returns the count, 0 without activation. */
MUST_CHECK int os_activation(int *ret_fds, char (*ret_names)[32], size_t max,
			     size_t *ret_count, struct err *err);

/* ---- others ------------------------------------------------------------------------------- */

/* A sealed memfd with this content, read-only for whoever gets it. */
MUST_CHECK int os_sealed(struct bytes content, int *ret_fd, struct err *err);
MUST_CHECK int os_sealed_read(int fd, size_t max, struct buf *ret,
			      struct err *err);
/* An advisory lock on a file of its own (OFD lock) held as long as *ret_fd is
 * open; ERR_CONFLICT names the holder's pid. */
MUST_CHECK int os_lock_file(int dirfd, const char *path, int *ret_fd,
			    struct err *err);
/* Usable cores (sched_getaffinity), at least 1. */
unsigned os_cores(void);

#endif
