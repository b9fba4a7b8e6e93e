/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Takes a TBSCertificate apart and joins it again; its own few lines of DER,
 * so that it can write what our writer cannot. */

#include "tests/unit/tbs_edit.h"

#include "sanca/der_read.h"
#include "sanca/text.h"

#include <stdlib.h>
#include <string.h>

void
tbs_edit_wrap(unsigned char tag, struct bytes contents, struct buf *ret)
{
	buf_append_u8(ret, tag);
	if (contents.n > 0xff) {
		buf_append_u8(ret, 0x82);
		buf_append_u8(ret, (uint8_t)(contents.n >> 8));
	} else if (contents.n > 0x7f) {
		buf_append_u8(ret, 0x81);
	}
	buf_append_u8(ret, (uint8_t)contents.n);
	buf_append_bytes(ret, contents);
}

static bool
take_whole(struct der *d, struct buf *ret)
{
	struct der_tlv t;
	struct err err;

	if (der_next(d, &t, &err) < 0)
		return false;
	buf_append_bytes(ret, t.whole);
	return true;
}

bool
tbs_edit_open(struct bytes tbs, struct tbs_edit *ret)
{
	struct der outer = der_of(tbs);
	struct der d, explicit, list;
	struct err err;

	memset(ret, 0, sizeof(*ret));
	if (der_enter(&outer, DER_SEQUENCE, "tbs", &d, &err) < 0)
		return false;
	for (size_t i = 0; i < TBS_ELEMENTS; i++)
		if (!take_whole(&d, &ret->element[i]))
			return false;
	if (der_enter(&d, 0xa3, "extensions", &explicit, &err) < 0 ||
	    der_enter(&explicit, DER_SEQUENCE, "list", &list, &err) < 0)
		return false;
	while (!der_is_end(&list))
		if (!take_whole(&list, &ret->extension[ret->extension_count++]))
			return false;
	return der_is_end(&d);
}

void
tbs_edit_join(const struct tbs_edit *edit, struct buf *ret)
{
	CLEANUP(buf_free) struct buf list = { 0 };
	CLEANUP(buf_free) struct buf sequence = { 0 };
	CLEANUP(buf_free) struct buf all = { 0 };

	for (size_t i = 0; i < edit->extension_count; i++)
		buf_append_bytes(&list, buf_bytes(&edit->extension[i]));
	tbs_edit_wrap(0x30, buf_bytes(&list), &sequence);
	for (size_t i = 0; i < TBS_ELEMENTS; i++)
		buf_append_bytes(&all, buf_bytes(&edit->element[i]));
	buf_append_bytes(&all, buf_bytes(&edit->unique_ids));
	if (edit->extension_count > 0)
		tbs_edit_wrap(0xa3, buf_bytes(&sequence), &all);
	buf_append_bytes(&all, buf_bytes(&edit->tail));
	tbs_edit_wrap(0x30, buf_bytes(&all), ret);
}

void
tbs_edit_free(struct tbs_edit *edit)
{
	for (size_t i = 0; i < TBS_ELEMENTS; i++)
		buf_free(&edit->element[i]);
	for (size_t i = 0; i < TBS_EDIT_EXTENSIONS; i++)
		buf_free(&edit->extension[i]);
	buf_free(&edit->unique_ids);
	buf_free(&edit->tail);
}

void
tbs_edit_set(struct buf *part, const char *hex)
{
	uint8_t octets[512];
	ptrdiff_t n = hex_decode(bytes_of_text(hex), octets, sizeof(octets));

	if (n < 0)
		abort(); /* the test's own table */
	buf_clear(part);
	buf_append(part, octets, (size_t)n);
}

void
tbs_edit_insert(struct tbs_edit *edit, size_t at, const char *hex)
{
	for (size_t i = edit->extension_count; i > at; i--)
		edit->extension[i] = edit->extension[i - 1];
	edit->extension_count++;
	edit->extension[at] = (struct buf){ 0 };
	tbs_edit_set(&edit->extension[at], hex);
}

void
tbs_edit_remove(struct tbs_edit *edit, size_t at)
{
	buf_free(&edit->extension[at]);
	edit->extension_count--;
	for (size_t i = at; i < edit->extension_count; i++)
		edit->extension[i] = edit->extension[i + 1];
	edit->extension[edit->extension_count] = (struct buf){ 0 };
}
