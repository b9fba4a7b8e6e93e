/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* DER: what the reader accepts, the writer writes again octet by octet. */

#include "sanca/clock.h"
#include "sanca/der_read.h"
#include "sanca/der_write.h"
#include "sanca/limits.h"

#include "tests/unit/fixture.h"

/* Writes one value again from what the reader gives, last element first. */
static void
rewrite(struct derw *w, struct bytes whole)
{
	struct der at = der_of(whole), in = { 0 };
	struct der_tlv tlv = { 0 }, elements[64];
	struct err err = { 0 };
	size_t mark = derw_mark(w), n = 0;
	struct bytes v = { 0 };
	bool flag = false;

	if (der_next(&at, &tlv, &err) < 0)
		return;
	at = der_of(whole);
	if (tlv.tag == DER_BOOLEAN &&
	    der_take_boolean(&at, "", &flag, &err) == 0) {
		derw_boolean(w, flag);
	} else if (tlv.tag == DER_INTEGER &&
		   der_take_positive(&at, "", &v, &err) == 0) {
		derw_positive(w, v);
	} else if (tlv.tag == DER_BIT_STRING &&
		   der_take_bits(&at, "", &v, &err) == 0) {
		derw_bits(w, v);
	} else if (tlv.tag == DER_NULL) {
		derw_null(w);
	} else if (!(tlv.tag & 0x20)) {
		derw_tlv(w, tlv.tag, tlv.value);
	} else {
		for (in = der_of(tlv.value); !der_is_end(&in); n++)
			if (n == ARRAY_SIZE(elements) ||
			    der_next(&in, &elements[n], &err) < 0)
				return;
		while (n > 0)
			rewrite(w, elements[--n].whole);
		derw_wrap(w, tlv.tag, mark);
	}
}

static bool
comes_back(struct bytes der)
{
	CLEANUP(derw_free) struct derw w = { 0 };

	rewrite(&w, der);
	return bytes_equal(derw_bytes(&w), der);
}

static const char *const good[] = { "good.der", "rsa-2048.der",
				    "san-every-kind.der", "intermediate.der",
				    "leaf.der" };

static void
what_is_accepted_is_written_the_same(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(good); i++) {
		CLEANUP(buf_free)
		struct buf der = fixture_read("fixtures", good[i]);
		struct err err = { 0 };

		is_int(der_check(buf_bytes(&der), &err), 0, "%s: %s", good[i],
		       err.text);
		ok(comes_back(buf_bytes(&der)), "%s comes back", good[i]);
	}
}

static void
every_truncation_is_refused(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(good); i++) {
		CLEANUP(buf_free)
		struct buf der = fixture_read("fixtures", good[i]);
		struct err err = { 0 };

		for (size_t n = 0; n < der.n; n++)
			ok(der_check((struct bytes){ der.p, n }, &err) < 0,
			   "%s cut to %zu", good[i], n);
	}
}

/* Each octet takes each of its 255 other values. */
static void
every_mutation_is_refused_or_written_the_same(void)
{
	CLEANUP(buf_free) struct buf der = fixture_read("fixtures", good[0]);
	struct err err = { 0 };
	size_t refused = 0, kept = 0;

	for (size_t i = 0; i < der.n; i++) {
		uint8_t was = der.p[i];

		for (unsigned v = 0; v < 256; v++) {
			der.p[i] = (uint8_t)v;
			if (der_check(buf_bytes(&der), &err) < 0)
				refused++;
			else if (comes_back(buf_bytes(&der)))
				kept++;
			else
				ok(false, "octet %zu as 0x%02x", i, v);
		}
		der.p[i] = was;
	}
	ok(refused > der.n && kept > der.n, "%zu refused, %zu kept", refused,
	   kept);
}

struct sample {
	const char *what;
	struct bytes octets;
};
#define SAMPLE(what, text)                                                     \
	{                                                                      \
		what,                                                          \
		{                                                              \
			(const uint8_t *)(text), sizeof(text) - 1              \
		}                                                              \
	}

