/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Revocations as requests ask for them: by a word, and by the key itself. */

#include "src/front/revoke_body.h"
#include "src/front/revoke_proof.h"
#include "tests/tap.h"
#include "tests/unit/mint_fixture.h"

#include "sanca/gnutls_datum.h"
#include "sanca/text.h"

#include <gnutls/crypto.h>
#include <stdlib.h>

/* ---- with a token ------------------------------------------------------------ */

/* The reason, or minus the code of the error. */
static int
reason_of(const char *body)
{
	unsigned reason = 99;
	struct err err;

	if (revoke_body_read(bytes_of_text(body), &reason, &err) == 0)
		return (int)reason;
	return -(int)err.code;
}

static void
reasons_are_words_or_numbers(void)
{
	static const struct {
		const char *body;
		int want;
	} rows[] = {
		{ "", 0 },
		{ "{}", 0 },
		{ "{\"reason\":0}", 0 },
		{ "{\"reason\":1}", 1 },
		{ "{\"reason\":\"keyCompromise\"}", 1 },
		{ "{\"reason\":\"key-compromise\"}", 1 },
		{ "{\"reason\":\"superseded\"}", 4 },
		{ "{\"reason\":6}", 6 },
		{ "{\"reason\":\"removeFromCRL\"}", 8 },
		{ "{\"reason\":8}", 8 },
		{ "{\"reason\":2}", -ERR_BAD_REASON },
		{ "{\"reason\":7}", -ERR_BAD_REASON },
		{ "{\"reason\":10}", -ERR_BAD_REASON },
		{ "{\"reason\":-1}", -ERR_BAD_REASON },
		{ "{\"reason\":257}", -ERR_BAD_REASON },
		{ "{\"reason\":4294967297}", -ERR_BAD_REASON },
		{ "{\"reason\":\"cACompromise\"}", -ERR_BAD_REASON },
		{ "{\"reason\":\"\"}", -ERR_BAD_REASON },
		{ "{\"reason\":\"1\"}", -ERR_BAD_REASON },
		{ "{\"reason\":1.0}", -ERR_MALFORMED },
		{ "{\"reason\":null}", -ERR_MALFORMED },
		{ "{\"reason\":[1]}", -ERR_MALFORMED },
		{ "{\"reason\":1,\"reason\":1}", -ERR_MALFORMED },
		{ "{\"reason\":1,\"serial\":\"00\"}", -ERR_MALFORMED },
		{ "{\"serial\":\"00\"}", -ERR_MALFORMED },
		{ "[]", -ERR_MALFORMED },
		{ "1", -ERR_MALFORMED },
		{ "reason=1", -ERR_MALFORMED },
		{ "{\"reason\":1}x", -ERR_MALFORMED },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		is_int(reason_of(rows[i].body), rows[i].want, "%s",
		       rows[i].body);
}

/* ---- with the key ------------------------------------------------------------ */

#define PATH "/v1/certificates/0102/revoke"

static struct made_ca ca;

/* A certificate, and what its holder writes; a test changes one thing. */
struct writer {
	struct subject subject;
	struct buf certificate;
	struct certificate parsed;
	char header[400], payload_more[100];
	const char *alg;
	const struct subject *signs;
	size_t half;
};

static void
writer_new(const char *kind, struct writer *w)
{
	struct names names = { 0 };
	struct tbs_fields fields;
	struct err err;

	*w = (struct writer){ 0 };
	names_add_dns(&names, "a.contoso.com");
	fixture_subject(kind, &w->subject);
	fields = fixture_fields(&ca, &w->subject, &names);
	fixture_leaf(&ca, &fields, &w->certificate);
	if (certificate_parse(buf_bytes(&w->certificate), &w->parsed, &err) < 0)
		exit(99);
	w->signs = &w->subject;
	w->alg = "RS256";
	if (w->subject.facts.kind == KEY_EC_P256) {
		w->alg = "ES256";
		w->half = 32;
	} else if (w->subject.facts.kind == KEY_EC_P384) {
		w->alg = "ES384";
		w->half = 48;
	}
	snprintf(w->header, sizeof(w->header),
		 "{\"alg\":\"%s\",\"url\":\"https://ca.test" PATH "\"}",
		 w->alg);
}

static void
writer_free(struct writer *w)
{
	subject_free(&w->subject);
	buf_free(&w->certificate);
}

static void
add_half(const gnutls_datum_t *v, size_t half, struct buf *out)
{
	size_t skip = v->size > half ? v->size - half : 0;

	for (size_t i = v->size; i < half; i++)
		buf_append_u8(out, 0);
	buf_append(out, v->data + skip, v->size - skip);
}

/* r||s of RFC 7518 3.4, by GnuTLS. */
static void
to_raw(struct buf *signature, size_t half)
{
	gnutls_datum_t r = { 0 }, s = { 0 };
	gnutls_datum_t der = datum_of(buf_bytes(signature));

	if (half == 0)
		return;
	if (gnutls_decode_rs_value(&der, &r, &s) < 0)
		exit(99);
	buf_clear(signature);
	add_half(&r, half, signature);
	add_half(&s, half, signature);
	gnutls_free(r.data);
	gnutls_free(s.data);
}

static void
write_jws(const struct writer *w, struct buf *out)
{
	struct buf payload = { 0 }, input = { 0 }, signature = { 0 };
	struct err err;
	size_t dot = 0;

	buf_append_text(&payload, "{\"certificate\":\"");
	base64url_encode(buf_bytes(&w->certificate), &payload);
	buf_printf(&payload, "\"%s}", w->payload_more);
	base64url_encode(bytes_of_text(w->header), &input);
	dot = input.n;
	buf_append_u8(&input, '.');
	base64url_encode(buf_bytes(&payload), &input);
	if (ca_key_sign(w->signs->key, 0, true, buf_bytes(&input), &signature,
			&err) < 0)
		exit(99);
	to_raw(&signature, w->half);
	buf_append_text(out, "{\"protected\":\"");
	buf_append(out, input.p, dot);
	buf_append_text(out, "\",\"payload\":\"");
	buf_append(out, input.p + dot + 1, input.n - dot - 1);
	buf_append_text(out, "\",\"signature\":\"");
	base64url_encode(buf_bytes(&signature), out);
	buf_append_text(out, "\"}");
	buf_free(&payload);
	buf_free(&input);
	buf_free(&signature);
}

/* 0, or the code of the error. */
static int
read_about(struct bytes body, const struct issuer *issuer, struct bytes serial,
	   const char *path, struct revoke_proof *ret)
{
	const struct revoke_subject subject = { issuer, serial,
						bytes_of_text(path) };
	struct err err;

	if (revoke_proof_read(body, &subject, ret, &err) == 0)
		return 0;
	diag("%s", err.text);
	return (int)err.code;
}

static int
result(const struct writer *w)
{
	struct revoke_proof proof = { 0 };
	struct buf body = { 0 };
	int ret = 0;

	write_jws(w, &body);
	ret = read_about(buf_bytes(&body), ca.issuer, w->parsed.serial, PATH,
			 &proof);
	revoke_proof_free(&proof);
	buf_free(&body);
	return ret;
}

static void
each_kind_of_key_revokes_its_certificate(void)
{
	static const char *const kinds[] = { "rsa-2048", "ec-p256", "ec-p384" };

	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++) {
		/* Of ECDSA some r and s begin with zeros or a set bit. */
		for (int round = 0; round < (i ? 40 : 1); round++) {
			struct revoke_proof proof = { 0 };
			struct buf body = { 0 };
			struct writer w;
			struct err err;

			writer_new(kinds[i], &w);
			snprintf(w.payload_more, sizeof(w.payload_more),
				 ",\"reason\":4");
			write_jws(&w, &body);
			is_int(read_about(buf_bytes(&body), ca.issuer,
					  w.parsed.serial, PATH, &proof),
			       0, "%s", kinds[i]);
			is_int(proof.reason, 4, "the reason");
			is_int(key_verify(&w.subject.facts,
					  ca_key_sig_alg(w.subject.key),
					  buf_bytes(&proof.signing_input),
					  buf_bytes(&proof.signature), &err),
			       0, "what goes to the signer verifies there");
			revoke_proof_free(&proof);
			buf_free(&body);
			writer_free(&w);
		}
	}
}

