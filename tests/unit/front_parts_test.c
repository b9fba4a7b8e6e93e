/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Claims about routes, tokens, forms, JSON and rates: what needs no socket. */

#include "src/front/accept.h"
#include "src/front/auth.h"
#include "src/front/blame.h"
#include "src/front/html.h"
#include "src/front/list.h"
#include "src/front/rate.h"
#include "src/front/routes.h"
#include "src/front/work.h"
#include "tests/tap.h"

#include <stdlib.h>

static void
each_route_is_found_and_no_other(void)
{
	size_t count;
	const struct route *all = routes_all(&count), *found;
	struct route_path got;
	char allow[64];

	for (size_t i = 0; i < count; i++) {
		char path[100];
		size_t n = 0;

		for (const char *p = all[i].path; *p; p++)
			path[n++] = *p == '*' ? 'x' : *p;
		path[n] = '\0';
		/* '**' takes all that follows: a claim of its own. */
		if (strstr(all[i].path, "**"))
			continue;
		is_int(route_find(all[i].method, bytes_of_text(path), &found,
				  &got, allow, sizeof(allow)),
		       ROUTE_FOUND, "%s %s", all[i].method, path);
		ok(found == &all[i], "it is that one");
		is_int(route_find("BREW", bytes_of_text(path), &found, &got,
				  allow, sizeof(allow)),
		       ROUTE_METHOD, "BREW %s", path);
		ok(strstr(allow, all[i].method) != NULL, "allow: %s", allow);
		path[n++] = '/';
		path[n] = '\0';
		ok(route_find(all[i].method, bytes_of_text(path), &found, &got,
			      allow, sizeof(allow)) != ROUTE_FOUND ||
			   found != &all[i],
		   "%s", path);
		path[n - 2] = '\0';
		if (n > 2 && path[n - 3] != '/')
			is_int(route_find(all[i].method, bytes_of_text(path),
					  &found, &got, allow,
					  sizeof(allow)) == ROUTE_FOUND &&
				       found == &all[i] && path[n - 3] != 'x',
			       0, "%s", path);
	}
}

static void
a_star_is_one_whole_segment(void)
{
	const struct route *found;
	struct route_path got;
	char allow[64];

	is_int(route_find("HEAD", bytes_of_text("/i/abc/ca.cer"), &found, &got,
			  allow, sizeof(allow)),
	       ROUTE_FOUND, "HEAD finds GET");
	ok(bytes_is_text(got.segment, "abc"), "the segment");
	is_int(route_find("GET", bytes_of_text("/i//ca.cer"), &found, &got,
			  allow, sizeof(allow)),
	       ROUTE_UNKNOWN, "an empty segment");
	is_int(route_find("GET", bytes_of_text("/i/a/b/ca.cer"), &found, &got,
			  allow, sizeof(allow)),
	       ROUTE_UNKNOWN, "two segments");
}

static void
two_stars_are_all_that_is_left(void)
{
	static const char *const rests[] = { "", "a", "/a//b/", "a%2Fb" };
	const struct route *found;
	struct route_path got;
	char allow[64], path[64];

	for (size_t i = 0; i < ARRAY_SIZE(rests); i++) {
		snprintf(path, sizeof(path), "/i/abc/ocsp/%s", rests[i]);
		is_int(route_find("GET", bytes_of_text(path), &found, &got,
				  allow, sizeof(allow)),
		       ROUTE_FOUND, "%s", path);
		ok(found->handler == on_ocsp_get, "of OCSP");
		ok(bytes_is_text(got.segment, "abc"), "the segment");
		ok(bytes_is_text(got.rest, rests[i]), "the rest");
		is_int(route_find("POST", bytes_of_text(path), &found, &got,
				  allow, sizeof(allow)),
		       ROUTE_METHOD, "POST %s", path);
	}
	is_int(route_find("GET", bytes_of_text("/i/abc/ocsp"), &found, &got,
			  allow, sizeof(allow)),
	       ROUTE_METHOD, "nothing is left without the slash");
	is_str(allow, "POST", "there one posts");
}

