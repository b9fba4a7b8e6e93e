/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/*
 * An ACME client that does nothing but order certificates, for any server: one
 * account, many clients, each order with names that nobody had before, each
 * challenge answered by http-01 (of itself, unless the server asks nobody).
 *
 *	acme_load --directory URL --clients N --seconds S [--orders N]
 *		[--names N] [--domain D] [--listen ADDRESS:PORT] [--ledger FILE]
 *		[--pending N] [--seed N] [--account-key FILE] [--patient]
 *
 * --pending: so many orders are left open first. --ledger: a line for each order
 * whose certificate came: its address, serial. --patient: the server may be
 * killed meanwhile; what fails then is tried again, or counted as "lost". SIGTERM:
 * no further orders. Prints JSON.
 */
#include "latency.h"

#include "sanca/bytes.h"
#include "sanca/text.h"

#include <curl/curl.h>
#include <gnutls/abstract.h>
#include <gnutls/crypto.h>
#include <gnutls/x509.h>
#include <jansson.h>

#include <arpa/inet.h>
#include <errno.h>
#include <getopt.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define CLIENTS_MOST 256
#define POLL_MS 20
#define POLLS_MOST 1500

static struct {
	const char *directory, *domain, *listen, *ledger, *account_key;
	int clients, seconds, names, pending;
	long orders;
	unsigned seed;
	bool patient;
} o = { .domain = "bench.example", .clients = 1, .seconds = 5, .names = 6 };

static struct {
	char new_nonce[512], new_account[512], new_order[512];
	char account[512];
	gnutls_privkey_t key;
	char jwk[256], thumbprint[64];
	FILE *ledger;
} shared;

static atomic_long ordered, finished, failed, lost, requests;
static atomic_bool over;
static pthread_barrier_t connected;
static pthread_mutex_t ledger_lock = PTHREAD_MUTEX_INITIALIZER;

static void
die(const char *what, const char *why)
{
	fprintf(stderr, "acme_load: %s: %s\n", what, why);
	exit(1);
}

static int64_t
now_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

static void
sleep_ms(int ms)
{
	struct timespec t = { ms / 1000, (long)(ms % 1000) * 1000000 };

	nanosleep(&t, NULL);
}

/* ---- the account's key ------------------------------------------------------ */

static void
make_jwk(void)
{
	CLEANUP(buf_free) struct buf x64 = { 0 };
	CLEANUP(buf_free) struct buf y64 = { 0 };
	CLEANUP(buf_free) struct buf print = { 0 };
	gnutls_datum_t x = { 0 }, y = { 0 };
	gnutls_ecc_curve_t curve;
	uint8_t hash[32], raw[32] = { 0 };

	if (gnutls_privkey_export_ecc_raw2(shared.key, &curve, &x, &y, NULL,
					   GNUTLS_EXPORT_FLAG_NO_LZ) < 0 ||
	    x.size > 32 || y.size > 32)
		die("key", "cannot be exported");
	memcpy(raw + 32 - x.size, x.data, x.size);
	base64url_encode(BYTES_OF(raw), &x64);
	memset(raw, 0, sizeof(raw));
	memcpy(raw + 32 - y.size, y.data, y.size);
	base64url_encode(BYTES_OF(raw), &y64);
	gnutls_free(x.data);
	gnutls_free(y.data);
	/* RFC 7638 3: in this order, without blanks. */
	snprintf(shared.jwk, sizeof(shared.jwk),
		 "{\"crv\":\"P-256\",\"kty\":\"EC\",\"x\":\"%s\",\"y\":\"%s\"}",
		 buf_text(&x64), buf_text(&y64));
	gnutls_hash_fast(GNUTLS_DIG_SHA256, shared.jwk, strlen(shared.jwk),
			 hash);
	base64url_encode(BYTES_OF(hash), &print);
	snprintf(shared.thumbprint, sizeof(shared.thumbprint), "%s",
		 buf_text(&print));
}

