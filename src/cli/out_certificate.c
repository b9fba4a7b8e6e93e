/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* A certificate in each form in which it may be wanted. */
#include "out.h"
#include "sanca/clock.h"
#include "sanca/der_read.h"
#include "sanca/revocation.h"
#include "sanca/text.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct {
	enum form form;
	const char *word;
} forms[] = {
	{ FORM_CHAIN, "chain" }, { FORM_PEM, "pem" },	{ FORM_DER, "der" },
	{ FORM_P7B, "p7b" },	 { FORM_JSON, "json" }, { FORM_TEXT, "text" },
};

int
form_parse(const char *word, enum form *ret, struct err *err)
{
	for (size_t i = 0; i < ARRAY_SIZE(forms); i++) {
		if (strcmp(forms[i].word, word) != 0)
			continue;
		*ret = forms[i].form;
		return 0;
	}
	return err_set(err, ERR_USAGE,
		       "there is no form \"%.40s\": chain, pem, der, p7b, json",
		       word);
}

/* Each certificate of DER after DER as a PEM block, but no root: clients have
 * it, or must not take it from a server. */
static int
pem_each(struct bytes ders, struct buf *out, struct err *err)
{
	struct der rest = der_of(ders);

	while (!der_is_end(&rest)) {
		struct certificate c = { 0 };
		struct der_tlv one = { 0 };

		if (der_next(&rest, &one, err) < 0 ||
		    certificate_parse(one.whole, &c, err) < 0)
			return err_set(err, ERR_CORRUPT,
				       "the chain is not a run of "
				       "certificates");
		if (!bytes_equal(c.issuer, c.subject))
			pem_encode("CERTIFICATE", one.whole, out);
	}
	return 0;
}

static int
facts_of(const struct shown *s, struct certificate *ret, struct names **names,
	 struct err *err)
{
	static const struct names_rules rules = { .underscore = true,
						  .idn = IDN_ANY };
	struct notes *notes = NULL;
	struct violations *violations = NULL;
	int rc = -1;

	if (certificate_parse(s->der, ret, err) < 0)
		return -1;
	*names = calloc(1, sizeof(**names));
	notes = calloc(1, sizeof(*notes));
	violations = calloc(1, sizeof(*violations));
	if (*names == NULL || notes == NULL || violations == NULL)
		rc = err_nomem(err);
	else
		rc = names_prepare(&ret->names, (struct raw_cn){ 0 }, &rules,
				   *names, notes, violations, err);
	free(notes);
	free(violations);
	return rc;
}

static json_t *
json_of(const struct shown *s, const struct certificate *c,
	const struct names *names, const char *pem)
{
	uint8_t h1[20];
	uint8_t h256[32];
	json_t *o = json_object();
	json_t *log = NULL;

	sha1(s->der, h1);
	sha256(s->der, h256);
	json_object_set_new(o, "serial", out_json_hex(c->serial));
	json_object_set_new(o, "state",
			    json_string(store_state_name(s->state)));
	json_object_set_new(o, "names", out_json_names(names));
	json_object_set_new(o, "sha256", out_json_hex(BYTES_OF(h256)));
	json_object_set_new(o, "sha1", out_json_hex(BYTES_OF(h1)));
	json_object_set_new(o, "not_before", out_json_time(c->not_before));
	json_object_set_new(o, "not_after", out_json_time(c->not_after));
	json_object_set_new(o, "issued_at", out_json_time(s->issued_at));
	out_json_revocation(o, s->revoked_at, s->reason);
	json_object_set_new(o, "requester", out_json_text(s->requester));
	json_object_set_new(o, "policy", out_json_text(s->policy));
	json_object_set_new(o, "profile", json_string(s->profile));
	log = json_pack("{s:I}", "index", (json_int_t)s->log_index);
	if (s->log_head != NULL)
		json_object_set_new(log, "head", json_string(s->log_head));
	json_object_set_new(o, "log", log);
	if (s->notes != NULL)
		out_json_notes(o, s->notes);
	json_object_set_new(o, "certificate", json_string(pem));
	return o;
}

void
out_state(enum store_state state, int64_t revoked_at, unsigned reason,
	  struct buf *out)
{
	char when[32];