static void
ber_is_refused(void)
{
	static const struct sample samples[] = {
		SAMPLE("empty", ""),
		SAMPLE("long form of a short length", "\x04\x81\x01x"),
		SAMPLE("length with a leading zero", "\x04\x82\x00\x80"),
		SAMPLE("indefinite length", "\x30\x80\x00\x00"),
		SAMPLE("length of length 127", "\x04\xff"),
		SAMPLE("length beyond the end", "\x04\x02x"),
		SAMPLE("high tag number", "\x1f\x20\x00"),
		SAMPLE("end of contents", "\x00\x00"),
		SAMPLE("trailing octets", "\x05\x00\x05"),
		SAMPLE("BOOLEAN 01", "\x01\x01\x01"),
		SAMPLE("empty BOOLEAN", "\x01\x00"),
		SAMPLE("INTEGER 0001", "\x02\x02\x00\x01"),
		SAMPLE("INTEGER ffff", "\x02\x02\xff\xff"),
		SAMPLE("empty INTEGER", "\x02\x00"),
		SAMPLE("ENUMERATED 0001", "\x0a\x02\x00\x01"),
		SAMPLE("NULL with contents", "\x05\x01\x00"),
		SAMPLE("empty OID", "\x06\x00"),
		SAMPLE("OID with a padded arc", "\x06\x03\x2a\x80\x01"),
		SAMPLE("OID that is cut", "\x06\x02\x2a\x81"),
		SAMPLE("empty BIT STRING", "\x03\x00"),
		SAMPLE("BIT STRING with 8 unused bits", "\x03\x02\x08\x00"),
		SAMPLE("BIT STRING with unused ones", "\x03\x02\x04\x1f"),
		SAMPLE("unused bits of nothing", "\x03\x01\x01"),
		SAMPLE("OCTET STRING in pieces", "\x24\x03\x04\x01x"),
		SAMPLE("primitive SEQUENCE", "\x10\x00"),
		SAMPLE("REAL", "\x09\x00"),
		SAMPLE("SET out of order", "\x31\x06\x02\x01\x02\x02\x01\x01"),
		SAMPLE("SET inside [0] out of order",
		       "\xa0\x08\x31\x06\x02\x01\x02\x02\x01\x01"),
	};
	struct err err = { 0 };

	for (size_t i = 0; i < ARRAY_SIZE(samples); i++) {
		err = (struct err){ 0 };
		is_int(der_check(samples[i].octets, &err), -1, "%s",
		       samples[i].what);
		is_int(err.code, ERR_MALFORMED, "%s: code", samples[i].what);
	}
}

static void
der_is_accepted(void)
{
	static const struct sample samples[] = {
		SAMPLE("NULL", "\x05\x00"),
		SAMPLE("BOOLEAN", "\x01\x01\xff"),
		SAMPLE("negative INTEGER", "\x02\x01\xff"),
		SAMPLE("INTEGER 128", "\x02\x02\x00\x80"),
		SAMPLE("empty BIT STRING", "\x03\x01\x00"),
		SAMPLE("five bits", "\x03\x02\x03\xf8"),
		SAMPLE("empty SEQUENCE", "\x30\x00"),
		SAMPLE("SET with equal elements",
		       "\x31\x06\x02\x01\x01\x02\x01\x01"),
		SAMPLE("private tag", "\xc1\x01x"),
	};

	for (size_t i = 0; i < ARRAY_SIZE(samples); i++) {
		struct err err = { 0 };

		is_int(der_check(samples[i].octets, &err), 0, "%s: %s",
		       samples[i].what, err.text);
		ok(comes_back(samples[i].octets), "%s comes back",
		   samples[i].what);
	}
}

/* depth SEQUENCEs around nothing. */
static void
nest(struct derw *w, size_t depth)
{
	size_t mark = derw_mark(w);

	for (size_t i = 0; i < depth; i++)
		derw_wrap(w, DER_SEQUENCE, mark);
}

