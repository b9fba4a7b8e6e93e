/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Entries held against rows: each body is written again from the rows that it
 * speaks of, and the certificate's bytes are put together and hashed. */
#include "verify.h"

#include "sanca/certificate.h"
#include "sanca/text.h"

#include <stdio.h>
#include <string.h>

int
verify_absent(const char *what, struct err *err)
{
	if (err->code != ERR_NOT_FOUND)
		return -1;
	return err_set(err, ERR_CORRUPT, "its %s is missing", what);
}

static int
requester_of(struct verification *v, uint64_t id, struct err *err)
{
	if (v->requester.id == id)
		return 0;
	if (store_requester_by_id(v->store, id, &v->requester, err) != 0)
		return verify_absent("requester", err);
	return 0;
}

int
verify_issuer(struct verification *v, uint64_t id, struct err *err)
{
	if (v->issuer.id == id)
		return 0;
	if (store_issuer_by_id(v->store, id, &v->issuer, err) != 0)
		return verify_absent("issuer", err);
	sha256(v->issuer.certificate, v->issuer_sha256.v);
	return 0;
}

/* The member in which the two begin to differ. */
static void
difference(struct bytes a, struct bytes b, char where[48])
{
	size_t i = 0, from = 0;

	while (i < a.n && i < b.n && a.p[i] == b.p[i]) {
		if (a.p[i] == ',')
			from = i + 1;
		i++;
	}
	size_t n = a.n - from < 47 ? a.n - from : 47;

	if (n > 0)
		memcpy(where, a.p + from, n);
	where[n] = '\0';
}

int
verify_body(struct verification *v, struct bytes body, struct err *err)
{
	if (buf_check(&v->row_body, err) != 0)
		return -1;
	if (bytes_equal(buf_bytes(&v->row_body), body))
		return 0;
	char where[48];

	difference(body, buf_bytes(&v->row_body), where);
	return err_set(err, ERR_CORRUPT,
		       "the rows that it speaks of say otherwise, from %s on",
		       where);
}

static int
certificate_check(struct verification *v, const struct store_reservation *r,
		  const struct store_certificate *c, struct bytes signature,
		  struct err *err)
{
	uint8_t hash[32], old_hash[20];

	buf_clear(&v->certificate);
	if (certificate_assemble(r->tbs, (enum sig_alg)c->sig_alg, signature,
				 &v->certificate, err) != 0) {
		if (err->code != ERR_NOMEM)
			err->code = ERR_CORRUPT;
		return err_context(err, "reservation %ju", (uintmax_t)r->id);
	}
	sha256(buf_bytes(&v->certificate), hash);
	sha1(buf_bytes(&v->certificate), old_hash);
	if (memcmp(hash, c->sha256, sizeof(hash)) != 0 ||
	    memcmp(old_hash, c->sha1, sizeof(old_hash)) != 0)
		return err_set(err, ERR_CORRUPT,
			       "reservation %ju: the certificate is not the "
			       "one with the thumbprints of the row",
			       (uintmax_t)r->id);
	return 0;
}

static void
issue_write(struct verification *v, const struct store_reservation *r,
	    const struct store_certificate *c)
{
	const struct profile *p = profile_get((enum profile_code)r->profile);
	uint8_t csr[32];
	struct log_issue e = {
		.serial = r->serial,
		.sha256 = c->sha256,
		.issuer_tag = bytes_of_text(v->issuer.tag),
		.requester = bytes_of_text(v->requester.name),
		.policy = r->policy,
		.policy_digest = r->policy_digest,
		.profile = bytes_of_text(p != NULL ? p->name : "none"),
		.door = r->door,
		.peer = r->peer,
		.request_id = r->request_id,
		.names_requested = r->names_requested,
		.names = r->names,
		.not_before = r->not_before,
		.not_after = r->not_after,
		.spki_sha256 = r->spki_sha256,
		.reservation = r->id,
		.replaces = r->replaces,
		.csr_sha256 = r->csr.n > 0 ? csr : NULL,
		.generation = r->generation,
		.reserved_at = r->reserved_at,
	};

	sha256(r->csr, csr);
	buf_clear(&v->row_body);
	log_body_issue(&e, &v->row_body);
}

int
verify_issue(struct verification *v, uint64_t index, int64_t time,
	     struct bytes body, struct err *err)
{
	struct store_certificate c;
	struct store_reservation r;

	if (store_certificate_by_entry(v->store, index, &c, err) != 0)
		return verify_absent("certificate", err);
	if (c.issued_at != time)
		return err_set(err, ERR_CORRUPT,
			       "the row says that it was issued at another "
			       "time");
	/* The views go with the next row that is read. */
	buf_clear(&v->serial);
	buf_append_bytes(&v->serial, c.signature);
	if (buf_check(&v->serial, err) != 0)
		return -1;
	if (store_reservation_get(v->store, c.reservation, &r, err) != 0)
		return verify_absent("reservation", err);
	if (certificate_check(v, &r, &c, buf_bytes(&v->serial), err) != 0)
		return -1;
	if (v->requester.id != r.requester || v->issuer.id != r.issuer) {
		if (requester_of(v, r.requester, err) != 0 ||
		    verify_issuer(v, r.issuer, err) != 0)
			return -1;
		if (store_reservation_get(v->store, c.reservation, &r, err) !=
		    0)
			return verify_absent("reservation", err);
	}
	issue_write(v, &r, &c);
	return verify_body(v, body, err);
}

int
verify_void(struct verification *v, uint64_t index, struct bytes body,
	    struct err *err)
{
	struct store_certificate c;
	struct store_reservation r;
	struct store_void row;
	char reason[LIMIT_NOTE_BYTES];

	if (store_void_by_entry(v->store, index, &row, err) != 0)
		return verify_absent("void", err);
	if (row.reason.n >= sizeof(reason))
		return err_set(err, ERR_CORRUPT, "the reason is too long");
	if (row.reason.n > 0)
		memcpy(reason, row.reason.p, row.reason.n);
	reason[row.reason.n] = '\0';
	if (store_certificate_get(v->store, row.reservation, &c, err) == 0)
		return err_set(err, ERR_CORRUPT,
			       "reservation %ju is void and has a certificate",
			       (uintmax_t)row.reservation);
	if (err->code != ERR_NOT_FOUND)
		return -1;
	if (store_reservation_get(v->store, row.reservation, &r, err) != 0)
		return verify_absent("reservation", err);
	buf_clear(&v->row_body);
	log_body_void(r.id, r.serial, reason, &v->row_body);
	return verify_body(v, body, err);
}

/* "name":"hex" of 32 octets stands in the body. */
static bool
says(struct bytes body, const char *name, const uint8_t value[32])
{
	char wanted[128], digits[65];

	hex_encode((struct bytes){ value, 32 }, digits);
	snprintf(wanted, sizeof(wanted), "\"%s\":\"%s\"", name, digits);
	return bytes_find(body, bytes_of_text(wanted)) >= 0;
}

int
verify_init(struct verification *v, uint64_t index, struct bytes body,
	    struct err *err)
{
	if (index != 0)
		return err_set(err, ERR_CORRUPT, "a log begins only once");
	if (verify_issuer(v, 1, err) != 0)
		return -1;
	if (!says(body, "issuer-sha256", v->issuer_sha256.v))
		return err_set(err, ERR_CORRUPT,
			       "the first issuer is another one");
	if (!says(body, "log-public-key", v->log_public_key.v))
		return err_set(err, ERR_CORRUPT,
			       "the key of the log is another one");
	return 0;
}