	buf_append_text(out, store_state_name(state));
	if (revoked_at == 0)
		return;
	clock_show(revoked_at, when);
	buf_printf(out, " %s, %s: %s", when, revocation_reason_word(reason),
		   revocation_reason_meaning(reason));
}

static void
text_of(const struct shown *s, const struct certificate *c,
	const struct names *names, struct buf *out)
{
	uint8_t h1[20];
	uint8_t h256[32];
	char hex[3 * 32 + 1];
	char begin[32];
	char end[32];

	clock_show(c->not_before, begin);
	clock_show(c->not_after, end);
	sha1(s->der, h1);
	sha256(s->der, h256);
	hex_encode(c->serial, hex);
	buf_printf(out, "serial     %s\nstatus     ", hex);
	out_state(s->state, s->revoked_at, s->reason, out);
	buf_append_text(out, "\n");
	for (size_t i = 0; i < names->count; i++) {
		buf_printf(out, "%-10s %-5s ", i == 0 ? "names" : "",
			   name_type_show(names->at[i].type));
		name_show_unicode(&names->at[i], out);
		buf_append_text(out, "\n");
	}
	buf_printf(out, "valid      %s to %s\n", begin, end);
	buf_printf(out, "requester  ");
	text_show(s->requester, LIMIT_LABEL_BYTES, out);
	buf_printf(out, "\npolicy     ");
	text_show(s->policy, LIMIT_LABEL_BYTES, out);
	buf_printf(out, "\nprofile    %s\n", s->profile);
	hex_encode_colons(BYTES_OF(h256), hex);
	buf_printf(out, "SHA-256    %s\n", hex);
	hex_encode(BYTES_OF(h1), hex);
	buf_printf(out, "SHA-1      %s\n", hex);
	buf_printf(out, "log entry  %" PRIu64 "\n", s->log_index);
}

static int
text_or_json(const struct shown *s, enum form form, struct buf *out,
	     struct err *err)
{
	CLEANUP(buf_free) struct buf pem = { 0 };
	struct certificate c = { 0 };
	struct names *names = NULL;
	json_t *value = NULL;
	char *dumped = NULL;
	int rc = facts_of(s, &c, &names, err);

	if (rc == 0 && form == FORM_TEXT)
		text_of(s, &c, names, out);
	if (rc == 0 && form == FORM_JSON) {
		pem_encode("CERTIFICATE", s->der, &pem);
		value = json_of(s, &c, names, buf_text(&pem));
		dumped =
			json_dumps(value, JSON_INDENT(2) | JSON_PRESERVE_ORDER);
		buf_append_text(out, dumped != NULL ? dumped : "");
		buf_append_text(out, "\n");
		rc = dumped != NULL ? 0 : err_nomem(err);
	}
	free(dumped);
	json_decref(value);
	free(names);
	return rc;
}

int
out_certificate(const struct shown *s, enum form form, const char *out,
		struct err *err)
{
	CLEANUP(buf_free) struct buf content = { 0 };
	CLEANUP(buf_free) struct buf ders = { 0 };
	CLEANUP(buf_free) struct buf all = { 0 };
	int rc = 0;

	buf_append_bytes(&ders, buf_bytes(&s->issuer->der));
	buf_append_bytes(&ders, buf_bytes(&s->issuer->chain));
	if (buf_check(&ders, err) < 0)
		return -1;

	switch (form) {
	case FORM_TEXT:
	case FORM_JSON:
		rc = text_or_json(s, form, &content, err);
		break;
	case FORM_PEM:
		pem_encode("CERTIFICATE", s->der, &content);
		break;
	case FORM_CHAIN:
		pem_encode("CERTIFICATE", s->der, &content);
		rc = pem_each(buf_bytes(&ders), &content, err);
		break;
	case FORM_DER:
		buf_append_bytes(&content, s->der);
		break;
	case FORM_P7B:
		buf_append_bytes(&all, s->der);
		buf_append_bytes(&all, buf_bytes(&ders));
		rc = p7b_write(buf_bytes(&all), &content, err);
		break;
	}
	if (rc < 0 || buf_check(&content, err) < 0)
		return -1;
	return out_bytes(buf_bytes(&content),
			 form == FORM_DER || form == FORM_P7B, out, err);
}
