/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Writes CRLs and answers OCSP requests for foreign programs to judge.
 *
 *	revocation_sample DIR ca KIND       CA, responder, three leaves, CRLs
 *	revocation_sample DIR answer REQUEST RESPONSE
 *	revocation_sample DIR crl COUNT     one CRL, and how long it took
 *	revocation_sample DIR speed REQUEST  responses in a second */

#include "sanca/clock.h"
#include "sanca/files.h"
#include "sanca/text.h"
#include "tests/unit/mint_fixture.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

/* The last octet of a serial is what became of it. */
enum { IS_GOOD = 1, IS_REVOKED, IS_UNKNOWN, IS_REVOKED_WITHOUT_REASON };

static const char *dir;
static int64_t now;

static void
must(int rc, const struct err *err)
{
	if (rc == 0)
		return;
	fprintf(stderr, "revocation_sample: %s\n", err->text);
	exit(1);
}

static const char *
path_of(const char *name, const char *ending)
{
	static char path[512];

	snprintf(path, sizeof(path), "%s/%s%s", dir, name, ending);
	return path;
}

static void
put_file(const char *path, struct bytes content)
{
	struct err err;

	must(file_replace(AT_FDCWD, path, content, 0600, (uid_t)-1, (gid_t)-1,
			  &err),
	     &err);
}

static void
get_file(const char *path, struct buf *ret)
{
	struct err err;

	must(file_read(AT_FDCWD, path, LIMIT_CERTIFICATE_BYTES, ret, &err),
	     &err);
}

static void
put_certificate(const char *name, struct bytes der)
{
	CLEANUP(buf_free) struct buf pem = { 0 };

	put_file(path_of(name, ".der"), der);
	pem_encode("CERTIFICATE", der, &pem);
	put_file(path_of(name, ".pem"), buf_bytes(&pem));
}

static void
put_key(const char *name, const struct ca_key *key)
{
	CLEANUP(buf_free_wipe) struct buf pem = { 0 };
	struct err err;

	must(ca_key_export(key, NULL, &pem, &err), &err);
	put_file(path_of(name, ".key"), buf_bytes(&pem));
}

static void
get_key(const char *name, struct ca_key **ret)
{
	CLEANUP(buf_free_wipe) struct buf pem = { 0 };
	struct err err;

	get_file(path_of(name, ".key"), &pem);
	must(ca_key_load(buf_bytes(&pem), NULL, ret, &err), &err);
}

static void
get_ca(struct made_ca *ret)
{
	CLEANUP(buf_free) struct buf der = { 0 };
	struct err err;

	get_key("ca", &ret->key);
	get_file(path_of("ca", ".der"), &der);
	must(issuer_from_der(buf_bytes(&der), (struct bytes){ 0 }, &ret->issuer,
			     &err),
	     &err);
}

/* ---- certificates ---- */

static void
make_serial(uint8_t fate, uint8_t ret[SERIAL_BYTES])
{
	memset(ret, 0x5a, SERIAL_BYTES);
	ret[SERIAL_BYTES - 1] = fate;
}

static void
sample_certificate(const char *name, const struct made_ca *ca,
		   const struct subject *s, enum profile_code profile,
		   const struct names *names, uint8_t fate)
{
	CLEANUP(buf_free) struct buf tbs = { 0 };
	CLEANUP(buf_free) struct buf der = { 0 };
	uint8_t serial[SERIAL_BYTES];
	struct tbs_fields f = fixture_fields(ca, s, names);
	struct err err;

	make_serial(fate, serial);
	f.serial = BYTES_OF(serial);
	f.profile = profile_get(profile);
	f.crl_url = "http://127.0.0.1:1/ca.crl";
	f.ocsp_url = "http://127.0.0.1:1/ocsp";
	f.ca_issuers_url = "http://127.0.0.1:1/ca.cer";
	f.not_before = now - DAY;
	f.not_after = now + 30 * DAY;
	must(tbs_build(&f, &tbs, &err), &err);
	must(tbs_lint(buf_bytes(&tbs), &f, now, &err), &err);
	fixture_leaf(ca, &f, &der);
	put_certificate(name, buf_bytes(&der));
}

static void
sample_certificates(const struct made_ca *ca)
{
	CLEANUP(subject_free) struct subject s = { 0 };
	CLEANUP(subject_free) struct subject responder = { 0 };
	struct names names = { 0 };

	fixture_subject("ec-p256", &s);
	fixture_subject("ec-p256", &responder);
	names_add_dns(&names, "mail.contoso.com");
	sample_certificate("good", ca, &s, PROFILE_SERVER, &names, IS_GOOD);
	sample_certificate("revoked", ca, &s, PROFILE_SERVER, &names,
			   IS_REVOKED);
	sample_certificate("unknown", ca, &s, PROFILE_SERVER, &names,
			   IS_UNKNOWN);
	sample_certificate("noreason", ca, &s, PROFILE_SERVER, &names,
			   IS_REVOKED_WITHOUT_REASON);
	sample_certificate("responder", ca, &responder, PROFILE_OCSP, NULL,
			   100);
	put_key("responder", responder.key);
	put_key("good", s.key);
}

