/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Claims about the tree, its proofs and its heads; the tree is held against
 * the recursion of RFC 6962 2.1, written down as it stands there. */
#include "tests/unit/log_fixture.h"

#include "sanca/key.h"
#include "sanca/text.h"

/* Complete tiles of two levels, and an edge in both. */
#define LARGE 70000

static uint8_t (*leaves)[32];

static void
leaves_make(uint64_t count)
{
	leaves = malloc(count * sizeof(*leaves));
	for (uint64_t i = 0; i < count; i++) {
		char body[32];

		merkle_leaf(LOG_ADMINISTRATION, 1700000000, plain_body(i, body),
			    leaves[i]);
	}
}

static void
naive_root(uint64_t from, uint64_t to, uint8_t ret[32])
{
	uint64_t n = to - from, k = 1;
	uint8_t left[32], right[32];

	if (n == 0) {
		sha256((struct bytes){ 0 }, ret);
		return;
	}
	if (n == 1) {
		memcpy(ret, leaves[from], 32);
		return;
	}
	while (2 * k < n)
		k *= 2;
	naive_root(from, from + k, left);
	naive_root(from + k, to, right);
	merkle_node(left, right, ret);
}

static void
leaf_and_node_are_those_of_the_rfc(void)
{
	uint8_t got[32], want[32], in[65] = { 1 };
	const uint8_t leaf[] = { 0, 2, 0, 0, 0, 0, 0, 0, 1, 2, 'a', 'b' };

	merkle_leaf(LOG_ISSUE, 258, bytes_of_text("ab"), got);
	sha256(BYTES_OF(leaf), want);
	is_mem(got, 32, want, 32, "0, type, time, body");
	memset(in + 1, 5, 32);
	memset(in + 33, 6, 32);
	merkle_node(in + 1, in + 33, got);
	sha256(BYTES_OF(in), want);
	is_mem(got, 32, want, 32, "1, left, right");
}

static void
every_size_has_the_root_of_the_rfc(void)
{
	CLEANUP(ledger_close) struct ledger l = ledger_make();
	struct err err = { 0 };
	unsigned wrong = 0;

	for (uint64_t size = 0; size <= 600; size++) {
		uint8_t want[32];

		if (grow_to(&l, size, &err) != 0)
			break;
		naive_root(0, size, want);
		if (log_head(l.log)->size != size ||
		    memcmp(log_head(l.log)->root, want, 32) != 0)
			wrong++;
		/* What stands on the disk gives the same tree. */
		if (size % 37 == 0 && ledger_open(&l, &err) != 0)
			break;
	}
	is_int(err.code, ERR_NONE, "%s", err.text);
	is_int(wrong, 0, "all roots");
	is_int(log_head(l.log)->size, 600, "all sizes");
}

static bool
is_included(struct ledger *l, uint64_t index, uint64_t size, bool mutate)
{
	CLEANUP(buf_free) struct buf proof = { 0 };
	uint8_t leaf[32], root[32], want[32];
	struct err err = { 0 };

	if (log_prove_inclusion(l->store, index, size, leaf, root, &proof,
				&err) != 0)
		return false;
	naive_root(0, size, want);
	if (memcmp(root, want, 32) != 0 || memcmp(leaf, leaves[index], 32) != 0)
		return false;
	if (mutate)
		(proof.n > 0 ? proof.p : leaf)[index % 32] ^= 4;
	return merkle_verify_inclusion(index, size, leaf, buf_bytes(&proof),
				       root, &err) == 0;
}

static bool
is_consistent(struct ledger *l, uint64_t from, uint64_t to, bool mutate)
{
	CLEANUP(buf_free) struct buf proof = { 0 };
	uint8_t old[32], root[32];
	struct err err = { 0 };

	if (log_prove_consistency(l->store, from, to, root, &proof, &err) != 0)
		return false;
	naive_root(0, from, old);
	if (mutate)
		(proof.n > 0 ? proof.p : old)[from % 32] ^= 4;
	return merkle_verify_consistency(from, to, old, root, buf_bytes(&proof),
					 &err) == 0;
}

static void
every_small_proof_holds_and_no_other(void)
{
	CLEANUP(ledger_close) struct ledger l = ledger_make();
	struct err err = { 0 };
	unsigned wrong = 0, proofs = 0;

	is_int(grow_to(&l, 70, &err), 0, "70 entries");
	for (uint64_t size = 1; size <= 70; size++) {
		for (uint64_t i = 0; i < size; i++) {
			wrong += !is_included(&l, i, size, false);
			wrong += is_included(&l, i, size, true);
			wrong += !is_consistent(&l, i + 1, size, false);
			wrong += is_consistent(&l, i + 1, size, true);
			proofs += 4;
		}
	}
	is_int(wrong, 0, "none is wrong");
	is_int(proofs, 4 * 70 * 71 / 2, "all were tried");
}

