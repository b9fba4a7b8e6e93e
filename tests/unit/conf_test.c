/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* sanca.conf: what is read, what is refused and in which words. */
#include "sanca/conf.h"
#include "sanca/text.h"
#include "tests/tap.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static struct err err;

static struct conf *
parse(const char *text)
{
	struct conf *conf = NULL;

	memset(&err, 0, sizeof(err));
	if (conf_parse(bytes_of_text(text), "sanca.conf", &conf, &err) < 0)
		return NULL;
	return conf;
}

/* Refused, with these words in the message. */
static void
refused(const char *text, const char *words)
{
	CLEANUP(conf_free) struct conf *conf = parse(text);

	ok(conf == NULL, "refused: %.60s", text);
	is_int(err.code, ERR_CONFIG, "as a fault of the settings");
	ok(strstr(err.text, words) != NULL, "\"%s\" says \"%s\"", err.text,
	   words);
	ok(strncmp(err.text, "sanca.conf:", 11) == 0, "\"%s\" says where",
	   err.text);
}

static void
an_empty_file_gives_the_defaults(void)
{
	CLEANUP(conf_free) struct conf *conf = parse("");

	if (!ok(conf != NULL, "parsed: %s", err.text))
		return;
	is_str(conf->public_url, "", "no address");
	is_int(conf->backdate_s, 3600, "an hour back");
	is_int((intmax_t)conf->max_per_day, 100000, "a bound for a day");
	is_int((intmax_t)conf->listen.count, 0, "no listener");
	is_int(conf->allow_plain_tokens, PLAIN_TOKENS_NO, "no plain tokens");
	is_str(conf->front_user, "sanca-front", "the front's user");
	is_int((intmax_t)conf->policy_count, 0, "no policy: all is denied");
}

static const char full[] = "# a comment\n"
			   "; another\r\n"
			   "[ca]\n"
			   "public-url = http://pki.contoso.local:8080\r\n"
			   "backdate=2h\n"
			   "\n"
			   "[http]\n"
			   "listen = 127.0.0.1:8080\n"
			   "listen = [::1]:8080\n"
			   "listen = *:80\n"
			   "listen = unix:/run/sanca.sock\n"
			   "listen-tls = 0.0.0.0:8443\n"
			   "tls-name = pki.contoso.local\n"
			   "tls-name = 10.0.0.5\n"
			   "tls-name = pki\n"
			   "allow-plain-tokens = loopback\n"
			   "anonymous-check-policy = mail\n"
			   "[process]\n"
			   "log-level = debug\n"
			   "[policy mail]\n"
			   "allow-domain = contoso.com\n"
			   "allow-domain = contoso.local\n"
			   "short-names = only-with-domain\n"
			   "short-names-of = contoso.local\n"
			   "ip-range = 10.0.0.0/8\n"
			   "profile = mail server\n"
			   "key = ec-p256\n"
			   "lifetime = 90d";

static void
every_kind_of_setting_is_read(void)
{
	CLEANUP(conf_free) struct conf *conf = parse(full);
	const struct policy *p = NULL;

	if (!ok(conf != NULL, "parsed: %s", err.text))
		return;
	is_str(conf->public_url, "http://pki.contoso.local:8080", "URL");
	is_int(conf->backdate_s, 7200, "duration");
	is_int((intmax_t)conf->listen.count, 4, "a list");
	is_str(conf->listen.at[1], "[::1]:8080", "in order");
	is_int((intmax_t)conf->tls_names.count, 3, "texts");
	is_int(conf->allow_plain_tokens, PLAIN_TOKENS_LOOPBACK, "choice");
	is_int(conf->log_level, LOG_LEVEL_DEBUG, "another");
	p = conf_policy(conf, bytes_of_text("mail"));
	if (!ok(p != NULL, "the policy is found"))
		return;
	is_int(p->line, 20, "with its line");
	is_int((intmax_t)p->rule_count, 4, "its rules");
	is_int(p->rules[1].line, 22, "with their lines");
	is_str(p->rules[1].text, "contoso.local", "in order");
	is_int(p->default_profile, PROFILE_MAIL, "the first is the default");
	ok(p->profiles[PROFILE_SERVER] && !p->profiles[PROFILE_CLIENT],
	   "the set of profiles");
	ok(p->key_kinds[KEY_EC_P256] && !p->key_kinds[KEY_RSA],
	   "the set of keys");
	is_int(p->lifetime_default_s, 90 * 86400, "a policy's duration");
	ok(conf_policy(conf, bytes_of_text("Mail")) == NULL,
	   "names are not folded");
}

