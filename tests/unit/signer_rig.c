/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* A scratch CA, and a harness that plays supervisor, front and administrator
 * to the real sanca-signer. */
#include "signer_rig.h"
#include "config.h"

#include "sanca/clock.h"
#include "sanca/files.h"
#include "sanca/names.h"
#include "sanca/os.h"
#include "sanca/text.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define CONF(ocsp)                                                             \
	"[ca]\n"                                                               \
	"public-url = http://pki.contoso.com:8080\n"                           \
	"ocsp = " ocsp "\n"                                                    \
	"[http]\n"                                                             \
	"listen = 127.0.0.1:8080\n"                                            \
	"tls-name = pki.contoso.com\n"                                         \
	"[policy servers]\n"                                                   \
	"allow-domain = contoso.com\n"                                         \
	"profile = server mail\n"                                              \
	"[policy narrow]\n"                                                    \
	"allow-name = narrow.contoso.com\n"
const char rig_conf[] = CONF("no");
const char rig_conf_ocsp[] = CONF("yes");

#define WAIT_MS 20000

static _Noreturn void
die(const char *what, const struct err *err)
{
	printf("Bail out! %s: %s\n", what, err != NULL ? err->text : "");
	exit(99);
}

/* ---- a data directory ------------------------------------------------------- */

static const char *
path_of(const struct rig *r, const char *name)
{
	static char path[128];

	snprintf(path, sizeof(path), "%s/%s", r->dir, name);
	return path;
}

static void
write_file(const struct rig *r, const char *name, struct bytes content,
	   mode_t mode)
{
	struct err err;

	if (file_replace(AT_FDCWD, path_of(r, name), content, mode, (uid_t)-1,
			 (gid_t)-1, &err) != 0)
		die(name, &err);
}

static int
sign_head(void *ctx, struct bytes message, uint8_t ret[64], struct err *err)
{
	return log_key_sign(ctx, message, ret, err);
}

/* Gives the key, too. */
static struct ca_key *
make_root(struct rig *r, const char *kind, struct buf *ret_der)
{
	CLEANUP(buf_free) struct buf pem = { 0 };
	struct root_fields fields = {
		.common_name = "Contoso Rig CA",
		.not_before = clock_wall_s() - 86400,
		.not_after = clock_wall_s() + INT64_C(3650) * 86400,
	};
	struct ca_key *key = NULL;
	struct err err;

	if (ca_key_generate(kind, &key, &err) != 0 ||
	    root_create(&fields, key, ret_der, &err) != 0 ||
	    ca_key_export(key, NULL, &pem, &err) != 0 ||
	    ca_key_spki(key, &r->ca_spki, &err) != 0)
		die("root", &err);
	write_file(r, "ca/ca.key", buf_bytes(&pem), 0600);
	buf_clear(&pem);
	pem_encode("CERTIFICATE", buf_bytes(ret_der), &pem);
	write_file(r, "public/ca.pem", buf_bytes(&pem), 0644);
	return key;
}

/* An empty one, as sanca init signs it: row and entry, then the file. */
static void
make_crl(struct rig *r, struct store *store, struct issuance_log *log,
	 const struct issuer *issuer, struct ca_key *key)
{
	int64_t now = clock_wall_s();
	struct crl_fields fields = { .issuer = issuer,
				     .number = 1,
				     .this_update = now - LIMIT_CLOCK_SKEW_S,
				     .next_update = now + 7 * 86400 };
	struct store_crl row = { .number = 1,
				 .issuer = 1,
				 .this_update = fields.this_update,
				 .next_update = fields.next_update };
	struct log_crl entry = { .number = 1,
				 .issuer_tag = bytes_of_text(issuer->id),
				 .this_update = fields.this_update,
				 .next_update = fields.next_update };
	CLEANUP(buf_free) struct buf body = { 0 };
	CLEANUP(buf_free) struct buf signature = { 0 };
	struct crl_writer *writer = NULL;
	struct crl_written tbs;
	int tbs_fd = open(path_of(r, "crl.tbs"), O_RDWR | O_CREAT, 0600);
	int fd = open(path_of(r, CRL_FILE), O_RDWR | O_CREAT, 0644);
	struct err err;

	if (crl_writer_new(&fields, 0, tbs_fd, &writer, &err) != 0 ||
	    crl_writer_end(writer, &tbs, &err) != 0)
		die("CRL", &err);
	memcpy(row.tbs_sha256, tbs.sha256, sizeof(row.tbs_sha256));
	entry.tbs_sha256 = tbs.sha256;
	log_body_crl(&entry, &body);
	if (log_append(log, LOG_CRL, now, buf_bytes(&body), &row.log_index,
		       &err) != 0 ||
	    store_crl_add(store, &row, &err) != 0 ||
	    ca_key_sign_digest(key, 0, false,
			       (struct bytes){ tbs.digest, tbs.digest_n },
			       &signature, &err) != 0 ||
	    crl_assemble(issuer, tbs_fd, tbs.bytes, buf_bytes(&signature), fd,
			 &err) != 0)
		die("CRL", &err);
	crl_writer_free(&writer);
	close(tbs_fd);
	close(fd);
}

