/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Files: whole or not at all, and secrets only where they are private. */
#include "sanca/files.h"

#include "tests/tap.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#define NOBODY ((uid_t)-1)
#define NOGROUP ((gid_t)-1)

/* A new folder per claim; its files are removed by name. */
struct folder {
	char path[64];
	int fd;
};

static void
folder_remove(struct folder *f)
{
	static const char *const names[] = { "a", "a.tmp", "b", "link",
					     "fifo" };

	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		unlinkat(f->fd, names[i], 0);
	unlinkat(f->fd, "dir", AT_REMOVEDIR);
	close(f->fd);
	rmdir(f->path);
}

static struct folder
folder_make(void)
{
	struct folder f = { .path = "/tmp/sanca-files-XXXXXX", .fd = -1 };

	if (mkdtemp(f.path) != NULL)
		f.fd = open(f.path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	ok(f.fd >= 0, "a folder to test in");
	return f;
}

static bool
holds(const struct folder *f, const char *name, const char *want)
{
	CLEANUP(buf_free) struct buf got = { 0 };
	struct err err = { 0 };

	return file_read(f->fd, name, 1000, &got, &err) == 0 &&
	       bytes_is_text(buf_bytes(&got), want);
}

static bool
is_missing(const struct folder *f, const char *name)
{
	return faccessat(f->fd, name, F_OK, AT_SYMLINK_NOFOLLOW) != 0;
}

static int
put(const struct folder *f, const char *name, const char *text, mode_t mode)
{
	struct err err = { 0 };

	return file_replace(f->fd, name, bytes_of_text(text), mode, NOBODY,
			    NOGROUP, &err);
}

static mode_t
mode_of(const struct folder *f, const char *name)
{
	struct stat st = { 0 };

	fstatat(f->fd, name, &st, AT_SYMLINK_NOFOLLOW);
	return st.st_mode & 07777;
}

static void
replace_writes_content_and_mode(void)
{
	CLEANUP(folder_remove) struct folder f = folder_make();
	mode_t mask = umask(077);

	is_int(put(&f, "a", "one", 0644), 0, "a new file");
	is_int(mode_of(&f, "a"), 0644, "its mode in spite of the umask");
	umask(mask);
	ok(holds(&f, "a", "one"), "its content");
	is_int(put(&f, "a", "two", 0600), 0, "again");
	ok(holds(&f, "a", "two"), "the new content");
	is_int(mode_of(&f, "a"), 0600, "the new mode");
	ok(is_missing(&f, "a.tmp"), "nothing is left beside it");
}

static void
replace_takes_paths_with_folders(void)
{
	CLEANUP(folder_remove) struct folder f = folder_make();
	char path[80];
	struct err err = { 0 };
	struct bytes x = bytes_of_text("x");

	snprintf(path, sizeof(path), "%s/a", f.path);
	is_int(file_replace(AT_FDCWD, path, x, 0600, getuid(), getgid(), &err),
	       0, "an absolute path, with owner");
	ok(holds(&f, "a", "x"), "lies there");
	static const char *const wrong[] = { "",   "/",	     "dir/", ".",
					     "..", "none/a", "a/b" };

	for (size_t i = 0; i < ARRAY_SIZE(wrong); i++)
		is_int(file_replace(f.fd, wrong[i], x, 0600, NOBODY, NOGROUP,
				    &err),
		       -1, "\"%s\"", wrong[i]);
}

static void
a_failed_write_leaves_the_old_file(void)
{
	CLEANUP(folder_remove) struct folder f = folder_make();
	struct rlimit old, tight;
	static uint8_t big[8192];
	struct err err = { 0 };

	is_int(put(&f, "a", "old", 0600), 0, "an old file");
	signal(SIGXFSZ, SIG_IGN);
	getrlimit(RLIMIT_FSIZE, &old);
	tight = old;
	tight.rlim_cur = 4096;
	setrlimit(RLIMIT_FSIZE, &tight);
	int replaced = file_replace(f.fd, "a", BYTES_OF(big), 0600, NOBODY,
				    NOGROUP, &err);
	int created = file_create(f.fd, "b", BYTES_OF(big), 0600, NOBODY,
				  NOGROUP, &err);

	setrlimit(RLIMIT_FSIZE, &old);
	is_int(replaced, -1, "replacing fails");
	is_int(created, -1, "creating fails");
	is_int(err.code, ERR_OS, "as a fault of the system");
	ok(strstr(err.text, "File too large") != NULL, "%s", err.text);
	ok(holds(&f, "a", "old"), "the old file is there");
	ok(is_missing(&f, "a.tmp"), "the half one is not");
	ok(is_missing(&f, "b") && is_missing(&f, "b.tmp"), "nor a new one");
}

static void
replace_does_not_write_through_a_planted_link(void)
{
	CLEANUP(folder_remove) struct folder f = folder_make();

	is_int(put(&f, "b", "victim", 0600), 0, "a victim");
	ok(symlinkat("b", f.fd, "a.tmp") == 0 && symlinkat("b", f.fd, "a") == 0,
	   "links to it");
	is_int(put(&f, "a", "new", 0600), 0, "replacing");
	ok(holds(&f, "b", "victim"), "the victim is untouched");
	ok(holds(&f, "a", "new"), "the link is replaced by a file");
}

static void
a_folder_in_the_way_is_an_error(void)
{
	CLEANUP(folder_remove) struct folder f = folder_make();

	is_int(mkdirat(f.fd, "dir", 0700), 0, "a folder");
	is_int(put(&f, "dir", "x", 0600), -1, "is not replaced");
	ok(is_missing(&f, "dir.tmp"), "and nothing is left");
}

static void
create_never_overwrites(void)
{
	CLEANUP(folder_remove) struct folder f = folder_make();
	struct bytes text = bytes_of_text("first");
	struct err err = { 0 };

	is_int(file_create(f.fd, "a", text, 0640, NOBODY, NOGROUP, &err), 0,
	       "the first");
	is_int(mode_of(&f, "a"), 0640, "with its mode");
	is_int(file_create(f.fd, "a", bytes_of_text("second"), 0640, NOBODY,
			   NOGROUP, &err),
	       -1, "the second");
	is_int(err.code, ERR_CONFLICT, "is a conflict");
	ok(holds(&f, "a", "first"), "the first stays");
	ok(is_missing(&f, "a.tmp"), "nothing is left beside it");
	is_int(symlinkat("nowhere", f.fd, "link"), 0, "a dangling link");
	is_int(file_create(f.fd, "link", text, 0640, NOBODY, NOGROUP, &err), -1,
	       "is in the way, too");
}

static void
read_has_a_bound(void)
{
	CLEANUP(folder_remove) struct folder f = folder_make();
	CLEANUP(buf_free) struct buf got = { 0 };
	struct err err = { 0 };

	is_int(put(&f, "a", "12345", 0600), 0, "five octets");
	buf_append_text(&got, "<");
	is_int(file_read(f.fd, "a", 4, &got, &err), -1, "of four");
	is_int(err.code, ERR_TOO_LARGE, "is too large");
	is_str(buf_text(&got), "<", "and gives nothing");
	is_int(file_read(f.fd, "a", 5, &got, &err), 0, "of five");
	is_str(buf_text(&got), "<12345", "is appended");
	/* A file whose size is not told in advance. */
	is_int(file_read(AT_FDCWD, "/proc/self/maps", 10, &got, &err), -1,
	       "a file that says it has 0 octets");
	is_int(err.code, ERR_TOO_LARGE, "is bounded as well");
	is_int(got.n, 6, "and gives nothing");
}

static void
only_regular_files_are_read(void)
{
	CLEANUP(folder_remove) struct folder f = folder_make();
	CLEANUP(buf_free) struct buf got = { 0 };
	struct err err = { 0 };

	is_int(file_read(f.fd, "a", 9, &got, &err), -1, "a missing file");
	is_int(err.code, ERR_NOT_FOUND, "is not found");
	is_int(put(&f, "a", "x", 0600), 0, "a file");
	ok(symlinkat("a", f.fd, "link") == 0 &&
		   mkfifoat(f.fd, "fifo", 0600) == 0,
	   "a link and a FIFO");
	is_int(file_read(f.fd, "link", 9, &got, &err), -1, "a link");
	ok(strstr(err.text, "symbolic link") != NULL, "%s", err.text);
	is_int(file_read(f.fd, "fifo", 9, &got, &err), -1,
	       "a FIFO without waiting");
	is_int(file_read(f.fd, ".", 9, &got, &err), -1, "a folder");
	is_int(file_read(AT_FDCWD, "/dev/zero", 9, &got, &err), -1, "a device");
	is_int(got.n, 0, "none gave anything");
}

static void
set_mode(const struct folder *f, const char *name, mode_t mode)
{
	is_int(fchmodat(f->fd, name, mode, 0), 0, "chmod %04o %s",
	       (unsigned int)mode, name);
}

static int
check(const struct folder *f, const char *name, uid_t owner, struct err *err)
{
	err->code = ERR_NONE;
	return file_check_private(f->fd, name, owner, err);
}

static void
a_secret_is_private_or_refused(void)
{
	CLEANUP(folder_remove) struct folder f = folder_make();
	struct err err = { 0 };

	is_int(check(&f, "a", getuid(), &err), -1, "a missing file");
	is_int(err.code, ERR_NOT_FOUND, "is not found");
	is_int(put(&f, "a", "key", 0600), 0, "a secret");
	is_int(check(&f, "a", getuid(), &err), 0, "0600 of its owner");
	set_mode(&f, "a", 0400);
	is_int(check(&f, "a", getuid(), &err), 0, "0400");
	is_int(check(&f, "a", getuid() + 1, &err), -1, "another owner");
	is_int(err.code, ERR_CONFIG, "is a fault of the settings");
	ok(strstr(err.text, "chown") != NULL, "%s", err.text);
	static const mode_t open_modes[] = { 0644, 0640, 0620, 0610,
					     0604, 0602, 0601 };

	for (size_t i = 0; i < ARRAY_SIZE(open_modes); i++) {
		set_mode(&f, "a", open_modes[i]);
		is_int(check(&f, "a", getuid(), &err), -1, "%04o",
		       (unsigned int)open_modes[i]);
		is_int(err.code, ERR_CONFIG, "is a fault of the settings");
		ok(strstr(err.text, "chmod") != NULL, "%s", err.text);
	}
	set_mode(&f, "a", 0600);
	is_int(symlinkat("a", f.fd, "link"), 0, "a link to a private file");
	is_int(check(&f, "link", getuid(), &err), -1, "is refused");
	is_int(err.code, ERR_CONFIG, "as a fault of the settings");
	is_int(mkdirat(f.fd, "dir", 0700), 0, "a folder");
	is_int(check(&f, "dir", getuid(), &err), -1, "is refused");
}

static void
descriptors_are_read_and_written_whole(void)
{
	CLEANUP(buf_free) struct buf got = { 0 };
	static uint8_t big[50000];
	struct err err = { 0 };
	int ends[2] = { -1, -1 };

	for (size_t i = 0; i < sizeof(big); i++)
		big[i] = (uint8_t)(i % 251);
	ok(pipe(ends) == 0, "a pipe");
	is_int(fd_write_all(ends[1], BYTES_OF(big), &err), 0, "written");
	fd_close(&ends[1]);
	is_int(ends[1], -1, "a closed descriptor is -1");
	is_int(fd_read_all(ends[0], sizeof(big), &got, &err), 0, "read");
	is_mem(got.p, got.n, big, sizeof(big), "the same");
	is_int(fd_write_all(ends[0], BYTES_OF(big), &err), -1,
	       "a descriptor that cannot be written");
	fd_close(&ends[0]);
	fd_close(&ends[0]);
	is_int(fd_read_all(-1, 10, &got, &err), -1, "no descriptor");
	is_int(got.n, sizeof(big), "a failed read gives nothing");
}

TAP_MAIN(replace_writes_content_and_mode, replace_takes_paths_with_folders,
	 a_failed_write_leaves_the_old_file,
	 replace_does_not_write_through_a_planted_link,
	 a_folder_in_the_way_is_an_error, create_never_overwrites,
	 read_has_a_bound, only_regular_files_are_read,
	 a_secret_is_private_or_refused, descriptors_are_read_and_written_whole)
