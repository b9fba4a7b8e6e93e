/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* A reader that may not write, as the front is one, beside a writer that commits
 * as fast as it can. */
#include "sanca/store_acme.h"

#include "tests/unit/store_fixture.h"

#include <sys/wait.h>

#define COMMITS 20000

static int
write_all(struct store *s)
{
	struct err err;

	for (unsigned i = 0; i < COMMITS; i++) {
		struct acme_binding row = { .requester = 1, .created_at = 1 };
		uint64_t id = 0;

		snprintf(row.kid, sizeof(row.kid), "k%u", i % COMMITS);
		if (store_begin_light(s, &err) != 0 ||
		    store_binding_add(s, &row, &id, &err) != 0 ||
		    store_commit(s, &err) != 0) {
			fprintf(stderr, "# written: %s\n", err.text);
			return 1;
		}
	}
	return 0;
}

/* A process of its own: locks are between processes. */
static pid_t
writer_start(const struct place *p)
{
	pid_t pid = fork();

	if (pid == 0) {
		CLEANUP(store_free) struct store *s = NULL;
		struct err err;

		if (store_open(p->dir, STORE_WRITE, &s, &err) != 0)
			_exit(2);
		/* As for another user, whose group may read it. */
		if (chmod(place_path(p, "log/ca.db-shm"), 0440) != 0)
			_exit(3);
		_exit(write_all(s));
	}
	return pid;
}

static void
each_read_beside_a_writer_succeeds(void)
{
	struct book b = { .store = NULL };
	struct store_requester row;
	struct err err = { 0 };
	unsigned long reads = 0, failures = 0;
	struct stat st = { 0 };
	int status = -1;
	pid_t pid = 0;

	if (geteuid() == 0) {
		skip("root may write everything");
		return;
	}
	b = book_make();
	store_free(&b.store);
	pid = writer_start(&b.place);
	while (stat(place_path(&b.place, "log/ca.db-shm"), &st) != 0 ||
	       (st.st_mode & 0777) != 0440)
		usleep(1000);
	is_int(store_open(b.place.dir, STORE_READ, &b.store, &err), 0,
	       "opened: %s", err.text);
	while (b.store != NULL && waitpid(pid, &status, WNOHANG) == 0) {
		reads++;
		if (store_requester_by_id(b.store, 1, &row, &err) != 0) {
			diag("read %lu: %s", reads, err.text);
			failures++;
		}
	}
	is_int(status, 0, "the writer ends well");
	ok(reads > 1000, "%lu reads beside %u commits", reads, COMMITS);
	is_int((intmax_t)failures, 0, "none failed");
	book_close(&b);
}

TAP_MAIN(each_read_beside_a_writer_succeeds)
