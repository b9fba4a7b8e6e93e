/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* The pure parts of ACME: numbers, times, identifiers, CertIDs, windows. */

#include "src/front/acme_cert_id.h"
#include "src/front/acme_identifiers.h"
#include "src/front/acme_json.h"
#include "src/front/acme_renewal_info.h"
#include "src/front/acme_request.h"
#include "src/front/json_read.h"
#include "tests/tap.h"

#include "sanca/text.h"

#include <stdlib.h>

static void
numbers_of_addresses_have_one_form(void)
{
	static const char *const bad[] = { "",
					   "0",
					   "01",
					   "-1",
					   "+1",
					   "1e3",
					   "1 ",
					   " 1",
					   "0x1",
					   "1.",
					   "9223372036854775808",
					   "18446744073709551616" };
	uint64_t v = 0;

	ok(acme_number(bytes_of_text("1"), &v) && v == 1, "1");
	ok(acme_number(bytes_of_text("9223372036854775807"), &v) &&
		   v == INT64_MAX,
	   "2^63 - 1");
	for (size_t i = 0; i < ARRAY_SIZE(bad); i++)
		ok(!acme_number(bytes_of_text(bad[i]), &v), "\"%s\"", bad[i]);
}

static int64_t
time_of(const char *text)
{
	int64_t t = 0;
	struct err err;

	return acme_time_read(bytes_of_text(text), &t, &err) == 0 ? t : -1;
}

static void
times_are_those_of_rfc_3339(void)
{
	static const char *const bad[] = { "",
					   "2027-01-31",
					   "2027-01-31T12:00:00",
					   "2027-02-30T12:00:00Z",
					   "2027-01-31T25:00:00Z",
					   "2027-01-31T12:00:00.Z",
					   "2027-01-31T12:00:00.",
					   "2027-01-31T12:00:00+1:00",
					   "2027-01-31T12:00:00+24:00",
					   "2027-01-31 12:00:00Z",
					   "2027-01-31T12:00:00ZZ",
					   "2027-1-31T12:00:00Z" };

	is_int(time_of("1970-01-01T00:00:00Z"), 0, "the first second");
	is_int(time_of("2027-01-31T12:00:00Z"), 1801396800, "UTC");
	is_int(time_of("2027-01-31T13:00:00+01:00"), 1801396800, "east");
	is_int(time_of("2027-01-31T06:30:00-05:30"), 1801396800, "west");
	is_int(time_of("2027-01-31t12:00:00.123456z"), 1801396800,
	       "fractions, lower case");
	for (size_t i = 0; i < ARRAY_SIZE(bad); i++)
		is_int(time_of(bad[i]), -1, "\"%s\"", bad[i]);
}

/* ---- CertID -------------------------------------------------------------------------- */

static int
read_id(const char *text, struct acme_cert_id *ret)
{
	struct err err;

	return acme_cert_id_read(bytes_of_text(text), ret, &err);
}

static void
a_certid_has_one_form(void)
{
	static const char *const bad[] = {
		"", ".", "aYhba4dGQEHhs3uEe6CuLN4ByNQ",
		"aYhba4dGQEHhs3uEe6CuLN4ByNQ.", ".AIdlQyE",
		"aYhba4dGQEHhs3uEe6CuLN4ByNQ.AIdlQyE=",
		"aYhba4dGQEHhs3uEe6CuLN4ByNQ.AIdlQyE.",
		/* not minimal, negative, 0 */
		"aYhba4dGQEHhs3uEe6CuLN4ByNQ.AAdlQyE",
		"aYhba4dGQEHhs3uEe6CuLN4ByNQ.h2VDIQ",
		"aYhba4dGQEHhs3uEe6CuLN4ByNQ.AA",
		"aYhba4dGQEHhs3uEe6CuLN4ByNR.AIdlQyE",
		"aYhba4dGQEHhs3uEe6CuLN4ByNQ.AIdlQyF"
	};
	/* The example of RFC 9773 4.1. */
	static const char rfc[] = "aYhba4dGQEHhs3uEe6CuLN4ByNQ.AIdlQyE";
	static const uint8_t serial[] = { 0x87, 0x65, 0x43, 0x21 };
	struct acme_cert_id id = { 0 };
	struct buf out = { 0 };

	is_int(read_id(rfc, &id), 0, "RFC 9773 4.1");
	is_mem(id.serial, id.serial_n, serial, sizeof(serial), "its serial");
	is_int(id.key_id_n, 20, "its key id");
	acme_cert_id_write((struct bytes){ id.key_id, id.key_id_n },
			   (struct bytes){ id.serial, id.serial_n }, &out);
	is_str(buf_text(&out), rfc, "written again it is the same");
	buf_free(&out);
	for (size_t i = 0; i < ARRAY_SIZE(bad); i++)
		is_int(read_id(bad[i], &id), -1, "\"%s\"", bad[i]);
}

static const uint8_t ours[] = { 1, 2 };