static void
fill_store(struct rig *r, struct store *store, struct bytes root,
	   const struct log_key *key, struct ca_key *ca_key)
{
	struct store_issuer row = { .certificate = root,
				    .created_at = clock_wall_s() };
	struct issuance_log *log = NULL;
	struct issuer *issuer = NULL;
	CLEANUP(buf_free) struct buf body = { 0 };
	uint8_t public_key[32];
	uint8_t secret[SERIAL_SECRET_BYTES] = { 7 };
	uint64_t id = 0;
	struct err err;

	log_key_public(key, public_key);
	if (issuer_from_der(root, (struct bytes){ 0 }, &issuer, &err) != 0)
		die("issuer", &err);
	memcpy(row.tag, issuer->id, sizeof(row.tag));
	memcpy(row.spki_sha256, issuer->key.spki_sha256, 32);
	log_body_init(bytes_of_text(issuer->common_name),
		      BYTES_OF(issuer->sha256), BYTES_OF(public_key), &body);
	if (store_begin(store, &err) != 0 ||
	    store_issuer_add(store, &row, &id, &err) != 0 ||
	    store_state_set(store, public_key, "sanca/rig", secret, &err) !=
		    0 ||
	    log_open(store, sign_head, (void *)(uintptr_t)key, &log, &err) !=
		    0 ||
	    log_append(log, LOG_INIT, clock_wall_s(), buf_bytes(&body), &id,
		       &err) != 0)
		die("store", &err);
	make_crl(r, store, log, issuer, ca_key);
	if (log_seal(log, clock_wall_s(), &err) != 0 ||
	    store_commit(store, &err) != 0)
		die("store", &err);
	log_committed(log);
	log_free(&log);
	issuer_free(&issuer);
}

static void
make_dir(struct rig *r, const char *conf)
{
	memset(r, 0, sizeof(*r));
	r->conf = conf != NULL ? conf : rig_conf;
	r->generation = RIG_GENERATION;
	snprintf(r->dir, sizeof(r->dir), "/tmp/sanca-signer.XXXXXX");
	if (mkdtemp(r->dir) == NULL)
		die("mkdtemp", NULL);
}

static void
fill_dir(struct rig *r, const char *key_kind)
{
	static const char *const folders[] = { "ca", "log", "front", "public",
					       "run" };
	CLEANUP(buf_free) struct buf root = { 0 };
	CLEANUP(buf_free) struct buf pem = { 0 };
	struct log_key *log_key = NULL;
	struct ca_key *ca_key = NULL;
	struct store *store = NULL;
	struct err err;

	for (size_t i = 0; i < ARRAY_SIZE(folders); i++) {
		if (mkdir(path_of(r, folders[i]), 0700) != 0)
			die(folders[i], NULL);
	}
	/* A folder where the signed profile would be: these tests count
	 * certificates, and the signer makes none for what it cannot write. */
	if (mkdir(path_of(r, "public/ca.mobileconfig"), 0700) != 0)
		die("public/ca.mobileconfig", NULL);
	ca_key = make_root(r, key_kind, &root);
	if (log_key_generate(&log_key, &err) != 0 ||
	    log_key_export(log_key, &pem, &err) != 0)
		die("log key", &err);
	write_file(r, "ca/log.key", buf_bytes(&pem), 0600);
	if (store_open(r->dir, STORE_CREATE, &store, &err) != 0)
		die("store_open", &err);
	fill_store(r, store, buf_bytes(&root), log_key, ca_key);
	ca_key_free(&ca_key);
	store_free(&store);
	log_key_free(&log_key);
	write_file(r, "sanca.conf", bytes_of_text(r->conf), 0600);
	rig_key_make(&r->key, "ec-p256");
}

