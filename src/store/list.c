/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Lists: an index gives ids in order, and each row is then held against the
 * whole filter. */
#include "lookup.h"

#include <arpa/inet.h>
#include <string.h>

/* What the ids of a list come from. */
struct source {
	struct store *store;
	const struct store_filter *filter;
	bool by_name;
	uint32_t hash; /* by_name */
	uint64_t at;   /* by_name: the last id */
	struct query q;
};

static void
source_close(struct source *from)
{
	if (!from->by_name)
		query_end(&from->q);
}

static struct bytes
name_of_filter(const char *name, bool *ret_domain)
{
	*ret_domain = name[0] == '.';
	/* "*.x" asks for everything below x, among it the wildcard itself. */
	if (name[0] == '*' && name[1] == '.') {
		*ret_domain = true;
		name++;
	}
	return bytes_of_text(name);
}

static int64_t
end_of(const struct store_filter *f)
{
	return f->ends_before != 0 ? f->ends_before - 1 : INT64_MAX;
}

static int64_t
begin_of(const struct store_filter *f)
{
	return f->ends_after != 0 ? f->ends_after + 1 : INT64_MIN;
}

/* Only one of these is asked; LIST_ROW and matches() do the rest. */
static enum statement
choose(const struct store_filter *f)
{
	bool down = f->newest_first;

	switch (f->state) {
	case STORE_VOID:
		return down ? Q_LIST_VOID_DOWN : Q_LIST_VOID;
	case STORE_REVOKED:
		return down ? Q_LIST_REVOKED_DOWN : Q_LIST_REVOKED;
	case STORE_RESERVED:
		return down ? Q_LIST_OPEN_DOWN : Q_LIST_OPEN;
	default:
		break;
	}
	if (f->requester != NULL)
		return down ? Q_LIST_REQUESTER_DOWN : Q_LIST_REQUESTER;
	/* An end that lies ahead of all asks for nearly everything. */
	if (f->ends_before != 0)
		return down ? Q_LIST_END_DOWN : Q_LIST_END;
	return down ? Q_LIST_ALL_DOWN : Q_LIST_ALL;
}

static void
source_open(struct source *from)
{
	const struct store_filter *f = from->filter;
	uint64_t after =
		f->newest_first && f->after == 0 ? INT64_MAX : f->after;

	from->by_name = f->name != NULL;
	if (from->by_name) {
		bool domain = false;
		struct bytes name = name_of_filter(f->name, &domain);

		from->hash =
			lookup_hash(domain ? LOOKUP_DOMAIN : LOOKUP_NAME, name);
		from->at = after;
		return;
	}
	enum statement which = choose(f);

	from->q = query_of(from->store, which);
	put_u64(&from->q, after > INT64_MAX ? INT64_MAX : after);
	if (which == Q_LIST_REQUESTER || which == Q_LIST_REQUESTER_DOWN)
		put_text(&from->q, bytes_of_text(f->requester));
	if (which == Q_LIST_END || which == Q_LIST_END_DOWN) {
		put_i64(&from->q, begin_of(f));
		put_i64(&from->q, end_of(f));
	}
}

static int
source_next(struct source *from, bool *ret_more, uint64_t *ret_id,
	    struct err *err)
{
	if (from->by_name) {
		int found =
			lookup_next(from->store, from->hash, from->at,
				    from->filter->newest_first, &from->at, err);

		*ret_more = found == 0;
		*ret_id = from->at;
		return found == 0 || err->code == ERR_NOT_FOUND ? 0 : -1;
	}
	if (query_next(&from->q, ret_more, err) != 0)
		return -1;
	if (*ret_more)
		*ret_id = take_u64(&from->q);
	return 0;
}

static int
optional_octets(struct query *q, uint8_t *out, size_t n, struct err *err)
{
	if (sqlite3_column_type(q->stmt, q->at) != SQLITE_NULL)
		return take_octets(q, out, n, err);
	memset(out, 0, n);
	q->at++;
	return 0;
}

