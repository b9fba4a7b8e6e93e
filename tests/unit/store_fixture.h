/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* A data directory with an issuer and two requesters, and rows to fill it. */
#ifndef TESTS_STORE_FIXTURE_H
#define TESTS_STORE_FIXTURE_H

#include "sanca/store.h"

#include "tests/tap.h"

#include <fcntl.h>
#include <ftw.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

struct place {
	char dir[64];
};

static inline struct place
place_make(void)
{
	struct place p = { "/tmp/sanca-store.XXXXXX" };
	char log[80];

	if (mkdtemp(p.dir) == NULL)
		exit(99);
	snprintf(log, sizeof(log), "%s/log", p.dir);
	if (mkdir(log, 0750) != 0)
		exit(99);
	return p;
}

static inline int
place_unlink(const char *path, const struct stat *st, int type, struct FTW *f)
{
	(void)st;
	(void)type;
	(void)f;
	return remove(path);
}

static inline void
place_remove(struct place *p)
{
	nftw(p->dir, place_unlink, 16, FTW_DEPTH | FTW_PHYS);
}

/* "log/ca.db" below the place; lives until the next call. */
static inline const char *
place_path(const struct place *p, const char *name)
{
	static char path[160];

	snprintf(path, sizeof(path), "%s/%s", p->dir, name);
	return path;
}

/* 16 octets that are spread over the whole range, the same in each run. */
static inline void
spread(uint64_t n, uint8_t *out, size_t room)
{
	uint64_t x = n * 0x9e3779b97f4a7c15ull + 0x1234567;

	for (size_t i = 0; i < room; i++) {
		x ^= x >> 31;
		x *= 0xbf58476d1ce4e5b9ull;
		x ^= x >> 29;
		out[i] = (uint8_t)(x >> 24);
	}
}

/* Six names as an Exchange server has them; encoded and shown. */
struct six {
	char text[6][64];
	struct bytes shown[6];
	uint8_t encoded[1 + 6 * 66];
	size_t n;
};

static inline void
six_make(uint64_t n, struct six *ret)
{
	uint8_t octet[4];

	spread(n, octet, sizeof(octet));
	unsigned host =
		(unsigned)octet[0] << 16 | (unsigned)octet[1] << 8 | octet[2];

	snprintf(ret->text[0], 64, "mail-%06x.contoso.com", host);
	snprintf(ret->text[1], 64, "autodiscover-%06x.contoso.com", host);
	snprintf(ret->text[2], 64, "owa-%06x.contoso.com", host);
	snprintf(ret->text[3], 64, "server-%06x.ad.contoso.local", host);
	snprintf(ret->text[4], 64, "server-%06x", host);
	snprintf(ret->text[5], 64, "legacy-%06x.contoso.com", host);
	ret->n = 0;
	ret->encoded[ret->n++] = 6;
	for (size_t i = 0; i < 6; i++) {
		ret->shown[i] = bytes_of_text(ret->text[i]);
		ret->encoded[ret->n++] = 2;
		ret->encoded[ret->n++] = (uint8_t)ret->shown[i].n;
		memcpy(ret->encoded + ret->n, ret->text[i], ret->shown[i].n);
		ret->n += ret->shown[i].n;
	}
}

/* One request, all of whose octets follow from its number. */
struct request {
	struct six names;
	uint8_t serial[SERIAL_BYTES], key[32], digest[32];
	struct bytes tbs, csr;
	struct store_reservation row;
};

static const uint8_t blank[4096] = { 0x30, 0x82 };

