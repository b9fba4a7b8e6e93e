/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Reads heads, of the database or pasted, and verifies who signed them. */

#include "log_check.h"

static int
parse(struct store *store, struct bytes note, struct log_head *ret,
      struct err *err)
{
	CLEANUP(buf_free) struct buf origin = { 0 };
	uint8_t key[32];

	if (store_state_get(store, key, &origin, err) < 0)
		return -1;
	return log_head_parse(note, key, buf_text(&origin), ret, err);
}

int
log_check_stored(struct store *store, uint64_t size, struct log_head *ret,
		 struct err *err)
{
	CLEANUP(buf_free) struct buf kept = { 0 };
	struct bytes root = { 0 }, note = { 0 };
	uint64_t found = 0;
	int64_t time = 0;

	if (store_head_get(store, size, &found, &time, &root, &note, err) < 0)
		return -1;
	if (size != UINT64_MAX && found != size)
		return err_set(err, ERR_NOT_FOUND,
			       "no head was signed over exactly %ju entries",
			       (uintmax_t)size);
	/* The next call on the store takes the note away. */
	buf_append_bytes(&kept, note);
	if (buf_check(&kept, err) < 0 ||
	    parse(store, buf_bytes(&kept), ret, err) < 0)
		return -1;
	if (ret->size != found)
		return err_set(err, ERR_CORRUPT,
			       "the head over %ju entries is not what was "
			       "signed",
			       (uintmax_t)found);
	return 0;
}

static bool
is_blank(uint8_t c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

int
log_check_pasted(struct store *store, struct bytes text, struct log_head *ret,
		 struct err *err)
{
	CLEANUP(buf_free) struct buf note = { 0 };

	while (text.n > 0 && is_blank(text.p[0])) {
		text.p++;
		text.n--;
	}
	while (text.n > 0 && is_blank(text.p[text.n - 1]))
		text.n--;
	for (size_t i = 0; i < text.n; i++)
		if (text.p[i] != '\r')
			buf_append_u8(&note, text.p[i]);
	buf_append_u8(&note, '\n');
	if (buf_check(&note, err) < 0)
		return -1;
	return parse(store, buf_bytes(&note), ret, err);
}