static void
make_key(void)
{
	gnutls_x509_privkey_t x509 = NULL;
	gnutls_datum_t pem = { 0 };

	if (gnutls_privkey_init(&shared.key) < 0 ||
	    gnutls_x509_privkey_init(&x509) < 0)
		die("key", "no memory");
	if (o.account_key != NULL &&
	    gnutls_load_file(o.account_key, &pem) >= 0) {
		if (gnutls_x509_privkey_import(x509, &pem,
					       GNUTLS_X509_FMT_PEM) < 0)
			die(o.account_key, "no key");
	} else {
		FILE *f = NULL;

		if (gnutls_x509_privkey_generate(
			    x509, GNUTLS_PK_ECDSA,
			    GNUTLS_CURVE_TO_BITS(GNUTLS_ECC_CURVE_SECP256R1),
			    0) < 0 ||
		    gnutls_x509_privkey_export2(x509, GNUTLS_X509_FMT_PEM,
						&pem) < 0)
			die("key", "cannot be made");
		if (o.account_key != NULL) {
			f = fopen(o.account_key, "we");
			if (f == NULL ||
			    fwrite(pem.data, 1, pem.size, f) != pem.size ||
			    fclose(f) != 0)
				die(o.account_key, strerror(errno));
		}
	}
	gnutls_free(pem.data);
	if (gnutls_privkey_import_x509(shared.key, x509,
				       GNUTLS_PRIVKEY_IMPORT_AUTO_RELEASE) < 0)
		die("key", "cannot be imported");
	make_jwk();
}

static void
sign(const struct buf *input, struct buf *out)
{
	gnutls_datum_t in = { input->p, (unsigned)input->n }, der = { 0 };
	gnutls_datum_t r = { 0 }, s = { 0 };
	uint8_t raw[64] = { 0 };

	if (gnutls_privkey_sign_data2(shared.key, GNUTLS_SIGN_ECDSA_SHA256, 0,
				      &in, &der) < 0 ||
	    gnutls_decode_rs_value(&der, &r, &s) < 0)
		die("sign", "failed");
	for (unsigned i = 0; i < 32; i++) {
		if (i < r.size)
			raw[31 - i] = r.data[r.size - 1 - i];
		if (i < s.size)
			raw[63 - i] = s.data[s.size - 1 - i];
	}
	base64url_encode(BYTES_OF(raw), out);
	gnutls_free(der.data);
	gnutls_free(r.data);
	gnutls_free(s.data);
}

/* ---- requests ---------------------------------------------------------------- */

struct client {
	int number;
	CURL *curl;
	struct curl_slist *jose;
	char nonce[256];
	char location[512];
	long status;
	struct buf body;
	struct latency latency;
	gnutls_x509_privkey_t key; /* of the certificates */
};

static size_t
on_body(char *p, size_t size, size_t n, void *ctx)
{
	struct client *c = ctx;

	buf_append(&c->body, p, size * n);
	return size * n;
}

static size_t
on_header(char *p, size_t size, size_t n, void *ctx)
{
	static const struct {
		const char *name;
		size_t offset, room;
	} wanted[] = {
		{ "replay-nonce:", offsetof(struct client, nonce), 256 },
		{ "location:", offsetof(struct client, location), 512 },
	};
	struct client *c = ctx;
	size_t all = size * n;

	for (size_t i = 0; i < ARRAY_SIZE(wanted); i++) {
		size_t k = strlen(wanted[i].name);

		if (all > k && strncasecmp(p, wanted[i].name, k) == 0)
			snprintf((char *)c + wanted[i].offset, wanted[i].room,
				 "%.*s", (int)strcspn(p + k + 1, "\r\n"),
				 p + k + 1);
	}
	return all;
}