static void
the_key_must_be_that_of_the_certificate(void)
{
	struct writer a, b;

	writer_new("ec-p256", &a);
	writer_new("ec-p256", &b);
	a.signs = &b.subject;
	is_int(result(&a), ERR_FORBIDDEN, "another key of that kind");
	writer_free(&b);
	writer_new("rsa-2048", &b);
	a.signs = &b.subject;
	a.half = 0;
	is_int(result(&a), ERR_MALFORMED, "an RSA signature for ES256");
	writer_free(&b);
	writer_free(&a);
}

static void
headers_say_what_they_must(void)
{
#define URL "\"url\":\"https://ca.test" PATH "\""
	static const struct {
		const char *header;
		int want;
	} rows[] = {
		{ "{\"alg\":\"ES256\"," URL ",\"jwk\":{\"kty\":\"EC\"}}", 0 },
		{ "{\"alg\":\"ES256\"," URL ",\"nonce\":\"x\"}", 0 },
		{ "{\"alg\":\"ES256\",\"url\":\"HTTP://[::1]:80" PATH "\"}",
		  0 },
		{ "{\"alg\":\"ES256\"," URL ",\"jwk\":\"x\"}", ERR_MALFORMED },
		{ "{\"alg\":\"ES256\"," URL ",\"kid\":\"x\"}", ERR_MALFORMED },
		{ "{\"alg\":\"ES256\"," URL ",\"crit\":[\"exp\"]}",
		  ERR_MALFORMED },
		{ "{\"alg\":\"ES256\"," URL ",\"b64\":false}", ERR_MALFORMED },
		{ "{\"alg\":\"ES256\"," URL "," URL "}", ERR_MALFORMED },
		{ "{\"alg\":\"none\"," URL "}", ERR_BAD_SIGNATURE },
		{ "{\"alg\":\"HS256\"," URL "}", ERR_BAD_SIGNATURE },
		{ "{\"alg\":\"ES384\"," URL "}", ERR_MALFORMED },
		{ "{\"alg\":\"RS256\"," URL "}", ERR_BAD_SIGNATURE },
		{ "{\"alg\":\"es256\"," URL "}", ERR_BAD_SIGNATURE },
		{ "{\"alg\":1," URL "}", ERR_MALFORMED },
		{ "{" URL "}", ERR_MALFORMED },
		{ "{\"alg\":\"ES256\"}", ERR_MALFORMED },
		{ "{\"alg\":\"ES256\",\"url\":\"" PATH "\"}", ERR_FORBIDDEN },
		{ "{\"alg\":\"ES256\",\"url\":\"https://" PATH "\"}",
		  ERR_FORBIDDEN },
		{ "{\"alg\":\"ES256\",\"url\":\"ftp://ca.test" PATH "\"}",
		  ERR_FORBIDDEN },
		{ "{\"alg\":\"ES256\",\"url\":\"https://ca.test" PATH "?\"}",
		  ERR_FORBIDDEN },
		{ "{\"alg\":\"ES256\",\"url\":\"https://ca.test/v1/"
		  "certificates/0103/revoke\"}",
		  ERR_FORBIDDEN },
		{ "[]", ERR_MALFORMED },
		{ "", ERR_MALFORMED },
	};
	struct writer w;

	writer_new("ec-p256", &w);
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		snprintf(w.header, sizeof(w.header), "%s", rows[i].header);
		is_int(result(&w), rows[i].want, "%s", rows[i].header);
	}
	writer_free(&w);
}