static void
proofs_have_one_length_and_place(void)
{
	CLEANUP(ledger_close) struct ledger l = ledger_make();
	CLEANUP(buf_free) struct buf proof = { 0 };
	uint8_t leaf[32], root[32];
	struct err err = { 0 };

	is_int(grow_to(&l, 70, &err), 0, "70 entries");
	is_int(log_prove_inclusion(l.store, 33, 0, leaf, root, &proof, &err), 0,
	       "the present size");
	struct bytes p = buf_bytes(&proof);

	is_int(merkle_verify_inclusion(33, 70, leaf, p, root, &err), 0,
	       "holds");
	p.n -= 32;
	is_int(merkle_verify_inclusion(33, 70, leaf, p, root, &err), -1,
	       "one hash too few");
	p.n += 31;
	is_int(merkle_verify_inclusion(33, 70, leaf, p, root, &err), -1,
	       "an octet too few");
	buf_append(&proof, root, 32);
	is_int(merkle_verify_inclusion(33, 70, leaf, buf_bytes(&proof), root,
				       &err),
	       -1, "one hash too many");
	proof.n -= 32;
	is_int(merkle_verify_inclusion(34, 70, leaf, buf_bytes(&proof), root,
				       &err),
	       -1, "another index");
	is_int(merkle_verify_inclusion(70, 70, leaf, buf_bytes(&proof), root,
				       &err),
	       -1, "an index outside");
	is_int(merkle_verify_inclusion(0, 0, leaf, (struct bytes){ 0 }, root,
				       &err),
	       -1, "an empty log");
	is_int(log_prove_inclusion(l.store, 70, 70, leaf, root, &proof, &err),
	       -1, "no such entry");
	is_int(err.code, ERR_NOT_FOUND, "is not found");
	is_int(log_prove_inclusion(l.store, 3, 71, leaf, root, &proof, &err),
	       -1, "no such size");
	is_int(err.code, ERR_NOT_FOUND, "is not found");
	is_int(log_prove_consistency(l.store, 3, 71, root, &proof, &err), -1,
	       "no such size");
	is_int(merkle_verify_consistency(0, 70, leaf, root, (struct bytes){ 0 },
					 &err),
	       0, "everything begins with nothing");
}

static void
large_logs_prove_from_tiles(void)
{
	CLEANUP(ledger_close) struct ledger l = ledger_make();
	struct err err = { 0 };
	uint8_t random[8], want[32];
	unsigned wrong = 0;

	is_int(grow_to(&l, 40000, &err), 0, "40,000 entries %s", err.text);
	is_int(ledger_open(&l, &err), 0, "opened again %s", err.text);
	is_int(grow_to(&l, LARGE, &err), 0, "and more %s", err.text);
	naive_root(0, LARGE, want);
	is_mem(log_head(l.log)->root, 32, want, 32, "the root");
	is_int(ledger_open(&l, &err), 0, "opened again %s", err.text);
	for (uint64_t i = 0; i < 40; i++) {
		spread(i, random, sizeof(random));
		uint64_t size = 1 + ((uint64_t)random[0] << 16 |
				     (uint64_t)random[1] << 8 | random[2]) %
					    LARGE;
		uint64_t index = ((uint64_t)random[3] << 16 |
				  (uint64_t)random[4] << 8 | random[5]) %
				 size;

		wrong += !is_included(&l, index, size, false);
		wrong += is_included(&l, index, size, true);
		wrong += !is_consistent(&l, index + 1, size, false);
		wrong += is_consistent(&l, index + 1, size, true);
	}
	is_int(wrong, 0, "all proofs hold");
}

