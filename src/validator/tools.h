/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* What a thread keeps from job to job, since it takes longer to make than to use.
 * Nothing of a job stays in it. */
#ifndef SANCA_VALIDATOR_TOOLS_H
#define SANCA_VALIDATOR_TOOLS_H

#include "name_servers.h"

#include <curl/curl.h>

struct tools {
	struct name_servers servers;
	CURL *curl; /* NULL: not made yet */
};

#endif
