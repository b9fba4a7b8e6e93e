/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Reads, releases and looks into the settings of a data directory. */
#include "sanca/files.h"
#include "settings.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void
conf_free(struct conf **conf)
{
	if (*conf == NULL)
		return;
	for (size_t i = 0; i < (*conf)->policy_count; i++)
		free((*conf)->policies[i].rules);
	free((*conf)->policies);
	free(*conf);
	*conf = NULL;
}

static int
set_defaults(struct conf *conf, struct err *err)
{
	for (size_t i = 0; i < SETTING_COUNT; i++)
		if (settings[i].standard[0] != '\0' &&
		    value_parse(&settings[i], settings[i].standard, conf, err) <
			    0)
			return err_context(err, "default of %s",
					   settings[i].key);
	return 0;
}

int
conf_new(struct conf **ret, struct err *err)
{
	CLEANUP(conf_free) struct conf *conf = calloc(1, sizeof(*conf));

	if (conf == NULL)
		return err_nomem(err);
	conf->policies = calloc(LIMIT_POLICIES, sizeof(*conf->policies));
	if (conf->policies == NULL || set_defaults(conf, err) < 0)
		return conf->policies == NULL ? err_nomem(err) : -1;
	*ret = STEAL(conf);
	return 0;
}

int
conf_load(const char *dir, struct conf **ret, struct buf *text, struct err *err)
{
	CLEANUP(buf_free) struct buf own = { 0 };
	struct buf *content = text != NULL ? text : &own;
	char path[LIMIT_PATH_BYTES + 16];
	int n = snprintf(path, sizeof(path), "%s/sanca.conf", dir);

	if (n < 0 || (size_t)n >= sizeof(path))
		return err_set(err, ERR_CONFIG,
			       "the path of the data directory is longer than "
			       "%d octets",
			       LIMIT_PATH_BYTES);
	buf_clear(content);
	if (file_read(AT_FDCWD, path, LIMIT_CONF_BYTES, content, err) < 0)
		return -1;
	return conf_parse(buf_bytes(content), path, ret, err);
}

const struct policy *
conf_policy(const struct conf *conf, struct bytes name)
{
	for (size_t i = 0; i < conf->policy_count; i++)
		if (bytes_is_text(name, conf->policies[i].name))
			return &conf->policies[i];
	return NULL;
}

const struct policy *
conf_approval(const struct conf *conf, const struct policy *policy)
{
	return conf_policy(conf, bytes_of_text(policy->approval_policy));
}
