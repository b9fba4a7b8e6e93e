/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Whether the CA can vouch for the names of its own HTTPS certificates. */
#include "cli.h"
#include "sanca/certificate.h"

#include <stdlib.h>

struct work {
	struct conf_own_names texts;
	struct raw_names raw;
	uint8_t space[LIMIT_NAMES][16];
	struct names names;
	struct notes notes;
	struct violations violations;
};

static int
check(const struct conf *conf, const struct issuer *issuer, struct work *w,
      struct err *err)
{
	static const struct names_rules rules = { .idn = IDN_SINGLE_SCRIPT };

	if (conf_own_names(conf, CONF_OWN_LISTENERS, &w->texts, err) < 0)
		return -1;
	for (; w->raw.count < w->texts.count; w->raw.count++)
		if (name_from_text(bytes_of_text(w->texts.at[w->raw.count]),
				   w->space[w->raw.count],
				   &w->raw.at[w->raw.count], err) < 0)
			return err_context(err, "tls-name");
	if (names_prepare(&w->raw, (struct raw_cn){ 0 }, &rules, &w->names,
			  &w->notes, &w->violations, err) < 0)
		return -1;
	issuer_check(issuer, &w->names, &w->violations);
	if (w->violations.count == 0)
		return 0;
	return err_set(err, ERR_CONFIG,
		       "the HTTPS certificate could not be issued: %s; give "
		       "another tls-name or probe-url, or permit it",
		       w->violations.at[0].text);
}

int
cli_check_own_names(const struct conf *conf, const struct issuer *issuer,
		    struct err *err)
{
	struct work *w = calloc(1, sizeof(*w));
	int rc = w != NULL ? check(conf, issuer, w, err) : err_nomem(err);

	free(w);
	return rc;
}
