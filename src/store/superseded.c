/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Whether a certificate has been replaced, by who has it. */
#include "database.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>

enum { TYPE_IP = 7 };

/* The next name of names_encode(): type, length, octets; false at the end. */
static bool
next_name(struct bytes *rest, struct bytes *ret)
{
	if (rest->n < 2 || rest->n - 2 < rest->p[1])
		return false;
	*ret = (struct bytes){ rest->p, 2 + (size_t)rest->p[1] };
	rest->p += ret->n;
	rest->n -= ret->n;
	return true;
}

static struct bytes
names_of(struct bytes encoded)
{
	if (encoded.n == 0)
		return encoded;
	return (struct bytes){ encoded.p + 1, encoded.n - 1 };
}

static bool
has(struct bytes encoded, struct bytes wanted)
{
	struct bytes rest = names_of(encoded);
	struct bytes one;

	while (next_name(&rest, &one))
		if (bytes_equal(one, wanted))
			return true;
	return false;
}

static bool
covers(struct bytes newer, struct bytes older)
{
	struct bytes rest = names_of(older);
	struct bytes one;

	while (next_name(&rest, &one))
		if (!has(newer, one))
			return false;
	return true;
}

/* The name to look for, as it is shown; one that asks for no whole domain where
 * there is one. */
static bool
choose_name(struct bytes encoded, char ret[LIMIT_NAME_BYTES + 1])
{
	struct bytes rest = names_of(encoded);
	struct bytes one;
	bool found = false;

	while (next_name(&rest, &one)) {
		struct bytes value = { one.p + 2, one.n - 2 };

		if (one.p[0] == TYPE_IP) {
			if (inet_ntop(value.n == 4 ? AF_INET : AF_INET6,
				      value.p, ret,
				      LIMIT_NAME_BYTES + 1) == NULL)
				continue;
		} else {
			memcpy(ret, value.p, value.n);
			ret[value.n] = '\0';
		}
		found = true;
		if (ret[0] != '*')
			return true;
	}
	return found;
}

struct search {
	const struct store_older *older;
	bool found;
	uint64_t last;
	unsigned rows;
};

static int
look_at(const struct store_row *row, void *ctx)
{
	struct search *s = ctx;

	s->rows++;
	s->last = row->id;
	if (row->id <= s->older->id)
		return 1;
	s->found = bytes_equal(row->requester, s->older->requester) &&
		   row->profile < 32 &&
		   (s->older->profiles & UINT32_C(1) << row->profile) != 0 &&
		   covers(row->names, s->older->names);
	return s->found;
}

int
store_is_superseded(struct store *s, const struct store_older *older, bool *ret,
		    struct err *err)
{
	char name[LIMIT_NAME_BYTES + 1] = "";
	struct search search = { .older = older };
	struct store_filter f = { .name = name,
				  .state = STORE_ISSUED,
				  .ends_after = older->not_after - 1,
				  .newest_first = true,
				  .limit = LIMIT_PAGE_ROWS };

	*ret = false;
	if (!choose_name(older->names, name))
		return 0;
	do {
		search.rows = 0;
		f.after = search.last;
		if (store_list(s, &f, look_at, &search, err) != 0)
			return -1;
	} while (!search.found && search.last > older->id &&
		 search.rows == LIMIT_PAGE_ROWS);
	*ret = search.found;
	return 0;
}