/* ---- CRLs ---- */

static uint64_t
size_of(const struct crl_entry *entries, uint64_t count, uint64_t repeat)
{
	uint64_t n = 0;

	for (uint64_t i = 0; i < count; i++)
		n += crl_entry_size(&entries[i]);
	return n * repeat;
}

/* The entries so many times; each time with another serial when repeat is not
 * 1. */
static void
write_tbs(int fd, const struct crl_fields *f, const struct crl_entry *entries,
	  uint64_t count, uint64_t repeat, struct crl_written *ret)
{
	CLEANUP(crl_writer_free) struct crl_writer *w = NULL;
	uint8_t serial[SERIAL_BYTES] = { 0x40 };
	struct err err;

	must(crl_writer_new(f, size_of(entries, count, repeat), fd, &w, &err),
	     &err);
	for (uint64_t k = 0; k < repeat; k++)
		for (uint64_t i = 0; i < count; i++) {
			struct crl_entry e = entries[i];

			if (repeat > 1) {
				memcpy(serial + 8, &k, sizeof(k));
				e.serial = BYTES_OF(serial);
			}
			must(crl_writer_add(w, &e, &err), &err);
		}
	must(crl_writer_end(w, ret, &err), &err);
}

static void
sample_crl(const char *name, const struct made_ca *ca, uint64_t number,
	   int64_t this_update, const struct crl_entry *entries, uint64_t count,
	   uint64_t repeat)
{
	CLEANUP(fd_close) int tbs = -1;
	CLEANUP(fd_close) int out = -1;
	CLEANUP(buf_free) struct buf signature = { 0 };
	struct crl_fields f = { .issuer = ca->issuer,
				.number = number,
				.this_update = this_update,
				.next_update = this_update + 7 * DAY };
	struct crl_written written;
	struct err err;

	tbs = open(path_of(name, ".tbs"), O_RDWR | O_CREAT | O_TRUNC, 0600);
	out = open(path_of(name, ".crl"), O_RDWR | O_CREAT | O_TRUNC, 0600);
	write_tbs(tbs, &f, entries, count, repeat, &written);
	must(ca_key_sign_digest(ca->key, 0, true,
				(struct bytes){ written.digest,
						written.digest_n },
				&signature, &err),
	     &err);
	must(crl_assemble(ca->issuer, tbs, written.bytes, buf_bytes(&signature),
			  out, &err),
	     &err);
}

static const unsigned every_reason[] = { 0, 1, 2, 3, 4, 5, 6, 9, 10 };

static void
sample_crls(const struct made_ca *ca)
{
	static uint8_t serials[16][LIMIT_SERIAL_BYTES];
	struct crl_entry e[ARRAY_SIZE(every_reason) + 4];
	uint8_t revoked[SERIAL_BYTES];
	size_t n = 0;

	make_serial(IS_REVOKED, revoked);
	e[0] = (struct crl_entry){ .serial = BYTES_OF(revoked),
				   .revoked_at = now - 3600,
				   .reason = REASON_KEY_COMPROMISE };
	sample_crl("empty", ca, 1, now - 300, NULL, 0, 1);
	sample_crl("one", ca, 0x7fff, now - 300, e, 1, 1);
	for (n = 1; n <= ARRAY_SIZE(every_reason); n++) {
		serials[n][0] = (uint8_t)(n & 1 ? 0x80 : 0x11);
		serials[n][1] = (uint8_t)n;
		e[n] = (struct crl_entry){ .serial = { serials[n], 1 + n * 2 },
					   .revoked_at = now - (int64_t)n,
					   .reason = every_reason[n - 1] };
	}
	sample_crl("reasons", ca, UINT64_MAX, now - 300, e, n, 1);
	/* UTCTime's last second and GeneralizedTime's first one. */
	e[1].revoked_at = INT64_C(2524607999);
	e[2].revoked_at = INT64_C(2524608000);
	sample_crl("late", ca, 0x8000000000000000u, INT64_C(2524608000), e, n,
		   1);
	sample_crl("many", ca, 1795377600, now - 300, e, 1, 10000);
}

static int
make_ca(const char *kind)
{
	CLEANUP(made_ca_free) struct made_ca ca = { 0 };
	struct root_fields f = { .common_name = "Sample CA of revocation",
				 .organization = "Contoso & Söhne",
				 .not_before = now - 2 * DAY,
				 .not_after = now + 10 * 365 * DAY };

	fixture_ca(kind, &f, &ca);
	put_certificate("ca", buf_bytes(&ca.issuer->der));
	put_key("ca", ca.key);
	sample_certificates(&ca);
	sample_crls(&ca);
	return 0;
}