/* What programs ask for at each connection, and nothing else. */
static void
only_revocation_is_free_of_the_rate(void)
{
	size_t count;
	const struct route *all = routes_all(&count);

	for (size_t i = 0; i < count; i++) {
		bool is_free = strstr(all[i].path, "/ocsp") != NULL ||
			       strstr(all[i].path, "ca.crl") != NULL;

		is_int(all[i].auth == ROUTE_FREE, is_free, "%s %s",
		       all[i].method, all[i].path);
		if (!is_free)
			continue;
		ok(!route_serves(&all[i], (struct bytes){ 0 }, LISTENER_METRICS,
				 true, true),
		   "not with the metrics");
		ok(!route_serves(&all[i], (struct bytes){ 0 }, LISTENER_PROBE,
				 true, true),
		   "not with the probe");
	}
}

/* ---- tokens --------------------------------------------------------------------- */

static enum token_place
place(enum conf_choice rule, bool tls, bool loopback, const char *field)
{
	static struct conf conf;
	static struct guard_head head;

	conf.allow_plain_tokens = rule;
	head.count = 0;
	if (field)
		head.at[head.count++] =
			(struct guard_field){ bytes_of_text(field),
					      bytes_of_text("x") };
	return auth_place(&conf, tls, loopback, &head);
}

static void
plain_tokens_are_taken_where_the_rule_says(void)
{
	static const char *const proxies[] = {
		"Forwarded",	   "VIA",
		"X-Forwarded-For", "x-forwarded-client-cert",
		"X-Forwarded",	   "X-Real-IP"
	};

	is_int(place(PLAIN_TOKENS_NO, true, false, NULL), TOKEN_ALLOWED, "TLS");
	is_int(place(PLAIN_TOKENS_NO, false, true, NULL), TOKEN_EXPOSED, "no");
	is_int(place(PLAIN_TOKENS_LOOPBACK, false, true, NULL), TOKEN_ALLOWED,
	       "loopback");
	is_int(place(PLAIN_TOKENS_LOOPBACK, false, false, NULL), TOKEN_EXPOSED,
	       "loopback, from elsewhere");
	is_int(place(PLAIN_TOKENS_YES, false, false, NULL), TOKEN_ALLOWED,
	       "yes");
	for (size_t i = 0; i < ARRAY_SIZE(proxies); i++)
		is_int(place(PLAIN_TOKENS_LOOPBACK, false, true, proxies[i]),
		       TOKEN_EXPOSED, "%s voids loopback", proxies[i]);
}

static void
only_bearer_tokens_are_tokens(void)
{
	static const char *const wrong[] = {
		"",	      "Bearer",	      "Bearer ",	  "Basic dTpw",
		"Bearer a b", "Bearer \"a\"", "Bearer a,Bearer b"
	};
	uint8_t a[LIMIT_CREDENTIAL_BYTES], b[LIMIT_CREDENTIAL_BYTES];
	struct err err;

	is_int(auth_read(bytes_of_text("Bearer sanca_abc-_"), a, &err), 0,
	       "a token");
	is_int(auth_read(bytes_of_text("bearer  sanca_abc-_"), b, &err), 0,
	       "by another spelling of the scheme");
	is_mem(a, sizeof(a), b, sizeof(b), "the same credential");
	for (size_t i = 0; i < ARRAY_SIZE(wrong); i++) {
		is_int(auth_read(bytes_of_text(wrong[i]), a, &err), -1, "%s",
		       wrong[i]);
		is_int(err.code, ERR_UNAUTHORIZED, "by its code");
		is_str(err.text, AUTH_REFUSAL, "in the same words");
	}
}

