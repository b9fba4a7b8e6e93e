/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Claims about CRLs, written and read. */

#include "sanca/der_write.h"
#include "sanca/files.h"
#include "tests/tap.h"
#include "tests/unit/mint_fixture.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

/* The first second that UTCTime cannot say. */
#define YEAR_2050 INT64_C(2524608000)

static struct made_ca ca;

static int
memory_file(void)
{
	int fd = memfd_create("crl", MFD_CLOEXEC);

	if (fd < 0) {
		printf("Bail out! no memory file\n");
		exit(99);
	}
	return fd;
}

static struct crl_fields
plain_fields(const struct made_ca *by)
{
	return (struct crl_fields){ .issuer = by->issuer,
				    .number = 1795377600,
				    .this_update = NOW - 300,
				    .next_update = NOW + 7 * DAY };
}

static int
write_tbs(const struct crl_fields *f, const struct crl_entry *entries,
	  size_t count, uint64_t announced, int fd, struct crl_written *ret,
	  struct err *err)
{
	CLEANUP(crl_writer_free) struct crl_writer *w = NULL;

	if (crl_writer_new(f, announced, fd, &w, err) < 0)
		return -1;
	for (size_t i = 0; i < count; i++)
		if (crl_writer_add(w, &entries[i], err) < 0)
			return -1;
	return crl_writer_end(w, ret, err);
}

static uint64_t
size_of(const struct crl_entry *entries, size_t count)
{
	uint64_t n = 0;

	for (size_t i = 0; i < count; i++)
		n += crl_entry_size(&entries[i]);
	return n;
}

static void
get(int fd, struct buf *ret)
{
	struct err err;

	ok(lseek(fd, 0, SEEK_SET) == 0 &&
		   fd_read_all(fd, SIZE_MAX / 2, ret, &err) == 0,
	   "read back");
}

/* A whole CRL of these fields and entries. */
static bool
make(const struct made_ca *by, const struct crl_fields *f,
     const struct crl_entry *entries, size_t count, struct buf *ret)
{
	CLEANUP(fd_close) int tbs = memory_file();
	CLEANUP(fd_close) int out = memory_file();
	CLEANUP(buf_free) struct buf signature = { 0 };
	CLEANUP(buf_free) struct buf written_tbs = { 0 };
	struct crl_written w;
	uint8_t sha[32];
	struct err err = { 0 };

	if (!ok(write_tbs(f, entries, count, size_of(entries, count), tbs, &w,
			  &err) == 0,
		"%s", err.text) ||
	    !ok(ca_key_sign_digest(by->key, 0, true,
				   (struct bytes){ w.digest, w.digest_n },
				   &signature, &err) == 0,
		"%s", err.text) ||
	    !ok(crl_assemble(by->issuer, tbs, w.bytes, buf_bytes(&signature),
			     out, &err) == 0,
		"%s", err.text))
		return false;
	get(tbs, &written_tbs);
	get(out, ret);
	is_int(w.entries, count, "entries");
	is_int(w.bytes, written_tbs.n, "octets");
	sha256(buf_bytes(&written_tbs), sha);
	is_mem(w.sha256, 32, sha, 32, "SHA-256 of the TBS");
	return true;
}

static const uint8_t serials[4][LIMIT_SERIAL_BYTES] = {
	{ 0x5a, 1, 2, 3 }, { 0xff, 0xfe }, { 1 }, { 0x80 }
};
static const struct crl_entry four[] = {
	{ { serials[0], SERIAL_BYTES }, NOW - 5, REASON_KEY_COMPROMISE },
	{ { serials[1], LIMIT_SERIAL_BYTES }, YEAR_2050 - 1, 0 },
	{ { serials[2], 1 }, YEAR_2050, REASON_CERTIFICATE_HOLD },
	{ { serials[3], 1 }, INT64_C(253402300799), REASON_AA_COMPROMISE },
};

