/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* A CA, subjects and names for the tests of the mint layer. */

#include "tests/unit/mint_fixture.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const uint8_t a_serial[SERIAL_BYTES] = {
	0x5a, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15
};

static void
must(int rc, const struct err *err, const char *what)
{
	if (rc == 0)
		return;
	printf("Bail out! %s: %s\n", what, err->text);
	exit(99);
}

void
fixture_ca(const char *kind, const struct root_fields *fields,
	   struct made_ca *ret)
{
	CLEANUP(buf_free) struct buf der = { 0 };
	struct bytes no_chain = { NULL, 0 };
	struct err err;

	ret->key = NULL;
	ret->issuer = NULL;
	must(ca_key_generate(kind, &ret->key, &err), &err, kind);
	must(root_create(fields, ret->key, &der, &err), &err, "root");
	must(issuer_from_der(buf_bytes(&der), no_chain, &ret->issuer, &err),
	     &err, "issuer");
}

void
fixture_plain_ca(const char *kind, struct made_ca *ret)
{
	struct root_fields fields = {
		.common_name = "Contoso Test CA",
		.organization = "Contoso & Söhne",
		.not_before = NOW - DAY,
		.not_after = NOW + 3650 * DAY,
	};

	fixture_ca(kind, &fields, ret);
}

void
made_ca_free(struct made_ca *ca)
{
	ca_key_free(&ca->key);
	issuer_free(&ca->issuer);
}

void
fixture_subject(const char *kind, struct subject *ret)
{
	struct err err;

	memset(ret, 0, sizeof(*ret));
	must(ca_key_generate(kind, &ret->key, &err), &err, kind);
	must(ca_key_spki(ret->key, &ret->spki, &err), &err, "spki");
	must(key_parse(buf_bytes(&ret->spki), &ret->facts, &err), &err, "key");
}

void
subject_free(struct subject *s)
{
	ca_key_free(&s->key);
	buf_free(&s->spki);
}

void
names_add(struct names *names, enum name_type type, const void *v, size_t n)
{
	struct name *name = &names->at[names->count++];

	name->type = type;
	name->n = n;
	memset(name->v, 0, sizeof(name->v));
	memcpy(name->v, v, n);
}

void
names_add_dns(struct names *names, const char *text)
{
	names_add(names, NAME_DNS, text, strlen(text));
}

void
constraints_add(struct constraints *c, bool excluded, enum name_type type,
		const void *v, size_t n)
{
	struct constraint *to = &c->at[c->count++];

	c->present = true;
	to->excluded = excluded;
	to->type = type;
	to->n = n;
	memset(to->v, 0, sizeof(to->v));
	memcpy(to->v, v, n);
}

struct tbs_fields
fixture_fields(const struct made_ca *ca, const struct subject *subject,
	       const struct names *names)
{
	return (struct tbs_fields){
		.issuer = ca->issuer,
		.profile = profile_get(PROFILE_SERVER),
		.serial = BYTES_OF(a_serial),
		.not_before = NOW - 3600,
		.not_after = NOW - 3600 + 90 * DAY - 1,
		.key = &subject->facts,
		.names = names,
	};
}

void
fixture_leaf(const struct made_ca *ca, const struct tbs_fields *fields,
	     struct buf *ret_der)
{
	CLEANUP(buf_free) struct buf tbs = { 0 };
	CLEANUP(buf_free) struct buf signature = { 0 };
	struct err err;

	must(tbs_build(fields, &tbs, &err), &err, "tbs");
	must(ca_key_sign(ca->key, 0, false, buf_bytes(&tbs), &signature, &err),
	     &err, "sign");
	must(certificate_assemble(buf_bytes(&tbs), ca_key_sig_alg(ca->key),
				  buf_bytes(&signature), ret_der, &err),
	     &err, "assemble");
}
