/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/*
 * Whichever sync or write of a batch fails, and whether it did its work or
 * not: what was reported as committed is there after a new start, each
 * transaction is there wholly or not at all, and nothing more is written after
 * the fault. The batch runs in a child with tests/shim/fault.so before it; so many
 * light transactions stand between its two.
 */
#include "config.h"

#include "tests/unit/log_fixture.h"

#include "sanca/files.h"
#include "sanca/store_acme.h"

#include <errno.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>

#define BATCH 8
/* Of the second transaction, with a revocation and a CRL. */
#define ENTRIES (BATCH + 2)
#define LIGHT 4

/* ---- the child: one batch, and a word for each step that succeeded ------------ */

/* o: opened; 1, 2: committed; l: a light one; r: to be restarted; b: broken, but not that; w:
 * wrote after a fault. */
static void
say(char c)
{
	(void)!write(STDOUT_FILENO, &c, 1);
}

/* Each is a binding of its own, for it needs nothing but a requester. */
static int
child_light(struct ledger *l, struct err *err)
{
	const char *count = getenv("FAULT_TEST_LIGHT");
	unsigned long n = count != NULL ? strtoul(count, NULL, 10) : 0;

	for (unsigned long i = 0; i < n; i++) {
		struct acme_binding row = { .requester = 1, .created_at = 1 };
		uint64_t id = 0;

		snprintf(row.kid, sizeof(row.kid), "light%lu", i % 100000);
		if (store_begin_light(l->store, err) != 0 ||
		    store_binding_add(l->store, &row, &id, err) != 0 ||
		    store_commit(l->store, err) != 0)
			return -1;
		say('l');
	}
	return 0;
}

static int
child_batch(struct ledger *l, struct err *err)
{
	static struct issued all[BATCH];

	for (uint64_t i = 0; i < BATCH; i++)
		if (issued_make(5000 + i, BATCH + i + 1, &all[i], err) != 0)
			return -1;
	if (store_begin(l->store, err) != 0)
		return -1;
	for (size_t i = 0; i < BATCH; i++)
		if (issued_reserve(l, &all[i], err) != 0)
			return -1;
	if (store_commit(l->store, err) != 0)
		return -1;
	say('1');
	if (child_light(l, err) != 0)
		return -1;
	if (store_begin(l->store, err) != 0)
		return -1;
	for (size_t i = 0; i < BATCH; i++)
		if (issued_record(l, &all[i], err) != 0)
			return -1;
	if (ledger_revoke(l, 1, 4, 1800000000, err) != 0 ||
	    ledger_crl(l, 1800000000, err) != 0)
		return -1;
	if (ledger_commit(l, 1800000000, err) != 0)
		return -1;
	say('2');
	/* A fault in the checkpoint loses nothing. */
	return store_checkpoint(l->store, err);
}

static int
key_read(struct ledger *l, struct err *err)
{
	CLEANUP(buf_free) struct buf pem = { 0 };

	if (file_read(AT_FDCWD, place_path(&l->place, "key"), 4096, &pem,
		      err) != 0)
		return -1;
	return log_key_load(buf_bytes(&pem), &l->key, err);
}

static int
child(const char *dir)
{
	struct ledger l = { 0 };
	struct err err = { 0 };
	const char *limit = getenv("FAULT_TEST_FSIZE");

	snprintf(l.place.dir, sizeof(l.place.dir), "%s", dir);
	if (key_read(&l, &err) != 0)
		return 99;
	if (limit != NULL) {
		rlim_t n = (rlim_t)strtoul(limit, NULL, 10);
		struct rlimit r = { n, n };

		signal(SIGXFSZ, SIG_IGN);
		setrlimit(RLIMIT_FSIZE, &r);
	}
	if (ledger_open(&l, &err) != 0) {
		fprintf(stderr, "# open: %s\n", err.text);
		return 3;
	}
	say('o');
	if (child_batch(&l, &err) == 0)
		return 0;
	fprintf(stderr, "# %s\n", err.text);
	say(store_must_restart(l.store) ? 'r'
	    : store_is_broken(l.store)	? 'b'
					: 'g');
	store_rollback(l.store);
	if (store_begin(l.store, &err) == 0)
		say('w');
	log_free(&l.log);
	store_free(&l.store);
	return 3;
}

/* ---- the parent --------------------------------------------------------------------- */

static struct ledger base;
static struct buf content;
static char shim[512], key_pem[4096];

static void
base_make(void)
{
	CLEANUP(buf_free) struct buf pem = { 0 };
	static struct issued all[BATCH];
	struct err err = { 0 };

	base = ledger_make();
	for (uint64_t i = 0; i < BATCH; i++)
		if (issued_make(i, i + 1, &all[i], &err) != 0)
			exit(99);
	if (ledger_batch(&base, all, BATCH, &err) != 0 ||
	    log_key_export(base.key, &pem, &err) != 0)
		exit(99);
	snprintf(key_pem, sizeof(key_pem), "%s", buf_text(&pem));
	log_free(&base.log);
	store_free(&base.store);
	if (file_read(AT_FDCWD, place_path(&base.place, "log/ca.db"), 1 << 24,
		      &content, &err) != 0)
		exit(99);
	for (size_t i = 0; i < BATCH; i++)
		issued_free(&all[i]);
}

