/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Fuzzes the Location of a redirect: where it leads is a plain place, and the same
 * when it is written down and read again. */
#include "fuzz.h"

#include "src/validator/redirect.h"

#include "sanca/text.h"

#include <stdlib.h>
#include <string.h>

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct conf_acme acme = { .http_port = 5002,
					       .tls_port = 5001 };
	static const struct place from = {
		.host = { NAME_DNS, 13, "good.web.test" },
		.port = 80,
		.target = "/.well-known/acme-challenge/x",
	};
	static struct place to, again;
	CURLU *u = NULL;
	char *text = NULL;
	struct err err = { 0 };

	if (redirect_read(&from, (struct bytes){ data, size }, &acme, &to,
			  &err) < 0) {
		must(err.code == ERR_CONNECTION);
		return 0;
	}
	must(to.port == 80 || to.port == 443 || to.port == 5001 ||
	     to.port == 5002);
	must(to.target[0] == '/');
	must(place_url(&to, &u, &err) == 0);
	must(curl_url_get(u, CURLUPART_URL, &text, 0) == CURLUE_OK);
	if (strlen(text) <= LIMIT_VALIDATION_URL_BYTES) {
		must(redirect_read(&from, bytes_of_text(text), &acme, &again,
				   &err) == 0);
		must(again.port == to.port && again.tls == to.tls &&
		     name_equal(&again.host, &to.host));
	}
	curl_free(text);
	curl_url_cleanup(u);
	return 0;
}
