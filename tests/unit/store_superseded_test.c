/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* What keeps a notice silent: a newer certificate that a person would say
 * replaces the old one, and none that only looks like it. */
#include "tests/unit/store_fixture.h"

#include "sanca/policy.h"

enum { MAIL = 1, WEB = 2 };

/* Six names of the first, and what the second has differently. */
struct newer {
	const char *what;
	uint64_t requester;
	enum profile_code old_profile, profile;
	int ends_later_s;
	bool fewer_names, is_void;
	bool want;
};

static const struct newer cases[] = {
	{ "the same", MAIL, PROFILE_SERVER, PROFILE_SERVER, 1, false, false,
	  true },
	{ "at the same time", MAIL, PROFILE_SERVER, PROFILE_SERVER, 0, false,
	  false, true },
	{ "that ends earlier", MAIL, PROFILE_SERVER, PROFILE_SERVER, -1, false,
	  false, false },
	{ "of another requester", WEB, PROFILE_SERVER, PROFILE_SERVER, 1, false,
	  false, false },
	{ "with one name less", MAIL, PROFILE_SERVER, PROFILE_SERVER, 1, true,
	  false, false },
	{ "that was never signed", MAIL, PROFILE_SERVER, PROFILE_SERVER, 1,
	  false, true, false },
	{ "for clients, of a server", MAIL, PROFILE_SERVER, PROFILE_CLIENT, 1,
	  false, false, false },
	{ "for servers, of a client", MAIL, PROFILE_CLIENT, PROFILE_SERVER, 1,
	  false, false, false },
	{ "for both, of a server", MAIL, PROFILE_SERVER, PROFILE_MAIL, 1, false,
	  false, true },
	{ "for both, of a client", MAIL, PROFILE_CLIENT, PROFILE_MAIL, 1, false,
	  false, true },
	{ "for servers, of both", MAIL, PROFILE_MAIL, PROFILE_SERVER, 1, false,
	  false, false },
};

/* A row of request_make(1)'s names. */
static void
put(struct store *s, uint64_t n, const struct newer *c, bool is_newer)
{
	static struct six six;
	struct request r;
	struct err err = { 0 };
	uint64_t id = 0;
	unsigned count = 6;

	request_make(n, &r);
	six_make(1, &six);
	if (is_newer && c->fewer_names) {
		count = 5;
		six.encoded[0] = 5;
		six.n -= 2 + six.shown[5].n;
	}
	r.row.names = r.row.names_requested =
		(struct bytes){ six.encoded, six.n };
	r.row.requester = is_newer ? c->requester : MAIL;
	r.row.profile = is_newer ? c->profile : c->old_profile;
	r.row.not_after = 1800000000 + (is_newer ? c->ends_later_s : 0);
	is_int(store_reservation_add(s, &r.row, &id, &err), 0, "reserved %s",
	       err.text);
	struct store_certificate row = certificate_make(n, id, n);

	if (is_newer && c->is_void)
		is_int(store_void_add(s, id, 1, "a test", n, &err), 0, "void");
	else
		is_int(store_certificate_add(s, &row, six.shown, count, &err),
		       0, "issued %s", err.text);
}

static void
only_what_replaces_it_counts(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		CLEANUP(book_close) struct book b = book_make();
		const struct newer *c = &cases[i];
		struct six six;
		struct err err = { 0 };
		bool got = !c->want;

		six_make(1, &six);
		const struct store_older older = {
			.id = 1,
			.requester = bytes_of_text("mail"),
			.names = { six.encoded, six.n },
			.profiles = profile_stand_ins(c->old_profile),
			.not_after = 1800000000,
		};

		is_int(store_begin(b.store, &err), 0, "begun");
		put(b.store, 1, c, false);
		is_int(store_is_superseded(b.store, &older, &got, &err), 0,
		       "asked");
		ok(!got, "it does not replace itself");
		put(b.store, 2, c, true);
		is_int(store_commit(b.store, &err), 0, "kept");
		is_int(store_is_superseded(b.store, &older, &got, &err), 0,
		       "asked");
		is_int(got, c->want, "one %s", c->what);
	}
}

TAP_MAIN(only_what_replaces_it_counts)
