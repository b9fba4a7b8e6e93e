/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Private keys in a text that should hold a request. */
#include "intake.h"

/* "BEGIN ENCRYPTED PRIVATE KEY" and longer ones. */
#define LONGEST_LABEL 48

/* Does BEGIN stand before the place on its line? */
static bool
begins_block(struct bytes text, size_t place)
{
	size_t from = place > LONGEST_LABEL ? place - LONGEST_LABEL : 0;

	for (size_t i = place; i > from; i--) {
		if (text.p[i - 1] == '\n' || text.p[i - 1] == '\r') {
			from = i;
			break;
		}
	}
	return bytes_find((struct bytes){ text.p + from, place - from },
			  bytes_of_text("BEGIN")) >= 0;
}

int
intake_refuse_key_text(struct bytes text, struct err *err)
{
	/* PEM, OpenSSH, PGP and SSH2 all say so; PuTTY has its own form. */
	struct bytes words = bytes_of_text("PRIVATE KEY");
	bool found =
		bytes_find(text, bytes_of_text("PuTTY-User-Key-File")) >= 0;
	size_t at = 0;

	while (!found) {
		ptrdiff_t place = bytes_find(
			(struct bytes){ text.p + at, text.n - at }, words);

		if (place < 0)
			return 0;
		found = begins_block(text, at + (size_t)place);
		at += (size_t)place + words.n;
	}
	return err_set(err, ERR_PRIVATE_KEY,
		       "a private key was sent along. It has left the machine "
		       "that it belongs to: do not use it any more, make a new "
		       "key and send its certificate request only. Nothing of "
		       "what was sent is kept");
}