static void
is_read_back(const struct made_ca *by, const struct crl_entry *entries,
	     size_t count)
{
	CLEANUP(buf_free) struct buf der = { 0 };
	struct crl_fields f = plain_fields(by);
	struct crl_entry e;
	struct crl crl;
	struct err err = { 0 };

	if (!make(by, &f, entries, count, &der))
		return;
	is_int(der_check(buf_bytes(&der), &err), 0, "DER: %s", err.text);
	is_int(crl_parse(buf_bytes(&der), &crl, &err), 0, "%s", err.text);
	is_int((int64_t)crl.number, 1795377600, "number");
	is_int(crl.this_update, f.this_update, "thisUpdate");
	is_int(crl.next_update, f.next_update, "nextUpdate");
	ok(bytes_equal(crl.issuer, by->issuer->certificate.subject), "issuer");
	ok(bytes_equal(crl.authority_key_id,
		       by->issuer->certificate.subject_key_id),
	   "AKI");
	is_int(crl.sig_alg, ca_key_sig_alg(by->key), "algorithm");
	ok(key_verify(&by->issuer->key, crl.sig_alg, crl.tbs, crl.signature,
		      &err) == 0,
	   "signature: %s", err.text);
	for (size_t i = 0; i < count; i++) {
		is_int(crl_next(&crl, &e, &err), 0, "%s", err.text);
		ok(bytes_equal(e.serial, entries[i].serial), "serial %zu", i);
		is_int(e.revoked_at, entries[i].revoked_at, "time %zu", i);
		is_int(e.reason, entries[i].reason, "reason %zu", i);
	}
	is_int(crl_next(&crl, &e, &err), -1, "no more");
	is_int(err.code, ERR_NOT_FOUND, "and that is the end");
}

static void
what_is_written_is_read_back_for_every_key(void)
{
	static const char *const kinds[] = { "ec-p256", "ec-p384", "rsa-2048" };

	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++) {
		CLEANUP(made_ca_free) struct made_ca by = { 0 };

		fixture_plain_ca(kinds[i], &by);
		is_read_back(&by, NULL, 0);
		is_read_back(&by, four, 1);
		is_read_back(&by, four, ARRAY_SIZE(four));
	}
}

static void
every_number_is_written_and_read(void)
{
	static const uint64_t numbers[] = { 0,	       1,	   127,
					    128,       UINT32_MAX, INT64_MAX,
					    UINT64_MAX };

	for (size_t i = 0; i < ARRAY_SIZE(numbers); i++) {
		CLEANUP(buf_free) struct buf der = { 0 };
		struct crl_fields f = plain_fields(&ca);
		struct crl crl;
		struct err err = { 0 };

		f.number = numbers[i];
		if (!make(&ca, &f, four, 2, &der))
			return;
		is_int(crl_parse(buf_bytes(&der), &crl, &err), 0, "%s",
		       err.text);
		ok(crl.number == numbers[i], "the same");
	}
}

static void
reasons_that_have_no_place_on_a_crl_are_refused(void)
{
	static const unsigned bad[] = { 7, REASON_REMOVE_FROM_CRL, 11, 256,
					257 };

	for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
		CLEANUP(fd_close) int fd = memory_file();
		struct crl_fields f = plain_fields(&ca);
		struct crl_entry e = four[0];
		struct crl_written w;
		struct err err = { 0 };

		e.reason = bad[i];
		ok(!crl_reason_is_valid(bad[i]), "%u is none", bad[i]);
		is_int(write_tbs(&f, &e, 1, crl_entry_size(&e), fd, &w, &err),
		       -1, "%u", bad[i]);
		is_int(err.code, ERR_INTERNAL, "as our own fault");
	}
}

static void
other_octets_than_announced_are_refused(void)
{
	static const int64_t off[] = { -1, 1, 40, -40 };
	struct crl_fields f = plain_fields(&ca);
	struct crl_fields ends = f;
	struct crl_written w;
	struct err err = { 0 };
	CLEANUP(fd_close) int fd = memory_file();

	for (size_t i = 0; i < ARRAY_SIZE(off); i++) {
		uint64_t n = size_of(four, 4) + (uint64_t)off[i];

		is_int(write_tbs(&f, four, 4, n, fd, &w, &err), -1, "%lld",
		       (long long)off[i]);
		is_int(err.code, ERR_INTERNAL, "as our own fault");
	}
	is_int(write_tbs(&f, four, 0, LIMIT_CRL_BYTES + 1, fd, &w, &err), -1,
	       "beyond all measure");
	is_int(err.code, ERR_TOO_LARGE, "is too large");
	ends.next_update = ends.this_update;
	is_int(write_tbs(&ends, four, 0, 0, fd, &w, &err), -1, "no time");
}

static void
a_disk_that_takes_no_more_is_an_error_of_storage(void)
{
	CLEANUP(fd_close) int full = open("/dev/full", O_WRONLY | O_CLOEXEC);
	struct crl_fields f = plain_fields(&ca);
	struct crl_written w;
	struct err err = { 0 };

	is_int(write_tbs(&f, four, 4, size_of(four, 4), full, &w, &err), -1,
	       "ENOSPC");
	is_int(err.code, ERR_STORAGE, "\"%s\"", err.text);
}

