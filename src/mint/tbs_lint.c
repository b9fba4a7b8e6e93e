/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Holds finished TBS bytes to what was promised, before they are signed. */

#include "tbs_lint.h"

/* What certificate_assemble() adds: algorithm, signature, two headers. */
#define AROUND_TBS_BYTES (LIMIT_SIGNATURE_BYTES + 32)

struct bytes_rule {
	const char *name;
	const char *source;
	int (*check)(struct lint *l, struct err *err);
};

struct lint_rule {
	const char *name;
	const char *source;
	int (*check)(const struct lint *l, struct err *err);
};

static const struct bytes_rule bytes_rules[] = {
#define LINT(rule, source)
#define LINT_BYTES(rule, source) { #rule, source, lint_##rule },
#include "tbs_lint.def"
#undef LINT
#undef LINT_BYTES
};

static const struct lint_rule rules[] = {
#define LINT(rule, source) { #rule, source, lint_##rule },
#define LINT_BYTES(rule, source)
#include "tbs_lint.def"
#undef LINT
#undef LINT_BYTES
};

int
lint_size(struct lint *l, struct err *err)
{
	if (l->tbs.n + AROUND_TBS_BYTES > LIMIT_CERTIFICATE_BYTES)
		return err_set(err, ERR_INTERNAL,
			       "the certificate would have more than %d octets",
			       LIMIT_CERTIFICATE_BYTES);
	return 0;
}

int
lint_der(struct lint *l, struct err *err)
{
	return der_check(l->tbs, err);
}

/* What cannot be read has no other rule to break. */
int
lint_form(struct lint *l, struct err *err)
{
	return tbs_walk(l->tbs, &l->raw, err);
}

int
lint_version(const struct lint *l, struct err *err)
{
	return walk_check_version(&l->raw, err);
}

int
lint_serial(const struct lint *l, struct err *err)
{
	if (walk_check_serial_form(&l->raw, err) < 0)
		return -1;
	if (!bytes_equal(l->raw.serial, l->promised->serial))
		return err_set(err, ERR_INTERNAL,
			       "the serial number is not the one that was "
			       "drawn");
	return 0;
}

int
lint_algorithm(const struct lint *l, struct err *err)
{
	return walk_check_algorithm(&l->raw,
				    l->promised->issuer->certificate.spki, err);
}

int
lint_validity(const struct lint *l, struct err *err)
{
	return walk_check_times(&l->raw, l->promised->not_before,
				l->promised->not_after, err);
}

int
lint_now(const struct lint *l, struct err *err)
{
	if (l->promised->not_before > l->now || l->promised->not_after < l->now)
		return err_set(err, ERR_INTERNAL,
			       "the certificate would not be valid now");
	return 0;
}

/* The subject is empty, or one CN and nothing else. */
static int
read_subject(struct bytes subject, struct bytes *ret_cn, struct err *err)
{
	struct der outer = der_of(subject);
	struct der name, rdn, attribute;
	struct bytes oid;

	*ret_cn = (struct bytes){ NULL, 0 };
	if (der_enter(&outer, DER_SEQUENCE, "subject", &name, err) < 0)
		return -1;
	if (der_is_end(&name))
		return 0;
	if (der_enter(&name, DER_SET, "RDN", &rdn, err) < 0 ||
	    der_enter(&rdn, DER_SEQUENCE, "attribute", &attribute, err) < 0 ||
	    der_take(&attribute, DER_OID, "attribute type", &oid, err) < 0 ||
	    der_take(&attribute, DER_UTF8_STRING, "CN", ret_cn, err) < 0)
		return -1;
	if (!der_oid_is(oid, OID_COMMON_NAME))
		return err_set(err, ERR_INTERNAL,
			       "the subject holds something that is no CN");
	if (der_end(&attribute, "CN", err) < 0 || der_end(&rdn, "RDN", err) < 0)
		return -1;
	return der_end(&name, "subject", err);
}