static struct acme_certified
certified(int64_t issued_at, int64_t not_after)
{
	return (struct acme_certified){ .state = STORE_ISSUED,
					.issued_at = issued_at,
					.not_after = not_after,
					.key_id = { 1, 2 },
					.key_id_n = 2 };
}

static void
windows_leave_a_third_of_the_life(void)
{
	const int64_t day = 86400;
	struct acme_certified c = certified(0, 90 * day);
	const uint8_t other[] = { 1, 3 };
	struct acme_window w = acme_window_of(&c, BYTES_OF(ours), day);

	is_int(w.start, 60 * day, "of 90 days it begins after 60");
	is_int(w.end, 62 * day, "and takes two");
	c.not_after = 6 * day;
	w = acme_window_of(&c, BYTES_OF(ours), day);
	is_int(w.start, 3 * day, "of six days after three");
	ok(w.end > w.start && w.end < 4 * day, "and is short");
	c.not_after = 90 * day;
	w = acme_window_of(&c, BYTES_OF(other), day);
	ok(w.start < w.end && w.end < day, "another CA now: it is over");
	c.state = STORE_REVOKED;
	w = acme_window_of(&c, BYTES_OF(ours), day);
	ok(w.start < w.end && w.end < day, "revoked: it is over");
}

/* However early notBefore is: what is left counts (RFC 9773 4.2). */
static void
windows_lie_between_the_issue_and_the_end(void)
{
	static const struct {
		const char *name;
		int64_t left, start;
	} cases[] = {
		{ "62 minutes, backdated by an hour", 119, 59 },
		{ "two minutes", 120, 60 },
		{ "five hours", 5 * 3600, 5 * 1800 },
		{ "90 days", 90 * 86400, 60 * 86400 },
		{ "ten seconds", 10, 5 },
		{ "one second", 1, 0 },
	};
	const int64_t issued = 1800000000;

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct acme_certified c =
			certified(issued, issued + cases[i].left);
		struct acme_window w =
			acme_window_of(&c, BYTES_OF(ours), issued);

		is_int(w.start - issued, cases[i].start, "%s", cases[i].name);
		ok(w.start >= issued && w.start < w.end && w.end <= c.not_after,
		   "%s: within its life", cases[i].name);
	}
	for (int64_t late = 0; late < 3; late++) {
		struct acme_certified c = certified(issued + late, issued);
		struct acme_window w =
			acme_window_of(&c, BYTES_OF(ours), issued);

		ok(w.start < w.end && w.end <= issued,
		   "a clock that went back by %d s: before the end", (int)late);
	}
}

static void
clients_ask_again_in_time(void)
{
	static const struct {
		const char *name;
		int64_t left;
		unsigned again;
	} cases[] = {
		{ "90 days", 90 * 86400, 21600 },
		{ "a day", 86400, 21600 },
		{ "five hours", 5 * 3600, 4500 },
		{ "an hour", 3600, 900 },
		{ "four minutes", 240, 60 },
		{ "two minutes", 120, 60 },
		{ "none", 0, 60 },
		{ "a day too late", -86400, 60 },
	};
	const int64_t now = 1800000000;

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct acme_certified c =
			certified(now - 86400, now + cases[i].left);

		is_int(acme_window_again_s(&c, now), cases[i].again, "%s left",
		       cases[i].name);
	}
}

/* ---- identifiers ------------------------------------------------------------------------ */

static int
read_identifiers(struct work *w, const char *text)
{
	CLEANUP(json_free) json_t *v = NULL;
	struct err err;

	w->wishes.name_count = w->wishes.names.count = 0;
	if (json_read_object(bytes_of_text(text), "it", &v, &err) < 0)
		abort();
	return acme_identifiers_read(json_object_get(v, "identifiers"), w,
				     &err) == 0
		       ? 0
		       : (int)err.code;
}

static void
identifiers_keep_their_type(void)
{
	struct work *w = work_take();
	struct policy policy;
	struct err err;

	policy_init(&policy, "p");
	is_int(read_identifiers(w,
				"{\"identifiers\":[{\"type\":\"dns\",\"value\":"
				"\"A.Contoso.com\"},{\"type\":\"ip\",\"value\":"
				"\"2001:DB8::1\"},{\"type\":\"ip\",\"value\":"
				"\"10.0.0.5\"}]}"),
	       0, "three");
	is_int(acme_identifiers_prepare(w, &policy, &err), 0, "prepared");
	is_int(w->names.count, 3, "all are there");
	is_str((const char *)w->names.at[0].v, "a.contoso.com", "lower case");
	is_int(w->names.at[1].n, 16, "IPv6");
	is_int(w->names.at[2].type, NAME_IP, "IPv4");
	is_int(read_identifiers(
		       w, "{\"identifiers\":[{\"type\":\"dns\",\"value\":"
			  "\"a.b\"},{\"type\":\"dns\",\"value\":\"A.B\"}]}"),
	       0, "one in two spellings");
	is_int(acme_identifiers_prepare(w, &policy, &err), -1, "is refused");
	is_int(err.code, ERR_MALFORMED, "as standing there twice");
	is_int(read_identifiers(w, "{\"identifiers\":[{\"type\":\"DNS\","
				   "\"value\":\"a.b\"}]}"),
	       ERR_UNSUPPORTED_IDENTIFIER, "types are exact");
	is_int(read_identifiers(w, "{\"identifiers\":[{\"type\":\"ip\","
				   "\"value\":\"10.0.0.05\"}]}"),
	       ERR_MALFORMED, "so are addresses");
	is_int(read_identifiers(w, "{\"identifiers\":[]}"), ERR_MALFORMED,
	       "one at least");
	is_int(read_identifiers(w, "{}"), ERR_MALFORMED, "or none at all");
	work_give(w);
}

