/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Takes a TBSCertificate apart, lets a test change parts, joins it again. */
#ifndef TESTS_TBS_EDIT_H
#define TESTS_TBS_EDIT_H

#include "sanca/bytes.h"

/* Elements of a TBSCertificate as we write it. */
enum tbs_element {
	TBS_VERSION,
	TBS_SERIAL,
	TBS_ALGORITHM,
	TBS_ISSUER,
	TBS_VALIDITY,
	TBS_SUBJECT,
	TBS_SPKI,
	TBS_ELEMENTS, /* the extensions are apart */
};

enum { TBS_EDIT_EXTENSIONS = 12 };

/* Each part is a whole value; empty parts are left out. */
struct tbs_edit {
	struct buf element[TBS_ELEMENTS];
	struct buf unique_ids; /* between key and extensions */
	size_t extension_count;
	struct buf extension[TBS_EDIT_EXTENSIONS];
	struct buf tail; /* after the extensions */
};

/* False when tbs is not of that shape. */
bool tbs_edit_open(struct bytes tbs, struct tbs_edit *ret);
void tbs_edit_join(const struct tbs_edit *edit, struct buf *ret);
void tbs_edit_free(struct tbs_edit *edit);
void tbs_edit_insert(struct tbs_edit *edit, size_t at, const char *hex);
void tbs_edit_remove(struct tbs_edit *edit, size_t at);
void tbs_edit_set(struct buf *part, const char *hex);
/* Appends tag, length and contents, forwards. */
void tbs_edit_wrap(unsigned char tag, struct bytes contents, struct buf *ret);

#endif