static void
a_fault_is_named_with_line_and_a_better_word(void)
{
	refused("[ca]\npublic-ulr = http://a\n",
		"sanca.conf:2: there is no setting public-ulr; did you mean "
		"public-url?");
	refused("\n[htpp]\n", "sanca.conf:2: there is no section [htpp]; did "
			      "you mean [http]?");
	refused("[ca]\nlisten = 127.0.0.1:1\n", "but in [http]");
	refused("[http]\nallow-domain = a.b\n", "but in [policy NAME]");
	refused("[policy p]\nallow-domains = a.b\n",
		"did you mean allow-domain?");
	refused("[ca]\nzzzzzzzz = 1\n", "no setting zzzzzzzz: see");
	refused("[http]\nallow-plain-tokens = loop\n",
		"is none of: no, loopback, yes");
	refused("[policy p]\nprofile = server serverr\n",
		"is none of: server, mail, client");
	refused("[policy p]\nallow-domain = a b\n", "sanca.conf:2: ");
}

static void
what_libinih_would_take_in_silence_is_refused(void)
{
	refused("\xef\xbb\xbf[ca]\n", "byte order mark");
	refused("\xff\xfe[ca]\n", "UTF-16");
	refused("[ca]\npublic-url = http://a\n  http://b\n", "white space");
	refused("[ca]\n backdate = 1h\n", "white space");
	refused("[ca]\nbackdate: 1h\n", "KEY = VALUE");
	refused("[ca]\nbackdate\n", "KEY = VALUE");
	refused("[ca]\n= 1h\n", "no key");
	refused("[ca]\nbackdate =\n", "no value");
	refused("[ca]\nbackdate = 1h ; slow clocks\n", "line of its own");
	refused("[ca]\nbackdate = 1h # slow clocks\n", "line of its own");
	refused("[ca] # x\n", "']'");
	refused("[ca\n", "']' is missing");
	refused("[ca]\n[http]\n[ca]\n", "sanca.conf:3: [ca] already began in "
					"line 1");
	refused("[policy a]\n[policy a]\n", "already began in line 1");
	refused("backdate = 1h\n", "before the first [section]");
	refused("[ca]\nkey-url = a\x01z\n", "control byte");
	refused("[ca]\nbackdate = 1h\rx\n", "control byte");
	refused("[ca]\nkey-url = \xff\xc0\n", "UTF-8");
	refused("[ca]\nbackdate = 1h\nbackdate = 2h\n",
		"sanca.conf:3: backdate is already set in line 2");
	refused("[http]\nlisten = *:1\nlisten = *:1\n", "stands twice");
	refused("[policy a]\nallow-domain = a.b\nallow-domain = a.b\n",
		"already stands in line 2");
}

static void
a_nul_octet_is_refused(void)
{
	static const uint8_t text[] = "[ca]\nkey-url = pk\0cs11:x\n";
	CLEANUP(conf_free) struct conf *conf = NULL;

	ok(conf_parse((struct bytes){ text, sizeof(text) - 1 }, "f", &conf,
		      &err) < 0,
	   "refused: %s", err.text);
}

static void
policies_have_one_canonical_name(void)
{
	refused("[policy Mail]\n", "lower-case");
	refused("[policy mail ]\n", "lower-case");
	refused("[policy  mail]\n", "lower-case");
	refused("[policy ]\n", "lower-case");
	refused("[policy -a]\n", "lower-case");
	refused("[Policy a]\n", "no section");
	refused("[CA]\n", "did you mean [ca]?");
}

