/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/*
 * Fills a stopped CA's log with N certificates, so that a large one can be
 * measured: seed DIR N, or seed DIR N revoked for as many that are revoked.
 * Serials, names and key hashes are random, rows and log
 * entries are written by the product's own verbs and verify; the signatures
 * are random octets, since making a million real ones would measure nothing.
 */
#include "sanca/clock.h"
#include "sanca/files.h"
#include "sanca/issuance_log.h"
#include "sanca/mint.h"
#include "sanca/revocation.h"
#include "sanca/serial.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ROWS_PER_COMMIT 1000

struct seeder {
	struct store *store;
	struct issuance_log *log;
	struct log_key *log_key;
	struct issuer *issuer;
	uint64_t issuer_id, requester;
	uint8_t serial_secret[SERIAL_SECRET_BYTES];
	struct buf spki;
	struct key_facts key;
	int64_t now;
	bool revoked;
};

static void
must(int rc, const struct err *err, const char *what)
{
	if (rc < 0) {
		fprintf(stderr, "seed: %s: %s\n", what, err->text);
		exit(1);
	}
}

static int
sign_head(void *ctx, struct bytes message, uint8_t ret[64], struct err *err)
{
	return log_key_sign(ctx, message, ret, err);
}

static void
open_all(struct seeder *s, const char *dir)
{
	struct err err = { 0 };
	struct store_issuer row = { 0 };
	struct store_requester requester = { .name = "seed",
					     .policy = "default",
					     .rights = 1 };
	struct ca_key *key = NULL;
	struct buf pem = { 0 };
	char path[4096];

	s->now = clock_wall_s();
	(void)snprintf(path, sizeof(path), "%s/ca/log.key", dir);
	must(file_read(AT_FDCWD, path, 65536, &pem, &err), &err, path);
	must(log_key_load(buf_bytes(&pem), &s->log_key, &err), &err, path);
	must(store_open(dir, STORE_WRITE, &s->store, &err), &err, dir);
	must(log_open(s->store, sign_head, s->log_key, &s->log, &err), &err,
	     "log");
	must(store_issuer_get(s->store, &row, &err), &err, "issuer");
	s->issuer_id = row.id;
	must(issuer_from_der(row.certificate, row.chain, &s->issuer, &err),
	     &err, "issuer");
	must(store_serial_secret(s->store, s->serial_secret, &err), &err,
	     "secret");
	requester.created_at = s->now;
	must(store_begin(s->store, &err), &err, "begin");
	must(store_requester_add(s->store, &requester, &s->requester, &err),
	     &err, "requester");
	must(store_commit(s->store, &err), &err, "commit");
	must(ca_key_generate("ec-p256", &key, &err), &err, "subject key");
	must(ca_key_spki(key, &s->spki, &err), &err, "subject key");
	must(key_parse(buf_bytes(&s->spki), &s->key, &err), &err, "spki");
	ca_key_free(&key);
	buf_free(&pem);
}

/* Six names, as a mail server has them. */
static void
make_names(struct names *names, char shown[6][64], struct bytes views[6])
{
	static const char *const hosts[6] = { "mail", "www",  "autodiscover",
					      "imap", "smtp", "server" };
	uint64_t number = 0;
	struct err err = { 0 };

	must(random_bytes(&number, sizeof(number), &err), &err, "random");
	names->count = 6;
	for (size_t i = 0; i < 6; i++) {
		int n = snprintf(shown[i], 64, "%s.s%012llx.bench.example",
				 hosts[i], (unsigned long long)(number >> 16));

		names->at[i].type = NAME_DNS;
		names->at[i].n = (size_t)n;
		memcpy(names->at[i].v, shown[i], (size_t)n + 1);
		views[i] = bytes_of_text(shown[i]);
	}
}

/* As an administrator would have. */
static void
revoke_one(struct seeder *s, const struct store_reservation *row)
{
	struct err err = { 0 };
	struct buf body = { 0 };
	struct log_revoke entry = {
		.reservation = row->id,
		.serial = row->serial,
		.revoked_at = s->now,
		.not_after = row->not_after,
		.reason = REASON_SUPERSEDED,
		.who = bytes_of_text("uid 0"),
		.door = DOOR_CONTROL,
		.peer = bytes_of_text("-"),
		.request_id = row->request_id,
	};
	struct store_revocation revocation = {
		.reservation = row->id,
		.serial = row->serial,
		.not_after = row->not_after,
		.revoked_at = s->now,
		.reason = REASON_SUPERSEDED,
	};

	log_body_revoke(&entry, &body);
	must(log_append(s->log, LOG_REVOKE, s->now, buf_bytes(&body),
			&revocation.log_index, &err),
	     &err, "log");
	must(store_revocation_set(s->store, &revocation, &err), &err,
	     "revocation");
	buf_free(&body);
}

