/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Heads of the log as signed notes (doc/PROTOCOL.log). */
#include "head.h"

#include "sanca/key.h"
#include "sanca/text.h"

#include <gnutls/abstract.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ED25519_SIGNATURE_BYTES 64
#define KEY_HASH_BYTES 4
/* EM DASH and a space begin a signature line. */
#define SIGNATURE_MARK "\xe2\x80\x94 "

struct head_key {
	gnutls_pubkey_t key;
	uint8_t hash[KEY_HASH_BYTES];
	char origin[LIMIT_ORIGIN_BYTES + 1];
};

static int
origin_check(const char *origin, struct err *err)
{
	size_t n = strlen(origin);

	for (const char *p = origin; *p != '\0'; p++)
		if (*p <= 0x20 || *p >= 0x7f || *p == '+')
			n = 0;
	if (n == 0 || n > LIMIT_ORIGIN_BYTES)
		return err_set(err, ERR_CORRUPT,
			       "the origin of a log is 1 to %d printable "
			       "characters without blanks and \"+\"",
			       LIMIT_ORIGIN_BYTES);
	return 0;
}

static void
key_hash(const uint8_t public_key[32], const char *origin,
	 uint8_t ret[KEY_HASH_BYTES])
{
	uint8_t in[LIMIT_ORIGIN_BYTES + 2 + 32], out[32];
	size_t n = strlen(origin);

	memcpy(in, origin, n);
	in[n++] = '\n';
	in[n++] = 0x01; /* Ed25519 */
	memcpy(in + n, public_key, 32);
	sha256((struct bytes){ in, n + 32 }, out);
	memcpy(ret, out, KEY_HASH_BYTES);
}

int
head_key_new(const uint8_t public_key[32], const char *origin,
	     struct head_key **ret, struct err *err)
{
	CLEANUP(head_key_free) struct head_key *k = NULL;
	uint8_t point[32];
	gnutls_datum_t x = { point, sizeof(point) };

	if (origin_check(origin, err) != 0)
		return -1;
	k = calloc(1, sizeof(*k));
	if (k == NULL)
		return err_nomem(err);
	memcpy(point, public_key, sizeof(point));
	if (gnutls_pubkey_init(&k->key) < 0)
		return err_nomem(err);
	int rc = gnutls_pubkey_import_ecc_raw(k->key, GNUTLS_ECC_CURVE_ED25519,
					      &x, NULL);

	if (rc < 0)
		return err_set(err, ERR_CRYPTO, "the key of the log: %s",
			       gnutls_strerror(rc));
	key_hash(public_key, origin, k->hash);
	snprintf(k->origin, sizeof(k->origin), "%s", origin);
	*ret = STEAL(k);
	return 0;
}

void
head_key_free(struct head_key **key)
{
	if (*key == NULL)
		return;
	gnutls_pubkey_deinit((*key)->key);
	free(*key);
	*key = NULL;
}

/* What is signed: all before the empty line, with the newline before it. */
static int
text_write(const struct head_key *key, const struct log_head *head,
	   struct buf *out, struct err *err)
{
	buf_printf(out, "%s\n%" PRIu64 "\n", key->origin, head->size);
	base64_encode(BYTES_OF(head->root), out);
	buf_printf(out, "\ntime %" PRId64 "\n", head->time);
	return buf_check(out, err);
}

/* The whole note. There is one way to write it. */
static int
note_write(const struct head_key *key, const struct log_head *head,
	   const uint8_t signature[ED25519_SIGNATURE_BYTES], struct buf *out,
	   struct err *err)
{
	uint8_t blob[KEY_HASH_BYTES + ED25519_SIGNATURE_BYTES];

	memcpy(blob, key->hash, KEY_HASH_BYTES);
	memcpy(blob + KEY_HASH_BYTES, signature, ED25519_SIGNATURE_BYTES);
	if (text_write(key, head, out, err) != 0)
		return -1;
	buf_printf(out, "\n" SIGNATURE_MARK "%s ", key->origin);
	base64_encode(BYTES_OF(blob), out);
	buf_append_u8(out, '\n');
	return buf_check(out, err);
}

int
head_sign(const struct head_key *key, log_sign_fn *sign, void *ctx,
	  struct log_head *head, struct err *err)
{
	CLEANUP(buf_free) struct buf text = { 0 };
	CLEANUP(buf_free) struct buf note = { 0 };
	uint8_t signature[ED25519_SIGNATURE_BYTES];

	if (text_write(key, head, &text, err) != 0)
		return -1;
	if (sign(ctx, buf_bytes(&text), signature, err) != 0)
		return err_context(err, "signing the head of the log");
	if (note_write(key, head, signature, &note, err) != 0)
		return -1;
	if (note.n >= sizeof(head->note))
		return err_set(err, ERR_INTERNAL, "a head of %zu octets",
			       note.n);
	snprintf(head->note, sizeof(head->note), "%s", buf_text(&note));
	return 0;
}