void
rig_make(struct rig *r, const char *key_kind, const char *conf)
{
	make_dir(r, conf);
	fill_dir(r, key_kind);
}

bool
rig_may_preload(void)
{
#ifdef SANCA_SANITIZE
	return false;
#else
	return true;
#endif
}

#define CLOCK_LIBRARY "/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1"

void
rig_shift_clock(struct rig *r, int64_t seconds)
{
	char text[32];
	FILE *f = fopen(r->clock, "w");

	snprintf(text, sizeof(text), "%+lld", (long long)seconds);
	if (f == NULL || fputs(text, f) < 0 || fclose(f) != 0)
		die("the clock cannot be moved", NULL);
}

bool
rig_begin_clock(struct rig *r, const char *conf)
{
	if (!rig_may_preload() || access(CLOCK_LIBRARY, R_OK) != 0)
		return false;
	rig_make(r, "ec-p256", conf);
	snprintf(r->clock, sizeof(r->clock), "%s/stamp", r->dir);
	snprintf(r->clock_variable, sizeof(r->clock_variable),
		 "FAKETIME_TIMESTAMP_FILE=%s", r->clock);
	rig_shift_clock(r, 0);
	r->environment[0] = "LD_PRELOAD=" CLOCK_LIBRARY;
	r->environment[1] = r->clock_variable;
	r->environment[2] = "FAKETIME_NO_CACHE=1";
	r->environment[3] = "FAKETIME_DONT_FAKE_MONOTONIC=1";
	if (rig_start(r) != 0)
		die("no start", &r->fatal);
	return true;
}

int
rig_make_small(struct rig *r)
{
	make_dir(r, NULL);
	if (mount("tmpfs", r->dir, "tmpfs", 0, "size=4m,mode=0700") != 0) {
		rmdir(r->dir);
		return -1;
	}
	r->mounted = true;
	fill_dir(r, "ec-p256");
	return 0;
}

static int
unlink_one(const char *path, const struct stat *st, int type, struct FTW *f)
{
	(void)st;
	(void)type;
	(void)f;
	return remove(path);
}

void
rig_free(struct rig *r)
{
	if (r->pid > 0)
		rig_kill(r);
	if (r->mounted)
		umount2(r->dir, MNT_DETACH);
	nftw(r->dir, unlink_one, 16, FTW_DEPTH | FTW_PHYS);
	buf_free(&r->storage);
	buf_free(&r->ca_spki);
	rig_key_free(&r->key);
}

/* ---- the process ------------------------------------------------------------ */

static void
exec_signer(const struct rig *r, int supervisor, int front, int control)
{
	const char *top = getenv("top_builddir");
	const char *argv[20];
	char path[1024], fds[3][12];
	size_t n = 0;

	for (size_t i = 0; i < ARRAY_SIZE(r->environment); i++) {
		if (r->environment[i] != NULL)
			putenv((char *)(uintptr_t)r->environment[i]);
	}
	snprintf(path, sizeof(path), "%s/sanca-signer",
		 top != NULL ? top : ".");
	snprintf(fds[0], sizeof(fds[0]), "%d", supervisor);
	snprintf(fds[1], sizeof(fds[1]), "%d", front);
	snprintf(fds[2], sizeof(fds[2]), "%d", control);
	argv[n++] = path;
	argv[n++] = "-d";
	argv[n++] = r->dir;
	argv[n++] = "--supervisor-fd";
	argv[n++] = fds[0];
	argv[n++] = "--front-fd";
	argv[n++] = fds[1];
	argv[n++] = "--control-channel-fd";
	argv[n++] = fds[2];
	for (size_t i = 0; i < ARRAY_SIZE(r->options); i++) {
		if (r->options[i] != NULL)
			argv[n++] = r->options[i];
	}
	argv[n] = NULL;
	fcntl(supervisor, F_SETFD, 0);
	fcntl(front, F_SETFD, 0);
	fcntl(control, F_SETFD, 0);
	execv(path, (char *const *)(uintptr_t)argv);
	fprintf(stderr, "%s: %s\n", path, strerror(errno));
	_exit(127);
}