static void
client_begin(struct client *c, int number)
{
	c->number = number;
	c->curl = curl_easy_init();
	c->jose =
		curl_slist_append(NULL, "Content-Type: application/jose+json");
	if (c->curl == NULL || c->jose == NULL ||
	    gnutls_x509_privkey_init(&c->key) < 0 ||
	    gnutls_x509_privkey_generate(
		    c->key, GNUTLS_PK_ECDSA,
		    GNUTLS_CURVE_TO_BITS(GNUTLS_ECC_CURVE_SECP256R1), 0) < 0)
		die("client", "no memory");
	/* Nor is the system's list of roots read, 50 ms for each client. */
	curl_easy_setopt(c->curl, CURLOPT_CAINFO, NULL);
	curl_easy_setopt(c->curl, CURLOPT_CAPATH, NULL);
	curl_easy_setopt(c->curl, CURLOPT_SSL_VERIFYPEER, 0L);
	curl_easy_setopt(c->curl, CURLOPT_SSL_VERIFYHOST, 0L);
	curl_easy_setopt(c->curl, CURLOPT_TIMEOUT, 60L);
	curl_easy_setopt(c->curl, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(c->curl, CURLOPT_TCP_NODELAY, 1L);
	curl_easy_setopt(c->curl, CURLOPT_WRITEFUNCTION, on_body);
	curl_easy_setopt(c->curl, CURLOPT_WRITEDATA, c);
	curl_easy_setopt(c->curl, CURLOPT_HEADERFUNCTION, on_header);
	curl_easy_setopt(c->curl, CURLOPT_HEADERDATA, c);
}

static void
client_end(struct client *c)
{
	curl_easy_cleanup(c->curl);
	curl_slist_free_all(c->jose);
	gnutls_x509_privkey_deinit(c->key);
	buf_free(&c->body);
}

static bool
perform(struct client *c, const char *url)
{
	buf_clear(&c->body);
	c->location[0] = '\0';
	curl_easy_setopt(c->curl, CURLOPT_URL, url);
	if (curl_easy_perform(c->curl) != CURLE_OK) {
		c->status = 0;
		return false;
	}
	curl_easy_getinfo(c->curl, CURLINFO_RESPONSE_CODE, &c->status);
	atomic_fetch_add(&requests, 1);
	return true;
}

static bool
get(struct client *c, const char *url)
{
	curl_easy_setopt(c->curl, CURLOPT_HTTPGET, 1L);
	curl_easy_setopt(c->curl, CURLOPT_HTTPHEADER, NULL);
	return perform(c, url);
}

static void
build_jws(struct client *c, const char *url, const char *payload,
	  struct buf *out)
{
	CLEANUP(buf_free) struct buf header = { 0 };
	CLEANUP(buf_free) struct buf input = { 0 };
	CLEANUP(buf_free) struct buf signature = { 0 };
	size_t dot = 0;

	buf_printf(&header,
		   "{\"alg\":\"ES256\",\"nonce\":\"%s\",\"url\":\"%s\"",
		   c->nonce, url);
	if (shared.account[0] != '\0')
		buf_printf(&header, ",\"kid\":\"%s\"}", shared.account);
	else
		buf_printf(&header, ",\"jwk\":%s}", shared.jwk);
	base64url_encode(buf_bytes(&header), &input);
	dot = input.n;
	buf_append_u8(&input, '.');
	base64url_encode(bytes_of_text(payload), &input);
	sign(&input, &signature);
	buf_printf(out,
		   "{\"protected\":\"%.*s\",\"payload\":\"%s\","
		   "\"signature\":\"%s\"}",
		   (int)dot, buf_text(&input), buf_text(&input) + dot + 1,
		   buf_text(&signature));
	c->nonce[0] = '\0';
}

/* A signed request; again while the nonce was not taken. */
static bool
post(struct client *c, const char *url, const char *payload)
{
	for (int i = 0; i < 20; i++) {
		CLEANUP(buf_free) struct buf jws = { 0 };

		if (c->nonce[0] == '\0' && !get(c, shared.new_nonce))
			return false;
		build_jws(c, url, payload, &jws);
		curl_easy_setopt(c->curl, CURLOPT_POSTFIELDSIZE, (long)jws.n);
		curl_easy_setopt(c->curl, CURLOPT_COPYPOSTFIELDS,
				 buf_text(&jws));
		curl_easy_setopt(c->curl, CURLOPT_HTTPHEADER, c->jose);
		if (!perform(c, url))
			return false;
		if (c->status != 400 ||
		    strstr(buf_text(&c->body), "badNonce") == NULL)
			return c->status < 400;
	}
	return false;
}

static json_t *
parse(struct client *c)
{
	json_error_t error;
	json_t *v = json_loadb((const char *)c->body.p, c->body.n, 0, &error);

	return v != NULL ? v : json_object();
}

static const char *
text_of(const json_t *object, const char *key)
{
	const char *v = json_string_value(json_object_get(object, key));

	return v != NULL ? v : "";
}

/* ---- the start ------------------------------------------------------------------ */

static void
find_directory(struct client *c)
{
	json_t *d = NULL;

	if (!get(c, o.directory))
		die(o.directory, "cannot be reached");
	d = parse(c);
	snprintf(shared.new_nonce, sizeof(shared.new_nonce), "%s",
		 text_of(d, "newNonce"));
	snprintf(shared.new_account, sizeof(shared.new_account), "%s",
		 text_of(d, "newAccount"));
	snprintf(shared.new_order, sizeof(shared.new_order), "%s",
		 text_of(d, "newOrder"));
	json_decref(d);
	if (!post(c, shared.new_account, "{\"termsOfServiceAgreed\":true}") ||
	    c->location[0] == '\0')
		die("newAccount", buf_text(&c->body));
	snprintf(shared.account, sizeof(shared.account), "%s", c->location);
}

/* ---- one order -------------------------------------------------------------------- */

static bool
new_order(struct client *c, long number, char ret[512], json_t **ret_order)
{
	CLEANUP(buf_free) struct buf payload = { 0 };

	buf_append_text(&payload, "{\"identifiers\":[");
	for (int i = 0; i < o.names; i++)
		buf_printf(&payload,
			   "%s{\"type\":\"dns\",\"value\":\"n%d-%ld-%u.%s\"}",
			   i > 0 ? "," : "", i, number, o.seed, o.domain);
	buf_append_text(&payload, "]}");
	if (!post(c, shared.new_order, buf_text(&payload)))
		return false;
	snprintf(ret, 512, "%s", c->location);
	*ret_order = parse(c);
	return true;
}

/* Asks until status is no more this one. */
static bool
poll_while(struct client *c, const char *url, const char *status,
	   const char *or_status, json_t **ret)
{
	for (int i = 0; i < POLLS_MOST; i++) {
		json_t *v = NULL;

		if (i > 0)
			sleep_ms(POLL_MS);
		if (!post(c, url, ""))
			return false;
		v = parse(c);
		if (strcmp(text_of(v, "status"), status) != 0 &&
		    strcmp(text_of(v, "status"), or_status) != 0) {
			*ret = v;
			return true;
		}
		json_decref(v);
	}
	return false;
}

static bool
answer_challenge(struct client *c, const json_t *authz, bool *ret_valid)
{
	json_t *challenges = json_object_get(authz, "challenges");
	json_t *challenge = NULL;
	size_t i = 0;

	json_array_foreach(challenges, i, challenge)
	{
		json_t *v = NULL;

		if (strcmp(text_of(challenge, "type"), "http-01") != 0)
			continue;
		if (!post(c, text_of(challenge, "url"), "{}"))
			return false;
		v = parse(c);
		*ret_valid = strcmp(text_of(v, "status"), "valid") == 0;
		json_decref(v);
		return true;
	}
	return false;
}

static bool
authorize(struct client *c, const char *url)
{
	json_t *authz = NULL;
	bool valid = false, good = false;

	if (!post(c, url, ""))
		return false;
	authz = parse(c);
	if (strcmp(text_of(authz, "status"), "pending") != 0)
		valid = strcmp(text_of(authz, "status"), "valid") == 0;
	else if (!answer_challenge(c, authz, &valid)) {
		json_decref(authz);
		return false;
	}
	json_decref(authz);
	if (valid)
		return true;
	if (!poll_while(c, url, "pending", "processing", &authz))
		return false;
	good = strcmp(text_of(authz, "status"), "valid") == 0;
	json_decref(authz);
	return good;
}

static void
build_csr(struct client *c, long number, struct buf *out)
{
	gnutls_x509_crq_t crq = NULL;
	gnutls_datum_t der = { 0 };

	if (gnutls_x509_crq_init(&crq) < 0 ||
	    gnutls_x509_crq_set_version(crq, 1) < 0 ||
	    gnutls_x509_crq_set_key(crq, c->key) < 0)
		die("CSR", "no memory");
	for (int i = 0; i < o.names; i++) {
		char name[300];
		int n = snprintf(name, sizeof(name), "n%d-%ld-%u.%s", i, number,
				 o.seed, o.domain);

		if (gnutls_x509_crq_set_subject_alt_name(
			    crq, GNUTLS_SAN_DNSNAME, name, (unsigned)n,
			    GNUTLS_FSAN_APPEND) < 0)
			die("CSR", "name");
	}
	if (gnutls_x509_crq_sign2(crq, c->key, GNUTLS_DIG_SHA256, 0) < 0 ||
	    gnutls_x509_crq_export2(crq, GNUTLS_X509_FMT_DER, &der) < 0)
		die("CSR", "sign");
	base64url_encode((struct bytes){ der.data, der.size }, out);
	gnutls_free(der.data);
	gnutls_x509_crq_deinit(crq);
}

static void
write_ledger(struct client *c, const char *order)
{
	gnutls_x509_crt_t crt = NULL;
	gnutls_datum_t pem = { c->body.p, (unsigned)c->body.n };
	uint8_t serial[32];
	size_t n = sizeof(serial);

	if (shared.ledger == NULL || gnutls_x509_crt_init(&crt) < 0)
		return;
	if (gnutls_x509_crt_import(crt, &pem, GNUTLS_X509_FMT_PEM) < 0 ||
	    gnutls_x509_crt_get_serial(crt, serial, &n) < 0)
		die("certificate", "cannot be read");
	gnutls_x509_crt_deinit(crt);
	pthread_mutex_lock(&ledger_lock);
	fprintf(shared.ledger, "%s ", order);
	for (size_t i = 0; i < n; i++)
		fprintf(shared.ledger, "%02x", serial[i]);
	fputc('\n', shared.ledger);
	fflush(shared.ledger);
	pthread_mutex_unlock(&ledger_lock);
}

/* The certificate of an order that is said to be so. */
static bool
download(struct client *c, const char *order, json_t *v)
{
	json_t *done = NULL;
	bool good = false;

	if (strcmp(text_of(v, "status"), "valid") != 0) {
		/* After a kill, ready means to be asked again. */
		if (!poll_while(c, order, "processing",
				o.patient ? "processing" : "ready", &done))
			return false;
		v = done;
	}
	good = strcmp(text_of(v, "status"), "valid") == 0 &&
	       post(c, text_of(v, "certificate"), "");
	if (good)
		write_ledger(c, order);
	json_decref(done);
	return good;
}

static bool
finalize(struct client *c, const char *order, const char *url, long number)
{
	CLEANUP(buf_free) struct buf payload = { 0 };
	json_t *v = NULL;
	bool good = false;

	buf_append_text(&payload, "{\"csr\":\"");
	build_csr(c, number, &payload);
	buf_append_text(&payload, "\"}");
	/* After a kill it may have been done already. */
	if (!post(c, url, buf_text(&payload)) &&
	    !(o.patient && c->status == 403))
		return false;
	v = parse(c);
	good = download(c, order, v);
	json_decref(v);
	return good;
}

static bool
try_order(struct client *c, char url[512], json_t *order, long number)
{
	json_t *list = json_object_get(order, "authorizations");
	json_t *authz = NULL;
	size_t i = 0;

	json_array_foreach(list, i, authz)
	{
		if (!authorize(c, json_string_value(authz)))
			return false;
	}
	return finalize(c, url, text_of(order, "finalize"), number);
}

static void
run_order(struct client *c, long number)
{
	int64_t begun = now_us();
	char url[512] = "";
	json_t *order = NULL;
	bool good = false;

	for (int i = 0; i < (o.patient ? 60 : 1) && !good; i++) {
		if (i > 0)
			sleep_ms(250);
		if (order == NULL && !new_order(c, number, url, &order))
			continue;
		good = try_order(c, url, order, number);
	}
	json_decref(order);
	if (good) {
		atomic_fetch_add(&finished, 1);
		latency_add(&c->latency, (double)(now_us() - begun));
		return;
	}
	if (atomic_fetch_add(o.patient ? &lost : &failed, 1) < 5)
		fprintf(stderr, "acme_load: order %ld: %ld %s\n", number,
			c->status, buf_text(&c->body));
}

static void
on_term(int signal_number)
{
	(void)signal_number;
	atomic_store(&over, true);
}

/* ---- all of it ---------------------------------------------------------------------- */

static void *
run_client(void *ctx)
{
	struct client *c = ctx;

	/* Connected, and with a nonce, before the clock runs. */
	(void)get(c, shared.new_nonce);
	pthread_barrier_wait(&connected);
	while (!atomic_load(&over)) {
		long number = atomic_fetch_add(&ordered, 1);

		if (o.orders > 0 && number >= o.orders + o.pending)
			break;
		run_order(c, number);
	}
	return NULL;
}

/* Answers each challenge of our account: TOKEN "." thumbprint. */
static void *
run_responder(void *ctx)
{
	int listener = *(int *)ctx;

	for (;;) {
		char in[2048], out[512];
		int fd = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
		ssize_t n = fd >= 0 ? read(fd, in, sizeof(in) - 1) : -1;
		const char *token = NULL;

		if (n > 0) {
			in[n] = '\0';
			token = strstr(in, "/acme-challenge/");
		}
		if (token != NULL) {
			token += strlen("/acme-challenge/");
			n = (ssize_t)strcspn(token, " ?");
			n = snprintf(out, sizeof(out),
				     "HTTP/1.1 200 OK\r\nConnection: close\r\n"
				     "Content-Length: %zu\r\n\r\n%.*s.%s",
				     (size_t)n + 1 + strlen(shared.thumbprint),
				     (int)n, token, shared.thumbprint);
			if (write(fd, out, (size_t)n) != n)
				fprintf(stderr, "acme_load: responder\n");
		}
		if (fd >= 0)
			close(fd);
	}
	return NULL;
}

static void
start_responders(void)
{
	static int fd;
	struct sockaddr_in at = { .sin_family = AF_INET };
	char host[64] = "";
	const char *colon = o.listen != NULL ? strrchr(o.listen, ':') : NULL;
	pthread_t t;
	int one = 1;

	if (colon == NULL)
		return;
	snprintf(host, sizeof(host), "%.*s", (int)(colon - o.listen), o.listen);
	at.sin_port = htons((uint16_t)strtol(colon + 1, NULL, 10));
	fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd < 0 || inet_pton(AF_INET, host, &at.sin_addr) != 1 ||
	    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one)) != 0 ||
	    bind(fd, (struct sockaddr *)&at, sizeof(at)) != 0 ||
	    listen(fd, 512) != 0)
		die(o.listen, strerror(errno));
	for (int i = 0; i < 4; i++)
		if (pthread_create(&t, NULL, run_responder, &fd) != 0)
			die("responder", "no thread");
}

