/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* The object identifiers of oid.def, and how any of them is shown. */
#include "sanca/der_read.h"

#include <inttypes.h>

#define OID(name, dotted, ...)                                                 \
	static const uint8_t octets_##name[] = { __VA_ARGS__ };                \
	const struct bytes OID_##name = { octets_##name,                       \
					  sizeof(octets_##name) };
#include "sanca/oid.def"
#undef OID

static const struct {
	const struct bytes *oid;
	const char *name;
} table[] = {
#define OID(name, dotted, ...) { &OID_##name, dotted },
#include "sanca/oid.def"
#undef OID
};

bool
der_oid_is(struct bytes contents, struct bytes oid)
{
	return bytes_equal(contents, oid);
}

/* The first subidentifier holds two arcs (X.690 8.19.4). */
static void
show_arc(uint64_t arc, bool first, struct buf *out)
{
	if (!first)
		buf_printf(out, ".%" PRIu64, arc);
	else if (arc < 80)
		buf_printf(out, "%" PRIu64 ".%" PRIu64, arc / 40, arc % 40);
	else
		buf_printf(out, "2.%" PRIu64, arc - 80);
}

void
der_oid_show(struct bytes contents, struct buf *out)
{
	uint64_t arc = 0;
	bool first = true;
	size_t shown = 0;

	for (size_t i = 0; i < ARRAY_SIZE(table); i++) {
		if (bytes_equal(contents, *table[i].oid)) {
			buf_append_text(out, table[i].name);
			return;
		}
	}
	for (size_t i = 0; i < contents.n; i++) {
		/* Long ones are cut: nobody reads them. */
		if (arc >> 57 != 0 || shown == 20) {
			buf_append_text(out, "…");
			return;
		}
		arc = arc << 7 | (contents.p[i] & 0x7f);
		if (contents.p[i] & 0x80)
			continue;
		show_arc(arc, first, out);
		first = false;
		arc = 0;
		shown++;
	}
}