static void
open_end(int fd, enum ipc_role other, struct channel **ret)
{
	struct err err;

	if (channel_open(fd, other, ret, &err) != 0)
		die("channel", &err);
}

static void
greet(struct rig *r, struct channel *ch)
{
	struct msg hello = { .type = MSG_HELLO };

	hello.hello.version = IPC_VERSION;
	hello.hello.program = bytes_of_text("rig");
	if (rig_call(r, ch, &hello) != 0 || r->answer.type != MSG_HELLO)
		die("HELLO", NULL);
}

void
rig_configure(struct rig *r, const char *conf)
{
	struct msg m = { .type = MSG_CONFIGURE };
	struct err err;
	int fd = -1;

	m.configure.generation = r->generation;
	if (os_sealed(bytes_of_text(conf), &fd, &err) != 0 ||
	    channel_send(r->supervisor, &m, fd, WAIT_MS, &err) != 0)
		die("CONFIGURE", &err);
	fd_close(&fd);
}

static int
await_ready(struct rig *r)
{
	struct msg m;

	while (rig_receive(r, r->supervisor, WAIT_MS, &m) > 0) {
		if (m.type == MSG_READY)
			return 0;
		if (m.type == MSG_FATAL) {
			r->fatal.code = (enum err_code)m.fatal.code;
			snprintf(r->fatal.text, sizeof(r->fatal.text), "%.*s",
				 (int)m.fatal.text.n, m.fatal.text.p);
		}
	}
	return -1;
}

int
rig_start(struct rig *r)
{
	int s[2], f[2], c[2];
	struct err err;

	if (channel_pair(s, &err) != 0 || channel_pair(f, &err) != 0 ||
	    channel_pair(c, &err) != 0)
		die("channel_pair", &err);
	fflush(NULL);
	r->fatal = (struct err){ 0 };
	r->pid = fork();
	if (r->pid == 0)
		exec_signer(r, s[1], f[1], c[1]);
	close(s[1]);
	close(f[1]);
	close(c[1]);
	open_end(s[0], FROM_CHILD, &r->supervisor);
	open_end(f[0], FROM_SIGNER, &r->front);
	open_end(c[0], FROM_SIGNER, &r->control);
	rig_configure(r, r->conf);
	if (await_ready(r) != 0) {
		rig_stop(r);
		return -1;
	}
	greet(r, r->front);
	greet(r, r->control);
	return 0;
}

int
rig_wait(struct rig *r, int timeout_ms)
{
	int64_t end = clock_monotonic_ms() + timeout_ms;
	int status = 0;
	pid_t pid = 0;

	while ((pid = waitpid(r->pid, &status, WNOHANG)) == 0) {
		if (clock_monotonic_ms() > end)
			return -1000;
		usleep(2000);
	}
	r->pid = 0;
	channel_free(&r->supervisor);
	channel_free(&r->front);
	channel_free(&r->control);
	channel_free(&r->validator);
	if (pid < 0)
		return -1;
	return WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status);
}

int
rig_stop(struct rig *r)
{
	int rc = 0;

	channel_free(&r->front);
	channel_free(&r->control);
	channel_free(&r->supervisor);
	rc = rig_wait(r, WAIT_MS);
	if (rc == -1000)
		rig_kill(r);
	return rc;
}

void
rig_kill(struct rig *r)
{
	kill(r->pid, SIGKILL);
	rig_wait(r, WAIT_MS);
}

static void
new_channel(struct rig *r, uint8_t between, struct channel **ret)
{
	struct msg m = { .type = MSG_CHANNEL, .channel.between = between };
	struct err err;
	int f[2];

	channel_free(ret);
	if (channel_pair(f, &err) != 0 ||
	    channel_send(r->supervisor, &m, f[1], WAIT_MS, &err) != 0)
		die("CHANNEL", &err);
	close(f[1]);
	open_end(f[0], FROM_SIGNER, ret);
	greet(r, *ret);
}

void
rig_new_front(struct rig *r)
{
	new_channel(r, BETWEEN_FRONT_SIGNER, &r->front);
}