static void
leave_pending(struct client *c)
{
	for (int i = 0; i < o.pending; i++) {
		char url[512];
		json_t *order = NULL;

		if (!new_order(c, atomic_fetch_add(&ordered, 1), url, &order))
			die("newOrder", buf_text(&c->body));
		json_decref(order);
	}
}

static void
report(struct client *clients, double seconds)
{
	struct latency all = { 0 };

	for (int i = 0; i < o.clients; i++) {
		const struct latency *l = &clients[i].latency;

		for (unsigned k = 0; k < LATENCY_BINS; k++)
			all.bin[k] += l->bin[k];
		all.count += l->count;
		all.sum_us += l->sum_us;
		all.max_us = fmax(all.max_us, l->max_us);
	}
	printf("{\"orders\":%ld,\"failed\":%ld,\"lost\":%ld,\"seconds\":%.3f,"
	       "\"per_second\":%.2f,\"requests\":%ld,\"p50_ms\":%.2f,"
	       "\"p99_ms\":%.2f,\"max_ms\":%.2f}\n",
	       atomic_load(&finished), atomic_load(&failed), atomic_load(&lost),
	       seconds, (double)atomic_load(&finished) / seconds,
	       atomic_load(&requests),
	       all.count > 0 ? latency_at(&all, 0.5) / 1000 : 0.0,
	       all.count > 0 ? latency_at(&all, 0.99) / 1000 : 0.0,
	       all.max_us / 1000);
}

