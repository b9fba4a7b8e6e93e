/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Rights of requesters and tokens as words. */
#include "sanca/ipc.h"

#include <string.h>

static const struct {
	enum right right;
	const char *word;
} words[] = {
	{ RIGHT_REQUEST, "request" }, { RIGHT_ISSUE, "issue" },
	{ RIGHT_LIST, "list" },	      { RIGHT_REVOKE, "revoke" },
	{ RIGHT_APPROVE, "approve" }, { RIGHT_ADMIN, "admin" },
};

static uint32_t
right_of(struct bytes word)
{
	for (size_t i = 0; i < ARRAY_SIZE(words); i++) {
		if (bytes_is_text(word, words[i].word))
			return (uint32_t)words[i].right;
	}
	return 0;
}

int
rights_parse(struct bytes text, uint32_t *ret, struct err *err)
{
	uint32_t rights = 0;
	bool more = true;

	while (more) {
		const uint8_t *comma =
			text.n > 0 ? memchr(text.p, ',', text.n) : NULL;
		size_t n = comma ? (size_t)(comma - text.p) : text.n;
		struct bytes word = { text.p, n };
		uint32_t right = right_of(word);

		if (right == 0)
			return err_set(err, ERR_USAGE,
				       "\"%.*s\" is not a right: name one or "
				       "more of request, issue, list, revoke, "
				       "approve, admin, separated by commas",
				       (int)(n < 40 ? n : 40),
				       n ? (const char *)word.p : "");
		rights |= right;
		more = comma != NULL;
		if (more)
			text = (struct bytes){ comma + 1, text.n - n - 1 };
	}
	*ret = rights;
	return 0;
}

void
rights_show(uint32_t rights, struct buf *out)
{
	const char *separator = "";

	for (size_t i = 0; i < ARRAY_SIZE(words); i++) {
		if ((rights & (uint32_t)words[i].right) == 0)
			continue;
		buf_append_text(out, separator);
		buf_append_text(out, words[i].word);
		separator = ",";
	}
}
