/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* What a conversation by libcurl needs, whichever protocol it is in. */
#ifndef SANCA_NOTIFIER_CONVERSATION_H
#define SANCA_NOTIFIER_CONVERSATION_H

#include "send.h"

#include <curl/curl.h>

struct conversation {
	CURL *curl;
	struct curl_slist *list; /* recipients or header fields */
	int roots;
	struct said *said;
};

/* Fixed for both: the address alone, no redirects, no proxies, no files of the
 * user, certificates verified, an end after wait_s. */
MUST_CHECK int conversation_open(struct notifier *n, const char *url,
				 const char *protocols, const char *ca_file,
				 long wait_s, struct said *said,
				 struct conversation *ret, struct err *err);
void conversation_close(struct conversation *c);
MUST_CHECK int conversation_add(struct conversation *c, const char *text,
				struct err *err);
/* Holds it; place is how the server is called. 0, or words. */
MUST_CHECK int conversation_hold(struct conversation *c, const char *place,
				 struct err *err);

#endif