static void
read_options(int argc, char **argv)
{
	static const struct option options[] = {
		{ "directory", required_argument, NULL, 'd' },
		{ "clients", required_argument, NULL, 'c' },
		{ "seconds", required_argument, NULL, 's' },
		{ "orders", required_argument, NULL, 'o' },
		{ "names", required_argument, NULL, 'n' },
		{ "domain", required_argument, NULL, 'D' },
		{ "listen", required_argument, NULL, 'l' },
		{ "ledger", required_argument, NULL, 'L' },
		{ "pending", required_argument, NULL, 'p' },
		{ "seed", required_argument, NULL, 'S' },
		{ "account-key", required_argument, NULL, 'k' },
		{ "patient", no_argument, NULL, 'P' },
		{ 0 },
	};
	int c = 0;

	while ((c = getopt_long(argc, argv, "", options, NULL)) != -1) {
		switch (c) {
		case 'd':
			o.directory = optarg;
			break;
		case 'c':
			o.clients = atoi(optarg);
			break;
		case 's':
			o.seconds = atoi(optarg);
			break;
		case 'o':
			o.orders = atol(optarg);
			break;
		case 'n':
			o.names = atoi(optarg);
			break;
		case 'D':
			o.domain = optarg;
			break;
		case 'l':
			o.listen = optarg;
			break;
		case 'L':
			o.ledger = optarg;
			break;
		case 'p':
			o.pending = atoi(optarg);
			break;
		case 'S':
			o.seed = (unsigned)atoi(optarg);
			break;
		case 'k':
			o.account_key = optarg;
			break;
		case 'P':
			o.patient = true;
			break;
		default:
			exit(2);
		}
	}
	if (o.directory == NULL || o.clients < 1 || o.clients > CLIENTS_MOST ||
	    o.names < 1)
		die("options", "see the head of acme_load.c");
	if (o.ledger != NULL && (shared.ledger = fopen(o.ledger, "ae")) == NULL)
		die(o.ledger, strerror(errno));
}

