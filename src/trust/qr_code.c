/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Makes QR codes, by libqrencode. */
#include "qr_code.h"

#include <errno.h>
#include <qrencode.h>
#include <string.h>

int
qr_code_make(const char *text, struct qr_code *ret, struct err *err)
{
	/* Level M; the smallest version that has room. */
	QRcode *symbol = QRcode_encodeString8bit(text, 0, QR_ECLEVEL_M);

	if (!symbol && errno == ENOMEM)
		return err_nomem(err);
	if (!symbol)
		return err_set(err, ERR_TOO_LARGE,
			       "%zu octets do not fit into a QR code",
			       strlen(text));
	*ret = (struct qr_code){ (size_t)symbol->width, symbol };
	return 0;
}

void
qr_code_free(struct qr_code *code)
{
	QRcode_free(code->symbol);
	*code = (struct qr_code){ 0 };
}

bool
qr_code_is_dark(const struct qr_code *code, size_t x, size_t y)
{
	const QRcode *symbol = code->symbol;

	return symbol->data[y * code->width + x] & 1;
}
