/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Holds a finished root to what every client demands of one. */

#include "root_lint.h"
#include "tbs_walk.h"

#include <string.h>

static int
check_extensions(const struct tbs_walk *raw, bool constrained, struct err *err)
{
	/* CA:TRUE, pathLenConstraint 0; keyCertSign and cRLSign. */
	static const uint8_t ca[] = { 0x30, 0x06, 0x01, 0x01,
				      0xff, 0x02, 0x01, 0x00 };
	static const uint8_t usage[] = { 0x03, 0x02, 0x01, 0x06 };
	static const struct bytes none = { NULL, 0 };
	const struct walk_promise promised[] = {
		{ OID_BASIC_CONSTRAINTS, true },
		{ OID_KEY_USAGE, true },
		{ OID_SUBJECT_KEY_ID, false },
		{ constrained ? OID_NAME_CONSTRAINTS : none, true },
	};

	if (walk_check_extensions(raw, promised, constrained ? 4 : 3, err) < 0)
		return -1;
	if (!bytes_equal(walk_find(raw, OID_BASIC_CONSTRAINTS), BYTES_OF(ca)))
		return err_set(err, ERR_INTERNAL,
			       "basicConstraints is not CA:TRUE, pathLen 0");
	if (!bytes_equal(walk_find(raw, OID_KEY_USAGE), BYTES_OF(usage)))
		return err_set(err, ERR_INTERNAL,
			       "keyUsage is not keyCertSign and cRLSign");
	return 0;
}

static int
check_key(const struct certificate *c, const struct tbs_walk *raw,
	  const struct key_facts *key, struct err *err)
{
	uint8_t key_id[20];

	if (!bytes_equal(raw->spki, key->spki))
		return err_set(err, ERR_INTERNAL, "it is for another key");
	if (walk_check_algorithm(raw, raw->spki, err) < 0 ||
	    walk_key_id(raw->spki, key_id, err) < 0)
		return -1;
	if (!bytes_equal(c->subject_key_id, BYTES_OF(key_id)))
		return err_set(err, ERR_INTERNAL,
			       "subjectKeyIdentifier is not the SHA-1 of the "
			       "key");
	if (c->sig_alg != c->tbs_sig_alg)
		return err_set(err, ERR_INTERNAL,
			       "the algorithms inside and outside differ");
	return key_verify(key, c->sig_alg, c->tbs, c->signature, err);
}

static int
check_constraints(const struct constraints *got, const struct constraints *want,
		  struct err *err)
{
	size_t matched = 0;

	if (!want)
		return 0;
	for (size_t i = 0; i < want->count; i++)
		for (size_t j = 0; j < got->count; j++)
			if (want->at[i].excluded == got->at[j].excluded &&
			    want->at[i].type == got->at[j].type &&
			    want->at[i].n == got->at[j].n &&
			    memcmp(want->at[i].v, got->at[j].v, got->at[j].n) ==
				    0) {
				matched++;
				break;
			}
	if (got->unusable || matched != want->count ||
	    got->count != want->count)
		return err_set(err, ERR_INTERNAL,
			       "the name constraints read otherwise");
	return 0;
}

static int
check(struct bytes der, const struct root_fields *promised,
      const struct key_facts *key, struct err *err)
{
	bool constrained = promised->constraints &&
			   promised->constraints->present &&
			   promised->constraints->count > 0;
	struct certificate c;
	struct tbs_walk raw;

	if (certificate_parse(der, &c, err) < 0 ||
	    tbs_walk(c.tbs, &raw, err) < 0)
		return -1;
	if (walk_check_version(&raw, err) < 0 ||
	    walk_check_serial_form(&raw, err) < 0 ||
	    walk_check_times(&raw, promised->not_before, promised->not_after,
			     err) < 0 ||
	    check_extensions(&raw, constrained, err) < 0 ||
	    check_key(&c, &raw, key, err) < 0)
		return -1;
	if (!bytes_equal(raw.issuer, raw.subject))
		return err_set(err, ERR_INTERNAL, "issuer and subject differ");
	if (!c.is_ca || c.path_len != 0 || c.has_eku ||
	    c.constraints.present != constrained)
		return err_set(err, ERR_INTERNAL,
			       "the extensions read otherwise");
	return check_constraints(&c.constraints,
				 constrained ? promised->constraints : NULL,
				 err);
}

int
root_lint(struct bytes der, const struct root_fields *promised,
	  const struct key_facts *key, struct err *err)
{
	if (check(der, promised, key, err) == 0)
		return 0;
	err->code = ERR_INTERNAL;
	return err_context(err, "lint of the root");
}
