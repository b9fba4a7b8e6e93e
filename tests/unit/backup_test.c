/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Backups: what was written is read, and not one octet else. */
#include "src/cli/backup.h"
#include "src/cli/ustar.h"

#include "sanca/files.h"
#include "sanca/key.h"

#include "tests/tap.h"

#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

static int
file_of(const void *p, size_t n)
{
	struct err err;
	int fd = memfd_create("backup", MFD_CLOEXEC);

	ok(fd >= 0 && fd_write_all(fd, (struct bytes){ p, n }, &err) == 0 &&
		   lseek(fd, 0, SEEK_SET) == 0,
	   "a file in memory");
	return fd;
}

/* 700 octets are a block and a part of one. */
static const char database[700] = "pages";

static void
fill(struct backup *b, bool keys)
{
	static const char *const texts[MEMBER_COUNT] = {
		[MEMBER_CONF] = "[ca]\n",
		[MEMBER_CA] = "certificate",
		[MEMBER_CHAIN] = "",
		[MEMBER_CA_KEY] = "encrypted",
		[MEMBER_LOG_KEY] = "encrypted, too",
	};
	struct manifest *m = &b->manifest;

	*b = (struct backup){ .database_fd = -1 };
	m->made_at = 1796040000;
	m->entries = 12;
	m->crl_number = 1796030000;
	snprintf(m->ca_id, sizeof(m->ca_id), "0011223344556677");
	snprintf(m->ca_name, sizeof(m->ca_name), "Contoso \\x0a CA");
	snprintf(m->head, sizeof(m->head), "sanca/0011\n12\nroot\n");
	for (size_t i = MEMBER_CONF; i < MEMBER_DATABASE; i++) {
		bool is_key = i == MEMBER_CA_KEY || i == MEMBER_LOG_KEY;

		if (is_key && !keys)
			continue;
		m->at[i].there = true;
		buf_append_text(&b->content[i], texts[i]);
	}
	b->database_fd = file_of(database, sizeof(database));
}

static void
archive(bool keys, struct buf *out)
{
	CLEANUP(backup_free) struct backup b;
	CLEANUP(fd_close) int fd = memfd_create("archive", MFD_CLOEXEC);
	struct err err;

	fill(&b, keys);
	ok(backup_write(&b, fd, &err) == 0 && lseek(fd, 0, SEEK_SET) == 0 &&
		   fd_read_all(fd, 1 << 20, out, &err) == 0,
	   "an archive is written");
}

/* 0, or the code of the error. */
static enum err_code
read_back(const void *p, size_t n, struct backup *ret, struct buf *ret_database,
	  struct err *err)
{
	CLEANUP(fd_close) int fd = file_of(p, n);
	CLEANUP(fd_close) int to = memfd_create("database", MFD_CLOEXEC);

	*ret = (struct backup){ .database_fd = -1 };
	if (backup_read_small(fd, ret, err) != 0 ||
	    backup_read_database(fd, ret, to, err) != 0)
		return err->code;
	if (lseek(to, 0, SEEK_SET) != 0 ||
	    fd_read_all(to, 1 << 20, ret_database, err) != 0)
		return ERR_OS;
	return ERR_NONE;
}

static bool
is_refused(const void *p, size_t n)
{
	CLEANUP(backup_free) struct backup b;
	CLEANUP(buf_free) struct buf ignored = { 0 };
	struct err err;
	enum err_code code = read_back(p, n, &b, &ignored, &err);

	return code == ERR_CORRUPT || code == ERR_CONFIG;
}

static void
what_was_written_is_read(void)
{
	for (int keys = 0; keys < 2; keys++) {
		CLEANUP(buf_free) struct buf file = { 0 };
		CLEANUP(buf_free) struct buf got = { 0 };
		CLEANUP(backup_free) struct backup b;
		struct err err = { 0 };

		archive(keys != 0, &file);
		is_int(read_back(file.p, file.n, &b, &got, &err), ERR_NONE,
		       "it is read: %s", err.text);
		is_mem(got.p, got.n, database, sizeof(database),
		       "the database");
		ok(bytes_is_text(buf_bytes(&b.content[MEMBER_CA]),
				 "certificate"),
		   "the certificate");
		is_int(b.content[MEMBER_CHAIN].n, 0, "an empty file");
		is_int(b.manifest.at[MEMBER_CHAIN].there, true,
		       "is there all the same");
		is_int(b.manifest.at[MEMBER_LOG_KEY].there, keys, "the keys");
		is_str(b.manifest.ca_name, "Contoso \\x0a CA", "the name");
		is_str(b.manifest.head, "sanca/0011\n12\nroot\n", "the head");
		is_int(b.manifest.entries, 12, "entries");
	}
}

static void
every_truncation_is_refused(void)
{
	CLEANUP(buf_free) struct buf file = { 0 };

	archive(true, &file);
	for (size_t n = 0; n < file.n; n++)
		if (!is_refused(file.p, n)) {
			ok(false, "cut to %zu octets", n);
			return;
		}
	ok(file.n > 5000, "all of %zu were tried", file.n);
}

static void
every_changed_octet_is_refused(void)
{
	CLEANUP(buf_free) struct buf file = { 0 };

	archive(true, &file);
	for (size_t i = 0; i < file.n; i++)
		for (unsigned bit = 0; bit < 8; bit += 7) {
			file.p[i] ^= (uint8_t)(1u << bit);
			if (!is_refused(file.p, file.n)) {
				ok(false, "octet %zu, bit %u", i, bit);
				return;
			}
			file.p[i] ^= (uint8_t)(1u << bit);
		}
	ok(!is_refused(file.p, file.n), "unchanged it is good again");
}

