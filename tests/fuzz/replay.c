/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Runs a fuzz target once on each file given: its corpus without a fuzzer. */

#include "fuzz.h"

#include <stdio.h>
#include <string.h>

/* More than any corpus file, so that a stray one cannot fill memory. */
#define REPLAY_MAX (16U << 20)

static int
replay(const char *path)
{
	FILE *f = fopen(path, "rb");
	uint8_t *big = malloc(REPLAY_MAX);
	uint8_t *data = NULL;
	size_t size = 0;
	int ret = -1;

	if (f && big) {
		size = fread(big, 1, REPLAY_MAX, f);
		/* Exactly as long as the input, so that ASan sees a byte more.
		 */
		data = malloc(size ? size : 1);
	}
	if (data && !ferror(f)) {
		memcpy(data, big, size);
		LLVMFuzzerTestOneInput(data, size);
		ret = 0;
	} else {
		perror(path);
	}
	free(data);
	free(big);
	if (f)
		fclose(f);
	return ret;
}

int
main(int argc, char **argv)
{
	for (int i = 1; i < argc; i++) {
		if (replay(argv[i]) < 0)
			return 1;
	}
	fprintf(stderr, "%d inputs\n", argc - 1);
	return argc > 1 ? 0 : 2;
}