static void
the_cache_forgets(void)
{
	struct auth_cache *cache = NULL;
	struct who who = { .known = true, .policy = "p" }, got;
	uint8_t key[LIMIT_CREDENTIAL_BYTES] = { CREDENTIAL_TOKEN, 1 };
	uint8_t other[LIMIT_CREDENTIAL_BYTES] = { CREDENTIAL_TOKEN, 1, 0, 2 };
	struct err err;

	is_int(auth_cache_new(&cache, &err), 0, "made");
	ok(!auth_cache_get(cache, key, 0, &got), "empty");
	auth_cache_put(cache, key, 1000, &who);
	ok(auth_cache_get(cache, key, 1001, &got), "remembered");
	ok(got.remembered, "and marked so");
	is_str(got.policy, "p", "policy");
	ok(!auth_cache_get(cache, other, 1001, &got),
	   "another one in the same place is not it");
	ok(!auth_cache_get(cache, key, 1000 + LIMIT_AUTH_CACHE_MS, &got),
	   "after 30 s no more");
	auth_cache_put(cache, other, 1000, &who);
	ok(!auth_cache_get(cache, key, 1001, &got), "its place was taken");
	auth_cache_drop(cache, other);
	ok(!auth_cache_get(cache, other, 1001, &got), "dropped");
	auth_cache_free(&cache);
}

static void
who_crashes_waits_longer_each_time(void)
{
	static const uint8_t v4[16] = { [10] = 0xff, 0xff, 192, 0, 2, 2 };
	static const uint8_t other[16] = { [10] = 0xff, 0xff, 192, 0, 2, 3 };
	struct blame b[12] = { 0 };

	for (size_t i = 0; i < ARRAY_SIZE(b); i++) {
		memcpy(b[i].network, v4, 16);
		b[i].at_s = 1000 + (int64_t)i;
	}
	is_int(blame_until(b, 0, v4, 1000), 0, "nobody");
	is_int(blame_until(b, 1, v4, 1000), 1060, "a minute");
	is_int(blame_until(b, 1, v4, 1059), 1060, "to its end");
	is_int(blame_until(b, 1, v4, 1060), 0, "and no longer");
	is_int(blame_until(b, 1, other, 1000), 0, "others are served");
	is_int(blame_until(b, 2, v4, 1010), 1121, "then two minutes");
	is_int(blame_until(b, 12, v4, 1011), 4611, "an hour at most");
	is_int(blame_until(b, 12, v4, 4611), 0, "which ends too");
	is_int(blame_until(b, 12, v4, 900), 0, "a clock that was set back");
	b[0].at_s = INT64_MIN;
	is_int(blame_until(b, 2, v4, 1010), 1061, "a time that makes no sense");
}

static void
rates_count_by_network(void)
{
	struct rate *rate = NULL;
	uint8_t v4[16] = { [10] = 0xff, [11] = 0xff, 10, 0, 0, 1 };
	uint8_t v4b[16] = { [10] = 0xff, [11] = 0xff, 10, 0, 0, 2 };
	uint8_t v6[16] = { 0x20, 1 }, v6b[16] = { 0x20, 1, [15] = 9 };
	struct err err;

	is_int(rate_new(&rate, &err), 0, "made");
	for (int i = 0; i < 10; i++)
		ok(rate_allows(rate, v4, 10, 5), "%d", i);
	ok(!rate_allows(rate, v4, 10, 5), "the eleventh");
	ok(rate_allows(rate, v4b, 10, 5), "another address");
	ok(rate_allows(rate, v4, 10, 66001), "a minute slides");
	ok(rate_allows(rate, v4, 10, 66001), "a tenth of it has gone");
	ok(!rate_allows(rate, v4, 10, 66002), "slowly");
	ok(rate_allows(rate, v4, 10, 200000), "and ends");
	ok(rate_allows(rate, v4, 0, 5), "no limit");
	for (int i = 0; i < 5; i++) {
		ok(rate_allows(rate, v6, 10, 5), "IPv6");
		ok(rate_allows(rate, v6b, 10, 5), "same /64");
	}
	ok(!rate_allows(rate, v6, 10, 5), "counted together");
	rate_free(&rate);
}