static void
units_types_and_bounds_are_demanded(void)
{
	refused("[ca]\nbackdate = 3600\n", "no unit");
	refused("[ca]\nbackdate = soon\n", "not a duration");
	refused("[ca]\nbackdate = 30d\n", "must be from 0s to 1w");
	refused("[http]\nmax-connections = 0\n", "from 1 to 65535");
	refused("[http]\nmax-connections = many\n", "whole number");
	refused("[http]\nmax-connections = -1\n", "whole number");
	refused("[http]\nlisten = localhost:80\n", "numeric");
	refused("[http]\nlisten = 127.0.0.1\n", "no port");
	refused("[http]\nlisten = 127.0.0.1:65536\n", "no port");
	refused("[http]\nlisten = ::1:80\n", "numeric");
	refused("[http]\nlisten = unix:run\n", "socket path");
	refused("[ca]\npublic-url = https://pki.contoso.local\n", "plain http");
	refused("[ca]\npublic-url = ftp://a\n", "http://");
	refused("[ca]\npublic-url = http://a/\n", "slash");
	refused("[ca]\npublic-url = http://u@a\n", "cannot stand");
	refused("[policy a]\nkey = rsa rsa\n", "stands twice");
	refused("[acme]\nbinding-required = mail mail\n", "stands twice");
	refused("[acme]\nbinding-required = ocsp\n",
		"none of: server, mail, client");
	refused("[policy a]\nkey = ed25519\n", "none of");
	refused("[policy a]\nunderscore = true\n", "none of: no, yes");
}

/* Not that of [policy a], which may be far above. */
static void
a_contradiction_in_a_policy_names_the_line_that_makes_it(void)
{
	refused("[policy a]\nkey = rsa\nlifetime-max = 900d\n[ca]\n",
		"sanca.conf:3: policy \"a\": lifetime-max is longer");
	refused("[policy a]\nlifetime = 90d\nkey = rsa\nlifetime-max = 30d\n",
		"sanca.conf:4: policy \"a\": lifetime is longer than");
	refused("[policy a]\n\nlifetime-max = 30d\n",
		"sanca.conf:3: policy \"a\": lifetime is longer than");
	refused("[policy a]\nkey = rsa\nmax-names = 0\n[policy b]\n",
		"sanca.conf:3: policy \"a\": max-names");
	refused("[policy a]\nkey = rsa\nwildcard-domain = a.b\n",
		"sanca.conf:3: policy \"a\": wildcard-domain");
	refused("[policy b]\nlifetime = 1d\n[policy a]\nlifetime = 900d\n",
		"sanca.conf:4: policy \"a\"");
}

static void
settings_that_need_others_are_refused_alone(void)
{
	refused("[http]\nlisten-tls = *:443\n", "sanca.conf:2: listen-tls");
	refused("[http]\nanonymous-check-policy = x\n",
		"sanca.conf:2: anonymous-check-policy: there is no [policy x]");
	refused("[http]\nlisten-client-tls = *:443\n",
		"sanca.conf:2: listen-client-tls");
	refused("[http]\nanonymous = pend\n", "sanca.conf:2: anonymous = pend");
	refused("[http]\nanonymous-policy = x\n",
		"sanca.conf:2: anonymous-policy: there is no [policy x]");
	refused("[ca]\npin-file = pin\n", "key-url");
	refused("[ca]\nkey-url = file:x\n", "pkcs11:");
	refused("[ca]\nkey-url = pkcs11:a?pin-value=1234\n", "pin-file");
}

static void
an_approval_policy_is_another_one_without(void)
{
	CLEANUP(conf_free) struct conf *conf = NULL;

	refused("[policy a]\nmax-names = 3\napproval-policy = x\n",
		"sanca.conf:3: approval-policy: there is no [policy x]");
	refused("[policy a]\napproval-policy = a\n",
		"sanca.conf:2: approval-policy: [policy a] names itself");
	refused("[policy c]\n[policy b]\napproval-policy = c\n"
		"[policy a]\napproval-policy = b\n",
		"sanca.conf:5: approval-policy: [policy b] has an "
		"approval-policy itself");
	conf = parse("[policy a]\napproval-policy = b\n[policy b]\n");
	ok(conf != NULL, "one that comes later: %s", err.text);
}

