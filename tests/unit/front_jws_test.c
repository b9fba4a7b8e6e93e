/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* JWS as ACME has it: what is taken, in one form only, and what is not. Vectors
 * of RFC 7515, 7638 and 8037, and some that python3-cryptography has made. */

#include "src/front/json_read.h"
#include "src/front/jws.h"
#include "tests/tap.h"

#include "sanca/text.h"

#include <stdlib.h>

/* Signed by others: the whole JWS, and the thumbprint of its key. */
static const struct {
	enum acme_alg alg;
	const char *text, *thumbprint;
} vectors[] = {
	{ ACME_RS256,
	  "{\"protected\":\"eyJhbGciOiAiUlMyNTYiLCAibm9uY2UiOiAibjEiL"
	  "CAidXJsIjogImh0dHBzOi8vY2EudGVzdC9hY21lL25ldy1hY2NvdW50Iiw"
	  "gImp3ayI6IHsia3R5IjogIlJTQSIsICJuIjogInU4Z0llbDBYV2J2aFFxN"
	  "y1mWmNzdHVpeHYxUUhzcGVQNjRya0dpUkk2ZmYtX2lsMnh2RFlSeHNjM3Q"
	  "xOWk1ckxkdGVMbzZ3bnhoQldTUmRSYWloZm9jeVBKNzZVZms4WXJpMVdHS"
	  "m9xY04tSTNad0FPQzVocnQ1RXRlNDdWdS1Ocl9aMk4yWEFDYWg5WTNEdGo"
	  "zRHBHRXpjS3NlOFRsRDNXbzVtTFZ5VnVqTDdBOERWUXJyRm5RdEdQcmJVS"
	  "0xObVRCMVN2RnpKWC1BNEZyZDRBNWVmMWpzZDlrTUN5R21QU0VUQVlLSEt"
	  "JeXdENE9fYllGSE41SWRXc1k1R2lnaWZUWmtpTlpFS082X3ZCNk1zcVFKR"
	  "nRaZnZsYW9CLVgxTGptM09jM09JLUV1T1dIcGxod25UN2pBb05UYmNROUF"
	  "wNk9WcndoTVZBNURGSnJjNnZTazQxUSIsICJlIjogIkFRQUIifX0\",\"p"
	  "ayload\":\"eyJhIjogMX0\",\"signature\":\"S9u1HSpkTZt3Yv-yM"
	  "Vv7EyWefcitkfV-YDKcdC1EHKY-JwC1VyGgOubcqEGrIriPI0GOIUjLzwN"
	  "1sWRHC5RqVgZwTsVcJ8pPQhVDQkA4OLxptnnWqERh4vcZxj2VHlxkToery"
	  "ErczAiRYpcZbqWZ95fCsls8rFooNV6JXVe6YMJrTPie55EGb0IGIHlR2Xn"
	  "gTpQvm3odyCeK1xmSO_xI1gXNUtSbg91O03nScbwAsEgYa8swoF5OGsNPE"
	  "UCrMseBqrFHvUs3_smL8Lnjg4-zxU9RwXYLecSnw_pQvn9KOB72CrATV-m"
	  "ehhNNarXcfv8vHL8K4tihGl3BPFxMfpjy8A\"}",
	  "FAakyBS7RbVIT5EAVzS9I18z7ISkARiwwUXie0XlAmg" },
	{ ACME_ES256,
	  "{\"protected\":\"eyJhbGciOiAiRVMyNTYiLCAibm9uY2UiOiAibjEiL"
	  "CAidXJsIjogImh0dHBzOi8vY2EudGVzdC9hY21lL25ldy1hY2NvdW50Iiw"
	  "gImp3ayI6IHsia3R5IjogIkVDIiwgImNydiI6ICJQLTI1NiIsICJ4IjogI"
	  "kZMa1FmWnl6SGpRNlRlMmZOT0dCR3dFR0h0a3k5cW5URldVdHI1aGpGSFk"
	  "iLCAieSI6ICJGanJMc09JZ1ROODNkRTB6V1F5SkZWUW1fS2FKdjYxNE9vN"
	  "HdDaGpOdmJZIn19\",\"payload\":\"eyJhIjogMX0\",\"signature\""
	  ":\"vVVzpwHamM8VtkEVulVa1O2EExrzN5n9ZFapfLhYk24gE2Vm-xHOSmn"
	  "NS8GsRz03rm5mmc9xeR5AtDHa1oqe1g\"}",
	  "QDKh98SYKTSeqzeZA0C5p0LQzzUCHYfefJWBWkaFz-A" },
	{ ACME_ES384,
	  "{\"protected\":\"eyJhbGciOiAiRVMzODQiLCAibm9uY2UiOiAibjEiL"
	  "CAidXJsIjogImh0dHBzOi8vY2EudGVzdC9hY21lL25ldy1hY2NvdW50Iiw"
	  "gImp3ayI6IHsia3R5IjogIkVDIiwgImNydiI6ICJQLTM4NCIsICJ4IjogI"
	  "lh1N0lfNi1DTVdETElHQUwyYmFZbnY5Vm9vY3Q3cDY4bVZoSGhWRFdaYVN"
	  "SazlvZHRkRWlzUklhSloyZzA0R0giLCAieSI6ICJTVnNRYXBPYmRNT2pFe"
	  "DN2dHpnOFY2N1NDeVNqa0IxWVF4OEQxNFZ5ZFhxamJ4dGNqYXBhdXNkcV9"
	  "sWTZwY2dlIn19\",\"payload\":\"eyJhIjogMX0\",\"signature\":"
	  "\"a56Z4PHJcN7Ay5l963PymBh11LYxJs-ZZTfFrdaq41LZijIqrUfX9a_3"
	  "8vdoZcZy9W41tZi_GXeYp04yp_G5vLq3B0N2X9WnUAmnw7I-h3GbbYjGwS"
	  "HsmrdpfNOJiT6B\"}",
	  "dpi3lZMFGYT1Xg179IpgatMpKgV8S_YR3NA-wDkuZNw" },
	{ ACME_EDDSA,
	  "{\"protected\":\"eyJhbGciOiAiRWREU0EiLCAibm9uY2UiOiAibjEiL"
	  "CAidXJsIjogImh0dHBzOi8vY2EudGVzdC9hY21lL25ldy1hY2NvdW50Iiw"
	  "gImp3ayI6IHsia3R5IjogIk9LUCIsICJjcnYiOiAiRWQyNTUxOSIsICJ4I"
	  "jogImtIRDdodldIY1lOM3RVckFFT3Z0bkgtZV9wMVdULVNNbjdKR2ZCb18"
	  "4Qm8ifX0\",\"payload\":\"eyJhIjogMX0\",\"signature\":\"WOU"
	  "K_odQd1j7-TV8xXLxdPflwLKMmtJ3UOwpw1OLtViB932sq2qhu_AqgYdEU"
	  "QEc-JFhNecB22QJsOHxJOgfAg\"}",
	  "Jeibf9-AWAeP0K3FAWMD64oVSlY0vsidtFFSLQUwO7c" },
};