/* ---- forms ------------------------------------------------------------------------ */

static int
chosen(const char *accept)
{
	enum form form;
	struct err err;

	return accept_choose(bytes_of_text(accept), &form, &err) == 0
		       ? (int)form
		       : -1;
}

static void
accept_chooses_by_weight(void)
{
	is_int(chosen(""), FORM_PEM, "nothing");
	is_int(chosen("*/*"), FORM_PEM, "anything");
	is_int(chosen("text/html,application/xhtml+xml,application/xml;q=0.9,"
		      "*/*;q=0.8"),
	       FORM_PEM, "a browser");
	is_int(chosen("application/json"), FORM_JSON, "JSON");
	is_int(chosen("application/json;q=0.5, application/pkix-cert"),
	       FORM_DER, "by weight");
	is_int(chosen("application/json ; q=0.001"), FORM_JSON, "little");
	is_int(chosen("application/json;q=0"), -1, "none");
	is_int(chosen("*/*;q=0.1, application/pem-certificate-chain;q=0"),
	       FORM_DER, "anything but the default");
	is_int(chosen("application/*;q=0.5, application/json"), FORM_JSON,
	       "the closer range");
	is_int(chosen("APPLICATION/X-PKCS7-CERTIFICATES"), FORM_P7B, "case");
	is_int(chosen("image/png"), -1, "a picture");
	is_int(chosen("application/json;q=x"), -1, "a weight that is none");
	is_int(chosen(",,;q=1"), -1, "noise");
}

static void
endings_name_forms(void)
{
	struct bytes name = bytes_of_text("0123.p7b");
	enum form form;
	bool has;

	ok(form_of_name(&name, &has, &form), "known");
	is_int(form, FORM_P7B, "p7b");
	is_int(name.n, 4, "cut off");
	name = bytes_of_text("0123");
	ok(form_of_name(&name, &has, &form) && !has, "none");
	name = bytes_of_text("0123.pem.exe");
	ok(!form_of_name(&name, &has, &form), "unknown");
}

/* ---- JSON ------------------------------------------------------------------------- */

static int
json(const char *text, size_t n)
{
	static struct wishes w;
	struct buf csr = { 0 };
	struct err err;
	int ret;

	w = (struct wishes){ 0 };
	ret = json_body_read((struct bytes){ (const uint8_t *)text, n }, &csr,
			     &w, &err);
	if (ret < 0)
		is_int(err.code, ERR_MALFORMED, "400 for %s", text);
	buf_free(&csr);
	return ret;
}

static void
only_known_json_is_taken(void)
{
	static const char *const fine[] = {
		"{\"csr\":\"x\"}",
		" \r\n{\"csr\":\"x\",\"profile\":\"mail\"}",
		"{\"csr\":\"x\",\"lifetime\":\"90d\"}",
		"{\"csr\":\"x\",\"lifetime\":3600}",
		"{\"csr\":\"x\",\"names\":[\"a.b\",\"10.0.0.1\"]}",
		"{\"csr\":\"x\",\"contact\":\"Anna \u00c5, 12\"}"
	};
	static const char *const refused[] = {
		"{}",
		"{",
		"{\"csr\":1}",
		"{\"csr\":null}",
		"{\"csr\":\"x\",\"role\":\"admin\"}",
		"{\"csr\":\"x\",\"csr\":\"y\"}",
		"{\"csr\":\"x\\u0000y\"}",
		"{\"csr\":\"\\ud800\"}",
		"{\"csr\":\"x\",\"lifetime\":1e400}",
		"{\"csr\":\"x\",\"lifetime\":1.5}",
		"{\"csr\":\"x\",\"lifetime\":-1}",
		"{\"csr\":\"x\",\"lifetime\":\"forever\"}",
		"{\"csr\":\"x\",\"names\":[]}",
		"{\"csr\":\"x\",\"names\":\"a\"}",
		"{\"csr\":\"x\",\"names\":[1]}",
		"{\"csr\":\"x\",\"names\":[\"\"]}",
		"{\"csr\":\"x\",\"profile\":\"a-profile-too-long\"}",
		"{\"csr\":\"x\",\"contact\":[\"anna\"]}",
		"{\"csr\":\"x\",\"contact\":\"two\\nlines\"}",
		"{\"csr\":\"x\",\"contact\":\"next\\u0085line\"}",
		"{\"csr\":\"x\",\"contact\":\"two\\u2028lines\"}",
		"{\"csr\":\"x\"}{\"csr\":\"y\"}",
		"\xef\xbb\xbf{\"csr\":\"x\"}",
		"{\"csr\":\"\xff\"}"
	};

	for (size_t i = 0; i < ARRAY_SIZE(fine); i++)
		is_int(json(fine[i], strlen(fine[i])), 0, "%s", fine[i]);
	for (size_t i = 0; i < ARRAY_SIZE(refused); i++)
		is_int(json(refused[i], strlen(refused[i])), -1, "%s",
		       refused[i]);
	is_int(json("{\"csr\":\"x\0\"}", 11), -1, "a raw NUL");
}

