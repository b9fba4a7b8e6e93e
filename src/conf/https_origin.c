/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* The address under which people reach the pages over HTTPS. */
#include "sanca/conf.h"

#include <string.h>

bool
conf_https_origin(const struct conf *conf, struct buf *out)
{
	const char *name = conf->tls_names.at[0];
	bool is_v6 = strchr(name, ':') != NULL;
	const char *port = NULL;

	if (conf->listen_tls.count == 0 || conf->tls_names.count == 0)
		return false;
	/* "10.0.0.1:8443" and "[::]:8443" end in it. */
	port = strrchr(conf->listen_tls.at[0], ':');
	buf_printf(out, "https://%s%s%s", is_v6 ? "[" : "", name,
		   is_v6 ? "]" : "");
	if (port != NULL && strcmp(port, ":443") != 0)
		buf_append_text(out, port);
	return true;
}