static void
acme_needs_what_it_is_served_by(void)
{
	static const char http[] = "[http]\nlisten-tls = 127.0.0.1:8443\n"
				   "tls-name = pki.test\n[acme]\n";
	static const struct {
		const char *row;
		const char *words;
	} wrong[] = {
		{ "policy = x", ":5: policy: there is no [policy x]" },
		{ "resolver = ns.test", ":5: resolver \"ns.test\": a name" },
		{ "resolver = 10.0.0.1:0", ":5: resolver" },
		{ "resolver = Contoso.Local 10.0.0.1", "no domain in lower" },
		{ "resolver = *.local 10.0.0.1", "no domain in lower" },
		{ "validate-network = 10.0.0.1/8", ":5: validate-network" },
		{ "validate-network = x", "write a network as" },
		{ "http-port = 0", ":5: http-port must be from 1 to 65535" },
		{ "tls-port = 65536", ":5: tls-port must be" },
		{ "order-lifetime = 1s", ":5: order-lifetime must be" },
		{ "authorization-lifetime = 2y",
		  "authorization-lifetime must" },
		{ "terms = ftp://x/", ":5: terms" },
	};
	static const char *const right[] = {
		"enabled = yes",
		"enabled = yes\npolicy = a\n[policy a]",
		"resolver = contoso.local 10.0.0.53:5353\nresolver = ::1",
		"validate-network = 10.0.0.0/8\nvalidate-network = fd00::/8",
		"terms = https://pki.test/terms\nauthorization-lifetime = 0s",
	};
	char text[400];

	refused("[acme]\nenabled = yes\n", "sanca.conf:2: enabled: ACME is "
					   "served over HTTPS only");
	refused("[policy a]\nacme-preauthorized = x\n",
		"sanca.conf:2: acme-preauthorized: there is no [policy x]");
	for (size_t i = 0; i < ARRAY_SIZE(wrong); i++) {
		snprintf(text, sizeof(text), "%s%s\n", http, wrong[i].row);
		refused(text, wrong[i].words);
	}
	for (size_t i = 0; i < ARRAY_SIZE(right); i++) {
		CLEANUP(conf_free) struct conf *conf = NULL;

		snprintf(text, sizeof(text), "%s%s\n", http, right[i]);
		conf = parse(text);
		ok(conf != NULL, "%s: %s", right[i],
		   conf != NULL ? "" : err.text);
	}
}

static void
long_lines_are_read_up_to_the_limit(void)
{
	CLEANUP(buf_free) struct buf text = { 0 };
	CLEANUP(conf_free) struct conf *conf = NULL;

	buf_append_text(&text, "[ca]\npassphrase-file = /");
	for (int i = 0; i < 1000; i++)
		buf_append_u8(&text, 'x');
	buf_append_text(&text, "\n");
	conf = parse(buf_text(&text));
	if (ok(conf != NULL, "a line of 1,000 octets: %s", err.text))
		is_int((intmax_t)strlen(conf->passphrase_file), 1001, "whole");
	for (int i = 0; i < 100; i++)
		buf_append_u8(&text, '#');
	buf_append_text(&text, "\n#");
	for (int i = 0; i < LIMIT_CONF_LINE_BYTES; i++)
		buf_append_u8(&text, 'x');
	buf_append_text(&text, "\n");
	refused(buf_text(&text), "sanca.conf:4: the line has");
}