static void
every_error_has_a_type_of_acme(void)
{
	is_str(acme_error_type("badCSR", 400), "badCSR", "one that is known");
	is_str(acme_error_type("forbidden", 403), "unauthorized", "403");
	is_str(acme_error_type("notFound", 404), "malformed", "404");
	is_str(acme_error_type("storage", 503), "serverInternal", "503");
	is_str(acme_error_type("", 400), "malformed", "nothing");
}

/* The error of an order whose names a, b and *.c ended so. */
static json_t *
order_error(const char *a, const char *b, const char *c)
{
	static const char *const names[] = { "a.contoso.com", "b.contoso.com",
					     "*.c.contoso.com" };
	const char *const errors[] = { a, b, c };
	CLEANUP(buf_free) struct buf text = { 0 };
	struct acme_order *o = calloc(1, sizeof(*o));
	json_t *root = NULL, *error = NULL;
	struct err err;

	if (o == NULL || !(o->authz = calloc(3, sizeof(*o->authz))))
		abort();
	o->expires_at = 100;
	for (size_t i = 0; i < 3; i++) {
		struct name *name = &o->names.at[o->names.count++];
		struct acme_authz *one = &o->authz[o->authz_count++];

		name->type = NAME_DNS;
		name->n = strlen(names[i]);
		memcpy(name->v, names[i], name->n);
		one->expires_at = 100;
		one->state = errors[i][0] ? ACME_INVALID : ACME_VALID;
		snprintf(one->error, sizeof(one->error), "%s", errors[i]);
	}
	acme_json_order(o, "https://ca.test", "", 50, &text);
	if (json_read_object(buf_bytes(&text), "the order", &root, &err) == 0)
		error = json_incref(json_object_get(root, "error"));
	json_decref(root);
	acme_order_free(o);
	free(o);
	return error;
}

static const char *
text_at(const json_t *object, const char *key)
{
	const char *text = json_string_value(json_object_get(object, key));

	return text ? text : "";
}

/* The n-th subproblem: its type and its name. */
static void
sub_is(const json_t *error, size_t n, const char *type, const char *words,
       const char *name)
{
	const json_t *sub =
		json_array_get(json_object_get(error, "subproblems"), n);

	is_str(text_at(sub, "type"), type, "subproblem %zu", n);
	is_str(text_at(sub, "detail"), words, "its words");
	is_str(text_at(json_object_get(sub, "identifier"), "value"), name,
	       "its identifier");
}

static void
an_order_says_which_names_failed(void)
{
	json_t *error = order_error("", "dns no such name", "");

	is_str(text_at(error, "type"), ACME_ERROR_PREFIX "dns", "one name");
	is_str(text_at(error, "detail"), "no such name", "its words");
	is_int((long)json_array_size(json_object_get(error, "subproblems")), 1,
	       "one subproblem");
	sub_is(error, 0, ACME_ERROR_PREFIX "dns", "no such name",
	       "b.contoso.com");
	ok(json_object_get(error, "identifier") == NULL,
	   "no identifier but there");
	json_decref(error);
	error = order_error("dns no such name", "", "dns nothing");
	is_str(text_at(error, "type"), ACME_ERROR_PREFIX "dns", "two alike");
	is_str(text_at(error, "detail"),
	       "2 of 3 names failed; the first: no such name", "counted");
	sub_is(error, 0, ACME_ERROR_PREFIX "dns", "no such name",
	       "a.contoso.com");
	sub_is(error, 1, ACME_ERROR_PREFIX "dns", "nothing", "*.c.contoso.com");
	json_decref(error);
	error = order_error("connection refused", "incorrectResponse 404", "");
	is_str(text_at(error, "type"), ACME_ERROR_PREFIX "compound",
	       "two unlike");
	sub_is(error, 1, ACME_ERROR_PREFIX "incorrectResponse", "404",
	       "b.contoso.com");
	json_decref(error);
	ok(order_error("", "", "") == NULL, "none failed: no error");
}

TAP_MAIN(an_order_says_which_names_failed, numbers_of_addresses_have_one_form,
	 times_are_those_of_rfc_3339, a_certid_has_one_form,
	 windows_leave_a_third_of_the_life,
	 windows_lie_between_the_issue_and_the_end, clients_ask_again_in_time,
	 identifiers_keep_their_type, every_error_has_a_type_of_acme)