/* 0 and the key, or the code of the error. */
static int
verify(struct bytes text, uint8_t ret_thumbprint[32])
{
	CLEANUP(jws_free) struct jws j = { 0 };
	CLEANUP(buf_free) struct buf spki = { 0 }, signature = { 0 };
	enum acme_alg alg = ACME_ALG_NONE;
	struct acme_key key, again;
	struct err err;

	if (jws_open(text, "the body", &j, &err) < 0 ||
	    jws_algorithm(&j, &alg, &err) < 0 ||
	    jws_signature(&j, alg, &signature, &err) < 0)
		return (int)err.code;
	if (!j.jwk)
		return -1;
	if (jwk_read(j.jwk, &spki, &key, &err) < 0 ||
	    acme_key_thumbprint(&key, ret_thumbprint, &err) < 0 ||
	    acme_key_open(buf_bytes(&spki), &again, &err) < 0)
		return (int)err.code;
	if (key.alg != alg || again.alg != alg)
		return -2;
	if (acme_key_verify(&again, buf_bytes(&j.signing_input),
			    buf_bytes(&signature), &err) < 0)
		return (int)err.code;
	return 0;
}

static bool
is_thumbprint(const uint8_t hash[32], const char *want)
{
	CLEANUP(buf_free) struct buf text = { 0 };

	base64url_encode((struct bytes){ hash, 32 }, &text);
	return is_str(buf_text(&text), want, "the thumbprint");
}

