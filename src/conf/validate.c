/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Holds the settings to their bounds and to each other. */
#include "sanca/text.h"
#include "settings.h"

#include <stdlib.h>
#include <string.h>

/* Bounds of numbers and durations (in seconds); what is not here may be 0 to
 * 2^32 - 1. */
static const struct {
	const char *key;
	int64_t least;
	int64_t most;
} bounds[] = {
	/* Backdating counts as lifetime: a week is what a bad clock may be
	 * off. */
	{ "backdate", 0, INT64_C(7) * 86400 },
	/* Half of it is how often a CRL is signed without any revocation; less
	 * than an hour leaves a person no time when that fails. */
	{ "crl-lifetime", 3600, INT64_C(366) * 86400 },
	/* A revoked certificate is stapled as good for so long. */
	{ "ocsp-lifetime", 600, INT64_C(30) * 86400 },
	/* Descriptors: RLIMIT_NOFILE is seldom more. */
	{ "max-connections", 1, 65535 },
	{ "max-connections-per-address", 1, 65535 },
	{ "request-timeout", 1, 3600 },
	{ "idle-timeout", 1, 3600 },
	/* Longer than a week nobody is one who has just signed in. */
	{ "session-lifetime", 60, INT64_C(7) * 86400 },
	{ "session-idle", 60, INT64_C(7) * 86400 },
	/* Nobody waits for an answer longer than for a certificate to end;
	 * less than an hour is no time for a person. */
	{ "pending-lifetime", 3600, INT64_C(366) * 86400 },
	{ "pending-per-address", 1, LIMIT_PENDING },
	/* More threads than cores only cost memory. */
	{ "threads", 0, 64 },
	{ "hour", 0, 23 },
	{ "http-port", 1, 65535 },
	{ "tls-port", 1, 65535 },
	/* Clients wait for minutes; what nobody ends in a quarter of a year is
	 * forgotten. */
	{ "order-lifetime", 3600, INT64_C(90) * 86400 },
	/* 0: each order shows its names anew. Who had a name a year ago need
	 * not have it now. */
	{ "authorization-lifetime", 0, INT64_C(366) * 86400 },
};

static size_t
index_of(const char *key)
{
	size_t i = 0;

	while (i + 1 < SETTING_COUNT && strcmp(settings[i].key, key) != 0)
		i++;
	return i;
}

static int
check_bound(const struct conf *conf, size_t b, struct err *err)
{
	const struct setting *s = &settings[index_of(bounds[b].key)];
	int64_t value = 0;
	char least[24] = "";
	char most[24] = "";

	memcpy(&value, (const uint8_t *)conf + s->offset, sizeof(value));
	if (value >= bounds[b].least && value <= bounds[b].most)
		return 0;
	text_duration_show(bounds[b].least, least);
	text_duration_show(bounds[b].most, most);
	if (s->kind != KIND_DURATION)
		return err_set(err, ERR_CONFIG, "%s must be from %lld to %lld",
			       s->key, (long long)bounds[b].least,
			       (long long)bounds[b].most);
	return err_set(err, ERR_CONFIG, "%s must be from %s to %s", s->key,
		       least, most);
}

static int
check_own_names(const struct conf *conf, struct err *err)
{
	struct policy policy = { 0 };
	struct policy_rule *rules = calloc(LIMIT_NAMES, sizeof(*rules));
	int rc = 0;

	if (rules == NULL)
		return err_nomem(err);
	rc = conf_own_policy(conf, CONF_OWN_LISTENERS, &policy, rules, err);
	free(rules);
	return rc;
}

/* One check and the setting whose line it is about. */
static int
check_token_key(const struct conf *conf, struct err *err)
{
	if (conf->key_url[0] != '\0' &&
	    strncmp(conf->key_url, "pkcs11:", 7) != 0)
		return err_set(err, ERR_CONFIG,
			       "key-url must begin with pkcs11:");
	/* A secret in the URL would stand in this file and in logs. */
	if (strstr(conf->key_url, "pin-value=") != NULL)
		return err_set(err, ERR_CONFIG,
			       "key-url must not hold the PIN: put it into a "
			       "file and name it by pin-file");
	return 0;
}

static int
check_pin_file(const struct conf *conf, struct err *err)
{
	if (conf->pin_file[0] != '\0' && conf->key_url[0] == '\0')
		return err_set(err, ERR_CONFIG,
			       "pin-file is for a key on a token, but there "
			       "is no key-url");
	return 0;
}

static int
check_probe(const struct conf *conf, struct err *err)
{
	char origin[LIMIT_NAME_BYTES + 32];

	return conf_probe_origin(conf, origin, err);
}

