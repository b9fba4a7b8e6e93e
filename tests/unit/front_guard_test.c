/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Claims about the strict HTTP pre-check. */

#include "src/front/guard.h"
#include "tests/tap.h"

#include <stdlib.h>

#define LINE "GET /healthz HTTP/1.1\r\n"
#define POST "POST /v1/check HTTP/1.1\r\nHost: a\r\n"

static struct guard_wire
fed(const char *data, size_t n, size_t step)
{
	struct guard_wire w = { 0 };

	for (size_t i = 0; i < n; i += step)
		guard_wire_feed(&w,
				(struct bytes){ (const uint8_t *)data + i,
						n - i < step ? n - i : step });
	return w;
}

#define FED(text) fed(text, sizeof(text) - 1, sizeof(text) - 1)

static void
what_browsers_send_is_taken(void)
{
	static const char both[] =
		LINE "Host: a\r\nAccept: */*\r\nX:\r\n\r\n" POST
		     "Content-Length: 3\r\n\r\nabc" POST
		     "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n"
		     "1A\r\nabcdefghijklmnopqrstuvwxyz\r\n0\r\n\r\n"
		     "\r\n" LINE "Host: a\r\n\r\n"
		     "GET / HTTP/1.0\r\n\r\n";

	for (size_t step = 1; step < 12; step++) {
		struct guard_wire w = fed(both, sizeof(both) - 1, step);

		is_int(w.fault, GUARD_OK, "no fault in steps of %zu", step);
		is_int(w.requests, 5, "five requests");
		ok(!guard_wire_is_inside(&w), "nothing is open");
	}
}

/* So that a request that nobody read along is told from one that was. */
static void
a_head_is_seen_when_it_is_whole(void)
{
	static const char head[] = POST "Content-Length: 3\r\n\r\n";
	static const char two[] = LINE "Host: a\r\n\r\n" LINE;
	struct guard_wire w = { 0 };

	ok(!guard_wire_has_head(&w, 0), "not of what was not read");
	for (size_t n = 1; n < sizeof(head) - 1; n++) {
		w = fed(head, n, n);
		ok(!guard_wire_has_head(&w, 0), "not after %zu octets", n);
	}
	w = FED(head);
	ok(guard_wire_has_head(&w, 0), "before the body");
	w = FED(two);
	ok(guard_wire_has_head(&w, 0), "the first of two");
	ok(!guard_wire_has_head(&w, 1), "the second has only begun");
}

static void
every_prefix_is_inside(void)
{
	static const char one[] = POST "Content-Length: 3\r\n\r\nabc";

	for (size_t n = 1; n < sizeof(one) - 1; n++) {
		struct guard_wire w = fed(one, n, n);

		ok(guard_wire_is_inside(&w) && !w.fault && w.requests == 0,
		   "%zu octets are a part", n);
	}
}