static struct place
copy_make(void)
{
	struct place p = place_make();
	FILE *f = fopen(place_path(&p, "log/ca.db"), "w");

	fwrite(content.p, 1, content.n, f);
	fclose(f);
	chmod(place_path(&p, "log/ca.db"), 0640);
	f = fopen(place_path(&p, "key"), "w");
	fputs(key_pem, f);
	fclose(f);
	return p;
}

struct trial {
	const char *calls, *name;
	int error;
	bool persist, for_ever;
	unsigned long at;
	unsigned long light; /* transactions that are not synced */
	unsigned long limit; /* of file sizes, instead of all this */
};

static void
environment(const struct trial *t, const char *count)
{
	char number[24];

	snprintf(number, sizeof(number), "%lu", t->light);
	setenv("FAULT_TEST_LIGHT", number, 1);
	if (t->limit > 0) {
		snprintf(number, sizeof(number), "%lu", t->limit);
		setenv("FAULT_TEST_FSIZE", number, 1);
		return;
	}
	setenv("LD_PRELOAD", shim, 1);
	setenv("FAULT_CALLS", t->calls, 1);
	snprintf(number, sizeof(number), "%lu", t->at);
	setenv("FAULT_AT", number, 1);
	snprintf(number, sizeof(number), "%d", t->error);
	setenv("FAULT_ERRNO", number, 1);
	setenv("FAULT_PERSIST", t->persist ? "1" : "0", 1);
	setenv("FAULT_FOR_EVER", t->for_ever ? "1" : "0", 1);
	setenv("FAULT_COUNT", count, 1);
}

/* What the child said; "" when it did not come to open. */
static void
child_run(const struct place *p, const struct trial *t, char said[16])
{
	char count[160];
	int ends[2];

	snprintf(count, sizeof(count), "%s", place_path(p, "count"));
	if (pipe(ends) != 0)
		exit(99);
	pid_t pid = fork();

	if (pid == 0) {
		dup2(ends[1], STDOUT_FILENO);
		close(ends[0]);
		close(ends[1]);
		environment(t, count);
		if (t->at > 0 || t->limit > 0)
			(void)!freopen("/dev/null", "w", stderr);
		execl("/proc/self/exe", "store_fault_test", p->dir,
		      (char *)NULL);
		_exit(98);
	}
	close(ends[1]);
	size_t n = 0;

	for (ssize_t got = 1; got > 0 && n < 15; n += (size_t)got)
		got = read(ends[0], said + n, 15 - n);
	said[n] = '\0';
	close(ends[0]);
	int status = 0;

	waitpid(pid, &status, 0);
	if (!WIFEXITED(status) || WEXITSTATUS(status) > 3)
		strcpy(said, "?");
}

static unsigned long
calls_seen(const struct place *p)
{
	unsigned long n = 0;
	FILE *f = fopen(place_path(p, "count"), "r");

	if (f != NULL && fscanf(f, "%lu", &n) != 1)
		n = 0;
	if (f != NULL)
		fclose(f);
	return n;
}

/* 0, or what is wrong after a new start. */
static const char *
after(const struct place *p, const char *said)
{
	static struct err err;
	CLEANUP(store_free) struct store *s = NULL;
	struct log_verdict v;

	err.code = ERR_NONE;
	if (store_open(p->dir, STORE_WRITE, &s, &err) != 0)
		return err.text;
	if (log_verify(s, NULL, NULL, NULL, &v, &err) != 0 ||
	    store_check_integrity(s, &err) != 0)
		return err.text;
	if (strchr(said, '?') != NULL)
		return "the child died";
	if (strchr(said, 'w') != NULL)
		return "it wrote after the fault";
	if (v.entries != BATCH && v.entries != BATCH + ENTRIES)
		return "half of the second transaction";
	if (v.open_reservations % BATCH != 0)
		return "half of the first transaction";
	if (strchr(said, '2') != NULL && v.entries != BATCH + ENTRIES)
		return "the second transaction is lost";
	if (strchr(said, '1') != NULL &&
	    v.certificates + v.open_reservations != 2 * BATCH)
		return "the first transaction is lost";
	return NULL;
}

static bool
one(const struct trial *t, char said[16])
{
	CLEANUP(place_remove) struct place p = copy_make();

	child_run(&p, t, said);
	const char *wrong = after(&p, said);

	return ok(wrong == NULL, "%s %lu, error %d, %s, said \"%s\": %s",
		  t->calls, t->at, t->error,
		  t->persist ? "persisted" : "did not persist", said,
		  wrong != NULL ? wrong : "");
}