static void
heads_are_signed_and_read_strictly(void)
{
	CLEANUP(ledger_close) struct ledger l = ledger_make();
	struct log_head got;
	struct err err = { 0 };
	char note[512];
	unsigned accepted = 0;

	is_int(grow_to(&l, 3, &err), 0, "three entries");
	const char *text = log_head(l.log)->note;
	size_t n = strlen(text);

	is_int(log_head_parse(bytes_of_text(text), l.public_key, ORIGIN, &got,
			      &err),
	       0, "%s", err.text);
	is_int(got.size, 3, "size");
	is_int(got.time, 1700000003, "time");
	is_mem(got.root, 32, log_head(l.log)->root, 32, "root");
	ok(strncmp(text, ORIGIN "\n3\n", strlen(ORIGIN) + 3) == 0 &&
		   strstr(text, "\n\n\xe2\x80\x94 " ORIGIN " ") != NULL,
	   "is a note: %s", text);
	for (size_t i = 0; i < 8 * n; i++) {
		memcpy(note, text, n);
		note[i / 8] ^= (char)(1u << i % 8);
		accepted +=
			log_head_parse((struct bytes){ (uint8_t *)note, n },
				       l.public_key, ORIGIN, &got, &err) == 0;
	}
	for (size_t i = 0; i < n; i++)
		accepted += log_head_parse(
				    (struct bytes){ (const uint8_t *)text, i },
				    l.public_key, ORIGIN, &got, &err) == 0;
	is_int(accepted, 0, "no flipped bit and no shorter note is taken");
	is_int(log_head_parse(bytes_of_text(text), l.public_key,
			      "log.contoso.example/cb", &got, &err),
	       -1, "another origin");
	l.public_key[3] ^= 1;
	is_int(log_head_parse(bytes_of_text(text), l.public_key, ORIGIN, &got,
			      &err),
	       -1, "another key");
}

static void
a_rolled_back_batch_leaves_no_trace(void)
{
	CLEANUP(ledger_close) struct ledger l = ledger_make();
	struct err err = { 0 };
	uint64_t at = 0;
	uint8_t want[32];

	is_int(grow_to(&l, 250, &err), 0, "250 entries");
	is_int(store_begin(l.store, &err), 0, "begin");
	for (int i = 0; i < 300; i++)
		is_int(log_append(l.log, LOG_CLOCK, 1, bytes_of_text("x"), &at,
				  &err),
		       0, "append");
	is_int(log_seal(l.log, 9, &err), 0, "seal");
	is_int(log_head(l.log)->size, 250, "the head is the committed one");
	store_rollback(l.store);
	log_rolled_back(l.log);
	is_int(grow_to(&l, 600, &err), 0, "others instead %s", err.text);
	naive_root(0, 600, want);
	is_mem(log_head(l.log)->root, 32, want, 32, "the root of those");
	is_int(ledger_open(&l, &err), 0, "and on the disk %s", err.text);
}

static void
the_high_water_mark_is_read_back(void)
{
	CLEANUP(ledger_close) struct ledger l = ledger_make();
	struct high_water hw = { 7, 8, 1700000000 }, got = { 0 };
	struct err err = { 0 };

	is_int(high_water_read(l.place.dir, &got, &err), -1, "absent");
	is_int(err.code, ERR_NOT_FOUND, "is not found");
	is_int(high_water_write(l.place.dir, &hw, &err), 0, "written");
	is_int(high_water_read(l.place.dir, &got, &err), 0, "read");
	is_mem(&got, sizeof(got), &hw, sizeof(hw), "the same");
	FILE *f = fopen(place_path(&l.place, "log/high-water"), "a");

	fputs("x", f);
	fclose(f);
	is_int(high_water_read(l.place.dir, &got, &err), -1, "spoiled");
	is_int(err.code, ERR_CORRUPT, "is corrupt");
}