static void
a_crl_whose_signature_does_not_verify_is_not_made(void)
{
	CLEANUP(fd_close) int tbs = memory_file();
	CLEANUP(fd_close) int out = memory_file();
	CLEANUP(buf_free) struct buf signature = { 0 };
	struct crl_fields f = plain_fields(&ca);
	struct crl_written w;
	struct err err = { 0 };

	ok(write_tbs(&f, four, 4, size_of(four, 4), tbs, &w, &err) == 0 &&
		   ca_key_sign_digest(ca.key, 0, true,
				      (struct bytes){ w.digest, w.digest_n },
				      &signature, &err) == 0,
	   "%s", err.text);
	ok(pwrite(tbs, "\x5b", 1, (off_t)w.bytes - 60) == 1, "a bad sector");
	is_int(crl_assemble(ca.issuer, tbs, w.bytes, buf_bytes(&signature), out,
			    &err),
	       -1, "other octets than were signed");
	is_int(err.code, ERR_CORRUPT, "\"%s\"", err.text);
	is_int(crl_assemble(ca.issuer, tbs, w.bytes + 1, buf_bytes(&signature),
			    out, &err),
	       -1, "fewer octets than there should be");
	is_int(err.code, ERR_CORRUPT, "\"%s\"", err.text);
}

static void
a_digest_of_another_hash_is_not_signed(void)
{
	CLEANUP(buf_free) struct buf signature = { 0 };
	uint8_t digest[CA_KEY_DIGEST_MAX] = { 0 };
	struct err err = { 0 };

	is_int(ca_key_sign_digest(ca.key, 0, true, BYTES_OF(digest), &signature,
				  &err),
	       -1, "48 octets for P-256");
	is_int(err.code, ERR_INTERNAL, "\"%s\"", err.text);
	is_int(signature.n, 0, "nothing is released");
}

/* Octets in the list that would kill the program that looks at them. */
static void
of_a_large_list_only_its_ends_are_looked_at(void)
{
	enum { COUNT = 20000 };
	CLEANUP(buf_free) struct buf der = { 0 };
	struct crl_entry *entries = calloc(COUNT, sizeof(*entries));
	struct crl_fields f = plain_fields(&ca);
	size_t page = (size_t)sysconf(_SC_PAGESIZE);
	struct crl crl;
	struct err err = { 0 };
	uint8_t *map;
	size_t n;

	for (size_t i = 0; i < COUNT; i++)
		entries[i] = four[0];
	if (!ok(make(&ca, &f, entries, COUNT, &der), "made"))
		return;
	free(entries);
	n = (der.n + page - 1) / page * page;
	map = mmap(NULL, n, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS,
		   -1, 0);
	memcpy(map, der.p, der.n);
	ok(mprotect(map + page, n - 3 * page, PROT_NONE) == 0, "locked");
	is_int(crl_parse((struct bytes){ map, der.n }, &crl, &err), 0, "%s",
	       err.text);
	is_int(crl.entries.n, size_of(four, 1) * COUNT, "all of them");
	munmap(map, n);
}

/* ---- CRLs that are not ours ---- */

/* Parts of a CRL, each a whole value in hex of its own writer. */
struct parts {
	uint64_t version;
	enum sig_alg inner, outer;
	bool empty_list, no_next_update, no_extensions;
	const char *entry; /* raw, in place of the list's contents */
	size_t entry_n;
	struct bytes extension; /* OID of one more */
	bool critical;
	bool no_number;
};

static void
put_extension(struct derw *w, struct bytes oid, bool critical,
	      struct bytes value)
{
	size_t mark = derw_mark(w);

	derw_tlv(w, DER_OCTET_STRING, value);
	if (critical)
		derw_boolean(w, true);
	derw_oid(w, oid);
	derw_wrap(w, DER_SEQUENCE, mark);
}

static void
put_tbs(struct derw *w, const struct parts *p)
{
	static const uint8_t one[] = { DER_INTEGER, 1, 1 };
	static const uint8_t null[] = { DER_NULL, 0 };
	size_t tbs = derw_mark(w);
	size_t mark = tbs;

	if (p->extension.n > 0)
		put_extension(w, p->extension, p->critical, BYTES_OF(null));
	if (!p->no_number)
		put_extension(w, OID_CRL_NUMBER, false, BYTES_OF(one));
	if (!p->no_extensions) {
		derw_wrap(w, DER_SEQUENCE, mark);
		derw_wrap(w, DER_CONTEXT_CONSTRUCTED(0), mark);
	}
	mark = derw_mark(w);
	if (p->entry)
		derw_raw(w, (struct bytes){ (const uint8_t *)p->entry,
					    p->entry_n });
	if (p->entry || p->empty_list)
		derw_wrap(w, DER_SEQUENCE, mark);
	if (!p->no_next_update)
		derw_time(w, NOW);
	derw_time(w, NOW - DAY);
	mark = derw_mark(w);
	derw_wrap(w, DER_SEQUENCE, mark);
	derw_raw(w, sig_alg_der(p->inner));
	derw_u64(w, p->version);
	derw_wrap(w, DER_SEQUENCE, tbs);
}