static bool
has_shim(void)
{
#ifdef SANCA_SANITIZE
	skip("a sanitizer must be the first library, so nothing is preloaded");
	return false;
#else
	const char *top = getenv("top_builddir");

	snprintf(shim, sizeof(shim), "%s/tests/shim/fault.so",
		 top != NULL ? top : ".");
	if (access(shim, R_OK) != 0)
		return ok(false, "%s is built", shim);
	return true;
#endif
}

static unsigned long
count(const char *calls, unsigned long light)
{
	CLEANUP(place_remove) struct place p = copy_make();
	struct trial t = { .calls = calls, .light = light };
	char said[16];

	child_run(&p, &t, said);
	is_str(said, light > 0 ? "o1llll2" : "o12", "a good run of %s", calls);
	return calls_seen(&p);
}

static void
every_failing_sync_is_survived(void)
{
	unsigned restarts = 0;

	if (!has_shim())
		return;
	unsigned long seen = count("sync", 0);

	ok(seen >= 4, "%lu syncs seen", seen);
	for (unsigned form = 0; form < 8; form++)
		for (unsigned long n = 1; n <= seen; n++) {
			struct trial t = {
				.calls = "sync",
				.error = form & 1 ? ENOSPC : EIO,
				.persist = (form & 2) != 0,
				.for_ever = (form & 4) != 0,
				.at = n,
			};
			char said[16];

			one(&t, said);
			ok(strpbrk(said, "gb") == NULL, "%lu: \"%s\"", n, said);
			restarts += strchr(said, 'r') != NULL;
		}
	diag("%lu syncs in 8 forms, %u restarts", seen, restarts);
	ok(restarts >= 8 * 2, "%u restarts", restarts);
}

static void
every_failing_write_is_survived(void)
{
	unsigned faults = 0;

	if (!has_shim())
		return;
	unsigned long seen = count("write", 0);

	ok(seen >= 20, "%lu writes seen", seen);
	for (unsigned form = 0; form < 4; form++)
		for (unsigned long n = 1 + form; n <= seen;
		     n += n < 12 ? 1 : 5) {
			struct trial t = {
				.calls = "write",
				.error = form & 1 ? ENOSPC : EIO,
				.persist = (form & 2) != 0,
				.at = n,
			};
			char said[16];

			one(&t, said);
			ok(strchr(said, 'g') == NULL, "%lu: \"%s\"", n, said);
			faults += strpbrk(said, "rb") != NULL;
		}
	diag("%lu writes, %u faults after opening", seen, faults);
	ok(faults > 0, "%u faults", faults);
}

static unsigned long
bindings_after(const struct place *p)
{
	CLEANUP(store_free) struct store *s = NULL;
	struct acme_binding row = { .id = 0 };
	struct err err;
	unsigned long n = 0;

	if (store_open(p->dir, STORE_READ, &s, &err) != 0)
		return 99;
	while (store_binding_next(s, 0, row.id, &row, &err) == 0)
		n++;
	return n;
}

/* The sync that comes after them takes them along. When it fails they may be gone,
 * and what was synced before them is there all the same. */
static void
light_transactions_are_not_synced(void)
{
	if (!has_shim())
		return;
	unsigned long without = count("sync", 0), with = count("sync", LIGHT);

	is_int((intmax_t)with, (intmax_t)without, "as many syncs");
	ok(with >= 4, "%lu syncs seen", with);
	for (unsigned long n = 1; n <= with; n++) {
		CLEANUP(place_remove) struct place p = copy_make();
		struct trial t = {
			.calls = "sync", .error = EIO, .light = LIGHT, .at = n
		};
		char said[16];
		const char *wrong = NULL;

		child_run(&p, &t, said);
		wrong = after(&p, said);
		ok(wrong == NULL, "sync %lu, said \"%s\": %s", n, said,
		   wrong != NULL ? wrong : "");
		if (strchr(said, '2') != NULL)
			is_int((intmax_t)bindings_after(&p), LIGHT,
			       "sync %lu: the light ones are there", n);
	}
}

static void
a_file_that_may_not_grow_is_survived(void)
{
	unsigned faults = 0, good = 0;

	for (unsigned long size = 4096; size < content.n + 500000;
	     size += size < content.n ? 40960 : 24576) {
		struct trial t = { .calls = "limit", .limit = size };
		char said[16];

		one(&t, said);
		faults += strpbrk(said, "rb") != NULL;
		good += strchr(said, '2') != NULL;
	}
	ok(faults > 0 && good > 0, "%u faults, %u good runs", faults, good);
}

int
main(int argc, char **argv)
{
	if (argc == 2)
		return child(argv[1]);
	static void (*const claims[])(void) = {
		every_failing_sync_is_survived,
		every_failing_write_is_survived,
		light_transactions_are_not_synced,
		a_file_that_may_not_grow_is_survived,
	};

	base_make();
	int status = tap_run(claims, ARRAY_SIZE(claims),
			     "every_failing_sync_is_survived, "
			     "every_failing_write_is_survived, "
			     "light_transactions_are_not_synced, "
			     "a_file_that_may_not_grow_is_survived");

	buf_free(&content);
	ledger_close(&base);
	return status;
}
