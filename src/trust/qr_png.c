/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* QR codes as PNG, by libpng. */
#include "qr_code.h"

#include "sanca/trust.h"

#include <png.h>
#include <stdlib.h>
#include <string.h>

/* Pixels of a module: a poster's worth, and still a file of a kilobyte. */
#define SCALE 8

static void
paint(const struct qr_code *code, size_t side, uint8_t *pixels)
{
	memset(pixels, 0xff, side * side);
	for (size_t y = 0; y < code->width * SCALE; y++) {
		uint8_t *row = pixels + (y + (size_t)QR_QUIET * SCALE) * side +
			       (size_t)QR_QUIET * SCALE;

		for (size_t x = 0; x < code->width * SCALE; x++)
			if (qr_code_is_dark(code, x / SCALE, y / SCALE))
				row[x] = 0;
	}
}

static int
encode(size_t side, const uint8_t *pixels, struct buf *out, struct err *err)
{
	png_image image = {
		.version = PNG_IMAGE_VERSION,
		.width = (png_uint_32)side,
		.height = (png_uint_32)side,
		.format = PNG_FORMAT_GRAY,
	};
	png_alloc_size_t n = PNG_IMAGE_PNG_SIZE_MAX(image);
	uint8_t *to = buf_reserve(out, n);

	if (!to)
		return err_nomem(err);
	if (!png_image_write_to_memory(&image, to, &n, 0, pixels, 0, NULL))
		return err_set(err, ERR_INTERNAL, "libpng: %s", image.message);
	out->n += n;
	return 0;
}

int
trust_qr_png(const char *text, struct buf *out, struct err *err)
{
	CLEANUP(qr_code_free) struct qr_code code = { 0 };
	uint8_t *pixels = NULL;
	size_t side = 0;
	int result = 0;

	if (qr_code_make(text, &code, err) < 0)
		return -1;
	side = (code.width + (size_t)2 * QR_QUIET) * SCALE;
	pixels = malloc(side * side);
	if (!pixels)
		return err_nomem(err);
	paint(&code, side, pixels);
	result = encode(side, pixels, out, err);
	free(pixels);
	return result;
}