int
lint_subject(const struct lint *l, struct err *err)
{
	const struct name *first = NULL;
	struct bytes cn, want;
	bool wanted = false;

	if (lint_is_responder(l))
		return 0; /* lint_responder_subject() */
	first = &l->promised->names->at[0];
	want = (struct bytes){ first->v, first->n };
	wanted = l->promised->names->count > 0 && first->type == NAME_DNS &&
		 first->n <= LIMIT_COMMON_NAME_BYTES;
	if (read_subject(l->raw.subject, &cn, err) < 0)
		return -1;
	if (!wanted && cn.n > 0)
		return err_set(err, ERR_INTERNAL,
			       "there is a CN, though the first name is no "
			       "short DNS name");
	if (wanted && !bytes_equal(cn, want))
		return err_set(err, ERR_INTERNAL,
			       "the CN is not the first name");
	return 0;
}

int
lint_key(const struct lint *l, struct err *err)
{
	if (!bytes_equal(l->raw.spki, l->promised->key->spki))
		return err_set(err, ERR_INTERNAL,
			       "the public key is not the requester's");
	return 0;
}

static bool
same_names(const struct raw_names *got, const struct names *want)
{
	if (want == NULL)
		return got->count == 0;
	if (got->count != want->count)
		return false;
	for (size_t i = 0; i < got->count; i++) {
		struct bytes v = { want->at[i].v, want->at[i].n };

		if (got->at[i].tag != (uint8_t)want->at[i].type ||
		    !bytes_equal(got->at[i].value, v))
			return false;
	}
	return true;
}

static int
compare_extensions(const struct certificate *c, const struct lint *l,
		   struct err *err)
{
	const struct profile *p = l->promised->profile;

	if (c->is_ca || c->path_len != -1 || c->constraints.present)
		return err_set(err, ERR_INTERNAL, "it reads as a CA");
	if (!c->has_key_usage || !c->has_eku ||
	    c->server_auth != p->server_auth ||
	    c->client_auth != p->client_auth ||
	    c->ocsp_signing != lint_is_responder(l) ||
	    c->has_nocheck != lint_is_responder(l) ||
	    c->extension_count != l->raw.extension_count)
		return err_set(err, ERR_INTERNAL,
			       "the extensions read otherwise");
	if (!same_names(&c->names, l->promised->names))
		return err_set(err, ERR_INTERNAL, "the names read otherwise");
	return 0;
}

/* The reader that everyone else uses must see the same certificate. */
int
lint_second_reading(const struct lint *l, struct err *err)
{
	struct certificate c;

	if (certificate_parse_tbs(l->tbs, &c, err) < 0)
		return -1;
	if (!bytes_equal(c.serial, l->promised->serial) ||
	    !bytes_equal(c.issuer, l->raw.issuer) ||
	    !bytes_equal(c.subject, l->raw.subject) ||
	    !bytes_equal(c.spki, l->raw.spki))
		return err_set(err, ERR_INTERNAL,
			       "serial, names or key read otherwise");
	if (c.not_before != l->promised->not_before ||
	    c.not_after != l->promised->not_after)
		return err_set(err, ERR_INTERNAL, "the times read otherwise");
	return compare_extensions(&c, l, err);
}

static int
run_rules(struct lint *l, struct err *err)
{
	for (size_t i = 0; i < ARRAY_SIZE(bytes_rules); i++)
		if (bytes_rules[i].check(l, err) < 0)
			return err_context(err, "rule %s (%s)",
					   bytes_rules[i].name,
					   bytes_rules[i].source);
	for (size_t i = 0; i < ARRAY_SIZE(rules); i++)
		if (rules[i].check(l, err) < 0)
			return err_context(err, "rule %s (%s)", rules[i].name,
					   rules[i].source);
	return 0;
}

int
tbs_lint(struct bytes tbs, const struct tbs_fields *promised, int64_t now,
	 struct err *err)
{
	struct lint l; /* filled by lint_form() */

	l.tbs = tbs;
	l.promised = promised;
	l.now = now;
	if (run_rules(&l, err) == 0)
		return 0;
	err->code = ERR_INTERNAL;
	return err_context(err, "certificate lint");
}