static int
malformed(const char *what, struct err *err)
{
	return err_set(err, ERR_CORRUPT, "not a head of this log: %s", what);
}

/* The next line without its newline. */
static int
line_take(struct bytes *rest, struct bytes *ret, struct err *err)
{
	const uint8_t *end =
		rest->n == 0 ? NULL : memchr(rest->p, '\n', rest->n);

	if (end == NULL)
		return malformed("a line is missing", err);
	*ret = (struct bytes){ rest->p, (size_t)(end - rest->p) };
	*rest = (struct bytes){ end + 1, rest->n - ret->n - 1 };
	return 0;
}

static int
number_take(struct bytes line, const char *before, uint64_t *ret,
	    struct err *err)
{
	char text[40];
	size_t n = strlen(before);

	if (line.n < n || line.n - n >= sizeof(text) ||
	    memcmp(line.p, before, n) != 0)
		return malformed("a number is missing", err);
	memcpy(text, line.p + n, line.n - n);
	text[line.n - n] = '\0';
	if (text_u64(text, INT64_MAX, ret, err) != 0)
		return malformed("a number cannot be read", err);
	return 0;
}

static int
base64_take(struct bytes text, uint8_t *out, size_t n, struct err *err)
{
	CLEANUP(buf_free) struct buf raw = { 0 };

	if (base64_decode(text, &raw, err) != 0 || raw.n != n)
		return malformed("base64 cannot be read", err);
	memcpy(out, raw.p, n);
	return 0;
}

/* Lines are taken apart leniently; the note is then written again and must
 * come out the same. */
static int
note_read(const struct head_key *key, struct bytes note, struct log_head *ret,
	  uint8_t *ret_signature, struct err *err)
{
	struct bytes rest = note, line = { 0 };
	uint8_t blob[KEY_HASH_BYTES + ED25519_SIGNATURE_BYTES];
	uint64_t time = 0;

	if (line_take(&rest, &line, err) != 0)
		return -1;
	if (!bytes_is_text(line, key->origin))
		return malformed("it is of another log", err);
	if (line_take(&rest, &line, err) != 0 ||
	    number_take(line, "", &ret->size, err) != 0)
		return -1;
	if (line_take(&rest, &line, err) != 0 ||
	    base64_take(line, ret->root, sizeof(ret->root), err) != 0)
		return -1;
	if (line_take(&rest, &line, err) != 0 ||
	    number_take(line, "time ", &time, err) != 0)
		return -1;
	ret->time = (int64_t)time;
	if (line_take(&rest, &line, err) != 0 ||
	    line_take(&rest, &line, err) != 0)
		return -1;
	size_t skip = strlen(SIGNATURE_MARK) + strlen(key->origin) + 1;

	if (line.n < skip)
		return malformed("the signature is missing", err);
	line = (struct bytes){ line.p + skip, line.n - skip };
	if (base64_take(line, blob, sizeof(blob), err) != 0)
		return -1;
	memcpy(ret_signature, blob + KEY_HASH_BYTES, ED25519_SIGNATURE_BYTES);
	return 0;
}

static int
signature_check(const struct head_key *key, const struct log_head *head,
		uint8_t *signature, struct err *err)
{
	CLEANUP(buf_free) struct buf text = { 0 };

	if (text_write(key, head, &text, err) != 0)
		return -1;
	gnutls_datum_t data = { text.p, (unsigned)text.n };
	gnutls_datum_t sig = { signature, ED25519_SIGNATURE_BYTES };
	int rc = gnutls_pubkey_verify_data2(key->key, GNUTLS_SIGN_EDDSA_ED25519,
					    0, &data, &sig);

	if (rc < 0)
		return err_set(err, ERR_CORRUPT,
			       "the signature of a head of the log is wrong "
			       "(%s)",
			       gnutls_strerror(rc));
	return 0;
}

int
head_verify(const struct head_key *key, struct bytes note, struct log_head *ret,
	    struct err *err)
{
	CLEANUP(buf_free) struct buf again = { 0 };
	struct log_head head = { 0 };
	uint8_t signature[ED25519_SIGNATURE_BYTES];

	if (note.n >= sizeof(head.note))
		return malformed("it is too long", err);
	if (note_read(key, note, &head, signature, err) != 0)
		return -1;
	if (note_write(key, &head, signature, &again, err) != 0)
		return -1;
	if (!bytes_equal(buf_bytes(&again), note))
		return malformed("it is not written as heads are", err);
	if (signature_check(key, &head, signature, err) != 0)
		return -1;
	memcpy(head.note, note.p, note.n);
	*ret = head;
	return 0;
}

int
log_head_parse(struct bytes note, const uint8_t public_key[32],
	       const char *origin, struct log_head *ret, struct err *err)
{
	CLEANUP(head_key_free) struct head_key *key = NULL;

	if (head_key_new(public_key, origin, &key, err) != 0)
		return -1;
	return head_verify(key, note, ret, err);
}