static void
bodies_have_one_form(void)
{
	CLEANUP(buf_free) struct buf out = { 0 };
	static const uint8_t names[] = { 2, 2, 3,  'a', '.', 'b',
					 7, 4, 10, 0,	0,   5 };
	uint8_t sha[32] = { 0xab };
	const uint8_t serial[] = { 0x1f, 0x02 };
	struct log_issue e = {
		.serial = BYTES_OF(serial),
		.sha256 = sha,
		.issuer_tag = bytes_of_text("t"),
		.requester = bytes_of_text("a\"b"),
		.policy = bytes_of_text("p"),
		.policy_digest = BYTES_OF(serial),
		.profile = bytes_of_text("server"),
		.door = 1,
		.peer = bytes_of_text("::1"),
		.request_id = bytes_of_text("r"),
		.names_requested = BYTES_OF(names),
		.names = BYTES_OF(names),
		.not_before = 0,
		.not_after = 1700000000,
		.spki_sha256 = BYTES_OF(serial),
		.reservation = 12,
		.csr_sha256 = sha,
		.generation = 3,
		.reserved_at = 1,
	};

	log_body_issue(&e, &out);
	is_str(buf_text(&out),
	       "{\"serial\":\"1f02\",\"sha256\":\"ab0000000000000000000000"
	       "0000000000000000000000000000000000000000\",\"issuer\":\"t\","
	       "\"requester\":\"a\\\"b\",\"policy\":\"p\",\"policy-digest\":"
	       "\"1f02\",\"profile\":\"server\",\"door\":\"http\",\"peer\":"
	       "\"::1\",\"request-id\":\"r\",\"names-requested\":[\"DNS:a.b\","
	       "\"IP:10.0.0.5\"],\"names\":[\"DNS:a.b\",\"IP:10.0.0.5\"],"
	       "\"not-before\":\"1970-01-01T00:00:00Z\",\"not-after\":"
	       "\"2023-11-14T22:13:20Z\",\"key-sha256\":\"1f02\","
	       "\"reservation\":12,\"csr-sha256\":\"ab0000000000000000000000"
	       "0000000000000000000000000000000000000000\",\"generation\":3,"
	       "\"reserved-at\":\"1970-01-01T00:00:01Z\"}",
	       "an issue");
	buf_clear(&out);
	log_body_void(3, BYTES_OF(serial), "why", &out);
	is_str(buf_text(&out),
	       "{\"serial\":\"1f02\",\"reservation\":3,\"reason\":\"why\"}",
	       "a void");
	buf_clear(&out);
	struct log_detail d = { "token", bytes_of_text("4") };

	log_body_administration("token-new", bytes_of_text("root"), &d, 1,
				&out);
	is_str(buf_text(&out),
	       "{\"action\":\"token-new\",\"who\":\"root\",\"token\":\"4\"}",
	       "administration");
	buf_clear(&out);
	struct log_revoke r = {
		.reservation = 12,
		.serial = BYTES_OF(serial),
		.revoked_at = 1,
		.not_after = 2,
		.reason = 1,
		.who = bytes_of_text("uid 0"),
		.door = 1,
		.peer = bytes_of_text("::1"),
		.request_id = bytes_of_text("r"),
	};

	log_body_revoke(&r, &out);
	is_str(buf_text(&out),
	       "{\"reservation\":12,\"serial\":\"1f02\",\"not-after\":"
	       "\"1970-01-01T00:00:02Z\",\"revoked-at\":"
	       "\"1970-01-01T00:00:01Z\",\"reason\":\"keyCompromise\","
	       "\"who\":\"uid 0\",\"door\":\"http\",\"peer\":\"::1\","
	       "\"request-id\":\"r\"}",
	       "a revocation");
	buf_clear(&out);
	struct log_crl c = {
		.number = 1700000000,
		.issuer_tag = bytes_of_text("t"),
		.this_update = 0,
		.next_update = 1,
		.entries = 2,
		.covers = 3,
		.tbs_sha256 = sha,
	};

	log_body_crl(&c, &out);
	is_str(buf_text(&out),
	       "{\"number\":1700000000,\"issuer\":\"t\",\"this-update\":"
	       "\"1970-01-01T00:00:00Z\",\"next-update\":"
	       "\"1970-01-01T00:00:01Z\",\"entries\":2,\"covers\":3,"
	       "\"tbs-sha256\":\"ab000000000000000000000000000000000000000000"
	       "00000000000000000000\"}",
	       "a CRL");
	is_str(log_type_name(LOG_REVOKE), "revoke", "a type");
	is_str(log_type_name(LOG_CRL), "crl", "another");
}

int
main(void)
{
	static void (*const claims[])(void) = {
		leaf_and_node_are_those_of_the_rfc,
		every_size_has_the_root_of_the_rfc,
		every_small_proof_holds_and_no_other,
		proofs_have_one_length_and_place,
		large_logs_prove_from_tiles,
		heads_are_signed_and_read_strictly,
		a_rolled_back_batch_leaves_no_trace,
		the_high_water_mark_is_read_back,
		bodies_have_one_form,
	};

	leaves_make(LARGE);
	int status = tap_run(claims, ARRAY_SIZE(claims),
			     "leaf_and_node_are_those_of_the_rfc, "
			     "every_size_has_the_root_of_the_rfc, "
			     "every_small_proof_holds_and_no_other, "
			     "proofs_have_one_length_and_place, "
			     "large_logs_prove_from_tiles, "
			     "heads_are_signed_and_read_strictly, "
			     "a_rolled_back_batch_leaves_no_trace, "
			     "the_high_water_mark_is_read_back, "
			     "bodies_have_one_form");

	free(leaves);
	return status;
}
