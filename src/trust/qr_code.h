/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* A QR code as rows of modules, without its quiet zone. */
#ifndef SANCA_TRUST_QR_CODE_H
#define SANCA_TRUST_QR_CODE_H

#include "sanca/err.h"

#include <stdbool.h>
#include <stddef.h>

/* ISO/IEC 18004 9.1: so many modules around the symbol stay light. */
#define QR_QUIET 4

struct qr_code {
	size_t width;
	void *symbol; /* of the library */
};

MUST_CHECK int qr_code_make(const char *text, struct qr_code *ret,
			    struct err *err);
void qr_code_free(struct qr_code *code);
bool qr_code_is_dark(const struct qr_code *code, size_t x, size_t y);

#endif
