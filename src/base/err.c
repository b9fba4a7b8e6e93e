/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* The error object: filling it, adding context, and what its codes mean. */
#include "sanca/err.h"

#include "utf8.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static const struct err_info infos[] = {
#define ERROR(code, http, type, status, title)                                 \
	[ERR_##code] = { #code, http, type, status, title },
#include "sanca/errors.def"
#undef ERROR
};

const struct err_info *
err_info(enum err_code code)
{
	unsigned int i = (unsigned int)code;

	if (i == 0 || i >= ARRAY_SIZE(infos))
		i = ERR_INTERNAL;
	return &infos[i];
}

/* An error text reaches terminals and logs: C0, DEL, and C1 in UTF-8. */
static void
replace_controls(char *text)
{
	for (char *p = text; *p != '\0'; p++) {
		uint8_t c = (uint8_t)*p;
		uint8_t next = (uint8_t)p[1];

		if (c < 0x20 || c == 0x7f) {
			*p = '?';
		} else if (c == 0xc2 && next >= 0x80 && next <= 0x9f) {
			p[0] = '?';
			p[1] = '?';
		}
	}
}

/* text is where snprintf wrote, written what it returned. */
static void
store_text(struct err *err, char *text, size_t room, int written)
{
	if (written < 0)
		snprintf(text, room, "(this message cannot be written)");
	if (strlen(text) >= sizeof(err->text) || (size_t)written >= room)
		utf8_cut(text, sizeof(err->text));
	replace_controls(text);
	memcpy(err->text, text, strlen(text) + 1);
}

static void PRINTF_LIKE(3, 0)
	fill(struct err *err, enum err_code code, const char *fmt, va_list args)
{
	/* Not written in place: an argument may be err->text itself. */
	char text[sizeof(err->text)];
	int written = vsnprintf(text, sizeof(text), fmt, args);

	store_text(err, text, sizeof(text), written);
	err->code = code;
}

int
err_set(struct err *err, enum err_code code, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	fill(err, code, fmt, args);
	va_end(args);
	return -1;
}

int
err_errno(struct err *err, enum err_code code, const char *fmt, ...)
{
	int number = errno;
	va_list args;

	va_start(args, fmt);
	fill(err, code, fmt, args);
	va_end(args);
	return err_set(err, code, "%s: %s", err->text, strerror(number));
}

int
err_context(struct err *err, const char *fmt, ...)
{
	char context[sizeof(err->text)];
	char text[2 * sizeof(err->text) + 2];
	va_list args;

	va_start(args, fmt);
	int written = vsnprintf(context, sizeof(context), fmt, args);
	va_end(args);

	if (written < 0)
		context[0] = '\0';
	if (written >= (int)sizeof(context))
		utf8_cut(context, sizeof(context));
	written = snprintf(text, sizeof(text), "%s: %s", context, err->text);
	store_text(err, text, sizeof(text), written);
	return -1;
}

int
err_nomem(struct err *err)
{
	return err_set(err, ERR_NOMEM, "out of memory");
}
