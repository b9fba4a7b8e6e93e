/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/*
 * Keeps N connections busy with one kind of request and prints what came of it
 * as one line of JSON. Bounded in time and count; talks to loopback only.
 *
 * The ledger is for crash tests: one line per request, on disk before the next
 * request of that connection is sent: "NUMBER SHA256 LOCATION" for a
 * certificate, "NUMBER unknown -" for a connection that ended before its answer
 * was whole (never counted as refused), "NUMBER 503 -". NUMBER counts from
 * --first and stands in the names (mail.hNUMBER.DOMAIN) while the pool lasts.
 *
 * --paths FILE asks for its lines in turn. --body-file FILE sends its octets as
 * they are; with --random-at PLACE+COUNT, that many of them are new in each
 * request, and an answer counts only when it has them too. --expect HEX: only
 * answers with these octets in the body count. Others are "wrong".
 */
#include "csr_pool.h"
#include "latency.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <gnutls/crypto.h>
#include <gnutls/gnutls.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define RESPONSE_BYTES (256 * 1024)
#define MAX_CONNECTIONS 1024
#define RETRY_US 2000.0
#define REQUEST_BYTES 16384
#define BODY_BYTES 8192
#define RANDOM_BYTES 64
#define EXPECT_BYTES 64

struct options {
	const char *host; /* 127.x.x.x */
	unsigned port;
	const char *method;
	const char *path;
	const char *kind; /* of the request pool; NULL: no body */
	const char *domain;
	const char *body; /* template with %s for the PEM as a JSON string */
	const char *headers;
	const char *ledger;
	const char *paths_file, *body_file;
	char **paths; /* asked for in turn; path_count 0: `path` alone */
	size_t path_count;
	unsigned char fixed[BODY_BYTES]; /* of body_file */
	size_t fixed_n, random_at, random_n;
	unsigned char expect[EXPECT_BYTES];
	size_t expect_n;
	size_t pool;
	size_t first;
	unsigned connections;
	double seconds;
	uint64_t count;
	bool keep_going; /* reconnect when the server goes away */
};

struct connection {
	int fd; /* -1: closed, to be opened at `retry_at` */
	double retry_at;
	double sent_at;
	char *out;
	size_t out_n, out_sent;
	char *in;
	size_t in_n;
	uint64_t number; /* of the request in flight */
	unsigned char random[RANDOM_BYTES];
};

static struct {
	struct latency latency;
	uint64_t sent, answered, ok, wrong, refused, failed, unknown;
	uint64_t status[600];
	uint64_t bytes;
} seen;

static int ledger_fd = -1;
static volatile sig_atomic_t stopped;

static void
on_signal(int signo)
{
	(void)signo;
	stopped = 1;
}