static int
check_tls(const struct conf *conf, struct err *err)
{
	if (conf->listen_tls.count > 0 && conf->tls_names.count == 0)
		return err_set(err, ERR_CONFIG,
			       "listen-tls needs a certificate: name the host "
			       "by tls-name");
	return 0;
}

static int
check_client_tls(const struct conf *conf, struct err *err)
{
	if (conf->listen_client_tls.count > 0 && conf->tls_names.count == 0)
		return err_set(err, ERR_CONFIG,
			       "listen-client-tls needs a certificate of its "
			       "own: name the host by tls-name");
	return 0;
}

static int
check_policy_of(const struct conf *conf, const char *key, const char *name,
		struct err *err)
{
	if (name[0] != '\0' && conf_policy(conf, bytes_of_text(name)) == NULL)
		return err_set(err, ERR_CONFIG, "%s: there is no [policy %s]",
			       key, name);
	return 0;
}

static int
check_anonymous_check(const struct conf *conf, struct err *err)
{
	return check_policy_of(conf, "anonymous-check-policy",
			       conf->anonymous_check_policy, err);
}

static int
check_anonymous_policy(const struct conf *conf, struct err *err)
{
	return check_policy_of(conf, "anonymous-policy", conf->anonymous_policy,
			       err);
}

static int
check_anonymous(const struct conf *conf, struct err *err)
{
	if (conf->anonymous == ANONYMOUS_PEND &&
	    conf->anonymous_policy[0] == '\0')
		return err_set(err, ERR_CONFIG,
			       "anonymous = pend needs a policy that judges "
			       "such requests: name it by anonymous-policy");
	return 0;
}

/* One step only: who reads a policy must see what becomes of a request
 * without following a chain. */
static int
check_approval(const struct conf *conf, const struct policy *p, struct err *err)
{
	const struct policy *approval = NULL;

	if (p->approval_policy[0] == '\0')
		return 0;
	approval = conf_policy(conf, bytes_of_text(p->approval_policy));
	if (approval == NULL)
		return err_set(err, ERR_CONFIG,
			       "approval-policy: there is no [policy %s]",
			       p->approval_policy);
	if (approval == p)
		return err_set(err, ERR_CONFIG,
			       "approval-policy: [policy %s] names itself: "
			       "what it refuses, it would refuse again",
			       p->name);
	if (approval->approval_policy[0] != '\0')
		return err_set(err, ERR_CONFIG,
			       "approval-policy: [policy %s] has an "
			       "approval-policy itself, and only one is asked",
			       approval->name);
	return 0;
}

/* May be the policy itself: then all that it allows needs no challenge. */
static int
check_preauthorized(const struct conf *conf, const struct policy *p,
		    struct err *err)
{
	const char *name = p->acme_preauthorized;

	if (name[0] == '\0' || conf_policy(conf, bytes_of_text(name)) != NULL)
		return 0;
	return err_set(err, ERR_CONFIG,
		       "acme-preauthorized: there is no [policy %s]", name);
}

static const struct {
	const char *key;
	int (*check)(const struct conf *conf, struct err *err);
} checks[] = {
	{ "key-url", check_token_key },
	{ "pin-file", check_pin_file },
	{ "listen-tls", check_tls },
	{ "probe-url", check_probe },
	{ "tls-name", check_own_names },
	{ "listen-client-tls", check_client_tls },
	{ "anonymous-check-policy", check_anonymous_check },
	{ "anonymous-policy", check_anonymous_policy },
	{ "anonymous", check_anonymous },
};

static int
located(const char *key, const char *file, const unsigned lines[SETTING_COUNT],
	struct err *err)
{
	if (err->code != ERR_NOMEM)
		err->code = ERR_CONFIG;
	return err_context(err, "%s:%u", file, lines[index_of(key)]);
}

int
conf_validate(const struct conf *conf, const char *file,
	      const unsigned lines[SETTING_COUNT], struct err *err)
{
	const char *key = NULL;

	for (size_t i = 0; i < ARRAY_SIZE(bounds); i++)
		if (check_bound(conf, i, err) < 0)
			return located(bounds[i].key, file, lines, err);
	for (size_t i = 0; i < ARRAY_SIZE(checks); i++)
		if (checks[i].check(conf, err) < 0)
			return located(checks[i].key, file, lines, err);
	for (size_t i = 0; i < conf->policy_count; i++) {
		const struct policy *p = &conf->policies[i];

		if (check_approval(conf, p, err) < 0)
			return err_context(err, "%s:%u", file,
					   p->approval_line);
		if (check_preauthorized(conf, p, err) < 0)
			return err_context(err, "%s:%u", file,
					   p->preauthorized_line);
	}
	if (acme_validate(conf, &key, err) < 0 ||
	    notify_validate(conf, &key, err) < 0)
		return located(key, file, lines, err);
	return 0;
}