static void
long_names_of_policies_are_not_cut(void)
{
	CLEANUP(buf_free) struct buf text = { 0 };
	CLEANUP(conf_free) struct conf *conf = NULL;

	buf_append_text(&text, "[policy ");
	for (int i = 0; i < LIMIT_LABEL_BYTES; i++)
		buf_append_u8(&text, 'n');
	buf_append_text(&text, "]\nmax-names = 3\n");
	conf = parse(buf_text(&text));
	if (ok(conf != NULL, "parsed: %s", err.text))
		is_int((intmax_t)strlen(conf->policies[0].name),
		       LIMIT_LABEL_BYTES, "63 letters");
}

static void
what_is_written_reads_back_the_same(void)
{
	CLEANUP(conf_free) struct conf *conf = parse(full);
	CLEANUP(conf_free) struct conf *again = NULL;
	CLEANUP(buf_free) struct buf one = { 0 };
	CLEANUP(buf_free) struct buf two = { 0 };
	CLEANUP(buf_free) struct buf a = { 0 };
	CLEANUP(buf_free) struct buf b = { 0 };

	if (!ok(conf != NULL, "parsed: %s", err.text))
		return;
	conf_write(conf, &one);
	again = parse(buf_text(&one));
	if (!ok(again != NULL, "read back: %s", err.text))
		return;
	conf_write(again, &two);
	is_str(buf_text(&two), buf_text(&one), "written again the same");
	is_mem(again, offsetof(struct conf, policies), conf,
	       offsetof(struct conf, policies), "each setting the same");
	policy_canonical(&conf->policies[0], &a);
	policy_canonical(&again->policies[0], &b);
	is_str(buf_text(&b), buf_text(&a), "the policy the same");
}

static void
settings_can_be_put_together_one_by_one(void)
{
	CLEANUP(conf_free) struct conf *conf = NULL;
	CLEANUP(conf_free) struct conf *again = NULL;
	CLEANUP(buf_free) struct buf text = { 0 };

	if (!ok(conf_new(&conf, &err) == 0, "made: %s", err.text))
		return;
	ok(conf_set(conf, "http", "listen", "127.0.0.1:1", &err) == 0, "%s",
	   err.text);
	ok(conf_set(conf, "http", "listen", "127.0.0.1:2", &err) == 0, "%s",
	   err.text);
	ok(conf_set(conf, "policy a", "allow-domain", "a.b", &err) == 0, "%s",
	   err.text);
	ok(conf_set(conf, "policy a", "max-names", "7", &err) == 0, "%s",
	   err.text);
	ok(conf_set(conf, "http", "listen", "x", &err) < 0, "%s", err.text);
	ok(conf_set(conf, "ca", "key-url", "a\nb", &err) < 0, "%s", err.text);
	ok(conf_set(conf, "ca", "key-url", "a ", &err) < 0, "%s", err.text);
	ok(conf_set(conf, "ca", "key-url", "", &err) < 0, "%s", err.text);
	conf_write(conf, &text);
	again = parse(buf_text(&text));
	if (!ok(again != NULL, "read back: %s", err.text))
		return;
	is_int((intmax_t)again->listen.count, 2, "the list");
	is_int((intmax_t)again->policy_count, 1, "one policy");
	is_int(again->policies[0].max_names, 7, "its setting");
	is_int((intmax_t)again->policies[0].rule_count, 1, "its rule");
}

static void
the_table_and_policy_init_agree_on_defaults(void)
{
	CLEANUP(conf_free) struct conf *bare = parse("[policy a]\n");
	CLEANUP(conf_free) struct conf *said = NULL;
	CLEANUP(buf_free) struct buf text = { 0 };
	CLEANUP(buf_free) struct buf a = { 0 };
	CLEANUP(buf_free) struct buf b = { 0 };

	buf_append_text(&text, "[policy a]\n");
#define POLICY_SETTING(kind, field, key, standard, doc)                        \
	if (sizeof(standard) > 1)                                              \
		buf_append_text(&text, key " = " standard "\n");
#include "sanca/policy_settings.def"
#undef POLICY_SETTING
	said = parse(buf_text(&text));
	if (!ok(bare != NULL && said != NULL, "parsed: %s", err.text))
		return;
	policy_canonical(&bare->policies[0], &a);
	policy_canonical(&said->policies[0], &b);
	is_str(buf_text(&b), buf_text(&a), "the same policy");
}