static void
what_others_sign_is_taken(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(vectors); i++) {
		uint8_t hash[32] = { 0 };

		is_int(verify(bytes_of_text(vectors[i].text), hash), 0, "%s",
		       acme_alg_name(vectors[i].alg));
		is_thumbprint(hash, vectors[i].thumbprint);
	}
}

/* Each letter within the three parts is of what is signed, or the signature. */
static void
no_letter_can_be_changed(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(vectors); i++) {
		size_t n = strlen(vectors[i].text), taken = 0;
		char *text = strdup(vectors[i].text);

		if (!text)
			abort();
		for (size_t k = 0; k < n; k += i ? 1 : 7) {
			uint8_t hash[32];
			char was = text[k];

			if (was == '"')
				continue;
			text[k] = was == 'A' ? 'B' : 'A';
			taken += verify((struct bytes){ (uint8_t *)text, n },
					hash) == 0;
			text[k] = was;
		}
		is_int(taken, 0, "%s", acme_alg_name(vectors[i].alg));
		free(text);
	}
}

/* ---- RFC 7515 A.3, RFC 8037 A.4 --------------------------------------------------- */

static int
verify_parts(const char *jwk, const char *input, const char *signature)
{
	CLEANUP(json_free) json_t *v = NULL;
	CLEANUP(buf_free) struct buf spki = { 0 }, raw = { 0 }, der = { 0 };
	struct acme_key key;
	struct err err;

	if (json_read_object(bytes_of_text(jwk), "the JWK", &v, &err) < 0 ||
	    jwk_read(v, &spki, &key, &err) < 0 ||
	    base64url_decode(bytes_of_text(signature), &raw, &err) < 0)
		return (int)err.code;
	if (key.alg != ACME_EDDSA &&
	    acme_key_signature(key.alg, buf_bytes(&raw), &der, &err) < 0)
		return (int)err.code;
	if (acme_key_verify(&key, bytes_of_text(input),
			    key.alg == ACME_EDDSA ? buf_bytes(&raw)
						  : buf_bytes(&der),
			    &err) < 0)
		return (int)err.code;
	return 0;
}

#define RFC7515_KEY                                                            \
	"{\"kty\":\"EC\",\"crv\":\"P-256\","                                   \
	"\"x\":\"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU\","               \
	"\"y\":\"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0\"}"
#define RFC7515_INPUT                                                          \
	"eyJhbGciOiJFUzI1NiJ9"                                                 \
	".eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFt"    \
	"cGxlLmNvbS9pc19yb290Ijp0cnVlfQ"
#define RFC8037_KEY                                                            \
	"{\"kty\":\"OKP\",\"crv\":\"Ed25519\","                                \
	"\"x\":\"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo\"}"

static void
the_examples_of_the_rfcs_verify(void)
{
	is_int(verify_parts(RFC7515_KEY, RFC7515_INPUT,
			    "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjD"
			    "xw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q"),
	       0, "RFC 7515 A.3");
	is_int(verify_parts(RFC8037_KEY,
			    "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ"
			    "25pbmc",
			    "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijc"
			    "NR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg"),
	       0, "RFC 8037 A.4");
	is_int(verify_parts(RFC8037_KEY, "another",
			    "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijc"
			    "NR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg"),
	       ERR_UNAUTHORIZED, "not of other data");
}

