/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Whether the certificate that front/ keeps can go on being used. */

#include "tls_parts.h"

#include "sanca/der_read.h"

#include <string.h>

/* The names of the settings, in normal form, are those of the certificate. */
static bool
has_names(const struct certificate *c, const struct conf *conf)
{
	static struct policy_rule rules[LIMIT_NAMES]; /* under the lock */
	static struct names names;
	static struct notes notes;
	static struct violations violations;
	static struct raw_names raw;
	static uint8_t space[LIMIT_NAMES][16];
	static struct conf_own_names texts;
	struct policy policy;
	struct err err;

	if (conf_own_policy(conf, CONF_OWN_LISTENERS, &policy, rules, &err) <
		    0 ||
	    conf_own_names(conf, CONF_OWN_LISTENERS, &texts, &err) < 0)
		return false;
	memset(&notes, 0, sizeof(notes));
	memset(&violations, 0, sizeof(violations));
	raw.count = 0;
	for (size_t i = 0; i < texts.count; i++)
		if (name_from_text(bytes_of_text(texts.at[i]), space[i],
				   &raw.at[raw.count++], &err) < 0)
			return false;
	if (names_prepare(&raw, (struct raw_cn){ 0 }, &policy.names, &names,
			  &notes, &violations, &err) < 0 ||
	    names.count != c->names.count)
		return false;
	for (size_t i = 0; i < names.count; i++) {
		struct bytes want = { names.at[i].v, names.at[i].n };

		if (c->names.at[i].tag != (uint8_t)names.at[i].type ||
		    !bytes_equal(c->names.at[i].value, want))
			return false;
	}
	return true;
}

bool
tls_certificate_serves(struct bytes pem, struct bytes spki,
		       const struct live *live, int64_t now)
{
	static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
	CLEANUP(buf_free) struct buf ders = { 0 };
	const struct certificate *ca = &live->issuer->certificate;
	struct certificate c;
	struct der rest = { 0 };
	struct der_tlv leaf = { 0 };
	struct err err;
	size_t count = 0;
	bool serves = false;

	if (pem_read_certificates(pem, &ders, &count, &err) < 0)
		return false;
	/* Leaf first; certificates are DER after DER. */
	rest = der_of(buf_bytes(&ders));
	if (der_next(&rest, &leaf, &err) < 0 ||
	    certificate_parse(leaf.whole, &c, &err) < 0)
		return false;
	pthread_mutex_lock(&lock);
	serves = has_names(&c, live->conf);
	pthread_mutex_unlock(&lock);
	return serves && bytes_equal(c.spki, spki) &&
	       bytes_equal(c.issuer, ca->subject) &&
	       bytes_equal(c.authority_key_id, ca->subject_key_id) &&
	       now >= c.not_before &&
	       now < c.not_before + (c.not_after - c.not_before) / 3 * 2;
}