static int
row_take(struct query *q, struct store_row *ret, struct err *err)
{
	ret->id = take_u64(q);
	ret->state = (enum store_state)take_u64(q);
	ret->serial = take_bytes(q);
	ret->reserved_at = take_i64(q);
	ret->issued_at = take_i64(q);
	ret->not_before = take_i64(q);
	ret->not_after = take_i64(q);
	ret->requester = take_bytes(q);
	ret->policy = take_bytes(q);
	ret->names = take_bytes(q);
	ret->profile = (unsigned)take_u64(q);
	ret->door = (unsigned)take_u64(q);
	ret->log_index = take_u64(q);
	ret->revoked_at = take_i64(q);
	ret->reason = (unsigned)take_u64(q);
	if (optional_octets(q, ret->sha256, sizeof(ret->sha256), err) != 0)
		return -1;
	return optional_octets(q, ret->sha1, sizeof(ret->sha1), err);
}

static bool
name_matches(struct bytes shown, const char *wanted)
{
	bool domain = false;
	struct bytes name = name_of_filter(wanted, &domain);

	if (!domain)
		return bytes_equal(shown, name);
	return shown.n > name.n &&
	       memcmp(shown.p + shown.n - name.n, name.p, name.n) == 0;
}

/* Other spellings of it have other hashes: they do not come here. */
static bool
address_matches(struct bytes octets, const char *wanted)
{
	uint8_t address[16];

	if (octets.n != 4 && octets.n != 16)
		return false;
	return inet_pton(octets.n == 4 ? AF_INET : AF_INET6, wanted, address) ==
		       1 &&
	       memcmp(address, octets.p, octets.n) == 0;
}

/* names is names_encode(): their number, then per name type, length, octets. */
static bool
has_name(struct bytes names, const char *wanted)
{
	enum { TYPE_IP = 7 };

	for (size_t i = 1; i + 2 <= names.n;) {
		uint8_t type = names.p[i];
		size_t n = names.p[i + 1];

		i += 2;
		if (n > names.n - i)
			return false;
		struct bytes shown = { names.p + i, n };

		if (type == TYPE_IP ? address_matches(shown, wanted)
				    : name_matches(shown, wanted))
			return true;
		i += n;
	}
	return false;
}

static bool
matches(const struct store_filter *f, const struct store_row *row)
{
	if (f->state != 0 && row->state != f->state)
		return false;
	if (f->requester != NULL &&
	    !bytes_is_text(row->requester, f->requester))
		return false;
	if (row->not_after < begin_of(f) || row->not_after > end_of(f))
		return false;
	return f->name == NULL || has_name(row->names, f->name);
}

static int
give_row(struct store *s, const struct store_filter *f, uint64_t id,
	 store_row_fn *fn, void *ctx, bool *ret_stop, unsigned *io_given,
	 struct err *err)
{
	CLEANUP(query_end) struct query q = query_of(s, Q_LIST_ROW);
	struct store_row row = { 0 };
	bool found = false;

	put_u64(&q, id);
	if (query_next(&q, &found, err) != 0)
		return -1;
	if (!found)
		return 0;
	if (row_take(&q, &row, err) != 0)
		return -1;
	if (!matches(f, &row))
		return 0;
	++*io_given;
	*ret_stop = fn(&row, ctx) != 0;
	return 0;
}

int
store_list(struct store *s, const struct store_filter *filter, store_row_fn *fn,
	   void *ctx, struct err *err)
{
	CLEANUP(source_close)
	struct source from = { .store = s, .filter = filter };
	unsigned limit = filter->limit < LIMIT_PAGE_ROWS ? filter->limit
							 : LIMIT_PAGE_ROWS;
	bool stop = false, more = true;

	source_open(&from);
	for (unsigned given = 0; given < limit && !stop;) {
		uint64_t id = 0;

		if (source_next(&from, &more, &id, err) != 0)
			return -1;
		if (!more)
			break;
		if (give_row(s, filter, id, fn, ctx, &stop, &given, err) != 0)
			return -1;
	}
	return 0;
}

int
store_list_one(struct store *s, const struct store_filter *filter, uint64_t id,
	       store_row_fn *fn, void *ctx, bool *ret_given, struct err *err)
{
	bool stop = false;
	unsigned given = 0;

	if (give_row(s, filter, id, fn, ctx, &stop, &given, err) != 0)
		return -1;
	*ret_given = given > 0;
	return 0;
}

int
store_count(struct store *s, struct store_counts *ret, struct err *err)
{
	CLEANUP(query_end) struct query q = query_of(s, Q_COUNTS);

	if (query_one(&q, "count", err) != 0)
		return -1;
	ret->certificates = take_u64(&q);
	ret->voids = take_u64(&q);
	ret->refusals = take_u64(&q);
	ret->tokens = take_u64(&q);
	return 0;
}