static int
read_jwk(const char *text, uint8_t hash[32])
{
	CLEANUP(json_free) json_t *v = NULL;
	CLEANUP(buf_free) struct buf spki = { 0 };
	struct acme_key key;
	struct err err;

	if (json_read_object(bytes_of_text(text), "the JWK", &v, &err) < 0 ||
	    jwk_read(v, &spki, &key, &err) < 0 ||
	    acme_key_thumbprint(&key, hash, &err) < 0)
		return (int)err.code;
	return 0;
}

static void
thumbprints_are_those_of_the_rfcs(void)
{
	uint8_t hash[32] = { 0 };

	is_int(read_jwk("{\"kty\":\"RSA\",\"n\":\"0vx7agoebGcQSuuPiLJXZptN9nndr"
			"QmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6t"
			"Soc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9y"
			"BXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMi"
			"cAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD"
			"08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G"
			"_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw\",\"e\":\""
			"AQAB\",\"alg\":\"RS256\",\"kid\":\"2011-04-29\"}",
			hash),
	       0, "RFC 7638 3.1");
	is_thumbprint(hash, "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs");
	is_int(read_jwk(RFC8037_KEY, hash), 0, "RFC 8037 A.3");
	is_thumbprint(hash, "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");
}

/* ---- what is refused ------------------------------------------------------------------ */

static void
numbers_out_of_range_are_no_signature(void)
{
	/* n of P-256, and n - 1. */
	uint8_t raw[64] = { 0 };
	const uint8_t n[32] = {
		0xff, 0xff, 0xff, 0xff, 0x00, 0x00, 0x00, 0x00,
		0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
		0xbc, 0xe6, 0xfa, 0xad, 0xa7, 0x17, 0x9e, 0x84,
		0xf3, 0xb9, 0xca, 0xc2, 0xfc, 0x63, 0x25, 0x51
	};
	struct buf der = { 0 };
	struct err err;

#define RESULT acme_key_signature(ACME_ES256, BYTES_OF(raw), &der, &err)
	is_int(RESULT, -1, "r = s = 0");
	is_int(err.code, ERR_MALFORMED, "is malformed");
	raw[31] = 1;
	is_int(RESULT, -1, "s = 0");
	raw[31] = 0;
	raw[63] = 1;
	is_int(RESULT, -1, "r = 0");
	raw[31] = 1;
	is_int(RESULT, 0, "r = s = 1 has the form");
	memcpy(raw, n, 32);
	is_int(RESULT, -1, "r = n");
	raw[31]--;
	is_int(RESULT, 0, "r = n - 1 has the form");
	memcpy(raw + 32, n, 32);
	is_int(RESULT, -1, "s = n");
	for (size_t k = 0; k < sizeof(raw); k++)
		if (acme_key_signature(ACME_ES256, (struct bytes){ raw, k },
				       &der, &err) == 0)
			ok(false, "%zu octets", k);
	buf_free(&der);
}