static const struct {
	const char *what;
	const char *data;
	size_t n;
	enum guard_fault fault;
} bad[] = {
#define BAD(what, data, fault)                                                 \
	{                                                                      \
		what, data, sizeof(data) - 1, GUARD_##fault                    \
	}
	BAD("I01 two lengths",
	    POST "Content-Length: 3\r\nContent-Length: 5\r\n\r\n", DUPLICATE),
	BAD("I01 no number", POST "Content-Length: 3x\r\n\r\n", LENGTH_SYNTAX),
	BAD("I01 a sign", POST "Content-Length: +3\r\n\r\n", LENGTH_SYNTAX),
	BAD("I01 empty", POST "Content-Length:\r\n\r\n", LENGTH_SYNTAX),
	BAD("I01 too large", POST "Content-Length: 9999999999999999999\r\n\r\n",
	    LENGTH_SYNTAX),
	BAD("I02 both",
	    POST "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n",
	    LENGTH_AND_CODING),
	BAD("I03 xchunked", POST "Transfer-Encoding: xchunked\r\n\r\n", CODING),
	BAD("I03 list", POST "Transfer-Encoding: gzip, chunked\r\n\r\n",
	    CODING),
	BAD("I03 1.0", "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n",
	    CODING_VERSION),
	BAD("I04 LF in a chunk",
	    POST "Transfer-Encoding: chunked\r\n\r\n3\nabc", BARE_LF),
	BAD("I04 0x3", POST "Transfer-Encoding: chunked\r\n\r\n0x3\r\n", CHUNK),
	BAD("I04 extension", POST "Transfer-Encoding: chunked\r\n\r\n3;a=b\r\n",
	    CHUNK),
	BAD("I04 nine digits",
	    POST "Transfer-Encoding: chunked\r\n\r\n100000000\r\n", CHUNK),
	BAD("I04 longer than said",
	    POST "Transfer-Encoding: chunked\r\n\r\n3\r\nabcd", CHUNK),
	BAD("trailer", POST "Transfer-Encoding: chunked\r\n\r\n0\r\nX: y\r\n",
	    TRAILER),
	BAD("I05 LF ends the request line", "GET / HTTP/1.1\nHost: a\r\n\r\n",
	    BARE_LF),
	BAD("I05 LF ends a field", LINE "Host: a\nX: y\r\n\r\n", BARE_LF),
	BAD("I05 LF ends the head", LINE "Host: a\r\n\n", BARE_LF),
	BAD("I06 CR in a value", LINE "X: b\rC: d\r\n\r\n", BARE_CR),
	BAD("I07 fold", LINE "A: b\r\n c\r\n\r\n", OBS_FOLD),
	BAD("I07 fold by tab", LINE "A: b\r\n\tc\r\n\r\n", OBS_FOLD),
	BAD("I08 space before the colon", LINE "A : b\r\n\r\n", FIELD_NAME),
	BAD("I08 no name", LINE ": b\r\n\r\n", FIELD_NAME),
	BAD("I08 no colon", LINE "A\r\n\r\n", BARE_CR),
	BAD("I09 NUL in a value", LINE "A: b\0c\r\n\r\n", CONTROL),
	BAD("I09 DEL in a value", LINE "A: b\x7f\r\n\r\n", CONTROL),
	BAD("I10 NUL in the target", "GET /a\0b HTTP/1.1\r\n", CONTROL),
	BAD("I12 octet above ASCII in the target", "GET /\xc0\xae HTTP/1.1\r\n",
	    TARGET_SYNTAX),
	BAD("I14 method", "G@T / HTTP/1.1\r\n", METHOD_SYNTAX),
	BAD("I14 long method",
	    "GETGETGETGETGETGETGETGETGETGETGETGET / HTTP/1.1\r\n", METHOD_LONG),
	BAD("I14 0.9", "GET /\r\n", BARE_CR),
	BAD("I14 2.0", "GET / HTTP/2.0\r\n", VERSION),
	BAD("two spaces", "GET  / HTTP/1.1\r\n", TARGET_SYNTAX),
	BAD("many empty lines", "\r\n\r\n\r\nGET / HTTP/1.1\r\n",
	    METHOD_SYNTAX),
	BAD("I18 TLS", "\x16\x03\x01", CONTROL),
};

static void
what_no_library_sends_is_a_fault(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
		for (size_t step = 1; step < 4; step++) {
			struct guard_wire w = fed(bad[i].data, bad[i].n, step);

			is_int(w.fault, bad[i].fault, "%s: %s", bad[i].what,
			       guard_fault_text(w.fault));
		}
	}
}

static void
a_fault_stays(void)
{
	struct guard_wire w = FED("GET / HTTP/1.1\n" LINE "Host: a\r\n\r\n");

	is_int(w.fault, GUARD_BARE_LF, "the first one is kept");
	is_int(w.requests, 0, "nothing after it counts");
}