static void
nesting_is_bounded(void)
{
	CLEANUP(derw_free) struct derw fits = { 0 };
	CLEANUP(derw_free) struct derw deep = { 0 };
	CLEANUP(derw_free) struct derw abyss = { 0 };
	struct err err = { 0 };

	nest(&fits, LIMIT_DER_DEPTH);
	nest(&deep, LIMIT_DER_DEPTH + 1);
	nest(&abyss, 10000);
	is_int(der_check(derw_bytes(&fits), &err), 0, "as deep as allowed: %s",
	       err.text);
	is_int(der_check(derw_bytes(&deep), &err), -1, "one deeper");
	is_int(der_check(derw_bytes(&abyss), &err), -1, "10,000 deep");
	ok(strstr(err.text, "nested") != NULL, "the reason: %s", err.text);
}

static void
a_ber_length_is_named(void)
{
	struct err err = { 0 };

	is_int(der_check((struct bytes){ (const uint8_t *)"\x30\x80\0\0", 4 },
			 &err),
	       -1, "refused");
	ok(strstr(err.text, "indefinite length") != NULL, "%s", err.text);
}

static bool
integer_is(const char *octets, size_t n, uint64_t want)
{
	struct der d = der_of((struct bytes){ (const uint8_t *)octets, n });
	struct err err = { 0 };
	uint64_t got = ~want;

	return der_take_u64(&d, "x", &got, &err) == 0 && got == want;
}

static void
integers_are_read_whole(void)
{
	struct der negative =
		der_of((struct bytes){ (const uint8_t *)"\x02\x01\x80", 3 });
	struct der zero =
		der_of((struct bytes){ (const uint8_t *)"\x02\x01\x00", 3 });
	struct err err = { 0 };
	struct bytes v = { 0 };
	uint64_t n = 0;

	ok(integer_is("\x02\x01\x00", 3, 0), "0");
	ok(integer_is("\x02\x02\x00\xff", 4, 255), "255");
	ok(integer_is("\x02\x09\x00\xff\xff\xff\xff\xff\xff\xff\xff", 11,
		      UINT64_MAX),
	   "2^64 - 1");
	ok(!integer_is("\x02\x09\x01\x00\x00\x00\x00\x00\x00\x00\x00", 11, 0),
	   "2^64");
	is_int(der_take_u64(&negative, "x", &n, &err), -1, "negative");
	is_int(der_take_positive(&zero, "x", &v, &err), -1, "zero");
}

static void
named_bits_have_one_form(void)
{
	static const struct {
		const char *octets;
		size_t n;
		int want; /* -1: refused */
	} rows[] = {
		{ "\x00", 1, 0 },
		{ "\x05\xa0", 2, 0xa000 },
		{ "\x07\x00\x80", 3, 0x0080 },
		{ "\x00\xa0", 2, -1 },
		{ "\x07\x06\x00", 3, -1 },
		{ "\x05\xa1", 2, -1 },
		{ "", 0, -1 },
		{ "\x00\x01\x01\x01", 4, -1 },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct bytes v = { (const uint8_t *)rows[i].octets, rows[i].n };
		struct err err = { 0 };
		uint16_t got = 0;
		int result = der_named_bits(v, "x", &got, &err);

		is_int(result == 0 ? got : -1, rows[i].want, "row %zu", i);
	}
	for (unsigned bits = 0; bits < 0x10000; bits++) {
		CLEANUP(derw_free) struct derw w = { 0 };
		struct err err = { 0 };
		uint16_t got = 0;

		derw_named_bits(&w, (uint16_t)bits);
		struct der d = der_of(derw_bytes(&w));
		struct bytes v = { 0 };

		if (der_take(&d, DER_BIT_STRING, "x", &v, &err) < 0 ||
		    der_named_bits(v, "x", &got, &err) < 0 || got != bits)
			ok(false, "0x%04x comes back", bits);
	}
}