static double
now_us(void)
{
	struct timespec t = { 0, 0 };

	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

static void
die(const char *what)
{
	perror(what);
	exit(1);
}

/* The template with the PEM as a JSON string; returns its length. */
static size_t
fill_template(const char *template, const char *pem, char body[BODY_BYTES])
{
	size_t n = 0;

	for (const char *p = template; *p != '\0'; p++) {
		if (p[0] != '%' || p[1] != 's') {
			body[n++] = *p;
			continue;
		}
		p++;
		for (const char *q = pem; *q != '\0'; q++) {
			if (*q == '\n') {
				body[n++] = '\\';
				body[n++] = 'n';
			} else {
				body[n++] = *q;
			}
		}
	}
	return n;
}

/* The octets of the file, some of them new each time. */
static size_t
fill_fixed(struct connection *c, const struct options *o, char body[BODY_BYTES])
{
	memcpy(body, o->fixed, o->fixed_n);
	if (o->random_n > 0) {
		if (gnutls_rnd(GNUTLS_RND_NONCE, c->random, o->random_n) < 0)
			die("random");
		memcpy(body + o->random_at, c->random, o->random_n);
	}
	return o->fixed_n;
}

static void
set_request(struct connection *c, const struct options *o,
	    const struct csr_pool *pool, uint64_t number)
{
	const char *pem = pool->count ? pool->pem[number % pool->count] : "";
	const char *path =
		o->path_count ? o->paths[number % o->path_count] : o->path;
	char body[BODY_BYTES];
	size_t n = 0;

	if (o->fixed_n > 0) {
		n = fill_fixed(c, o, body);
	} else if (o->body != NULL) {
		n = fill_template(o->body, pem, body);
	} else {
		n = strlen(pem);
		memcpy(body, pem, n);
	}
	c->number = o->first + number % (pool->count ? pool->count : 1);
	c->out_sent = 0;
	c->out_n =
		(size_t)snprintf(c->out, REQUEST_BYTES,
				 "%s %s HTTP/1.1\r\nHost: %s:%u\r\n%s",
				 o->method, path, o->host, o->port, o->headers);
	if (n > 0)
		c->out_n += (size_t)snprintf(c->out + c->out_n, 64,
					     "Content-Length: %zu\r\n", n);
	memcpy(c->out + c->out_n, "\r\n", 2);
	c->out_n += 2;
	memcpy(c->out + c->out_n, body, n);
	c->out_n += n;
}

static void
open_connection(struct connection *c, const struct options *o, int epoll_fd,
		size_t index)
{
	struct sockaddr_in a = { .sin_family = AF_INET,
				 .sin_port = htons((uint16_t)o->port) };
	struct epoll_event ev = { .events = EPOLLIN | EPOLLOUT,
				  .data = { .u64 = index } };
	int one = 1;

	if (inet_pton(AF_INET, o->host, &a.sin_addr) != 1 ||
	    (ntohl(a.sin_addr.s_addr) >> 24) != 127) {
		fputs("load: only addresses of 127.0.0.0/8\n", stderr);
		exit(2);
	}
	c->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (c->fd < 0)
		die("socket");
	(void)setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
	if (connect(c->fd, (struct sockaddr *)&a, sizeof(a)) < 0 &&
	    errno != EINPROGRESS) {
		close(c->fd);
		c->fd = -1;
		c->retry_at = now_us() + RETRY_US;
		return;
	}
	if (epoll_ctl(epoll_fd, EPOLL_CTL_ADD, c->fd, &ev) < 0)
		die("epoll_ctl");
	c->in_n = 0;
}

static void
want(struct connection *c, int epoll_fd, size_t index, uint32_t events)
{
	struct epoll_event ev = { .events = events, .data = { .u64 = index } };

	(void)epoll_ctl(epoll_fd, EPOLL_CTL_MOD, c->fd, &ev);
}

static void
write_line(const char *line, size_t n)
{
	if (write(ledger_fd, line, n) != (ssize_t)n || fdatasync(ledger_fd) < 0)
		die("ledger");
}

/* "NUMBER WORD -": a request whose fate the client does not know. */
static void
write_fate(uint64_t number, const char *word)
{
	char line[64];
	int n = snprintf(line, sizeof(line), "%llu %s -\n",
			 (unsigned long long)number, word);

	write_line(line, (size_t)n);
}

/* The connection ended while a request was under way, or could not be made. */
static void
lose(struct connection *c, const struct options *o)
{
	if (c->out_sent > 0)
		seen.unknown++;
	else
		seen.failed++;
	if (c->out_sent > 0 && ledger_fd >= 0)
		write_fate(c->number, "unknown");
	close(c->fd);
	c->fd = -1;
	c->retry_at = now_us() + RETRY_US;
	c->out_sent = 0;
	if (!o->keep_going) {
		fprintf(stderr, "load: the server closed a connection\n");
		stopped = 1;
	}
}

/* "NUMBER SHA256-OF-BODY SERIAL-HEADER", then fdatasync. */
static void
write_ledger(const struct connection *c, const char *head, const char *body,
	     size_t body_n)
{
	unsigned char hash[32];
	char line[256];
	char hex[65];
	const char *location = strcasestr(head, "\r\nLocation: ");
	int n = 0;

	(void)gnutls_hash_fast(GNUTLS_DIG_SHA256, body, body_n, hash);
	for (size_t i = 0; i < sizeof(hash); i++)
		(void)snprintf(hex + 2 * i, 3, "%02x", hash[i]);
	location = location ? location + 12 : "-\r";
	n = snprintf(line, sizeof(line), "%llu %s %.*s\n",
		     (unsigned long long)c->number, hex,
		     (int)strcspn(location, "\r"), location);
	write_line(line, (size_t)n);
}

/* Returns the length of a whole response in the buffer, 0 when more is to
 * come, -1 when it makes no sense. */
static ssize_t
whole_response(struct connection *c, int *status, size_t *ret_head)
{
	char *end = NULL;
	const char *length = NULL;

	c->in[c->in_n] = '\0';
	end = strstr(c->in, "\r\n\r\n");
	if (end == NULL)
		return c->in_n < RESPONSE_BYTES - 1 ? 0 : -1;
	*ret_head = (size_t)(end - c->in) + 4;
	*end = '\0';
	length = strcasestr(c->in, "\r\nContent-Length: ");
	*status = c->in_n > 12 ? atoi(c->in + 9) : 0;
	if (length == NULL || *status < 100 || *status > 599) {
		*end = '\r';
		return -1;
	}
	ssize_t all = (ssize_t)*ret_head + atol(length + 18);
	if ((size_t)all > c->in_n) {
		*end = '\r';
		return all < RESPONSE_BYTES ? 0 : -1;
	}
	return all;
}

/* Whether the answer is one to this request, as far as one was told to look. */
static bool
is_right(const struct connection *c, const struct options *o, const char *body,
	 size_t n)
{
	return (o->expect_n == 0 ||
		memmem(body, n, o->expect, o->expect_n) != NULL) &&
	       (o->random_n == 0 ||
		memmem(body, n, c->random, o->random_n) != NULL);
}

static void
take_response(struct connection *c, const struct options *o, int status,
	      size_t head, size_t all)
{
	latency_add(&seen.latency, now_us() - c->sent_at);
	seen.answered++;
	seen.status[status]++;
	seen.bytes += all;
	if (status >= 200 && status < 300 &&
	    !is_right(c, o, c->in + head, all - head)) {
		seen.wrong++;
	} else if (status >= 200 && status < 300) {
		seen.ok++;
		if (ledger_fd >= 0 && status == 201)
			write_ledger(c, c->in, c->in + head, all - head);
	} else {
		seen.refused++;
		if (ledger_fd >= 0 && status == 503)
			write_fate(c->number, "503");
	}
	c->in_n = 0;
}

static bool
on_readable(struct connection *c, const struct options *o)
{
	int status = 0;
	size_t head = 0;
	ssize_t all = 0;
	ssize_t n = read(c->fd, c->in + c->in_n, RESPONSE_BYTES - 1 - c->in_n);

	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return false;
	if (n <= 0) {
		lose(c, o);
		return false;
	}
	c->in_n += (size_t)n;
	all = whole_response(c, &status, &head);
	if (all < 0) {
		fputs("load: an answer that makes no sense\n", stderr);
		lose(c, o);
		return false;
	}
	if (all == 0)
		return false;
	/* RFC 9112 9.3: HTTP/1.0 ends here unless it says otherwise. */
	bool closes = strcasestr(c->in, "\r\nConnection: close") != NULL ||
		      (strncmp(c->in, "HTTP/1.0", 8) == 0 &&
		       strcasestr(c->in, "\r\nConnection: keep-alive") == NULL);
	take_response(c, o, status, head, (size_t)all);
	c->out_sent = 0;
	if (closes) {
		close(c->fd);
		c->fd = -1;
		c->retry_at = 0;
	}
	return true;
}

static bool
on_writable(struct connection *c, const struct options *o)
{
	ssize_t n = write(c->fd, c->out + c->out_sent, c->out_n - c->out_sent);

	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return false;
	if (n < 0) {
		lose(c, o);
		return false;
	}
	if (c->out_sent == 0) {
		c->sent_at = now_us();
		seen.sent++;
	}
	c->out_sent += (size_t)n;
	return c->out_sent == c->out_n;
}

static void
step(struct connection *c, const struct options *o, const struct csr_pool *pool,
     int epoll_fd, size_t index, uint32_t events, uint64_t *next)
{
	if (events & (EPOLLIN | EPOLLERR | EPOLLHUP)) {
		if (!on_readable(c, o))
			return;
		set_request(c, o, pool, (*next)++);
		if (c->fd < 0)
			return;
		events = EPOLLOUT;
	}
	if ((events & EPOLLOUT) && c->out_sent < c->out_n) {
		bool whole = on_writable(c, o);

		if (c->fd >= 0)
			want(c, epoll_fd, index,
			     whole ? EPOLLIN : EPOLLIN | EPOLLOUT);
	}
}

static void
run(const struct options *o, const struct csr_pool *pool)
{
	static struct connection all[MAX_CONNECTIONS];
	struct epoll_event events[64];
	double end = now_us() + o->seconds * 1e6;
	uint64_t next = 0;
	int epoll_fd = epoll_create1(EPOLL_CLOEXEC);

	for (size_t i = 0; i < o->connections; i++) {
		all[i].fd = -1;
		all[i].out = malloc(REQUEST_BYTES);
		all[i].in = malloc(RESPONSE_BYTES);
		if (all[i].out == NULL || all[i].in == NULL)
			die("malloc");
		set_request(&all[i], o, pool, next++);
	}
	while (!stopped && now_us() < end &&
	       (o->count == 0 || seen.answered < o->count)) {
		double now = now_us();

		for (size_t i = 0; i < o->connections; i++)
			if (all[i].fd < 0 && now >= all[i].retry_at)
				open_connection(&all[i], o, epoll_fd, i);
		int n = epoll_wait(epoll_fd, events, 64, 2);
		for (int i = 0; i < n; i++) {
			size_t at = (size_t)events[i].data.u64;

			if (all[at].fd >= 0)
				step(&all[at], o, pool, epoll_fd, at,
				     events[i].events, &next);
		}
	}
	for (size_t i = 0; i < o->connections; i++) {
		if (all[i].fd >= 0)
			close(all[i].fd);
		free(all[i].out);
		free(all[i].in);
	}
	close(epoll_fd);
}

static void
print_report(const struct options *o, double seconds)
{
	printf("{\"connections\":%u,\"seconds\":%.3f,\"sent\":%llu,"
	       "\"answered\":%llu,\"ok\":%llu,\"wrong\":%llu,"
	       "\"refused\":%llu,\"unknown\":%llu,\"failed\":%llu,\"rate\":%.1f,"
	       "\"mean_us\":%.0f,\"p50_us\":%.0f,\"p90_us\":%.0f,"
	       "\"p99_us\":%.0f,\"max_us\":%.0f,\"status\":{",
	       o->connections, seconds, (unsigned long long)seen.sent,
	       (unsigned long long)seen.answered, (unsigned long long)seen.ok,
	       (unsigned long long)seen.wrong, (unsigned long long)seen.refused,
	       (unsigned long long)seen.unknown,
	       (unsigned long long)seen.failed, (double)seen.ok / seconds,
	       seen.latency.sum_us / (double)(seen.latency.count + 1),
	       latency_at(&seen.latency, 0.5), latency_at(&seen.latency, 0.9),
	       latency_at(&seen.latency, 0.99), seen.latency.max_us);
	const char *comma = "";
	for (unsigned i = 100; i < 600; i++) {
		if (seen.status[i] == 0)
			continue;
		printf("%s\"%u\":%llu", comma, i,
		       (unsigned long long)seen.status[i]);
		comma = ",";
	}
	puts("}}");
}

static void
usage(void)
{
	fputs("usage: load --port N [--host 127.0.0.1] [--method POST]\n"
	      "  [--path /v1/certificates] [--header 'Name: value']...\n"
	      "  [--kind ec-p256|rsa-2048|none] [--pool N] [--first N]\n"
	      "  [--domain bench.example] [--body TEMPLATE-WITH-%s]\n"
	      "  [--paths FILE] [--body-file FILE [--random-at PLACE+COUNT]]\n"
	      "  [--expect HEX]\n"
	      "  [--connections N] [--seconds S] [--count N]\n"
	      "  [--ledger FILE] [--keep-going]\n",
	      stderr);
	exit(2);
}

/* Lines of --paths, all in memory. */
static void
read_paths(struct options *o)
{
	FILE *f = fopen(o->paths_file, "re");
	char *line = NULL;
	size_t cap = 0;
	ssize_t n = 0;

	if (f == NULL)
		die(o->paths_file);
	while ((n = getline(&line, &cap, f)) > 0) {
		line[strcspn(line, "\n")] = '\0';
		o->paths = reallocarray(o->paths, o->path_count + 1,
					sizeof(*o->paths));
		if (o->paths == NULL || n > 4096)
			die(o->paths_file);
		o->paths[o->path_count++] = line;
		line = NULL;
		cap = 0;
	}
	free(line);
	(void)fclose(f);
	if (o->path_count == 0)
		usage();
}

static void
read_body(struct options *o)
{
	FILE *f = fopen(o->body_file, "re");

	if (f == NULL)
		die(o->body_file);
	o->fixed_n = fread(o->fixed, 1, sizeof(o->fixed), f);
	if (o->fixed_n == 0 || o->fixed_n == sizeof(o->fixed) ||
	    o->random_at + o->random_n > o->fixed_n)
		usage();
	(void)fclose(f);
}

/* "PLACE+COUNT" */
static void
parse_random(struct options *o, const char *text)
{
	if (sscanf(text, "%zu+%zu", &o->random_at, &o->random_n) != 2 ||
	    o->random_n == 0 || o->random_n > RANDOM_BYTES)
		usage();
}

static void
parse_expect(struct options *o, char *hex)
{
	size_t n = sizeof(o->expect);
	gnutls_datum_t text = { (unsigned char *)hex, (unsigned)strlen(hex) };

	if (gnutls_hex_decode(&text, o->expect, &n) < 0)
		usage();
	o->expect_n = n;
}

static void
parse(int argc, char **argv, struct options *o, char *headers, size_t cap)
{
	static const struct option longs[] = {
		{ "host", 1, NULL, 'H' },      { "port", 1, NULL, 'p' },
		{ "method", 1, NULL, 'm' },    { "path", 1, NULL, 'u' },
		{ "header", 1, NULL, 'h' },    { "kind", 1, NULL, 'k' },
		{ "pool", 1, NULL, 'P' },      { "domain", 1, NULL, 'd' },
		{ "body", 1, NULL, 'b' },      { "connections", 1, NULL, 'c' },
		{ "seconds", 1, NULL, 's' },   { "count", 1, NULL, 'n' },
		{ "ledger", 1, NULL, 'l' },    { "keep-going", 0, NULL, 'g' },
		{ "first", 1, NULL, 'f' },     { "paths", 1, NULL, 'U' },
		{ "body-file", 1, NULL, 'B' }, { "random-at", 1, NULL, 'r' },
		{ "expect", 1, NULL, 'e' },    { NULL, 0, NULL, 0 },
	};
	int c = 0;

	while ((c = getopt_long(argc, argv, "", longs, NULL)) != -1) {
		switch (c) {
		case 'H':
			o->host = optarg;
			break;
		case 'p':
			o->port = (unsigned)atoi(optarg);
			break;
		case 'm':
			o->method = optarg;
			break;
		case 'u':
			o->path = optarg;
			break;
		case 'h':
			if (strlen(headers) + strlen(optarg) + 3 > cap)
				usage();
			strcat(strcat(headers, optarg), "\r\n");
			break;
		case 'k':
			o->kind = optarg;
			break;
		case 'P':
			o->pool = (size_t)atol(optarg);
			break;
		case 'f':
			o->first = (size_t)atol(optarg);
			break;
		case 'd':
			o->domain = optarg;
			break;
		case 'b':
			o->body = optarg;
			break;
		case 'c':
			o->connections = (unsigned)atoi(optarg);
			break;
		case 's':
			o->seconds = atof(optarg);
			break;
		case 'n':
			o->count = (uint64_t)atoll(optarg);
			break;
		case 'l':
			o->ledger = optarg;
			break;
		case 'g':
			o->keep_going = true;
			break;
		case 'U':
			o->paths_file = optarg;
			break;
		case 'B':
			o->body_file = optarg;
			break;
		case 'r':
			parse_random(o, optarg);
			break;
		case 'e':
			parse_expect(o, optarg);
			break;
		default:
			usage();
		}
	}
	if (o->port == 0 || optind != argc || o->connections == 0 ||
	    o->connections > MAX_CONNECTIONS || o->seconds > 600)
		usage();
}

int
main(int argc, char **argv)
{
	static char headers[4096];
	struct options o = { .host = "127.0.0.1",
			     .method = "POST",
			     .path = "/v1/certificates",
			     .kind = "ec-p256",
			     .domain = "bench.example",
			     .headers = headers,
			     .pool = 4096,
			     .connections = 8,
			     .seconds = 5 };
	struct csr_pool pool = { 0, NULL };
	double start = 0;

	parse(argc, argv, &o, headers, sizeof(headers));
	if (o.paths_file != NULL)
		read_paths(&o);
	if (o.body_file != NULL)
		read_body(&o);
	if (o.random_n > 0 && o.body_file == NULL)
		usage();
	(void)signal(SIGPIPE, SIG_IGN);
	(void)signal(SIGTERM, on_signal);
	(void)signal(SIGINT, on_signal);
	if (strcmp(o.kind, "none") != 0)
		csr_pool_make(&pool, o.kind, o.pool, o.domain, o.first);
	if (o.ledger != NULL) {
		ledger_fd =
			open(o.ledger,
			     O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
		if (ledger_fd < 0)
			die(o.ledger);
	}
	start = now_us();
	run(&o, &pool);
	print_report(&o, (now_us() - start) / 1e6);
	csr_pool_free(&pool);
	for (size_t i = 0; i < o.path_count; i++)
		free(o.paths[i]);
	free(o.paths);
	return seen.answered > 0 ? 0 : 1;
}
