/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Rules of lint on what a leaf owes to its issuers. */

#include "tbs_lint.h"

int
lint_issuer(const struct lint *l, struct err *err)
{
	if (!bytes_equal(l->raw.issuer,
			 l->promised->issuer->certificate.subject))
		return err_set(err, ERR_INTERNAL,
			       "the issuer is not octet by octet the subject "
			       "of the CA");
	return 0;
}

int
lint_issuer_window(const struct lint *l, struct err *err)
{
	const struct certificate *ca = &l->promised->issuer->certificate;

	if (l->promised->not_before < ca->not_before)
		return err_set(err, ERR_INTERNAL,
			       "it begins before its issuer");
	if (l->promised->not_after > ca->not_after)
		return err_set(err, ERR_INTERNAL, "it outlives its issuer");
	return 0;
}

/* Calls check for each CA above the leaf: the issuer and its chain. */
static int
for_each_ca(const struct lint *l,
	    int (*check)(const struct lint *, const struct certificate *,
			 struct err *),
	    struct err *err)
{
	struct der chain = der_of(buf_bytes(&l->promised->issuer->chain));
	struct der_tlv der;
	struct certificate ca;

	if (check(l, &l->promised->issuer->certificate, err) < 0)
		return -1;
	while (!der_is_end(&chain)) {
		if (der_next(&chain, &der, err) < 0 ||
		    certificate_parse(der.whole, &ca, err) < 0)
			return err_context(err, "chain of the issuer");
		if (check(l, &ca, err) < 0)
			return -1;
	}
	return 0;
}

static int
check_own_key(const struct lint *l, const struct certificate *ca,
	      struct err *err)
{
	if (bytes_equal(l->raw.spki, ca->spki))
		return err_set(
			err, ERR_INTERNAL,
			"the public key is the one of a CA in the chain");
	return 0;
}

int
lint_own_key(const struct lint *l, struct err *err)
{
	return for_each_ca(l, check_own_key, err);
}

static int
check_constraints(const struct lint *l, const struct certificate *ca,
		  struct err *err)
{
	struct violations violations;

	if (ca->constraints.unusable)
		return err_set(err, ERR_INTERNAL,
			       "the CA has name constraints of a form that is "
			       "not checked");
	/* A responder has no name, nor a CN that could be taken for one. */
	if (!ca->constraints.present || lint_is_responder(l))
		return 0;
	violations.count = 0;
	violations.dropped = 0;
	constraints_check(&ca->constraints, l->promised->names, &violations);
	if (violations.count > 0)
		return err_set(err, ERR_INTERNAL, "%s", violations.at[0].text);
	return 0;
}

/* On the promised names: lint_subject_alt_name() shows that the bytes hold
 * exactly those. */
int
lint_name_constraints(const struct lint *l, struct err *err)
{
	return for_each_ca(l, check_constraints, err);
}