static void
what_is_no_key_of_an_account_is_refused(void)
{
	static const struct {
		const char *jwk;
		int want;
	} rows[] = {
		{ "{}", ERR_MALFORMED },
		{ "{\"kty\":\"oct\",\"k\":\"AAAA\"}", ERR_BAD_PUBLIC_KEY },
		{ "{\"kty\":\"EC\",\"crv\":\"P-521\",\"x\":\"AA\",\"y\":\"AA\"}",
		  ERR_BAD_PUBLIC_KEY },
		{ "{\"kty\":\"OKP\",\"crv\":\"X25519\",\"x\":\"AA\"}",
		  ERR_BAD_PUBLIC_KEY },
		{ "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"AA\"}",
		  ERR_BAD_PUBLIC_KEY },
		{ "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"AA==\"}",
		  ERR_MALFORMED },
		{ "{\"kty\":\"RSA\",\"n\":\"AQAB\",\"e\":\"AQAB\"}",
		  ERR_BAD_PUBLIC_KEY },
		{ "{\"kty\":\"RSA\",\"n\":\"AQAB\",\"e\":\"Aw\"}",
		  ERR_BAD_PUBLIC_KEY },
		{ "{\"kty\":\"RSA\",\"n\":\"AAEB\",\"e\":\"AQAB\"}",
		  ERR_BAD_PUBLIC_KEY },
		{ "{\"kty\":\"RSA\",\"n\":\"\",\"e\":\"AQAB\"}",
		  ERR_MALFORMED },
		{ "{\"kty\":\"EC\",\"crv\":\"P-256\",\"d\":\"AA\","
		  "\"x\":\"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU\","
		  "\"y\":\"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0\"}",
		  ERR_BAD_PUBLIC_KEY },
		{ "{\"kty\":\"EC\",\"crv\":\"P-256\","
		  "\"x\":\"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU\","
		  "\"y\":\"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a4\"}",
		  ERR_BAD_PUBLIC_KEY },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		uint8_t hash[32];

		is_int(read_jwk(rows[i].jwk, hash), rows[i].want, "%s",
		       rows[i].jwk);
	}
}

/* base64url of a header, as a JWS around it. */
static int
open_header(const char *header, const char *payload, const char *more)
{
	CLEANUP(buf_free) struct buf text = { 0 };
	CLEANUP(jws_free) struct jws j = { 0 };
	enum acme_alg alg = ACME_ALG_NONE;
	struct err err;

	buf_append_text(&text, "{\"protected\":\"");
	base64url_encode(bytes_of_text(header), &text);
	buf_printf(&text, "\",\"payload\":%s,\"signature\":\"AAAA\"%s}",
		   payload, more);
	if (jws_open(buf_bytes(&text), "the body", &j, &err) < 0 ||
	    jws_algorithm(&j, &alg, &err) < 0)
		return (int)err.code;
	return 0;
}

#define URL "\"url\":\"https://ca.test/\""

