/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* The policy under which the CA gets a certificate of its own. */
#include "sanca/conf.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>

/* A name as the rule that allows exactly it. */
static int
rule_of_name(const char *name, struct policy_rule *ret, struct err *err)
{
	uint8_t address[16];
	char network[LIMIT_NAME_BYTES + 8];
	int bits = 0;

	if (inet_pton(AF_INET, name, address) == 1)
		bits = 32;
	else if (inet_pton(AF_INET6, name, address) == 1)
		bits = 128;
	if (bits > 0) {
		snprintf(network, sizeof(network), "%s/%d", name, bits);
		return policy_rule_parse(RULE_IP_RANGE, bytes_of_text(network),
					 0, ret, err);
	}
	return policy_rule_parse(strchr(name, '.') != NULL ? RULE_ALLOW_NAME
							   : RULE_SHORT_NAME,
				 bytes_of_text(name), 0, ret, err);
}

int
conf_own_policy(const struct conf *conf, enum conf_own which,
		struct policy *ret, struct policy_rule rules[LIMIT_NAMES],
		struct err *err)
{
	static const char *const labels[] = {
		[CONF_OWN_LISTENERS] = "tls",
		[CONF_OWN_PROFILE] = "profile",
		[CONF_OWN_RESPONDER] = "ocsp",
	};
	struct conf_own_names names;

	if (conf_own_names(conf, which, &names, err) < 0)
		return -1;
	policy_init(ret, labels[which]);
	ret->short_names = SHORT_LISTED;
	ret->allow_loopback_addresses = true;
	ret->max_names = LIMIT_NAMES;
	for (size_t i = 0; i < names.count; i++)
		if (rule_of_name(names.at[i], &rules[i], err) < 0)
			return err_context(
				err, "%s",
				names.at[i] != names.host   ? "tls-name"
				: which == CONF_OWN_PROFILE ? "public-url"
							    : "probe-url");
	ret->rules = rules;
	ret->rule_count = names.count;
	return 0;
}
