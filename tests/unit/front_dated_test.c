/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Times in HTTP, and what is told to those who keep a CRL or an answer. */

#include "src/front/dated.h"
#include "src/front/http_date.h"
#include "tests/tap.h"

#include <microhttpd.h>
#include <stdlib.h>
#include <time.h>

static void
dates_are_written_as_the_library_of_c_does(void)
{
	for (int64_t t = -4000000000; t < 200000000000; t += 86399 * 997) {
		char got[HTTP_DATE_BYTES], want[64];
		time_t c_time = (time_t)t;
		struct tm tm;
		int64_t back = 0;

		gmtime_r(&c_time, &tm);
		strftime(want, sizeof(want), "%a, %d %b %Y %H:%M:%S GMT", &tm);
		http_date_write(t, got);
		is_str(got, want, "%jd", (intmax_t)t);
		ok(http_date_read(bytes_of_text(got), &back) && back == t,
		   "it is read back");
	}
}

static void
only_that_form_is_a_date(void)
{
	static const char *const wrong[] = {
		"",
		"Sunday, 06-Nov-94 08:49:37 GMT",
		"Sun Nov  6 08:49:37 1994",
		"Mon, 06 Nov 1994 08:49:37 GMT",
		"Sun, 6 Nov 1994 08:49:37 GMT",
		"Sun, 06 Nov 1994 08:49:37 UTC",
		"Sun, 06 Nov 1994 08:49:60 GMT",
		"Sun, 06 Nov 1994 24:00:00 GMT",
		"Sun, 31 Feb 1994 08:49:37 GMT",
		"Sun, 00 Nov 1994 08:49:37 GMT",
		"sun, 06 nov 1994 08:49:37 gmt",
		"Sun, 06 Nov 1994 08:49:37 GMT ",
		"Sun; 06 Nov 1994 08:49:37 GMT",
		"Sun, 06 Nov 1994 08-49-37 GMT",
		"Sun, +6 Nov 1994 08:49:37 GMT",
		"1994-11-06T08:49:37Z",
	};
	int64_t t = 7;

	ok(http_date_read(bytes_of_text("Sun, 06 Nov 1994 08:49:37 GMT"), &t),
	   "the example of RFC 9110");
	is_int(t, 784111777, "its time");
	for (size_t i = 0; i < ARRAY_SIZE(wrong); i++)
		ok(!http_date_read(bytes_of_text(wrong[i]), &t), "%s",
		   wrong[i]);
	is_int(t, 784111777, "untouched");
}

/* ---- what holds from one time to another ------------------------------------- */

static struct dated
made(int64_t from, int64_t until)
{
	struct dated d;
	struct err err;

	is_int(dated_from_bytes(bytes_of_text("octets"), "a/b", from, until, &d,
				&err),
	       0, "made");
	return d;
}

static long
age_of(struct MHD_Response *r)
{
	const char *v = r ? MHD_get_response_header(r, "Cache-Control") : NULL;

	return v && strncmp(v, "max-age=", 8) == 0 ? strtol(v + 8, NULL, 10)
						   : -1;
}

/* Whenever it is served, and however long it is kept. */
static void
what_a_cache_keeps_never_outlives_its_time(void)
{
	static const int64_t lengths[] = { 1,	 2,    3,     59,
					   3600, 7199, 20000, 259200 };

	for (size_t i = 0; i < ARRAY_SIZE(lengths); i++) {
		struct dated d = made(1000, 1000 + lengths[i]);
		int64_t step = lengths[i] > 5000 ? 61 : 1;

		for (int64_t now = 1000; now < d.next_update; now += step) {
			long age = age_of(dated_response(&d, now));

			if (age < 0 || age > DATED_MAX_AGE_S ||
			    now + age > d.next_update)
				ok(false, "%jd of %jd: %ld", (intmax_t)now,
				   (intmax_t)d.next_update, age);
		}
		dated_clear(&d);
	}
	ok(true, "at all times");
}

static void
a_ready_response_is_used_until_its_fields_are_wrong(void)
{
	struct dated d = made(0, 100000);
	struct MHD_Response *first = dated_response(&d, 1000);

	is_int(age_of(first), 3600, "an hour");
	ok(dated_response(&d, 4599) == first, "for an hour");
	is_str(MHD_get_response_header(first, "Last-Modified"),
	       "Thu, 01 Jan 1970 00:00:00 GMT", "thisUpdate");
	is_str(MHD_get_response_header(first, "Expires"),
	       "Fri, 02 Jan 1970 03:46:40 GMT", "nextUpdate");
	is_str(MHD_get_response_header(first, "Content-Type"), "a/b", "type");
	is_int(age_of(dated_response(&d, 99000)), 500, "half of what is left");
	is_int(age_of(dated_response(&d, 1000)), 3600, "the clock went back");
	is_int(age_of(dated_response(&d, 100000)), 0, "nothing is left");
	is_int(age_of(dated_response(&d, INT64_C(1) << 40)), 0, "for ever");
	dated_clear(&d);
}

static bool
known(const char *tag, const char *since)
{
	struct guard_head h = { 0 };
	struct dated d = made(784111777, 784111777 + 10);
	bool ret = false;
	char text[64];

	if (tag) {
		snprintf(text, sizeof(text), "%s",
			 strcmp(tag, "its") == 0 ? d.etag : tag);
		h.at[h.count++] =
			(struct guard_field){ bytes_of_text("If-None-Match"),
					      bytes_of_text(text) };
	}
	if (since)
		h.at[h.count++] = (struct guard_field){
			bytes_of_text("if-modified-since"), bytes_of_text(since)
		};
	ret = dated_is_known(&d, &h);
	dated_clear(&d);
	return ret;
}

/* RFC 9110 13.2.2. */
static void
a_tag_counts_before_a_date(void)
{
	static const char same[] = "Sun, 06 Nov 1994 08:49:37 GMT";
	static const char before[] = "Sun, 06 Nov 1994 08:49:36 GMT";
	static const char after[] = "Sun, 06 Nov 1994 08:49:38 GMT";

	ok(!known(NULL, NULL), "nothing");
	ok(known("its", NULL), "its tag");
	ok(known("*", NULL), "any tag");
	ok(!known("\"x\"", NULL), "another tag");
	ok(known(NULL, same), "its time");
	ok(!known(NULL, after), "later: of one that began before this");
	ok(!known(NULL, before), "earlier");
	ok(!known(NULL, "yesterday"), "no date");
	ok(!known("\"x\"", after), "another tag, whatever the date");
	ok(known("its", before), "its tag, whatever the date");
}

TAP_MAIN(dates_are_written_as_the_library_of_c_does, only_that_form_is_a_date,
	 what_a_cache_keeps_never_outlives_its_time,
	 a_ready_response_is_used_until_its_fields_are_wrong,
	 a_tag_counts_before_a_date)