static void
headers_are_strict(void)
{
	static const struct {
		const char *header;
		int want;
	} rows[] = {
		{ "{\"alg\":\"ES256\"," URL "}", 0 },
		{ "{\"alg\":\"ES256\"," URL ",\"kid\":\"x\",\"nonce\":\"y\"}",
		  0 },
		{ "{\"alg\":\"none\"," URL "}", ERR_BAD_SIGNATURE },
		{ "{\"alg\":\"HS256\"," URL "}", ERR_BAD_SIGNATURE },
		{ "{\"alg\":\"\"," URL "}", ERR_MALFORMED },
		{ "{" URL "}", ERR_MALFORMED },
		{ "{\"alg\":\"ES256\"}", ERR_MALFORMED },
		{ "{\"alg\":\"ES256\"," URL "," URL "}", ERR_MALFORMED },
		{ "{\"alg\":\"ES256\"," URL ",\"crit\":[]}", ERR_MALFORMED },
		{ "{\"alg\":\"ES256\"," URL ",\"b64\":true}", ERR_MALFORMED },
		{ "{\"alg\":\"ES256\"," URL ",\"zip\":null}", ERR_MALFORMED },
		{ "{\"alg\":\"ES256\"," URL ",\"jku\":\"x\"}", ERR_MALFORMED },
		{ "{\"alg\":\"ES256\"," URL ",\"x5u\":\"x\"}", ERR_MALFORMED },
		{ "{\"alg\":\"ES256\"," URL ",\"jwk\":\"x\"}", ERR_MALFORMED },
		{ "{\"alg\":\"ES256\"," URL ",\"kid\":5}", ERR_MALFORMED },
		{ "{\"alg\":\"ES256\"," URL ",\"nonce\":\"\"}", ERR_MALFORMED },
		{ "[]", ERR_MALFORMED },
		{ "{\"alg\":\"ES256\"," URL "}x", ERR_MALFORMED },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		is_int(open_header(rows[i].header, "\"\"", ""), rows[i].want,
		       "%s", rows[i].header);
}

static void
parts_are_strict(void)
{
	static const char good[] = "{\"alg\":\"ES256\"," URL "}";

	is_int(open_header(good, "\"e30\"", ""), 0, "an object");
	is_int(open_header(good, "\"\"", ""), 0, "an empty payload");
	is_int(open_header(good, "\"e30=\"", ""), ERR_MALFORMED, "a pad");
	is_int(open_header(good, "\"e31\"", ""), ERR_MALFORMED,
	       "bits left over");
	is_int(open_header(good, "\"W10\"", ""), ERR_MALFORMED, "a list");
	is_int(open_header(good, "null", ""), ERR_MALFORMED, "null");
	is_int(open_header(good, "{}", ""), ERR_MALFORMED, "JSON itself");
	is_int(open_header(good, "\"\"", ",\"header\":{}"), ERR_MALFORMED,
	       "an unprotected header");
	is_int(open_header(good, "\"\"", ",\"signatures\":[]"), ERR_MALFORMED,
	       "two forms at once");
	is_int(open_header(good, "\"\"", ",\"payload\":\"\""), ERR_MALFORMED,
	       "payload twice");
}

/* Of RFC 8410; x as hexadecimal digits, and with the sign of the coordinate. */
static int
ed25519_code(const char *x, bool sign)
{
	CLEANUP(buf_free) struct buf point = { 0 }, spki = { 0 };
	struct acme_key key;
	struct err err = { 0 };

	for (size_t i = 0; x[i] != '\0' && x[i + 1] != '\0'; i += 2) {
		const char octet[3] = { x[i], x[i + 1], '\0' };

		buf_append_u8(&point, (uint8_t)strtoul(octet, NULL, 16));
	}
	if (point.n != 32)
		abort();
	if (sign)
		point.p[31] |= 0x80;
	if (acme_key_write_point(ACME_EDDSA, buf_bytes(&point), &spki, &err) !=
	    0)
		abort();
	if (acme_key_parse(buf_bytes(&spki), &key, &err) == 0)
		return 0;
	return (int)err.code;
}

static void
keys_of_ed25519_of_small_order_are_refused(void)
{
	/* The y of the eight points, then those of them that are below 19 with
	 * p added, and the greatest y that can be written. */
	static const char *const refused[] = {
		"0000000000000000000000000000000000000000000000000000000000000000",
		"0100000000000000000000000000000000000000000000000000000000000000",
		"26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
		"c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
		"ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
		"edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
		"eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
		"ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
	};
	/* RFC 8032 7.1; and neighbours of those above. */
	static const char *const taken[] = {
		"d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
		"3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
		"0300000000000000000000000000000000000000000000000000000000000000",
		"ebffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
		"edfffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe7f",
		"edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7e",
	};

	for (int sign = 0; sign < 2; sign++) {
		for (size_t i = 0; i < ARRAY_SIZE(refused); i++)
			is_int(ed25519_code(refused[i], sign),
			       ERR_BAD_PUBLIC_KEY, "%s, sign %d", refused[i],
			       sign);
		for (size_t i = 0; i < ARRAY_SIZE(taken); i++)
			is_int(ed25519_code(taken[i], sign), 0, "%s, sign %d",
			       taken[i], sign);
	}
}

TAP_MAIN(keys_of_ed25519_of_small_order_are_refused, what_others_sign_is_taken,
	 no_letter_can_be_changed, the_examples_of_the_rfcs_verify,
	 thumbprints_are_those_of_the_rfcs,
	 numbers_out_of_range_are_no_signature,
	 what_is_no_key_of_an_account_is_refused, headers_are_strict,
	 parts_are_strict)