static int
parse(const struct parts *p, struct crl *ret, struct err *err)
{
	static struct derw w;

	derw_free(&w);
	derw_bits(&w, bytes_of_text("signature"));
	derw_raw(&w, sig_alg_der(p->outer));
	put_tbs(&w, p);
	derw_wrap(&w, DER_SEQUENCE, 0);
	return crl_parse(derw_bytes(&w), ret, err);
}

static void
crls_of_another_form_are_refused(void)
{
	static const struct parts good = { .version = 1,
					   .inner = SIG_ECDSA_SHA256,
					   .outer = SIG_ECDSA_SHA256 };
	static const uint8_t delta[] = { 0x55, 0x1d, 0x1b };
	static const uint8_t other[] = { 0x2a, 3, 4, 5 };
	struct parts bad[10];
	struct parts known = good;
	struct crl crl;
	struct err err = { 0 };

	for (size_t i = 0; i < ARRAY_SIZE(bad); i++)
		bad[i] = good;
	bad[0].version = 0;
	bad[1].version = 2;
	bad[2].inner = SIG_ECDSA_SHA384;
	bad[3].no_next_update = true;
	bad[4].empty_list = true;
	bad[5].no_number = true;
	bad[5].no_extensions = true;
	bad[6].extension = OID_ISSUING_DISTRIBUTION_POINT;
	bad[6].critical = true;
	bad[7].extension = BYTES_OF(delta);
	bad[7].critical = true;
	bad[8].extension = OID_CRL_NUMBER;
	bad[9].no_number = true;
	bad[9].extension = BYTES_OF(other);
	is_int(parse(&good, &crl, &err), 0, "%s", err.text);
	for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
		is_int(parse(&bad[i], &crl, &err), -1, "case %zu", i);
		is_int(err.code, ERR_MALFORMED, "\"%s\"", err.text);
	}
	known.extension = BYTES_OF(other);
	is_int(parse(&known, &crl, &err), 0,
	       "an extension that may be passed "
	       "over: %s",
	       err.text);
}

#define ENTRY(length, rest)                                                    \
	{                                                                      \
		"0" length "\x02\x01\x05\x17\x0d"                              \
		"261122200000Z" rest,                                          \
			sizeof("0" length "\x02\x01\x05\x17\x0d"               \
			       "261122200000Z" rest) -                         \
				1                                              \
	}

static void
entries_of_another_form_are_refused(void)
{
	static const struct {
		const char *text;
		size_t n;
	} good[] = {
		ENTRY("\x12", ""),
		ENTRY("\x20", "0\x0c" "0\x0a\x06\x03U\x1d\x15\x04\x03\x0a\x01\x00"),
		ENTRY("\x20", "0\x0c" "0\x0a\x06\x03U\x1d\x15\x04\x03\x0a\x01\x06"),
		ENTRY("\x20", "0\x0c" "0\x0a\x06\x03*\x1d\x15\x04\x03\x0a\x01\x08"),
	}, bad[] = {
		ENTRY("\x14", "0\x00"),
		ENTRY("\x20", "0\x0c" "0\x0a\x06\x03U\x1d\x15\x04\x03\x0a\x01\x08"),
		ENTRY("\x20", "0\x0c" "0\x0a\x06\x03U\x1d\x15\x04\x03\x0a\x01\x07"),
		ENTRY("\x20", "0\x0c" "0\x0a\x06\x03U\x1d\x15\x04\x03\x0a\x01\xff"),
		ENTRY("\x20", "0\x0c" "0\x0a\x06\x03U\x1d\x15\x04\x03\x02\x01\x01"),
		ENTRY("\x23", "0\x0f" "0\x0d\x06\x03U\x1d\x1d\x01\x01\xff"
			      "\x04\x03\x0a\x01\x01"),
		ENTRY("\x14", "\x05\x00"),
		{ "0\x12\x02\x01\x00\x17\x0d"
		  "261122200000Z",
		  20 },
		{ "0\x12\x02\x01\x85\x17\x0d"
		  "261122200000Z",
		  20 },
		{ "\x05\x00", 2 },
	};
	struct parts p = { .version = 1,
			   .inner = SIG_ECDSA_SHA256,
			   .outer = SIG_ECDSA_SHA256 };
	struct crl_entry e;
	struct crl crl;
	struct err err = { 0 };

	for (size_t i = 0; i < ARRAY_SIZE(good) + ARRAY_SIZE(bad); i++) {
		size_t k = i - ARRAY_SIZE(good);
		bool is_good = i < ARRAY_SIZE(good);

		p.entry = is_good ? good[i].text : bad[k].text;
		p.entry_n = is_good ? good[i].n : bad[k].n;
		is_int(parse(&p, &crl, &err), 0, "%zu: %s", i, err.text);
		is_int(crl_next(&crl, &e, &err), is_good ? 0 : -1, "%zu: %s", i,
		       err.text);
		if (!is_good)
			is_int(err.code, ERR_MALFORMED, "\"%s\"", err.text);
	}
}

