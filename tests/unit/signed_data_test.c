/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Claims about the signature around a profile. */

#include "sanca/signed_data.h"
#include "tests/tap.h"
#include "tests/unit/mint_fixture.h"

static const char content[] = "<plist>\nlines end as they are\r\n</plist>\n";

struct made {
	struct made_ca ca;
	struct subject subject;
	struct buf leaf, file;
};

static void
made_free(struct made *m)
{
	made_ca_free(&m->ca);
	subject_free(&m->subject);
	buf_free(&m->leaf);
	buf_free(&m->file);
}

static void
make(const char *kind, struct made *m)
{
	struct names names = { 0 };
	struct tbs_fields f;
	struct err err = { 0 };

	names_add_dns(&names, "pki.contoso.com");
	fixture_plain_ca(kind, &m->ca);
	fixture_subject("ec-p256", &m->subject);
	f = fixture_fields(&m->ca, &m->subject, &names);
	fixture_leaf(&m->ca, &f, &m->leaf);
	ok(signed_data_write(m->subject.key, buf_bytes(&m->leaf),
			     buf_bytes(&m->ca.issuer->der),
			     bytes_of_text(content), &m->file, &err) == 0,
	   "%s", err.text);
}

static int
check(const struct made *m, struct bytes file, const char *text)
{
	CLEANUP(buf_free) struct buf certificate = { 0 };
	struct err err = { 0 };

	return signed_data_check(file, bytes_of_text(text), m->ca.issuer,
				 &certificate, &err);
}

static void
what_is_written_is_read_again(void)
{
	static const char *const kinds[] = { "ec-p256", "ec-p384", "rsa-2048" };

	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++) {
		CLEANUP(made_free) struct made m = { 0 };
		CLEANUP(buf_free) struct buf certificate = { 0 };
		struct err err = { 0 };

		make(kinds[i], &m);
		ok(signed_data_check(buf_bytes(&m.file), bytes_of_text(content),
				     m.ca.issuer, &certificate, &err) == 0,
		   "under %s: %s", kinds[i], err.text);
		ok(bytes_equal(buf_bytes(&certificate), buf_bytes(&m.leaf)),
		   "by the certificate");
	}
}

static void
another_content_or_ca_is_refused(void)
{
	CLEANUP(made_free) struct made m = { 0 };
	CLEANUP(made_free) struct made other = { 0 };

	make("ec-p256", &m);
	make("ec-p256", &other);
	ok(check(&m, buf_bytes(&m.file), "<plist/>") < 0, "another content");
	ok(check(&m, buf_bytes(&other.file), content) < 0,
	   "signed by a certificate of another CA");
}

static void
every_truncation_and_change_is_refused(void)
{
	CLEANUP(made_free) struct made m = { 0 };
	size_t taken = 0, other = 0;

	make("ec-p256", &m);
	for (size_t n = 0; n < m.file.n; n += 7)
		taken += check(&m, (struct bytes){ m.file.p, n }, content) == 0;
	is_int((intmax_t)taken, 0, "no truncation is taken");
	/* The last octets are the signature. */
	for (size_t i = m.file.n - 60; i < m.file.n; i++) {
		m.file.p[i] ^= 1;
		other += check(&m, buf_bytes(&m.file), content) == 0;
		m.file.p[i] ^= 1;
	}
	is_int((intmax_t)other, 0, "no other signature is taken");
	is_int(check(&m, buf_bytes(&m.file), content), 0, "itself is");
}

static void
no_ca_key_signs_a_file(void)
{
	CLEANUP(made_free) struct made m = { 0 };
	CLEANUP(buf_free) struct buf file = { 0 };
	struct err err = { 0 };

	make("ec-p256", &m);
	ok(signed_data_write(m.ca.key, buf_bytes(&m.ca.issuer->der),
			     (struct bytes){ 0 }, bytes_of_text(content), &file,
			     &err) < 0,
	   "with its own certificate");
	ok(signed_data_write(m.ca.key, buf_bytes(&m.leaf), (struct bytes){ 0 },
			     bytes_of_text(content), &file, &err) < 0,
	   "with that of another key");
	is_int((intmax_t)file.n, 0, "nothing is written");
}

TAP_MAIN(what_is_written_is_read_again, another_content_or_ca_is_refused,
	 every_truncation_and_change_is_refused, no_ca_key_signs_a_file)
