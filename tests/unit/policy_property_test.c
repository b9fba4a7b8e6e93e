/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* What must hold for any policy and any names: tried on random ones. */

#include "tests/tap.h"

#include "policy_text.h"
#include "src/policy/policy_decide.h"

#define CASES 100000
/* A policy is asked so often before the next is made. */
#define CASES_PER_POLICY 50

static uint64_t state;

/* xorshift64*: the same numbers on every machine. */
static unsigned
pick(size_t n)
{
	state ^= state >> 12;
	state ^= state << 25;
	state ^= state >> 27;
	return (unsigned)((state * UINT64_C(2685821657736338717)) >> 33) %
	       (unsigned)n;
}

static const char *const domains[] = {
	"x.test",    "a.x.test", "secret.x.test", "y.local",
	"localhost", "b.onion",	 "server01",	  "xn--mnchen-3ya.test",
};
static const char *const labels[] = {
	"",	   "",	  "a.",	  "a.",	       "*.",
	"secret.", "-a.", "a_b.", "server01.", "xn--pple-43d."
};
static const char *const others[] = {
	"ip:10.0.0.1",	   "ip:10.1.0.1",	 "ip:127.0.0.1",
	"ip:2001:db8::1",  "ip:::ffff:10.0.0.1", "ip:2002:a00:1::",
	"email:a@x.test",  "email:b@y.local",	 "uri:https://x.test/",
	"uri:https://u@x", "dns:127.1",		 "dns:a\\x00b.x.test",
	"dir:x",
};
static const char *const rules[] = {
	"allow-domain = x.test",
	"allow-domain = y.local",
	"allow-domain = test",
	"allow-below = x.test",
	"allow-name = a.x.test",
	"allow-name = b.onion",
	"deny-domain = secret.x.test",
	"deny-domain = a.x.test",
	"wildcard-domain = x.test",
	"wildcard-domain = test",
	"short-name = server01",
	"short-names = listed",
	"ip-range = 10.0.0.0/8",
	"deny-ip-range = 10.1.0.0/16",
	"ip-range = ::/0",
	"email-domain = x.test",
	"uri-host = x.test",
	"max-names = 3",
	"underscore = yes",
	"idn = any",
	"special-addresses = yes",
	"ip-range = 127.0.0.0/8",
};

#define PICK(a) ((a)[pick(ARRAY_SIZE(a))])

static struct policy_text text;

/* Without short-names-of, whose point is that a name is allowed beside
 * another. */
static void
policy_make(void)
{
	char line[1024] = "";
	struct err err = { 0 };

	for (unsigned n = pick(9); n > 0; n--) {
		strcat(line, PICK(rules));
		strcat(line, ";");
	}
	ok(policy_read(line, &text, &err) == 0, "%s: %s", line, err.text);
}

static void
word_make(char out[128])
{
	if (pick(4) == 0)
		snprintf(out, 128, "%s", PICK(others));
	else
		snprintf(out, 128, "dns:%s%s", PICK(labels), PICK(domains));
}

struct words {
	size_t n;
	char at[12][128];
};

static void
words_make(struct words *w)
{
	memset(w, 0, sizeof(*w));
	for (w->n = 0; w->n < 1 + pick(3); w->n++)
		word_make(w->at[w->n]);
}

static bool
decide(const struct words *w, struct outcome *out)
{
	static struct request_text request;
	char line[2048] = "";
	struct err err;

	for (size_t i = 0; i < w->n; i++) {
		strcat(line, w->at[i]);
		strcat(line, " ");
	}
	request_read(line, &request);
	if (!outcome_of(&text.policy, &request, out, &err))
		return out->allowed;
	ok(false, "%s", err.text);
	return false;
}

static void
words_shuffle(struct words *w)
{
	for (size_t i = w->n; i > 1; i--) {
		size_t k = pick(i);
		char spare[128];

		memcpy(spare, w->at[k], sizeof(spare));
		memcpy(w->at[k], w->at[i - 1], sizeof(spare));
		memcpy(w->at[i - 1], spare, sizeof(spare));
	}
}

/* "dns:" and "\x00" keep their case: they are not of the name. */
static void
words_raise(struct words *w)
{
	for (size_t i = 0; i < w->n; i++) {
		char *p = strchr(w->at[i], ':');

		for (; p && *p; p++) {
			if (*p >= 'a' && *p <= 'z' && *p != 'x' && pick(2))
				*p = (char)(*p - 32);
		}
	}
}

/* One way to change a request, none of which may help it. */
static void
words_change(struct words *w, unsigned how)
{
	if (how == 0)
		words_shuffle(w);
	if (how == 1)
		memcpy(w->at[w->n], w->at[pick(w->n)], sizeof(w->at[0]));
	if (how == 2)
		words_raise(w);
	if (how == 3)
		word_make(w->at[w->n]);
	if (how == 1 || how == 3)
		w->n++;
}

