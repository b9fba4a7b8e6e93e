/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Finds the word that was probably meant. */
#include "settings.h"

#include <ctype.h>
#include <string.h>

/* Longer words are not compared: no key of ours comes near. */
#define WORD_BYTES 48

static size_t
least(size_t a, size_t b, size_t c)
{
	size_t m = a < b ? a : b;

	return m < c ? m : c;
}

/* Levenshtein: one letter put in, taken out or changed costs one. */
static size_t
edit_distance(const char *a, const char *b)
{
	size_t row[WORD_BYTES + 1];
	size_t n = strlen(b);

	for (size_t j = 0; j <= n; j++)
		row[j] = j;
	for (size_t i = 0; a[i] != '\0'; i++) {
		size_t diagonal = row[0];

		row[0] = i + 1;
		for (size_t j = 0; j < n; j++) {
			size_t above = row[j + 1];
			bool same = tolower((unsigned char)a[i]) ==
				    tolower((unsigned char)b[j]);
			size_t change = diagonal + (same ? 0 : 1);

			row[j + 1] = least(above + 1, row[j] + 1, change);
			diagonal = above;
		}
	}
	return row[n];
}

const char *
nearest_word(const char *written, word_fn *next, const void *ctx)
{
	size_t n = strlen(written);
	/* A third of the letters wrong is still the same word to a reader. */
	size_t best = n / 3 + 1;
	const char *found = NULL;
	const char *word = NULL;

	if (n == 0 || n > WORD_BYTES)
		return NULL;
	for (size_t i = 0; (word = next(ctx, i)) != NULL; i++) {
		size_t d = 0;

		if (strlen(word) > WORD_BYTES)
			continue;
		d = edit_distance(written, word);
		if (d <= best && (found == NULL || d < best)) {
			best = d;
			found = word;
		}
	}
	return found;
}