static void
times_come_back_on_both_sides_of_2050(void)
{
	static const int64_t times[] = {
		0,
		1,
		1795444838,
		INT64_C(2524607999),
		INT64_C(2524608000),
		INT64_C(253402300799),
		-631152000,
	};

	for (size_t i = 0; i < ARRAY_SIZE(times); i++) {
		CLEANUP(derw_free) struct derw w = { 0 };
		struct err err = { 0 };
		int64_t got = 0;

		derw_time(&w, times[i]);
		struct der d = der_of(derw_bytes(&w));

		is_int(der_peek(&d),
		       times[i] < INT64_C(2524608000) ? DER_UTC_TIME
						      : DER_GENERALIZED_TIME,
		       "type");
		is_int(der_take_time(&d, "x", &got, &err), 0, "%s", err.text);
		is_int(got, times[i], "the same");
		is_int(derw_bytes(&w).n, der_time_size(times[i]), "size");

		derw_clear(&w);
		derw_generalized_time(&w, times[i]);
		d = der_of(derw_bytes(&w));
		is_int(derw_bytes(&w).n, 17, "GeneralizedTime");
		is_int(der_take_generalized_time(&d, "x", &got, &err), 0, "%s",
		       err.text);
		is_int(got, times[i], "the same in any year");
	}
}

static void
other_forms_of_generalized_time_are_refused(void)
{
	static const char *const bad[] = {
		"20260101000000", "20260101000000+0000", "20260101000000.5Z",
		"202601010000Z",  "20260230000000Z",	 "2026010100000aZ",
		"260101000000Z",  "20260101000060Z",
	};
	CLEANUP(derw_free) struct derw w = { 0 };
	struct err err = { 0 };
	struct der d;
	int64_t got = 7;

	for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
		derw_clear(&w);
		derw_text(&w, DER_GENERALIZED_TIME, bad[i]);
		d = der_of(derw_bytes(&w));
		is_int(der_take_generalized_time(&d, "x", &got, &err), -1, "%s",
		       bad[i]);
		is_int(err.code, ERR_MALFORMED, "%s", err.text);
	}
	derw_clear(&w);
	derw_time(&w, 0);
	d = der_of(derw_bytes(&w));
	is_int(der_take_generalized_time(&d, "x", &got, &err), -1, "UTCTime");
	is_int(got, 7, "nothing is returned");
}

static void
enumerated_is_a_number_of_its_own_type(void)
{
	static const uint8_t six[] = { DER_ENUMERATED, 1, 6 };
	static const uint8_t bad[][4] = { { DER_INTEGER, 1, 6 },
					  { DER_ENUMERATED, 2, 0, 6 },
					  { DER_ENUMERATED, 1, 0xff },
					  { DER_ENUMERATED, 0 } };
	struct der d = der_of(BYTES_OF(six));
	struct err err = { 0 };
	uint64_t got = 0;

	is_int(der_take_enumerated(&d, "x", &got, &err), 0, "%s", err.text);
	is_int((int64_t)got, 6, "six");
	for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
		d = der_of((struct bytes){ bad[i], 2U + bad[i][1] });
		is_int(der_take_enumerated(&d, "x", &got, &err), -1, "case %zu",
		       i);
	}
}

static void
a_header_written_alone_is_the_same(void)
{
	static const size_t sizes[] = { 0, 127, 128, 255, 256, 65535, 65536 };
	static uint8_t zeros[65536];
	uint8_t header[DER_HEADER_BYTES];
	static const uint8_t most[] = { 0x30, 0x88, 0xff, 0xff, 0xff,
					0xff, 0xff, 0xff, 0xff, 0xff };

	for (size_t i = 0; i < ARRAY_SIZE(sizes); i++) {
		CLEANUP(derw_free) struct derw w = { 0 };
		size_t n = der_header(DER_OCTET_STRING, sizes[i], header);

		derw_tlv(&w, DER_OCTET_STRING,
			 (struct bytes){ zeros, sizes[i] });
		is_int(derw_bytes(&w).n, n + sizes[i], "%zu", sizes[i]);
		is_mem(derw_bytes(&w).p, n, header, n, "%zu", sizes[i]);
	}
	is_int(der_header(DER_SEQUENCE, UINT64_MAX, header), 10, "the longest");
	is_mem(header, 10, most, 10, "its octets");
}

