/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Renewal links: only what we made is taken, for what it was made, in time. */
#include "sanca/renewal_link.h"

#include "../tap.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static const uint8_t key[RENEWAL_LINK_KEY_BYTES] = "0123456789abcdef0123456789";
static const struct renewal_link sample = { 0x1234567890, 2000000000 };

static struct bytes
make(struct buf *b)
{
	struct err err;

	buf_clear(b);
	if (renewal_link_make(key, &sample, b, &err) != 0)
		return (struct bytes){ NULL, 0 };
	return buf_bytes(b);
}

static void
what_is_made_is_read_again(void)
{
	CLEANUP(buf_free) struct buf b = { 0 };
	struct renewal_link got = { 0 };
	struct bytes text = make(&b);
	struct err err;

	is_int(text.n, RENEWAL_LINK_TEXT_BYTES, "its length");
	is_int(renewal_link_check(key, text, 1999999999, &got, &err), 0,
	       "it is taken");
	is_int(got.reservation, sample.reservation, "the certificate");
	is_int(got.expires_at, sample.expires_at, "its end");
}

static void
it_ends(void)
{
	CLEANUP(buf_free) struct buf b = { 0 };
	struct renewal_link got = { 0 };
	struct bytes text = make(&b);
	struct err err;

	is_int(renewal_link_check(key, text, sample.expires_at, &got, &err), -1,
	       "refused at its end");
	is_int(err.code, ERR_FORBIDDEN, "in words of its own");
}

static void
every_changed_character_is_refused(void)
{
	CLEANUP(buf_free) struct buf b = { 0 };
	struct renewal_link got = { 0 };
	struct bytes text = make(&b);
	struct err err;

	for (size_t i = 0; i < text.n; i++) {
		uint8_t was = b.p[i];

		b.p[i] = was == 'A' ? 'E' : 'A';
		is_int(renewal_link_check(key, text, 1, &got, &err), -1,
		       "character %zu", i);
		is_int(err.code, ERR_NOT_FOUND, "the same words, %zu", i);
		b.p[i] = was;
	}
}

static void
every_other_length_is_refused(void)
{
	CLEANUP(buf_free) struct buf b = { 0 };
	struct renewal_link got = { 0 };
	struct bytes text = make(&b);
	struct err err;

	for (size_t n = 0; n < text.n; n++) {
		struct bytes cut = { text.p, n };

		is_int(renewal_link_check(key, cut, 1, &got, &err), -1,
		       "%zu characters", n);
	}
	buf_append_u8(&b, 'A');
	is_int(renewal_link_check(key, buf_bytes(&b), 1, &got, &err), -1,
	       "one more");
}

static void
another_key_makes_another_link(void)
{
	static const uint8_t other[RENEWAL_LINK_KEY_BYTES] = "other";
	CLEANUP(buf_free) struct buf b = { 0 };
	struct renewal_link got = { 0 };
	struct err err;

	is_int(renewal_link_check(other, make(&b), 1, &got, &err), -1,
	       "it is refused");
	is_int(err.code, ERR_NOT_FOUND, "as none of ours");
}

static void
write_key(const char *path, size_t n, mode_t mode)
{
	FILE *f = NULL;

	unlink(path);
	f = fopen(path, "w");
	if (f == NULL)
		return;
	for (size_t i = 0; i < n; i++)
		fputc('k', f);
	fclose(f);
	ok(chmod(path, mode) == 0, "mode");
}

static void
the_key_file_is_held_to_its_form(void)
{
	uint8_t got[RENEWAL_LINK_KEY_BYTES];
	char dir[] = "/tmp/renewal-link-XXXXXX";
	char sub[64], path[80];
	struct err err;

	ok(mkdtemp(dir) != NULL, "a directory");
	snprintf(sub, sizeof(sub), "%s/notify", dir);
	snprintf(path, sizeof(path), "%s/link.key", sub);
	ok(mkdir(sub, 0700) == 0, "notify");
	is_int(renewal_link_key_read(dir, got, &err), -1, "none");
	is_int(err.code, ERR_NOT_FOUND, "that is said");
	write_key(path, 31, 0640);
	is_int(renewal_link_key_read(dir, got, &err), -1, "too short");
	is_int(err.code, ERR_CONFIG, "that is said");
	write_key(path, 33, 0640);
	is_int(renewal_link_key_read(dir, got, &err), -1, "too long");
	write_key(path, 32, 0644);
	is_int(renewal_link_key_read(dir, got, &err), -1, "for everybody");
	write_key(path, 32, 0640);
	is_int(renewal_link_key_read(dir, got, &err), 0, "as it should be");
	is_int(got[31], 'k', "all of it");
	unlink(path);
	rmdir(sub);
	rmdir(dir);
}

TAP_MAIN(what_is_made_is_read_again, it_ends,
	 every_changed_character_is_refused, every_other_length_is_refused,
	 another_key_makes_another_link, the_key_file_is_held_to_its_form)