void
rig_new_validator(struct rig *r)
{
	new_channel(r, BETWEEN_VALIDATOR_SIGNER, &r->validator);
}

void
rig_begin(struct rig *r, const char *key_kind, const char *conf)
{
	rig_make(r, key_kind, conf);
	if (rig_start(r) != 0)
		die("the signer does not start", &r->fatal);
	rig_token(r, "mail", "secret", RIGHT_ISSUE, r->token);
}

bool
rig_end_is_well(struct rig *r)
{
	struct log_verdict verdict;
	int status = rig_stop(r);
	bool well = rig_verify(r, &verdict) == 0 && status == 0 &&
		    verdict.open_reservations == 0;

	if (!well)
		printf("# exit status %d, %ju reservations open\n", status,
		       (uintmax_t)verdict.open_reservations);
	rig_free(r);
	return well;
}

/* ---- messages ---------------------------------------------------------------- */

void
rig_send(struct channel *ch, const struct msg *m)
{
	struct err err;

	if (channel_send(ch, m, -1, WAIT_MS, &err) != 0 &&
	    err.code != ERR_UNREACHABLE)
		die("send", &err);
}

int
rig_receive(struct rig *r, struct channel *ch, int timeout_ms, struct msg *ret)
{
	enum channel_result result = CHANNEL_EMPTY;
	struct err err;
	int fd = -1;

	if (channel_wait(ch, timeout_ms) <= 0)
		return 0;
	if (channel_receive(ch, &r->storage, ret, &fd, &result, &err) != 0)
		die("receive", &err);
	return result == CHANNEL_MESSAGE ? 1 : -1;
}

int
rig_call(struct rig *r, struct channel *ch, struct msg *m)
{
	int rc = 0;

	m->id = ++r->last_id;
	rig_send(ch, m);
	do {
		rc = rig_receive(r, ch, WAIT_MS, &r->answer);
		if (rc == 0)
			die("no answer", NULL);
	} while (rc > 0 && r->answer.id != m->id);
	return rc > 0 ? 0 : -1;
}

uint64_t
rig_event(struct rig *r, unsigned kind, int timeout_ms)
{
	int64_t end = clock_monotonic_ms() + timeout_ms;
	struct msg m;

	while (clock_monotonic_ms() < end) {
		struct msg ack = { .type = MSG_EVENT_ACK };

		if (rig_receive(r, r->front, timeout_ms, &m) <= 0)
			break;
		if (m.type != MSG_EVENT)
			continue;
		ack.id = m.id;
		ack.event_ack.kind = m.event.kind;
		ack.event_ack.number = m.event.number;
		rig_send(r->front, &ack);
		if (m.event.kind == kind)
			return m.event.number;
	}
	return 0;
}

int
rig_revoke(struct rig *r, struct bytes serial, unsigned reason)
{
	uint8_t one[1 + LIMIT_SERIAL_BYTES] = { (uint8_t)serial.n };
	struct msg m = { .type = MSG_REVOKE, .id = ++r->last_id };
	int rc = 0;

	memcpy(one + 1, serial.p, serial.n);
	m.revoke.serials = (struct bytes){ one, 1 + serial.n };
	m.revoke.reason = (uint8_t)reason;
	rig_send(r->control, &m);
	do {
		(void)rig_event(r, EVENT_REVOKED, 50);
		rc = rig_receive(r, r->control, 50, &r->answer);
	} while (rc == 0 || (rc > 0 && r->answer.id != m.id));
	return rc > 0 ? 0 : -1;
}

bool
rig_is_closed(struct rig *r, struct channel *ch)
{
	struct msg m;
	int rc = 0;

	do
		rc = rig_receive(r, ch, 5000, &m);
	while (rc > 0);
	return rc < 0;
}

int
rig_code(const struct rig *r, int rc)
{
	if (rc != 0)
		return -1;
	if (r->answer.type != MSG_REFUSED)
		return 0;
	printf("# refused: %.*s\n", (int)r->answer.refused.text.n,
	       r->answer.refused.text.p);
	return (int)r->answer.refused.code;
}

/* ---- keys, tokens, requests -------------------------------------------------- */

