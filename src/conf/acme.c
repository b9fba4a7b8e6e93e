/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Holds the settings of [acme] to each other. */
#include "sanca/conf_acme.h"
#include "settings.h"

#include <stdlib.h>
#include <string.h>

static int
check_enabled(const struct conf *conf, struct err *err)
{
	if (!conf->acme_enabled)
		return 0;
	if (conf->listen_tls.count == 0)
		return err_set(err, ERR_CONFIG,
			       "enabled: ACME is served over HTTPS only: name "
			       "an address by listen-tls in [http]");
	if (conf->tls_names.count == 0)
		return err_set(err, ERR_CONFIG,
			       "enabled: clients need a name for their "
			       "directory: give tls-name in [http]");
	return 0;
}

static int
check_policy(const struct conf *conf, struct err *err)
{
	const char *name = conf->acme_policy;

	if (name[0] == '\0' || conf_policy(conf, bytes_of_text(name)) != NULL)
		return 0;
	return err_set(err, ERR_CONFIG, "policy: there is no [policy %s]",
		       name);
}

static int
read_alone(const struct conf_texts *networks,
	   const struct conf_texts *resolvers, struct err *err)
{
	struct conf *conf = calloc(1, sizeof(*conf));
	struct conf_acme *acme = calloc(1, sizeof(*acme));
	int rc = -1;

	if (conf == NULL || acme == NULL) {
		rc = err_nomem(err);
	} else {
		if (networks != NULL)
			conf->acme_networks = *networks;
		if (resolvers != NULL)
			conf->acme_resolvers = *resolvers;
		rc = conf_acme_read(conf, acme, err);
	}
	free(conf);
	free(acme);
	return rc;
}

static int
check_networks(const struct conf *conf, struct err *err)
{
	return read_alone(&conf->acme_networks, NULL, err);
}

static int
check_resolvers(const struct conf *conf, struct err *err)
{
	return read_alone(NULL, &conf->acme_resolvers, err);
}

static int
check_terms(const struct conf *conf, struct err *err)
{
	const char *url = conf->acme_terms;

	if (url[0] == '\0')
		return 0;
	for (const char *c = url; *c != '\0'; c++)
		if (*c <= ' ' || *c > '~' || strchr("\"<>\\^`{|}", *c) != NULL)
			return err_set(err, ERR_CONFIG,
				       "terms: octet %zu cannot stand in an "
				       "address",
				       (size_t)(c - url) + 1);
	if (strncmp(url, "https://", 8) == 0 || strncmp(url, "http://", 7) == 0)
		return 0;
	return err_set(err, ERR_CONFIG,
		       "terms: write the http or https address of a page");
}

bool
conf_acme_needs_binding(const struct conf *conf, const struct profile *profile)
{
	const struct policy *open =
		conf_policy(conf, bytes_of_text(conf->acme_policy));

	if (open == NULL)
		return true;
	if (profile != NULL)
		return conf->acme_bound_profiles[profile->code];
	for (size_t i = 0; i < PROFILE_COUNT; i++)
		if (open->profiles[i] && !conf->acme_bound_profiles[i])
			return false;
	return true;
}

int
acme_validate(const struct conf *conf, const char **ret_key, struct err *err)
{
	static const struct {
		const char *key;
		int (*check)(const struct conf *conf, struct err *err);
	} checks[] = {
		{ "enabled", check_enabled },
		{ "policy", check_policy },
		{ "resolver", check_resolvers },
		{ "validate-network", check_networks },
		{ "terms", check_terms },
	};

	for (size_t i = 0; i < ARRAY_SIZE(checks); i++) {
		*ret_key = checks[i].key;
		if (checks[i].check(conf, err) < 0)
			return -1;
	}
	return 0;
}