static void
a_key_revokes_for_good_or_not_at_all(void)
{
	static const struct {
		const char *more;
		int want;
	} rows[] = {
		{ "", 0 },
		{ ",\"reason\":1", 0 },
		{ ",\"reason\":9", 0 },
		{ ",\"reason\":6", ERR_FORBIDDEN },
		{ ",\"reason\":8", ERR_FORBIDDEN },
		{ ",\"reason\":2", ERR_BAD_REASON },
		{ ",\"reason\":99", ERR_BAD_REASON },
		{ ",\"reason\":\"superseded\"", ERR_MALFORMED },
		{ ",\"reason\":1,\"x\":1", ERR_MALFORMED },
		{ ",\"certificate\":\"AA\"", ERR_MALFORMED },
	};
	struct writer w;

	writer_new("ec-p256", &w);
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		snprintf(w.payload_more, sizeof(w.payload_more), "%s",
			 rows[i].more);
		is_int(result(&w), rows[i].want, "%s", rows[i].more);
	}
	writer_free(&w);
}

static void
it_is_about_this_serial_of_this_ca(void)
{
	static const uint8_t other_serial[] = { 1, 2 };
	struct revoke_proof proof = { 0 };
	struct made_ca other;
	struct buf body = { 0 };
	struct writer w;

	fixture_plain_ca("ec-p256", &other);
	writer_new("ec-p256", &w);
	write_jws(&w, &body);
	is_int(read_about(buf_bytes(&body), ca.issuer, BYTES_OF(other_serial),
			  PATH, &proof),
	       ERR_NOT_FOUND, "another serial");
	revoke_proof_free(&proof);
	is_int(read_about(buf_bytes(&body), other.issuer, w.parsed.serial, PATH,
			  &proof),
	       ERR_NOT_FOUND, "a CA of the same name with another key");
	revoke_proof_free(&proof);
	buf_free(&body);
	writer_free(&w);
	made_ca_free(&other);
}