static inline void
request_make(uint64_t n, struct request *r)
{
	six_make(n, &r->names);
	spread(n + 1000000007, r->serial, sizeof(r->serial));
	r->serial[0] = (uint8_t)((r->serial[0] & 0x7f) | 1);
	spread(n + 2000000011, r->key, sizeof(r->key));
	memset(r->digest, 7, sizeof(r->digest));
	struct bytes names = { r->names.encoded, r->names.n };

	r->row = (struct store_reservation){
		.issuer = 1,
		.serial = BYTES_OF(r->serial),
		.reserved_at = 1700000000 + (int64_t)n,
		.requester = 1,
		.door = 1,
		.peer = bytes_of_text("192.0.2.17"),
		.request_id = bytes_of_text("b2f0c1d2e3f4a5b6"),
		.profile = 1,
		.policy = bytes_of_text("servers"),
		.policy_digest = BYTES_OF(r->digest),
		.generation = 1,
		.names_requested = names,
		.names = names,
		.spki_sha256 = BYTES_OF(r->key),
		.not_before = 1700000000 + (int64_t)n,
		.not_after = 1734300000 + (int64_t)n,
		.request_digest = BYTES_OF(r->digest),
		.tbs = { blank, 700 },
		.csr = { blank, 900 },
		.diagnosis = bytes_of_text("{\"notes\":[]}"),
	};
}

/* A certificate whose thumbprints follow from its number. */
static inline struct store_certificate
certificate_make(uint64_t n, uint64_t reservation, uint64_t log_index)
{
	struct store_certificate c = {
		.reservation = reservation,
		.issued_at = 1700000001 + (int64_t)n,
		.sig_alg = 6,
		.signature = { blank, 71 },
		.log_index = log_index,
	};

	spread(n + 3000000019, c.sha256, sizeof(c.sha256));
	spread(n + 4000000007, c.sha1, sizeof(c.sha1));
	return c;
}

static inline int
people_add(struct store *s, struct err *err)
{
	struct store_issuer issuer = { .tag = "0123456789abcdef",
				       .certificate = { blank, 500 },
				       .created_at = 1700000000 };
	struct store_requester mail = { .name = "mail",
					.policy = "servers",
					.rights = 3,
					.created_at = 1700000000 };
	struct store_requester web = { .name = "web", .policy = "servers" };
	uint64_t id = 0;

	if (store_issuer_add(s, &issuer, &id, err) != 0)
		return -1;
	if (store_requester_add(s, &mail, &id, err) != 0)
		return -1;
	return store_requester_add(s, &web, &id, err);
}

/* ---- a store of its own ----------------------------------------------------- */

struct book {
	struct place place;
	struct store *store;
};

static inline struct book
book_make(void)
{
	struct book b = { .place = place_make() };
	struct err err = { 0 };

	if (store_open(b.place.dir, STORE_CREATE, &b.store, &err) != 0 ||
	    store_begin(b.store, &err) != 0 || people_add(b.store, &err) != 0 ||
	    store_commit(b.store, &err) != 0) {
		diag("%s", err.text);
		exit(99);
	}
	return b;
}

static inline void
book_close(struct book *b)
{
	store_free(&b->store);
	place_remove(&b->place);
}

/* Reservation, and certificate with this log index. */
static inline uint64_t
book_put(struct store *s, uint64_t n, bool issued, uint64_t requester)
{
	struct request r;
	struct err err = { 0 };
	uint64_t id = 0;

	request_make(n, &r);
	r.row.requester = requester;
	is_int(store_reservation_add(s, &r.row, &id, &err), 0, "reserved %s",
	       err.text);
	struct store_certificate c = certificate_make(n, id, n);

	if (issued)
		is_int(store_certificate_add(s, &c, r.names.shown, 6, &err), 0,
		       "issued %s", err.text);
	return id;
}

/* Through another connection, as somebody with the sqlite3 program would. */
static inline int
by_hand(const struct place *p, const char *sql)
{
	sqlite3 *db = NULL;
	int rc = sqlite3_open(place_path(p, "log/ca.db"), &db);

	if (rc == SQLITE_OK)
		rc = sqlite3_exec(db, sql, NULL, NULL, NULL);
	sqlite3_close(db);
	return rc;
}

#endif
