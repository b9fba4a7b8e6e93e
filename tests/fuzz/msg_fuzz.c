/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Fuzzes records: what is taken has one form only, and reading never strays.
 * The first octet is the sender's role; the record follows. */
#include "fuzz.h"

#include "sanca/ipc.h"

#include <string.h>

static void
violations_hold(struct bytes in)
{
	static struct violations v;
	static struct violations again;
	CLEANUP(buf_free) struct buf b = { 0 };
	struct err err;

	if (violations_decode(in, &v, &err) != 0)
		return;
	must(v.count <= LIMIT_VIOLATIONS);
	violations_encode(&v, &b);
	must(violations_decode(buf_bytes(&b), &again, &err) == 0);
	must(again.count + again.dropped >= v.count);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	CLEANUP(buf_free) struct buf b = { 0 };
	struct bytes record;
	struct msg m;
	struct err err;

	if (size == 0)
		return 0;
	record = (struct bytes){ data + 1, size - 1 };
	if (msg_decode(record, (enum ipc_role)data[0], &m, &err) != 0) {
		must(err.code == ERR_MALFORMED);
		violations_hold(record);
		return 0;
	}
	must(msg_encode(&m, &b, &err) == 0);
	must(bytes_equal(buf_bytes(&b), record));
	if (m.type == MSG_REFUSED)
		violations_hold(m.refused.violations);
	return 0;
}