void
rig_key_make(struct rig_key *key, const char *kind)
{
	struct ca_key *pair = NULL;
	struct err err;

	memset(key, 0, sizeof(*key));
	if (ca_key_generate(kind, &pair, &err) != 0 ||
	    ca_key_spki(pair, &key->spki, &err) != 0)
		die("key", &err);
	ca_key_free(&pair);
}

void
rig_key_free(struct rig_key *key)
{
	buf_free(&key->spki);
}

uint64_t
rig_token(struct rig *r, const char *requester, const char *name,
	  uint32_t rights, uint8_t ret[LIMIT_CREDENTIAL_BYTES])
{
	struct msg m = { .type = MSG_TOKEN_NEW };

	ret[0] = CREDENTIAL_TOKEN;
	sha256(bytes_of_text(name), ret + 1);
	m.token_new.requester = bytes_of_text(requester);
	m.token_new.policy = bytes_of_text("servers");
	m.token_new.rights = rights;
	m.token_new.hash = (struct bytes){ ret + 1, 32 };
	if (rig_call(r, r->control, &m) != 0 || r->answer.type != MSG_DONE)
		die("TOKEN_NEW", NULL);
	return r->answer.done.number;
}

struct msg
rig_message(struct rig *r, const struct rig_ask *ask, struct buf *space)
{
	struct msg m = { .type = MSG_ISSUE };
	static uint8_t hash[32];
	uint8_t count = 0;

	buf_clear(space);
	while (ask->names[count] != NULL)
		count++;
	buf_append_u8(space, count);
	for (size_t i = 0; i < count; i++) {
		buf_append_u8(space, NAME_DNS);
		buf_append_u8(space, (uint8_t)strlen(ask->names[i]));
		buf_append_text(space, ask->names[i]);
	}
	m.issue.generation = ask->generation ? ask->generation : r->generation;
	m.issue.door = ask->door ? ask->door : DOOR_HTTP;
	if (ask->credential != NULL)
		m.issue.credential = (struct bytes){ ask->credential,
						     LIMIT_CREDENTIAL_BYTES };
	if (ask->requester != NULL)
		m.issue.requester = bytes_of_text(ask->requester);
	if (ask->policy != NULL)
		m.issue.policy = bytes_of_text(ask->policy);
	if (ask->profile != NULL)
		m.issue.profile = bytes_of_text(ask->profile);
	m.issue.lifetime_s = ask->lifetime_s;
	m.issue.spki = ask->spki;
	m.issue.names = buf_bytes(space);
	m.issue.names_requested = m.issue.names;
	m.issue.csr = bytes_of_text("opaque");
	m.issue.diagnosis = bytes_of_text("[]");
	m.issue.peer = bytes_of_text("192.0.2.9");
	m.issue.request_id = bytes_of_text("rig");
	if (ask->idempotency != NULL) {
		sha256(bytes_of_text(ask->idempotency), hash);
		m.issue.idempotency = BYTES_OF(hash);
	}
	return m;
}

struct rig_ask
rig_ask_for(const struct rig *r, const char *name)
{
	return (struct rig_ask){ .names = { name },
				 .spki = buf_bytes(&r->key.spki),
				 .credential = r->token };
}

struct rig_ask
rig_ask_as_admin(const struct rig *r)
{
	return (struct rig_ask){ .names = { "mail.contoso.com" },
				 .spki = buf_bytes(&r->key.spki),
				 .door = DOOR_CONTROL,
				 .policy = "servers" };
}

int
rig_issue(struct rig *r, const struct rig_ask *ask)
{
	CLEANUP(buf_free) struct buf space = { 0 };
	struct msg m = rig_message(r, ask, &space);

	return rig_call(r, ask->door == DOOR_CONTROL ? r->control : r->front,
			&m);
}

int
rig_verify(struct rig *r, struct log_verdict *ret)
{
	struct store *store = NULL;
	struct err err;
	int rc = 0;

	memset(ret, 0, sizeof(*ret));
	if (store_open(r->dir, STORE_READ, &store, &err) != 0)
		die("store_open", &err);
	rc = log_verify(store, NULL, NULL, NULL, ret, &err);
	if (rc != 0)
		printf("# log verify: %s: %s\n", err.text, ret->first_bad);
	store_free(&store);
	return rc;
}