static void
long_heads_are_a_fault(void)
{
	struct guard_wire w = FED(LINE);
	static const char field[] = "X: y\r\n";

	for (int i = 0; i < 65; i++)
		guard_wire_feed(&w, (struct bytes){ (const uint8_t *)field,
						    sizeof(field) - 1 });
	is_int(w.fault, GUARD_FIELDS_MANY, "65 fields");
	w = FED("GET /");
	for (int i = 0; i < 3000; i++)
		guard_wire_feed(&w, bytes_of_text("a"));
	is_int(w.fault, GUARD_TARGET_LONG, "a target of 3,000 octets");
	w = FED(LINE "X: ");
	for (int i = 0; i < 20000; i++)
		guard_wire_feed(&w, bytes_of_text("a"));
	is_int(w.fault, GUARD_HEAD_LONG, "a value of 20,000 octets");
}

/* ---- heads --------------------------------------------------------------------- */

static struct guard_head
head_of(const char *method, const char *target)
{
	struct guard_head h = { .method = method,
				.target = bytes_of_text(target) };

	h.at[h.count++] = (struct guard_field){ bytes_of_text("Host"),
						bytes_of_text("ca.test") };
	return h;
}

static enum guard_fault
with(const char *name, const char *value)
{
	struct guard_head h = head_of("GET", "/healthz");

	h.at[h.count++] = (struct guard_field){ bytes_of_text(name),
						bytes_of_text(value) };
	return guard_check(&h);
}

static enum guard_fault
target(const char *t)
{
	struct guard_head h = head_of("GET", t);

	return guard_check(&h);
}

static void
paths_are_what_they_look_like(void)
{
	static const char *const fine[] = {
		"/",	     "/a",	   "/a/",      "/a/b.c", "/a-b_c~d/...",
		"/v1/x?a=b", "/?name=*.x", "/a?b=%20c"
	};
	static const char *const refused[] = {
		"",	   "a",	       "http://x/", "//",	"/a//b",
		"/.",	   "/..",      "/a/../b",   "/a/./b",	"/a/..",
		"/%2e",	   "/a%2fb",   "/a;b",	    "/a\\b",	"/a b",
		"/a:b",	   "/a?b=\"",  "/a?b=%0d",  "/a?b=%00", "/a?b=%7f",
		"/a?b=%8", "/a?b=%gg", "/a?b=%80",  "/a?b=<",	"*",
		"/a#b",	   "/a?b=c#d", "/\xc3\xa4", "/a?\xc3",
	};

	for (size_t i = 0; i < ARRAY_SIZE(fine); i++)
		is_int(target(fine[i]), GUARD_OK, "%s", fine[i]);
	for (size_t i = 0; i < ARRAY_SIZE(refused); i++)
		ok(target(refused[i]) != GUARD_OK, "%s", refused[i]);
}

#define ID "/i/0123456789abcdef"

static void
base64_stands_below_ocsp_alone(void)
{
	static const char *const fine[] = {
		ID "/ocsp/",
		ID "/ocsp/MFE=",
		ID "/ocsp/a+b/c==",
		ID "/ocsp//a//b",
		ID "/ocsp/%2B%2f%3D",
		ID "/ocsp/%4dFE%3d",
		ID "/ocsp/MFE=?a=b",
		ID "/ocsp",
		"/i/0123456789ABCDEF/ocsp/a+b",
	};
	static const char *const refused[] = {
		ID "/ocsp/a.b",
		ID "/ocsp/../x",
		ID "/ocsp/a/./b",
		ID "/ocsp/a-b",
		ID "/ocsp/a_b",
		ID "/ocsp/%2e%2e/",
		ID "/ocsp/%00",
		ID "/ocsp/%0a",
		ID "/ocsp/%",
		ID "/ocsp/%2",
		ID "/ocsp/%gg",
		ID "/ocsp/%252B",
		ID "/ocsp/a b",
		ID "/ocsp/a;b",
		ID "/ocsp/%80",
		ID "//ocsp/MFE",
		ID "/ocsp+/MFE",
		ID "/ca.crl+",
		ID "/OCSP/a+b",
		ID "a/ocsp/a+b",
		"/i/0123/ocsp/a+b",
		"/i/0123456789abcdeg/ocsp/a+b",
		"/x/0123456789abcdef/ocsp/a+b",
		"/v1/certificates/a+b",
	};

	for (size_t i = 0; i < ARRAY_SIZE(fine); i++)
		is_int(target(fine[i]), GUARD_OK, "%s", fine[i]);
	for (size_t i = 0; i < ARRAY_SIZE(refused); i++)
		ok(target(refused[i]) != GUARD_OK, "%s", refused[i]);
}

