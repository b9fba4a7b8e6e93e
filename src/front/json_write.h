/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Writes the fields that JSON answers share. */
#ifndef SANCA_FRONT_JSON_WRITE_H
#define SANCA_FRONT_JSON_WRITE_H

#include "sanca/diagnosis.h"
#include "sanca/names.h"

/* "text" */
void json_text(struct buf *out, const char *text);
/* ,"key":"text"; the octets in hexadecimal, at most 64; the time as RFC 3339
 * has it. */
void json_field(struct buf *out, const char *key, struct bytes v);
void json_hex(struct buf *out, const char *key, struct bytes v);
void json_time(struct buf *out, const char *key, int64_t t_s);
/* [{"type":"DNS","value":…},…] */
void names_render(const struct names *names, struct buf *out);
/* [{"id":…,"text":…},…] of one level. */
void notes_render(const struct notes *notes, enum note_level level,
		  struct buf *out);

#endif