static void
deep_and_long_json_is_refused(void)
{
	static char text[LIMIT_BODY_BYTES];

	memset(text, '[', sizeof(text));
	memcpy(text, "{\"csr\":", 7);
	is_int(json(text, sizeof(text) - 1), -1, "deep");
	memset(text, ' ', sizeof(text));
	memcpy(text, "{\"csr\":\"x\",\"names\":[", 20);
	for (size_t i = 0; i < 101; i++)
		memcpy(text + 20 + 6 * i, "\"a.b\",", 6);
	memcpy(text + 20 + 6 * 101 - 1, "]}", 2);
	is_int(json(text, sizeof(text) - 1), -1, "101 names");
}

/* ---- pages and lists ---------------------------------------------------------------- */

static void
html_shows_everything_as_text(void)
{
	static const char nasty[] = "\"'><img onerror=x>&\n\xff\0z";
	struct html_value v = { "a",
				{ (const uint8_t *)nasty, sizeof(nasty) - 1 },
				false };
	struct buf out = { 0 };
	struct err err;

	is_int(html_fill(bytes_of_text("<p>{{a}}</p>"), &v, 1, &out, &err), 0,
	       "filled");
	is_str(buf_text(&out),
	       "<p>&quot;&#39;&gt;&lt;img onerror=x&gt;&amp;\\x0a\\xff\\x00z"
	       "</p>",
	       "encoded");
	buf_free(&out);
	v.value = bytes_of_text("CONTOSO\\SRV$ \\xe2 <");
	is_int(html_fill(bytes_of_text("{{a}}"), &v, 1, &out, &err), 0,
	       "filled with backslashes");
	is_str(buf_text(&out), "CONTOSO\\SRV$ \\xe2 &lt;",
	       "what was shown before is not escaped twice");
	buf_free(&out);
	is_int(html_fill(bytes_of_text("{{b}}"), &v, 1, &out, &err), -1,
	       "an unknown name");
	is_int(html_fill(bytes_of_text("{{a"), &v, 1, &out, &err), -1,
	       "no end");
	buf_free(&out);
	v = (struct html_value){ "a", bytes_of_text("<b>{{b}}</b>"), true };
	is_int(html_fill(bytes_of_text("{{a}}"), &v, 1, &out, &err), 0,
	       "filled with markup");
	is_str(buf_text(&out), "<b>{{b}}</b>",
	       "markup goes in as it is, and is no template itself");
	buf_free(&out);
}

static const struct route *
route_of(const char *path)
{
	const struct route *found = NULL;
	struct route_path got = { 0 };
	char allow[64];

	is_int(route_find("GET", bytes_of_text(path), &found, &got, allow,
			  sizeof(allow)),
	       ROUTE_FOUND, "%s", path);
	return found;
}