int
main(int argc, char **argv)
{
	static struct client clients[CLIENTS_MOST];
	static pthread_t threads[CLIENTS_MOST];
	int64_t begun = 0, end = 0;

	read_options(argc, argv);
	curl_global_init(CURL_GLOBAL_DEFAULT);
	signal(SIGTERM, on_term);
	make_key();
	start_responders();
	for (int i = 0; i < o.clients; i++)
		client_begin(&clients[i], i);
	find_directory(&clients[0]);
	leave_pending(&clients[0]);
	pthread_barrier_init(&connected, NULL, (unsigned)o.clients + 1);
	for (int i = 0; i < o.clients; i++)
		if (pthread_create(&threads[i], NULL, run_client,
				   &clients[i]) != 0)
			die("client", "no thread");
	pthread_barrier_wait(&connected);
	atomic_store(&requests, 0);
	begun = now_us();
	end = begun + (int64_t)o.seconds * 1000000;
	while (o.orders == 0 && now_us() < end && !atomic_load(&over))
		sleep_ms(10);
	if (o.orders == 0)
		atomic_store(&over, true);
	for (int i = 0; i < o.clients; i++)
		pthread_join(threads[i], NULL);
	report(clients, (double)(now_us() - begun) / 1e6);
	for (int i = 0; i < o.clients; i++)
		client_end(&clients[i]);
	return atomic_load(&failed) == 0 ? 0 : 1;
}
