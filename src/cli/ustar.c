/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Writes headers of tar archives, and reads their numbers. */
#include "ustar.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* Where a field begins, and how long it is. */
enum {
	NAME = 0,
	MODE = 100,
	UID = 108,
	GID = 116,
	SIZE = 124,
	TIME = 136,
	NUMBER_BYTES = 12, /* of SIZE and TIME */
	SUM = 148,
	SUM_BYTES = 8,
	TYPE = 156,
	MAGIC = 257,
};

/* What eleven octal digits hold is written so; more as GNU and star do, in base
 * 256. */
#define OCTAL_MAX UINT64_C(077777777777)

static void
put_number(uint64_t v, uint8_t field[NUMBER_BYTES])
{
	if (v <= OCTAL_MAX) {
		char digits[24];

		snprintf(digits, sizeof(digits), "%011" PRIo64, v);
		memcpy(field, digits, NUMBER_BYTES);
		return;
	}
	field[0] = 0x80;
	for (int i = NUMBER_BYTES - 1; i >= NUMBER_BYTES - 8; i--, v >>= 8)
		field[i] = (uint8_t)v;
}

static uint64_t
take_number(const uint8_t field[NUMBER_BYTES])
{
	uint64_t v = 0;

	if (field[0] == 0x80) {
		for (int i = NUMBER_BYTES - 8; i < NUMBER_BYTES; i++)
			v = v << 8 | field[i];
		return v;
	}
	for (int i = 0; i < NUMBER_BYTES - 1; i++)
		v = v << 3 | (field[i] & 7u);
	return v;
}

void
ustar_header(const char *name, mode_t mode, uint64_t size, int64_t time,
	     uint8_t ret[USTAR_BLOCK])
{
	unsigned sum = 0;
	char text[16];

	memset(ret, 0, USTAR_BLOCK);
	memcpy(ret + NAME, name, strnlen(name, MODE - NAME - 1));
	snprintf(text, sizeof(text), "%07o", (unsigned)mode & 07777u);
	memcpy(ret + MODE, text, 8);
	memcpy(ret + UID, "0000000", 8);
	memcpy(ret + GID, "0000000", 8);
	put_number(size, ret + SIZE);
	put_number(time > 0 ? (uint64_t)time : 0, ret + TIME);
	ret[TYPE] = '0';
	memcpy(ret + MAGIC, "ustar\00000", 8);
	/* The sum is over a header with blanks in its place. */
	memset(ret + SUM, ' ', SUM_BYTES);
	for (size_t i = 0; i < USTAR_BLOCK; i++)
		sum += ret[i];
	snprintf(text, sizeof(text), "%06o", sum);
	memcpy(ret + SUM, text, 7);
}

int
ustar_numbers(const uint8_t header[USTAR_BLOCK], uint64_t *ret_size,
	      int64_t *ret_time, struct err *err)
{
	uint64_t size = take_number(header + SIZE);
	uint64_t time = take_number(header + TIME);

	if (memcmp(header + MAGIC, "ustar\00000", 8) != 0)
		return err_set(err, ERR_CORRUPT, "it is no tar archive");
	if (size > INT64_MAX || time > INT64_MAX)
		return err_set(err, ERR_CORRUPT, "a size or a time is absurd");
	*ret_size = size;
	*ret_time = (int64_t)time;
	return 0;
}

size_t
ustar_padding(uint64_t size)
{
	return (size_t)(-size % USTAR_BLOCK);
}