/* No octet of it may be another. */
static void
no_change_goes_unseen(void)
{
	struct revoke_proof proof = { 0 };
	struct buf body = { 0 };
	struct writer w;

	writer_new("ec-p256", &w);
	write_jws(&w, &body);
	for (size_t i = 0; i < body.n; i++) {
		uint8_t was = body.p[i];
		const struct revoke_subject subject = { ca.issuer,
							w.parsed.serial,
							bytes_of_text(PATH) };
		struct err err;

		body.p[i] = was == 'A' ? 'B' : 'A';
		if (revoke_proof_read(buf_bytes(&body), &subject, &proof,
				      &err) == 0)
			ok(false, "octet %zu of %zu", i, body.n);
		revoke_proof_free(&proof);
		if (revoke_proof_read((struct bytes){ body.p, i }, &subject,
				      &proof, &err) == 0)
			ok(false, "cut after %zu", i);
		revoke_proof_free(&proof);
		body.p[i] = was;
	}
	ok(true, "%zu octets", body.n);
	buf_free(&body);
	writer_free(&w);
}

static void
only_the_flattened_form_is_taken(void)
{
	static const char *const wrong[] = {
		"",
		"{}",
		"e30.e30.AA",
		"{\"protected\":\"e30\",\"payload\":\"e30\"}",
		"{\"protected\":\"e30\",\"payload\":\"e30\",\"signature\":\"\"}",
		"{\"protected\":\"e30\",\"payload\":\"e30\",\"signature\":\"AA\","
		"\"header\":{}}",
		"{\"payload\":\"e30\",\"signatures\":[{\"protected\":\"e30\","
		"\"signature\":\"AA\"}]}",
		"{\"protected\":{},\"payload\":\"e30\",\"signature\":\"AA\"}",
		"{\"protected\":\"e30=\",\"payload\":\"e30\",\"signature\":"
		"\"AA\"}",
	};
	static const uint8_t serial[] = { 1, 2 };
	struct revoke_proof proof = { 0 };

	for (size_t i = 0; i < ARRAY_SIZE(wrong); i++)
		is_int(read_about(bytes_of_text(wrong[i]), ca.issuer,
				  BYTES_OF(serial), PATH, &proof),
		       ERR_MALFORMED, "%s", wrong[i]);
	revoke_proof_free(&proof);
}

int
main(void)
{
	static void (*const claims[])(void) = {
		reasons_are_words_or_numbers,
		each_kind_of_key_revokes_its_certificate,
		the_key_must_be_that_of_the_certificate,
		headers_say_what_they_must,
		a_key_revokes_for_good_or_not_at_all,
		it_is_about_this_serial_of_this_ca,
		no_change_goes_unseen,
		only_the_flattened_form_is_taken,
	};
	int ret = 0;

	fixture_plain_ca("ec-p256", &ca);
	ret = tap_run(claims, ARRAY_SIZE(claims),
		      "reasons_are_words_or_numbers,"
		      "each_kind_of_key_revokes_its_certificate,"
		      "the_key_must_be_that_of_the_certificate,"
		      "headers_say_what_they_must,"
		      "a_key_revokes_for_good_or_not_at_all,"
		      "it_is_about_this_serial_of_this_ca,"
		      "no_change_goes_unseen,"
		      "only_the_flattened_form_is_taken");
	made_ca_free(&ca);
	return ret;
}
