/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* What a person is told of an answer of http-01 that is none. */
#ifndef SANCA_VALIDATOR_HTTP_WORDS_H
#define SANCA_VALIDATOR_HTTP_WORDS_H

#include "job.h"

#include <curl/curl.h>

/* Why what job->address sent is no answer; text: what curl says of it, or "". */
MUST_CHECK int http_explain(const struct job *job, CURLcode rc,
			    const char *text, struct err *err);
/* What to do when it was another status than 200. */
const char *http_advice(long status);

#endif