static void
add_one(struct seeder *s)
{
	static struct names names;
	static char shown[6][64];
	struct err err = { 0 };
	struct bytes views[6];
	uint8_t random[32 + 64], digest[32] = { 0 };
	uint8_t serial[SERIAL_BYTES];
	uint64_t number = 0;
	struct buf tbs = { 0 }, coded = { 0 }, der = { 0 }, body = { 0 };

	make_names(&names, shown, views);
	must(random_bytes(random, sizeof(random), &err), &err, "random");
	must(serial_draw(serial, &err), &err, "serial");
	must(store_reservation_last(s->store, &number, &err), &err, "number");
	serial_number_put(s->serial_secret, ++number, serial);
	struct tbs_fields fields = {
		.issuer = s->issuer,
		.profile = profile_get(PROFILE_SERVER),
		.serial = BYTES_OF(serial),
		.not_before = s->now,
		.not_after = s->now + (397 * 86400) - 1,
		.key = &s->key,
		.names = &names,
	};
	must(tbs_build(&fields, &tbs, &err), &err, "tbs");
	names_encode(&names, &coded);
	struct store_reservation row = {
		.id = number,
		.issuer = s->issuer_id,
		.serial = BYTES_OF(serial),
		.reserved_at = s->now,
		.requester = s->requester,
		.door = DOOR_HTTP,
		.peer = bytes_of_text("127.0.0.1"),
		.request_id = bytes_of_text("seed"),
		.profile = PROFILE_SERVER,
		.policy = bytes_of_text("default"),
		.policy_digest = BYTES_OF(digest),
		.generation = 1,
		.names_requested = buf_bytes(&coded),
		.names = buf_bytes(&coded),
		.spki_sha256 = { random, 32 },
		.not_before = fields.not_before,
		.not_after = fields.not_after,
		.request_digest = BYTES_OF(digest),
		.tbs = buf_bytes(&tbs),
		.csr = buf_bytes(&tbs), /* about as long as a request */
		.diagnosis = bytes_of_text("[]"),
	};
	must(store_reservation_add(s->store, &row, &row.id, &err), &err,
	     "reservation");
	struct store_certificate certificate = {
		.reservation = row.id,
		.issued_at = s->now,
		.sig_alg = SIG_ECDSA_SHA256,
		.signature = { random + 32, 64 },
	};
	must(certificate_assemble(row.tbs, SIG_ECDSA_SHA256,
				  certificate.signature, &der, &err),
	     &err, "assemble");
	sha256(buf_bytes(&der), certificate.sha256);
	sha1(buf_bytes(&der), certificate.sha1);
	uint8_t csr[32];
	struct log_issue issue = {
		.serial = row.serial,
		.sha256 = certificate.sha256,
		.issuer_tag = bytes_of_text(s->issuer->id),
		.requester = bytes_of_text("seed"),
		.policy = row.policy,
		.policy_digest = row.policy_digest,
		.profile = bytes_of_text("server"),
		.door = row.door,
		.peer = row.peer,
		.request_id = row.request_id,
		.names_requested = row.names_requested,
		.names = row.names,
		.not_before = row.not_before,
		.not_after = row.not_after,
		.spki_sha256 = row.spki_sha256,
		.reservation = row.id,
		.csr_sha256 = csr,
		.generation = row.generation,
		.reserved_at = row.reserved_at,
	};
	sha256(row.csr, csr);
	log_body_issue(&issue, &body);
	must(log_append(s->log, LOG_ISSUE, s->now, buf_bytes(&body),
			&certificate.log_index, &err),
	     &err, "log");
	must(store_certificate_add(s->store, &certificate, views, 6, &err),
	     &err, "certificate");
	if (s->revoked)
		revoke_one(s, &row);
	buf_free(&tbs);
	buf_free(&coded);
	buf_free(&der);
	buf_free(&body);
}

int
main(int argc, char **argv)
{
	struct seeder s = { 0 };
	struct err err = { 0 };
	long count = argc >= 3 ? atol(argv[2]) : 0;

	s.revoked = argc == 4 && strcmp(argv[3], "revoked") == 0;
	if (count <= 0 || argc > 4 || (argc == 4 && !s.revoked)) {
		fputs("usage: seed DIR COUNT [revoked]\n", stderr);
		return 2;
	}
	open_all(&s, argv[1]);
	for (long i = 0; i < count; i++) {
		if (i % ROWS_PER_COMMIT == 0)
			must(store_begin(s.store, &err), &err, "begin");
		add_one(&s);
		if (i % ROWS_PER_COMMIT == ROWS_PER_COMMIT - 1 ||
		    i == count - 1) {
			must(log_seal(s.log, s.now, &err), &err, "seal");
			must(store_commit(s.store, &err), &err, "commit");
			log_committed(s.log);
		}
	}
	log_free(&s.log);
	store_free(&s.store);
	issuer_free(&s.issuer);
	log_key_free(&s.log_key);
	buf_free(&s.spki);
	return 0;
}
