/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* The supervisor's state, and what its files offer one another. */
#ifndef SANCA_SUPERVISOR_H
#define SANCA_SUPERVISOR_H

#include "sanca/conf.h"
#include "sanca/ipc.h"
#include "sanca/os.h"

enum which { SIGNER, FRONT, NOTIFIER, VALIDATOR, CHILDREN };

/* What tells one kind of child from another. */
struct child_kind {
	const char *name;
	loop_fn *on_message;
	/* It is started with an end of the front-signer channel. */
	bool is_linked;
	/* Certificates are issued without it, too: it runs while the settings
	 * that count want it. */
	bool may_fail;
	bool (*is_wanted)(const struct conf *conf); /* NULL: always */
	int64_t backoff_most_ms;
};
extern const struct child_kind child_kinds[CHILDREN];

/* A child that runs, or that waits for its restart. */
struct child {
	const char *name;
	pid_t pid; /* 0: does not run */
	struct channel *ch;
	bool ready;
	bool given_up;	     /* until there are other settings */
	int64_t ready_ms;    /* when it said so */
	int64_t backoff_ms;  /* 0: it has not died lately */
	int64_t start_at_ms; /* 0: not waiting */
	int64_t kill_at_ms;  /* 0: not condemned */
};

/* sanca.conf as handed out: sealed bytes. generation 0: none yet. */
struct settings {
	uint64_t generation;
	int fd;
};

struct listener_list {
	size_t count;
	int fd[LIMIT_LISTENERS];
};

struct listeners {
	struct listener_list plain;
	struct listener_list tls;
	struct listener_list client;
	struct listener_list probe;
	struct listener_list metrics; /* at most one */
};

/* Who the children become. */
struct users {
	bool change[CHILDREN];	  /* false: it stays what we are */
	bool is_absent[CHILDREN]; /* there is no such user: it is not started */
	struct os_user user[CHILDREN];
};

struct supervisor {
	char dir[LIMIT_PATH_BYTES];
	char libexec[LIMIT_PATH_BYTES];
	int dirfd;
	int lock;
	int control;
	int timer;
	struct loop *loop;
	struct users users;
	struct listeners listeners;
	struct child child[CHILDREN];
	bool is_wanted[CHILDREN]; /* by the settings that count */
	/* The end of a front-signer channel that waits for this child. */
	int waiting_end[CHILDREN];
	uint64_t generations;	   /* handed out so far */
	struct settings offered;   /* the signer is being asked */
	struct conf *offered_conf; /* the same, read */
	struct settings accepted;  /* by the signer: the front may have it */
	uint64_t front_generation; /* what the front has */
	bool reload_due;	   /* SIGHUP came while the signer was asked */
	struct conf *conf;	   /* as of the start: listeners, users */
	bool accept_rollback;	   /* until the signer has started once */
	bool announced;
	bool stopping;
	int64_t stop_by_ms;
	int exit_status;
};

/* ---- before there are children ---- */

MUST_CHECK int users_find(const struct conf *conf, struct users *ret,
			  struct err *err);
/* Directories and keys have the modes and owners that keep them safe;
 * ERR_CONFIG says what to chmod. Creates run/ and run/control/. */
MUST_CHECK int data_check(int dirfd, const struct users *users,
			  struct err *err);
/* notify/ and the key of renewal links in it: made where missing. */
MUST_CHECK int data_check_notify(int dirfd, const struct users *users,
				 struct err *err);
/* Takes activated sockets, binds the others. */
MUST_CHECK int listeners_open(const struct conf *conf, struct listeners *ret,
			      struct err *err);
void listeners_close(struct listeners *l);
/* Logs them, and writes run/ports. */
MUST_CHECK int listeners_announce(const struct listeners *l, int dirfd,
				  struct err *err);
/* Where sanca-front and sanca-signer are. */
MUST_CHECK int libexec_find(char ret[LIMIT_PATH_BYTES], struct err *err);

/* ---- children ---- */

/* Forks and executes; supervisor_end and link_end are closed here. */
MUST_CHECK int spawn_child(struct supervisor *s, enum which which,
			   int supervisor_end, int link_end, pid_t *ret_pid,
			   struct err *err);
/* Starts it, with a new channel to the other. On failure a restart is
 * scheduled. */
void child_start(struct supervisor *s, enum which which);
void child_kill(struct child *c);
/* Starts, tells or ends those who may fail, as these settings will have it; NULL:
 * those that counted before. */
void children_suit(struct supervisor *s, const struct conf *conf);
/* SIGCHLD. */
void children_reap(void *ctx);
/* Due restarts and kills; arms the timer for the next. */
void children_tend(void *ctx);
void timer_arm(struct supervisor *s);

/* ---- channels between them ---- */

/* The end of the front-signer channel for this child: the one that was kept for
 * it, or one of a new pair, whose other end goes to the other child. */
MUST_CHECK int link_take(struct supervisor *s, enum which which, int *ret_end,
			 struct err *err);
/* A new channel for signer and validator, when both run. */
void link_validator(struct supervisor *s);

/* ---- messages ---- */

/* Gives a child the settings that it may have now. */
void child_configure(struct supervisor *s, enum which which);
void on_signer_message(void *ctx);
void on_front_message(void *ctx);
void on_notifier_message(void *ctx);
void on_validator_message(void *ctx);

/* ---- reload and stop ---- */

/* For the start: s->conf, and generation 1 to offer. */
MUST_CHECK int settings_load(struct supervisor *s, struct err *err);
void settings_reload(void *ctx); /* SIGHUP */
/* The signer took what it was offered, or not, or is gone: then it starts with
 * what it had, and is asked again. */
void settings_accept(struct supervisor *s);
void settings_withdraw(struct supervisor *s, struct bytes why);
void settings_signer_gone(struct supervisor *s);
/* Reads sanca.conf again if that is due. */
void settings_continue(struct supervisor *s);
void stop_begin(struct supervisor *s, int exit_status);
void stop_on_signal(void *ctx); /* SIGTERM, SIGINT */
/* The next step, after a child has ended. */
void stop_continue(struct supervisor *s);

/* All of it; returns the exit status. */
int supervisor_run(const char *dir, bool accept_rollback);

#endif