static void
no_change_turns_a_refusal_into_an_allowance(void)
{
	static const char *const hows[] = { "permuting", "repeating",
					    "upper-casing", "adding" };
	static struct outcome out;
	size_t allowed = 0, wrong = 0;

	state = 20261122;
	for (size_t i = 0; i < CASES; i++) {
		struct words w;
		unsigned how = pick(ARRAY_SIZE(hows));

		if (i % CASES_PER_POLICY == 0)
			policy_make();
		words_make(&w);
		if (decide(&w, &out)) {
			allowed++;
			continue;
		}
		words_change(&w, how);
		if (decide(&w, &out) && wrong++ < 5)
			ok(false, "%s helped: %s ...", hows[how], w.at[0]);
	}
	is_int(wrong, 0, "cases that a change helped");
	ok(allowed > CASES / 100 && allowed < CASES / 2, "%zu allowed",
	   allowed);
	diag("%d cases, %zu allowed at first", CASES, allowed);
}

static void
permuting_and_repeating_change_nothing_at_all(void)
{
	static struct outcome out;
	size_t wrong = 0;

	state = 7;
	for (size_t i = 0; i < CASES / 4; i++) {
		struct words w;
		bool before;

		if (i % CASES_PER_POLICY == 0)
			policy_make();
		words_make(&w);
		before = decide(&w, &out);
		words_change(&w, pick(2));
		wrong += decide(&w, &out) != before;
	}
	is_int(wrong, 0, "cases that came out otherwise");
}

static size_t calls;
static const struct name *called[LIMIT_NAMES];

static void
decide_counted(const struct policy_case *c, size_t i, struct name_verdict *ret)
{
	called[calls++] = &c->names->at[i];
	policy_decide_name(c, i, ret);
}

/* Repeats stand in the names themselves: a front that was taken over could
 * send them. */
static void
each_distinct_name_is_evaluated_exactly_once(void)
{
	static struct outcome out, plain;
	static struct names many;
	struct policy_request asked = { .key_kind = KEY_EC_P256,
					.names = &many };
	size_t wrong = 0;

	state = 11;
	for (size_t i = 0; i < CASES / 4; i++) {
		struct words w;

		if (i % CASES_PER_POLICY == 0)
			policy_make();
		words_make(&w);
		decide(&w, &plain);
		many.count = 0;
		for (size_t k = 0; plain.names.count > 0 && k < 6; k++)
			many.at[many.count++] =
				plain.names
					.at[k < plain.names.count
						    ? k
						    : pick(plain.names.count)];
		calls = 0;
		policy_check_with(&text.policy, &asked, decide_counted,
				  &out.verdict);
		wrong += calls != plain.names.count;
		for (size_t a = 0; a < calls; a++) {
			for (size_t b = 0; b < a; b++)
				wrong += name_equal(called[a], called[b]);
		}
		for (size_t k = 0; k < plain.names.count; k++)
			wrong += out.verdict.names[k].allowed !=
				 plain.verdict.names[k].allowed;
	}
	is_int(wrong, 0, "names not evaluated exactly once");
}

static void
normalising_twice_is_the_identity(void)
{
	static struct outcome out;
	static struct names again;
	static struct notes notes;
	static struct violations violations;
	size_t wrong = 0, names = 0;

	state = 13;
	for (size_t i = 0; i < CASES / 4; i++) {
		struct raw_names raw = { 0 };
		struct words w;
		struct err err;

		if (i % CASES_PER_POLICY == 0)
			policy_make();
		words_make(&w);
		words_raise(&w);
		decide(&w, &out);
		raw.count = out.names.count;
		for (size_t k = 0; k < raw.count; k++) {
			raw.at[k].tag = (uint8_t)out.names.at[k].type;
			raw.at[k].value = name_bytes(&out.names.at[k]);
			wrong += !name_is_normal(&out.names.at[k],
						 &text.policy.names, &err);
			names++;
		}
		memset(&violations, 0, sizeof(violations));
		wrong += names_prepare(&raw, (struct raw_cn){ 0 },
				       &text.policy.names, &again, &notes,
				       &violations, &err) != 0;
		wrong += violations.count + (again.count != raw.count);
		for (size_t k = 0; k < raw.count && k < again.count; k++)
			wrong += !name_equal(&again.at[k], &out.names.at[k]);
	}
	is_int(wrong, 0, "names that a second time changed");
	ok(names > CASES / 8, "%zu names", names);
}

static void
the_wire_form_goes_around_and_cannot_be_cut(void)
{
	static struct outcome out;
	static struct names back;
	size_t wrong = 0;

	state = 17;
	for (size_t i = 0; i < CASES / 20; i++) {
		CLEANUP(buf_free) struct buf wire = { 0 };
		struct words w;
		struct err err;

		if (i % CASES_PER_POLICY == 0)
			policy_make();
		words_make(&w);
		decide(&w, &out);
		names_encode(&out.names, &wire);
		wrong += names_decode(buf_bytes(&wire), &back, &err) != 0;
		wrong += back.count != out.names.count;
		for (size_t k = 0; k < back.count; k++)
			wrong += !name_equal(&back.at[k], &out.names.at[k]);
		for (size_t n = 0; n < wire.n; n++)
			wrong += names_decode((struct bytes){ wire.p, n },
					      &back, &err) == 0;
	}
	is_int(wrong, 0, "forms that did not");
}

TAP_MAIN(no_change_turns_a_refusal_into_an_allowance,
	 permuting_and_repeating_change_nothing_at_all,
	 each_distinct_name_is_evaluated_exactly_once,
	 normalising_twice_is_the_identity,
	 the_wire_form_goes_around_and_cannot_be_cut)
