/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* What the CA's own certificates may be: exactly what the settings name. */
#include "configuration.h"

#include <string.h>

struct space {
	struct conf_own_names texts;
	struct raw_names raw;
	struct violations violations;
	struct notes notes;
	struct names names;
	uint8_t addresses[LIMIT_NAMES][16];
};

static int
prepare_names(const struct conf *conf, enum conf_own which,
	      struct own_certificate *own, struct space *w, struct err *err)
{
	if (conf_own_names(conf, which, &w->texts, err) != 0)
		return -1;
	for (; w->raw.count < w->texts.count; w->raw.count++) {
		const char *text = w->texts.at[w->raw.count];

		if (name_from_text(bytes_of_text(text),
				   w->addresses[w->raw.count],
				   &w->raw.at[w->raw.count], err) != 0)
			return err_context(err, "tls-name");
	}
	if (w->raw.count == 0)
		return 0;
	if (names_prepare(&w->raw, (struct raw_cn){ 0 }, &own->policy.names,
			  &w->names, &w->notes, &w->violations, err) != 0)
		return -1;
	if (w->violations.count > 0)
		return err_set(err, ERR_CONFIG, "tls-name: %s",
			       w->violations.at[0].text);
	names_encode(&w->names, &own->names);
	return buf_check(&own->names, err);
}

int
own_prepare(const struct conf *conf, enum conf_own which,
	    struct own_certificate *own, struct err *err)
{
	CLEANUP(buf_free) struct buf space = { 0 };

	if (buf_reserve(&space, sizeof(struct space)) == NULL)
		return err_nomem(err);
	memset(space.p, 0, sizeof(struct space));
	if (conf_own_policy(conf, which, &own->policy, own->rules, err) != 0 ||
	    policy_digest(&own->policy, own->policy_digest, err) != 0)
		return -1;
	return prepare_names(conf, which, own, (struct space *)(void *)space.p,
			     err);
}