static void
metrics_are_for_this_machine_or_their_own_listener(void)
{
	const struct route *metrics = route_of("/metrics");
	const struct route *health = route_of("/healthz");
	const struct route *page = route_of("/");
	const struct bytes none = { 0 };

	ok(route_serves(metrics, none, LISTENER_PLAIN, false, true),
	   "from loopback");
	ok(!route_serves(metrics, none, LISTENER_PLAIN, false, false),
	   "from elsewhere");
	ok(!route_serves(metrics, none, LISTENER_PLAIN, true, true),
	   "elsewhere when they have a listener");
	ok(!route_serves(metrics, none, LISTENER_PLAIN, true, false),
	   "and not from afar");
	ok(route_serves(metrics, none, LISTENER_METRICS, true, false),
	   "on theirs to anybody");
	ok(route_serves(health, none, LISTENER_METRICS, true, false),
	   "health is there too");
	ok(!route_serves(page, none, LISTENER_METRICS, true, true),
	   "and nothing else");
	ok(route_serves(page, none, LISTENER_PLAIN, true, false),
	   "which is on the others");
}

static void
the_probe_has_its_page_alone(void)
{
	const struct bytes none = { 0 };
	const struct bytes style = bytes_of_text("style.css");
	const struct bytes script = bytes_of_text("copy.js");
	const enum listener_kind probe = LISTENER_PROBE;
	size_t count = 0;
	const struct route *all = routes_all(&count);

	for (size_t i = 0; i < count; i++) {
		bool is_page = strcmp(all[i].path, "/") == 0 ||
			       strcmp(all[i].path, "/probe") == 0;

		ok(route_serves(&all[i], none, probe, false, true) == is_page,
		   "%s %s", all[i].method, all[i].path);
	}
	ok(route_serves(route_of("/web/style.css"), style, probe, false, false),
	   "its style");
	ok(!route_serves(route_of("/web/copy.js"), script, probe, false, false),
	   "no script");
	ok(!route_serves(route_of("/probe"), none, LISTENER_TLS, false, false),
	   "nothing else has that page");
}

static void
list_queries_are_bounded(void)
{
	static struct list_query q;
	static const char *const refused[] = { "limit=0",
					       "limit=-1",
					       "limit=501",
					       "after=-1",
					       "after=9223372036854775808",
					       "order=a",
					       "status=x",
					       "expiring=",
					       "expiring=0",
					       "name=" };
	struct err err;

	is_int(list_query_read(bytes_of_text("name=*.x&limit=500&after=7&"
					     "status=valid&requester=r"),
			       100, &q, &err),
	       0, "all");
	is_str(q.filter.name, "*.x", "name");
	is_int(q.filter.ends_after, 100, "valid now");
	is_int(list_query_read(bytes_of_text("expiring=30d"), 100, &q, &err), 0,
	       "expiring");
	is_int(q.filter.ends_before, 100 + 30 * 86400, "in 30 days");
	for (size_t i = 0; i < ARRAY_SIZE(refused); i++)
		is_int(list_query_read(bytes_of_text(refused[i]), 0, &q, &err),
		       -1, "%s", refused[i]);
}

TAP_MAIN(each_route_is_found_and_no_other, a_star_is_one_whole_segment,
	 two_stars_are_all_that_is_left, only_revocation_is_free_of_the_rate,
	 plain_tokens_are_taken_where_the_rule_says,
	 only_bearer_tokens_are_tokens, the_cache_forgets,
	 rates_count_by_network, who_crashes_waits_longer_each_time,
	 accept_chooses_by_weight, endings_name_forms, only_known_json_is_taken,
	 deep_and_long_json_is_refused, html_shows_everything_as_text,
	 metrics_are_for_this_machine_or_their_own_listener,
	 the_probe_has_its_page_alone, list_queries_are_bounded)
