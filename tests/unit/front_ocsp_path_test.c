/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* OCSP requests in addresses: every spelling is the same request. */

#include "src/front/guard.h"
#include "src/front/ocsp_path.h"
#include "tests/tap.h"

#include "sanca/text.h"

#include <stdlib.h>

#define PREFIX "/i/0123456789abcdef/ocsp/"

/* The same run each time. */
static uint32_t seed = 1;

static unsigned
any(unsigned below)
{
	seed = seed * 1103515245 + 12345;
	return (seed >> 16) % below;
}

static void
escape(uint8_t c, struct buf *out)
{
	if (any(2))
		buf_printf(out, "%%%02X", c);
	else
		buf_printf(out, "%%%02x", c);
}

/* One of the ways to write this base64 in an address. */
static void
spell(struct bytes base64, unsigned often, struct buf *out)
{
	for (unsigned i = any(3); i > 0; i--)
		buf_append_text(out, any(2) ? "/" : "%2F");
	for (size_t i = 0; i < base64.n; i++) {
		if (any(100) < often)
			escape(base64.p[i], out);
		else
			buf_append_u8(out, base64.p[i]);
	}
}

static bool
guard_passes(struct bytes spelling)
{
	struct buf target = { 0 };
	struct guard_head h = { .method = "GET" };
	enum guard_fault fault = GUARD_OK;

	buf_append_text(&target, PREFIX);
	buf_append_bytes(&target, spelling);
	h.target = buf_bytes(&target);
	h.at[h.count++] = (struct guard_field){ bytes_of_text("Host"),
						bytes_of_text("ca.test") };
	fault = guard_check(&h);
	buf_free(&target);
	return fault == GUARD_OK;
}

/* H06: requests of up to some hundred octets, each in ten spellings. */
static void
every_spelling_is_the_same_request(void)
{
	uint8_t der[400], got[400];

	for (int round = 0; round < 1000; round++) {
		struct buf base64 = { 0 };
		size_t n = 2 + any(sizeof(der) - 2);

		for (size_t i = 0; i < n; i++)
			der[i] = (uint8_t)any(256);
		der[0] = 0x30;
		base64_encode((struct bytes){ der, n }, &base64);
		for (unsigned k = 0; k < 10; k++) {
			struct buf text = { 0 };
			ptrdiff_t len = 0;

			spell(buf_bytes(&base64), k == 9 ? 100 : k * 5, &text);
			len = ocsp_path_decode(buf_bytes(&text), got,
					       sizeof(got));
			if (len != (ptrdiff_t)n || memcmp(der, got, n) != 0)
				ok(false, "%s", buf_text(&text));
			if (!guard_passes(buf_bytes(&text)))
				ok(false, "guard: %s", buf_text(&text));
			buf_free(&text);
		}
		buf_free(&base64);
	}
	ok(true, "10,000 spellings");
}

static void
what_is_no_base64_is_refused(void)
{
	static const char *const wrong[] = {
		"",	  "/",	   "//",     "MFE",	"MF",	  "M",
		"M===",	  "====",  "MFE==",  "MFF=",	"MB==",	  "MFE=MFE=",
		"MFE=/",  "M=FE",  "MFE=%",  "MFE%3",	"MFE%3g", "MF-_",
		"MFE%00", "MF E=", "MFE=\n", "MFE%0A=", "%MFE",	  "MFE%253D",
	};
	uint8_t out[16];

	for (size_t i = 0; i < ARRAY_SIZE(wrong); i++)
		is_int(ocsp_path_decode(bytes_of_text(wrong[i]), out,
					sizeof(out)),
		       -1, "\"%s\"", wrong[i]);
	is_int(ocsp_path_decode(bytes_of_text("MFE="), out, 2), 2, "it fits");
	is_int(ocsp_path_decode(bytes_of_text("MFE="), out, 1), -1,
	       "it does not");
	is_int(ocsp_path_decode(bytes_of_text("MA%3d%3D"), out, 1), 1,
	       "escaped padding");
	is_int(out[0], 0x30, "the octet");
}

TAP_MAIN(every_spelling_is_the_same_request, what_is_no_base64_is_refused)