static void
the_policy_of_the_own_certificate_is_exactly_its_names(void)
{
	CLEANUP(conf_free) struct conf *conf = parse(full);
	struct policy policy;
	struct policy_rule *rules = calloc(LIMIT_NAMES, sizeof(*rules));

	if (ok(conf != NULL && rules != NULL, "parsed: %s", err.text) &&
	    ok(conf_own_policy(conf, CONF_OWN_LISTENERS, &policy, rules,
			       &err) == 0,
	       "made: %s", err.text)) {
		is_int((intmax_t)policy.rule_count, 3, "a rule per name");
		is_int(policy.rules[0].kind, RULE_ALLOW_NAME, "exact");
		is_int(policy.rules[1].kind, RULE_IP_RANGE, "an address");
		is_int(policy.rules[1].prefix_bits, 32, "only this one");
		is_int(policy.rules[2].kind, RULE_SHORT_NAME, "short");
	}
	free(rules);
	refused("[http]\ntls-name = *.contoso.com\n", "tls-name");
}

static void
a_missing_file_says_which(void)
{
	CLEANUP(conf_free) struct conf *conf = NULL;

	ok(conf_load("/nonexistent", &conf, NULL, &err) < 0, "refused");
	ok(strstr(err.text, "/nonexistent/sanca.conf") != NULL, "\"%s\"",
	   err.text);
}

static bool
page_has(const char *page, const char *key)
{
	const char *at = page;
	size_t n = strlen(key);

	while ((at = strstr(at, key)) != NULL) {
		char after = at[n];

		if ((at == page || strchr(" \n\t\"", at[-1]) != NULL) &&
		    (after == '\0' || strchr(" \n\t\",.)=", after) != NULL))
			return true;
		at += n;
	}
	return false;
}

static void
each_key_stands_in_the_manual(void)
{
	static char page[256 * 1024];
	char path[4096];
	const char *top = getenv("top_srcdir");
	size_t n = 0;
	FILE *f = NULL;

	snprintf(path, sizeof(path), "%s/doc/sanca.conf.5",
		 top != NULL ? top : ".");
	f = fopen(path, "r");
	if (f == NULL) {
		skip("doc/sanca.conf.5 is not written yet");
		return;
	}
	n = fread(page, 1, sizeof(page) - 1, f);
	page[n] = '\0';
	fclose(f);
#define SETTING(kind, field, section, key, standard, doc)                      \
	ok(page_has(page, key), "sanca.conf(5) has %s", key);
#include "sanca/settings.def"
#undef SETTING
#define POLICY_SETTING(kind, field, key, standard, doc)                        \
	ok(page_has(page, key), "sanca.conf(5) has %s", key);
#include "sanca/policy_settings.def"
#undef POLICY_SETTING
#define RULE(kind, key, form, meaning)                                         \
	ok(page_has(page, key), "sanca.conf(5) has %s", key);
#include "sanca/policy_rules.def"
#undef RULE
}

TAP_MAIN(an_empty_file_gives_the_defaults, every_kind_of_setting_is_read,
	 a_fault_is_named_with_line_and_a_better_word,
	 what_libinih_would_take_in_silence_is_refused, a_nul_octet_is_refused,
	 policies_have_one_canonical_name, units_types_and_bounds_are_demanded,
	 a_contradiction_in_a_policy_names_the_line_that_makes_it,
	 settings_that_need_others_are_refused_alone,
	 an_approval_policy_is_another_one_without,
	 acme_needs_what_it_is_served_by, long_lines_are_read_up_to_the_limit,
	 long_names_of_policies_are_not_cut,
	 what_is_written_reads_back_the_same,
	 settings_can_be_put_together_one_by_one,
	 the_table_and_policy_init_agree_on_defaults,
	 the_policy_of_the_own_certificate_is_exactly_its_names,
	 a_missing_file_says_which, each_key_stands_in_the_manual)
