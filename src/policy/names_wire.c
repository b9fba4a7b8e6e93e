/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* The flat form of names, for the wire and the database. */

#include "name_forms.h"

#include <string.h>

static void
name_encode(const struct name *name, struct buf *out)
{
	buf_append_u8(out, (uint8_t)name->type);
	buf_append_u8(out, (uint8_t)name->n);
	buf_append(out, name->v, name->n);
}

void
names_encode(const struct names *names, struct buf *out)
{
	buf_append_u8(out, (uint8_t)names->count);
	for (size_t i = 0; i < names->count; i++)
		name_encode(&names->at[i], out);
}

void
names_encode_one(const struct name *name, struct buf *out)
{
	buf_append_u8(out, 1);
	name_encode(name, out);
}

static int
octets_check(const struct name *name, struct err *err)
{
	if (name->n == 0)
		return err_set(err, ERR_MALFORMED, "names: an empty name");
	if (name->type == NAME_IP) {
		if (name->n == 4 || name->n == 16)
			return 0;
		return err_set(err, ERR_MALFORMED,
			       "names: an address of %zu octets", name->n);
	}
	for (size_t i = 0; i < name->n; i++) {
		if (name->v[i] <= 0x20 || name->v[i] >= 0x7f)
			return err_set(err, ERR_MALFORMED,
				       "names: an octet outside printable "
				       "ASCII");
	}
	return 0;
}

/* Takes one name off the front of in. */
static int
name_decode(struct bytes *in, struct name *ret, struct err *err)
{
	struct name name = { 0 };
	uint8_t type = 0;

	if (in->n < 2 || in->n - 2 < in->p[1])
		return err_set(err, ERR_MALFORMED, "names: cut off");
	type = in->p[0];
	if (type != NAME_DNS && type != NAME_IP && type != NAME_EMAIL &&
	    type != NAME_URI)
		return err_set(err, ERR_MALFORMED, "names: type %u", type);
	name.type = (enum name_type)type;
	name.n = in->p[1];
	memcpy(name.v, in->p + 2, name.n);
	*in = (struct bytes){ in->p + 2 + name.n, in->n - 2 - name.n };
	if (octets_check(&name, err) < 0)
		return -1;
	*ret = name;
	return 0;
}

int
names_decode(struct bytes in, struct names *ret, struct err *err)
{
	struct names names;

	if (in.n == 0)
		return err_set(err, ERR_MALFORMED, "names: cut off");
	names.count = in.p[0];
	if (names.count > LIMIT_NAMES)
		return err_set(err, ERR_MALFORMED,
			       "names: %zu of them; at most %d are allowed",
			       names.count, LIMIT_NAMES);
	in = (struct bytes){ in.p + 1, in.n - 1 };
	for (size_t i = 0; i < names.count; i++) {
		if (name_decode(&in, &names.at[i], err) < 0)
			return -1;
	}
	if (in.n > 0)
		return err_set(err, ERR_MALFORMED,
			       "names: %zu octets after the last", in.n);
	ret->count = names.count;
	memcpy(ret->at, names.at, names.count * sizeof(names.at[0]));
	return 0;
}

int
names_decode_one(struct bytes in, struct name *ret, struct err *err)
{
	if (in.n == 0 || in.p[0] != 1)
		return err_set(err, ERR_MALFORMED, "names: not one");
	in = (struct bytes){ in.p + 1, in.n - 1 };
	if (name_decode(&in, ret, err) < 0)
		return -1;
	if (in.n > 0)
		return err_set(err, ERR_MALFORMED,
			       "names: %zu octets after the last", in.n);
	return 0;
}
