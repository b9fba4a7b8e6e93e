/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* The JSON form of a request, and Accept, on any octets. */

#include "fuzz.h"

#include "src/front/accept.h"
#include "src/front/work.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct wishes w;
	struct bytes in = { data, size };
	struct buf csr = { 0 };
	enum form form;
	struct err err;

	if (size > LIMIT_BODY_BYTES)
		return 0;
	w.names.count = w.name_count = 0;
	w.has_names = false;
	if (json_body_is(in) && json_body_read(in, &csr, &w, &err) == 0) {
		must(w.names.count <= LIMIT_NAMES);
		must(w.has_names == (w.names.count > 0));
	}
	buf_free(&csr);
	if (accept_choose(in, &form, &err) == 0)
		must(form < FORM_COUNT);
	return 0;
}