static void
fields_that_decide_stand_once(void)
{
	static const char *const single[] = {
		"Content-Length", "Transfer-Encoding", "Authorization",
		"Content-Type",	  "content-encoding",  "Idempotency-Key",
		"Expect"
	};

	is_int(with("Host", "evil"), GUARD_DUPLICATE, "two hosts");
	for (size_t i = 0; i < ARRAY_SIZE(single); i++) {
		struct guard_head h = head_of("GET", "/");
		struct guard_field f = { bytes_of_text(single[i]),
					 bytes_of_text("1") };

		h.at[h.count++] = f;
		h.at[h.count++] = f;
		is_int(guard_check(&h), GUARD_DUPLICATE, "%s", single[i]);
	}
	is_int(with("Accept", "a"), GUARD_OK, "others may be repeated");
}

static void
codings_are_refused(void)
{
	is_int(with("Content-Encoding", "gzip"), GUARD_CONTENT_CODING, "gzip");
	is_int(with("Content-Encoding", "identity"), GUARD_OK, "identity");
	is_int(with("Transfer-Encoding", "gzip"), GUARD_CODING, "coding");
	is_int(with("Expect", "nothing"), GUARD_EXPECT, "expect");
	is_int(with("Content-Type", "multipart/form-data"), GUARD_MULTIPART,
	       "multipart");
	is_int(with("X y", "a"), GUARD_FIELD_NAME, "a name with a space");
	is_int(with("X", "a\nb"), GUARD_CONTROL, "LF in a value");
}

static void
a_host_is_needed_since_1_1(void)
{
	struct guard_head h = head_of("GET", "/");

	h.count = 0;
	is_int(guard_check(&h), GUARD_HOST_NONE, "1.1");
	h.http10 = true;
	is_int(guard_check(&h), GUARD_OK, "1.0");
	h = head_of("GET", "/");
	h.at[0].value = bytes_of_text("a/b");
	is_int(guard_check(&h), GUARD_HOST_SYNTAX, "with a path");
}

static void
queries_are_split_strictly(void)
{
	struct guard_parameter p[3];
	struct err err;

	is_int(guard_query(bytes_of_text("a=b&c=%2ad+e"), p, 3, &err), 2,
	       "two");
	is_str(p[1].name, "c", "name");
	is_str(p[1].value, "*d e", "decoded");
	is_int(guard_query(bytes_of_text(""), p, 3, &err), 0, "none");
	is_int(guard_query(bytes_of_text("a=1&a=2"), p, 3, &err), -1, "twice");
	is_int(guard_query(bytes_of_text("a"), p, 3, &err), -1, "no sign");
	is_int(guard_query(bytes_of_text("=b"), p, 3, &err), -1, "no name");
	is_int(guard_query(bytes_of_text("a=1&b=2&c=3&d=4"), p, 3, &err), -1,
	       "too many");
	is_int(guard_query(bytes_of_text("a=b&"), p, 3, &err), 1,
	       "a sign at the end");
}

TAP_MAIN(what_browsers_send_is_taken, a_head_is_seen_when_it_is_whole,
	 every_prefix_is_inside, what_no_library_sends_is_a_fault,
	 a_fault_stays, long_heads_are_a_fault, paths_are_what_they_look_like,
	 base64_stands_below_ocsp_alone, fields_that_decide_stand_once,
	 codings_are_refused, a_host_is_needed_since_1_1,
	 queries_are_split_strictly)