static void
whatever_follows_is_refused(void)
{
	CLEANUP(buf_free) struct buf file = { 0 };

	archive(false, &file);
	buf_append_u8(&file, 0);
	ok(is_refused(file.p, file.n), "one octet of zero");
}

/* ---- manifests ------------------------------------------------------------------ */

static void
manifest_text(struct buf *out)
{
	CLEANUP(buf_free) struct buf file = { 0 };
	CLEANUP(backup_free) struct backup b;
	CLEANUP(buf_free) struct buf ignored = { 0 };
	struct err err;

	archive(true, &file);
	is_int(read_back(file.p, file.n, &b, &ignored, &err), ERR_NONE,
	       "an archive to begin with");
	manifest_write(&b.manifest, out);
}

/* The same with from in place of to, and the sum over itself put right. */
static enum err_code
with(const char *from, const char *to)
{
	CLEANUP(buf_free) struct buf text = { 0 };
	CLEANUP(buf_free) struct buf changed = { 0 };
	struct manifest m;
	struct err err = { 0 };
	const char *at = NULL;
	uint8_t sum[32];

	manifest_text(&text);
	at = strstr(buf_text(&text), from);
	if (!ok(at != NULL, "\"%s\" stands there", from))
		return ERR_NONE;
	buf_printf(&changed, "%.*s%s%s", (int)(at - (const char *)text.p),
		   (const char *)text.p, to, at + strlen(from));
	changed.n = (size_t)(strstr(buf_text(&changed), "\nmanifest ") + 1 -
			     (const char *)changed.p);
	sha256(buf_bytes(&changed), sum);
	buf_append_text(&changed, "manifest ");
	for (size_t i = 0; i < sizeof(sum); i++)
		buf_printf(&changed, "%02x", sum[i]);
	buf_append_text(&changed, "\n");
	return manifest_parse(buf_bytes(&changed), &m, &err) == 0 ? ERR_NONE
								  : err.code;
}

/* Whoever can put the sum right can still say one thing in one way only. */
static void
there_is_one_way_to_say_it(void)
{
	static const char *const pairs[][2] = {
		{ "made 1796040000", "made 01796040000" },
		{ "made 1796040000", "made 1796040001" },
		{ "made 1796040000", "made -1796040000" },
		{ "entries 12", "entries +12" },
		{ "entries 12", "entries 12 " },
		{ "entries 12", "entries 99999999999999999999" },
		{ "entries 12\n", "" },
		{ "entries 12\n", "entries 12\nentries 12\n" },
		{ "ca-id 0011223344556677", "ca-id 00112233445566778" },
		{ "head ", "head =" },
		{ " sanca.conf\n", " ../sanca.conf\n" },
		{ " sanca.conf\n", " /etc/shadow\n" },
		{ " sanca.conf\n", " sanca.conf \n" },
		{ " sanca.conf\n", " public/ca.pem\n" },
		{ " ca/ca.key\n", " ca/ca.crt\n" },
		{ "member ", "Member " },
	};

	for (size_t i = 0; i < ARRAY_SIZE(pairs); i++)
		is_int(with(pairs[i][0], pairs[i][1]), ERR_CORRUPT,
		       "\"%s\" for \"%s\"", pairs[i][1], pairs[i][0]);
	is_int(with("entries 12", "entries 13"), ERR_NONE,
	       "another number is another manifest");
}

static void
a_member_has_a_bound(void)
{
	is_int(with(" 5 sanca.conf", " 1048577 sanca.conf"), ERR_CORRUPT,
	       "settings of more than LIMIT_CONF_BYTES");
	is_int(with(" 700 log/ca.db", " 1099511627777 log/ca.db"), ERR_CORRUPT,
	       "a database of more than LIMIT_DATABASE_BYTES");
	is_int(with(" 700 log/ca.db", " 1099511627776 log/ca.db"), ERR_NONE,
	       "one of just as much");
}

static void
another_form_is_named(void)
{
	struct manifest m;
	struct err err = { 0 };

	is_int(with("sanca backup 1", "sanca backup 2"), ERR_CONFIG, "form 2");
	ok(manifest_parse(bytes_of_text("sanca backup 2\n"), &m, &err) != 0 &&
		   strstr(err.text, "form 2") != NULL,
	   "it says which: %s", err.text);
	ok(manifest_parse(bytes_of_text("hello\n"), &m, &err) != 0 &&
		   err.code == ERR_CORRUPT,
	   "another file");
	ok(manifest_parse((struct bytes){ 0 }, &m, &err) != 0, "nothing");
}

/* ---- headers -------------------------------------------------------------------- */

static void
numbers_of_headers_come_back(void)
{
	static const uint64_t sizes[] = {
		0,
		1,
		511,
		512,
		UINT64_C(8589934591),
		UINT64_C(8589934592),
		UINT64_C(1) << 40,
		INT64_MAX,
	};

	for (size_t i = 0; i < ARRAY_SIZE(sizes); i++) {
		uint8_t header[USTAR_BLOCK];
		uint64_t size = 1;
		int64_t time = 0;
		struct err err;

		ustar_header("log/ca.db", 0640, sizes[i], 1796040000, header);
		ok(ustar_numbers(header, &size, &time, &err) == 0, "read");
		ok(size == sizes[i], "size %ju", (uintmax_t)sizes[i]);
		is_int(time, 1796040000, "time");
		is_int((sizes[i] + ustar_padding(sizes[i])) % USTAR_BLOCK, 0,
		       "padded to whole blocks");
	}
}

TAP_MAIN(what_was_written_is_read, every_truncation_is_refused,
	 every_changed_octet_is_refused, whatever_follows_is_refused,
	 there_is_one_way_to_say_it, a_member_has_a_bound,
	 another_form_is_named, numbers_of_headers_come_back)