static void
other_forms_of_time_are_refused(void)
{
	static const char *const utc[] = { "2601010000Z",	"260101000000",
					   "260101000000+0000", "260230000000Z",
					   "260101240000Z",	"260101000060Z",
					   "26010100000aZ" };
	static const char *const generalized[] = { "20260101000000Z",
						   "20500101000000.5Z",
						   "205001010000Z" };

	for (size_t i = 0; i < ARRAY_SIZE(utc) + ARRAY_SIZE(generalized); i++) {
		CLEANUP(derw_free) struct derw w = { 0 };
		struct err err = { 0 };
		int64_t got = 0;
		bool is_utc = i < ARRAY_SIZE(utc);
		const char *text =
			is_utc ? utc[i] : generalized[i - ARRAY_SIZE(utc)];

		derw_text(&w, is_utc ? DER_UTC_TIME : DER_GENERALIZED_TIME,
			  text);
		struct der d = der_of(derw_bytes(&w));

		is_int(der_take_time(&d, "x", &got, &err), -1, "%s", text);
	}
}

static void
oids_are_shown_by_name_or_by_number(void)
{
	CLEANUP(buf_free) struct buf named = { 0 };
	CLEANUP(buf_free) struct buf plain = { 0 };
	CLEANUP(buf_free) struct buf high = { 0 };
	static const uint8_t other[] = { 0x2b, 0x06, 0x01, 0x04, 0x01,
					 0x82, 0x37, 0x14, 0x02, 0x03 };
	static const uint8_t joint[] = { 0x88, 0x37, 0x03 };

	der_oid_show(OID_COMMON_NAME, &named);
	der_oid_show(BYTES_OF(other), &plain);
	der_oid_show(BYTES_OF(joint), &high);
	is_str(buf_text(&named), "CN", "of the table");
	is_str(buf_text(&plain), "1.3.6.1.4.1.311.20.2.3", "of none");
	is_str(buf_text(&high), "2.999.3", "under 2 the second arc is large");
}

static void
a_long_value_gets_a_long_length(void)
{
	static const size_t sizes[] = { 0, 127, 128, 255, 256, 65535, 65536 };
	static uint8_t zeros[65536];

	for (size_t i = 0; i < ARRAY_SIZE(sizes); i++) {
		CLEANUP(derw_free) struct derw w = { 0 };
		struct err err = { 0 };
		struct bytes v = { 0 };

		derw_tlv(&w, DER_OCTET_STRING,
			 (struct bytes){ zeros, sizes[i] });
		is_int(der_check(derw_bytes(&w), &err), 0, "%zu: %s", sizes[i],
		       err.text);
		struct der d = der_of(derw_bytes(&w));

		is_int(der_take(&d, DER_OCTET_STRING, "x", &v, &err), 0,
		       "read");
		is_int(v.n, sizes[i], "length");
	}
}

TAP_MAIN(what_is_accepted_is_written_the_same, every_truncation_is_refused,
	 every_mutation_is_refused_or_written_the_same, ber_is_refused,
	 der_is_accepted, nesting_is_bounded, a_ber_length_is_named,
	 integers_are_read_whole, named_bits_have_one_form,
	 times_come_back_on_both_sides_of_2050, other_forms_of_time_are_refused,
	 other_forms_of_generalized_time_are_refused,
	 enumerated_is_a_number_of_its_own_type,
	 a_header_written_alone_is_the_same,
	 oids_are_shown_by_name_or_by_number, a_long_value_gets_a_long_length)