static int
make_crl(uint64_t count)
{
	CLEANUP(made_ca_free) struct made_ca ca = { 0 };
	struct crl_entry e = { .revoked_at = now - 3600,
			       .reason = REASON_SUPERSEDED };
	uint8_t serial[SERIAL_BYTES];
	struct rusage usage;
	int64_t start = clock_monotonic_ms();

	get_ca(&ca);
	make_serial(IS_REVOKED, serial);
	e.serial = BYTES_OF(serial);
	sample_crl("large", &ca, 7, now - 300, &e, 1, count);
	getrusage(RUSAGE_SELF, &usage);
	printf("entries %llu ms %lld max_rss_kb %ld\n",
	       (unsigned long long)count,
	       (long long)(clock_monotonic_ms() - start), usage.ru_maxrss);
	return 0;
}

/* ---- OCSP ---- */

static struct ocsp_single
judge(const struct cert_id *id)
{
	struct ocsp_single s = { .cert_id = id->whole,
				 .status = OCSP_UNKNOWN,
				 .revoked_at = now - 3600 };
	uint8_t fate = id->serial.n == SERIAL_BYTES
			       ? id->serial.p[SERIAL_BYTES - 1]
			       : IS_UNKNOWN;

	if (fate == IS_GOOD)
		s.status = OCSP_GOOD;
	if (fate == IS_REVOKED || fate == IS_REVOKED_WITHOUT_REASON)
		s.status = OCSP_REVOKED;
	if (fate == IS_REVOKED)
		s.reason = REASON_KEY_COMPROMISE;
	return s;
}

static struct bytes
answer_with(const struct ocsp_request *request, struct ca_key *key,
	    struct bytes certificate, struct buf *ret)
{
	struct ocsp_single singles[LIMIT_OCSP_CERTS];
	struct ocsp_fields f = { .singles = singles,
				 .count = request->count,
				 .produced_at = now,
				 .this_update = now - 300,
				 .next_update = now + DAY,
				 .nonce = request->nonce,
				 .certificate = certificate };
	struct err err;

	for (size_t i = 0; i < request->count; i++)
		singles[i] = judge(&request->at[i]);
	must(ocsp_response_write(&f, key, 0, ret, &err), &err);
	return buf_bytes(ret);
}

static struct bytes
answer(struct bytes der, struct buf *ret)
{
	CLEANUP(made_ca_free) struct made_ca ca = { 0 };
	CLEANUP(ca_key_free) struct ca_key *key = NULL;
	CLEANUP(buf_free) struct buf certificate = { 0 };
	struct ocsp_request request;
	struct ocsp_issuer issuer;
	struct err err;

	if (ocsp_request_parse(der, &request, &err) < 0) {
		fprintf(stderr, "%s\n", err.text);
		return ocsp_error_response(OCSP_MALFORMED_REQUEST);
	}
	get_ca(&ca);
	ocsp_issuer_init(ca.issuer, &issuer);
	for (size_t i = 0; i < request.count; i++)
		if (!ocsp_issuer_is(&issuer, &request.at[i]))
			return ocsp_error_response(OCSP_UNAUTHORIZED);
	get_key("responder", &key);
	get_file(path_of("responder", ".der"), &certificate);
	return answer_with(&request, key, buf_bytes(&certificate), ret);
}

static int
make_answer(const char *request, const char *response)
{
	CLEANUP(buf_free) struct buf der = { 0 };
	CLEANUP(buf_free) struct buf out = { 0 };

	get_file(request, &der);
	put_file(response, answer(buf_bytes(&der), &out));
	return 0;
}

static int
measure(const char *request)
{
	CLEANUP(ca_key_free) struct ca_key *key = NULL;
	CLEANUP(buf_free) struct buf certificate = { 0 };
	CLEANUP(buf_free) struct buf der = { 0 };
	struct ocsp_request parsed;
	int64_t start = 0, took = 0;
	long count = 0;
	size_t n = 0;
	struct err err;

	get_key("responder", &key);
	get_file(path_of("responder", ".der"), &certificate);
	get_file(request, &der);
	start = clock_monotonic_us();
	for (; took < 2000000; took = clock_monotonic_us() - start, count++) {
		CLEANUP(buf_free) struct buf out = { 0 };

		must(ocsp_request_parse(buf_bytes(&der), &parsed, &err), &err);
		n = answer_with(&parsed, key, buf_bytes(&certificate), &out).n;
	}
	printf("responses_per_second %.0f octets %zu\n",
	       (double)count * 1e6 / (double)took, n);
	return 0;
}

int
main(int argc, char **argv)
{
	now = clock_wall_s();
	if (argc > 2)
		dir = argv[1];
	if (argc == 4 && strcmp(argv[2], "ca") == 0)
		return make_ca(argv[3]);
	if (argc == 4 && strcmp(argv[2], "crl") == 0)
		return make_crl(strtoull(argv[3], NULL, 10));
	if (argc == 4 && strcmp(argv[2], "speed") == 0)
		return measure(argv[3]);
	if (argc == 5 && strcmp(argv[2], "answer") == 0)
		return make_answer(argv[3], argv[4]);
	fprintf(stderr, "usage: revocation_sample DIR ca KIND | crl COUNT | "
			"answer REQUEST RESPONSE | speed REQUEST\n");
	return 2;
}
