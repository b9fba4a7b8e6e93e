/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Reads, releases and looks into the settings of a data directory. */
#include "sanca/conf.h"
#include "sanca/files.h"

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