/* ---- damage ---- */

/* Reads all of it; true when nothing was wrong and the signature verifies. */
static bool
reads_and_verifies(struct bytes der)
{
	struct crl crl;
	struct crl_entry e;
	struct err err = { 0 };

	if (crl_parse(der, &crl, &err) < 0)
		return false;
	while (crl_next(&crl, &e, &err) == 0)
		;
	return err.code == ERR_NOT_FOUND &&
	       key_verify(&ca.issuer->key, crl.sig_alg, crl.tbs, crl.signature,
			  &err) == 0;
}

static void
every_truncation_and_every_flipped_bit_is_noticed(void)
{
	CLEANUP(buf_free) struct buf der = { 0 };
	struct crl_fields f = plain_fields(&ca);
	long accepted = 0;

	if (!make(&ca, &f, four, ARRAY_SIZE(four), &der))
		return;
	ok(reads_and_verifies(buf_bytes(&der)), "whole");
	for (size_t n = 0; n < der.n; n++)
		accepted += reads_and_verifies((struct bytes){ der.p, n });
	is_int(accepted, 0, "no part of it passes for it");
	for (size_t bit = 0; bit < der.n * 8; bit++) {
		der.p[bit / 8] ^= (uint8_t)(1u << bit % 8);
		accepted += reads_and_verifies(buf_bytes(&der));
		der.p[bit / 8] ^= (uint8_t)(1u << bit % 8);
	}
	is_int(accepted, 0, "nor one with a bit turned over");
}

static void
any_octet_in_any_place_is_read_without_fault(void)
{
	CLEANUP(buf_free) struct buf der = { 0 };
	struct crl_fields f = plain_fields(&ca);
	long read = 0;

	if (!make(&ca, &f, four, ARRAY_SIZE(four), &der))
		return;
	for (size_t i = 0; i < der.n; i++) {
		uint8_t was = der.p[i];

		for (unsigned v = 0; v < 256; v++) {
			struct crl crl;
			struct crl_entry e;
			struct err err;

			der.p[i] = (uint8_t)v;
			if (crl_parse(buf_bytes(&der), &crl, &err) < 0)
				continue;
			while (crl_next(&crl, &e, &err) == 0)
				read++;
		}
		der.p[i] = was;
	}
	ok(read > 0, "%ld entries were read", read);
}

#define CLAIMS                                                                 \
	what_is_written_is_read_back_for_every_key,                            \
		every_number_is_written_and_read,                              \
		reasons_that_have_no_place_on_a_crl_are_refused,               \
		other_octets_than_announced_are_refused,                       \
		a_disk_that_takes_no_more_is_an_error_of_storage,              \
		a_crl_whose_signature_does_not_verify_is_not_made,             \
		a_digest_of_another_hash_is_not_signed,                        \
		of_a_large_list_only_its_ends_are_looked_at,                   \
		crls_of_another_form_are_refused,                              \
		entries_of_another_form_are_refused,                           \
		every_truncation_and_every_flipped_bit_is_noticed,             \
		any_octet_in_any_place_is_read_without_fault
#define TEXT_OF(...) #__VA_ARGS__
#define TEXT(...) TEXT_OF(__VA_ARGS__)

int
main(void)
{
	static void (*const claims[])(void) = { CLAIMS };
	int status;

	fixture_plain_ca("ec-p256", &ca);
	status = tap_run(claims, ARRAY_SIZE(claims), TEXT(CLAIMS));
	made_ca_free(&ca);
	return status;
}
