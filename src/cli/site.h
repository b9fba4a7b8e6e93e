/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* A data directory while it is built, and whose files are whose. */
#ifndef SANCA_CLI_SITE_H
#define SANCA_CLI_SITE_H

#include "sanca/conf.h"
#include "sanca/limits.h"
#include "sanca/os.h"

/* Only root gives files away: else all stay with whoever makes them. */
struct owners {
	bool as_root;
	struct os_user front, signer;
	/* There may be none yet: then sancad sees to it. */
	struct os_user notifier;
	bool has_notifier;
};
/* Those that the settings name. told: what to do when there is no such user, as
 * "give --front-user" and so on. */
MUST_CHECK int owners_find(const struct conf *conf, const char *told_front,
			   const char *told_signer, struct owners *ret,
			   struct err *err);

enum owner {
	OWNER_SELF,
	OWNER_SIGNER,
	OWNER_FRONT,
	OWNER_NOTIFIER,
	OWNER_LINKS
};
/* For chown(): -1 leaves it as it is. */
void owner_ids(const struct owners *owners, enum owner owner, uid_t *uid,
	       gid_t *gid);

/* The directory beside DIR in which it is built: ".DIR.sanca-init-XXXXXX". */
struct site {
	char parent[LIMIT_PATH_BYTES];
	char name[256]; /* of DIR in parent */
	char path[LIMIT_PATH_BYTES + 300];
	int fd; /* locked as long as it is being built */
};
/* Takes it away, if it was not moved in. */
void site_free(struct site *s);

/* DIR must not exist, or be empty. */
MUST_CHECK int site_check_place(const char *dir, struct err *err);
/* Makes it, and takes away what one that was killed left. */
MUST_CHECK int site_open(const char *dir, struct site *ret, struct err *err);
/* The folders of a data directory, with their modes and owners. */
MUST_CHECK int site_make_folders(const struct site *s,
				 const struct owners *owners, struct err *err);
MUST_CHECK int site_put(const struct site *s, const struct owners *owners,
			const char *path, struct buf *content, mode_t mode,
			enum owner owner, struct err *err);
/* The key of renewal links. */
MUST_CHECK int site_put_link_key(const struct site *s,
				 const struct owners *owners, struct err *err);
/* Everything in log/ to the signer. */
MUST_CHECK int site_settle_log(const struct site *s,
			       const struct owners *owners, struct err *err);
/* Syncs it and moves it to its place in one step. */
MUST_CHECK int site_move_in(struct site *s, const char *dir, struct err *err);

#endif
