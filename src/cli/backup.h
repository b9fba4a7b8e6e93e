/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* What a backup holds, and how it is written and read. */
#ifndef SANCA_CLI_BACKUP_H
#define SANCA_CLI_BACKUP_H

#include "sanca/issuance_log.h"
#include "site.h"

enum member {
#define MEMBER(id, name, mode, owner, most) MEMBER_##id,
#include "backup.def"
#undef MEMBER
	MEMBER_COUNT
};

struct member_spec {
	const char *name;
	mode_t mode;
	enum owner owner;
	uint64_t most;
};
extern const struct member_spec member_specs[MEMBER_COUNT];

/* The first member: of what CA, from when, and what follows. */
struct manifest {
	int64_t made_at;
	char ca_id[17];
	char ca_name[LIMIT_DN_VALUE_BYTES]; /* for people; shown form */
	uint64_t entries;
	uint64_t crl_number; /* the highest that was known */
	char head[512];	     /* the signed note over these entries */
	struct {
		bool there;
		uint64_t size;
		uint8_t sha256[32];
	} at[MEMBER_COUNT];
};
/* In place of what is there. */
void manifest_write(const struct manifest *m, struct buf *out);
/* ERR_CORRUPT for whatever manifest_write() would write in another way. */
MUST_CHECK int manifest_parse(struct bytes text, struct manifest *ret,
			      struct err *err);

struct backup {
	struct manifest manifest;
	/* All but manifest and database. */
	struct buf content[MEMBER_COUNT];
	int database_fd; /* of one that is to be written; -1 */
};
void backup_free(struct backup *b);

/* Fills sizes and hashes into the manifest, and writes the archive. */
MUST_CHECK int backup_write(struct backup *b, int fd, struct err *err);

/* Up to the database; what it says of itself holds then. */
MUST_CHECK int backup_read_small(int fd, struct backup *ret, struct err *err);
/* The database into a descriptor, and the end of the archive. */
MUST_CHECK int backup_read_database(int fd, const struct backup *b, int to,
				    struct err *err);

#endif
