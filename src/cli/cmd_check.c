/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* sanca check: the whole verdict on a request, without issuing. */
#include "out.h"
#include "request.h"
#include "sanca/text.h"

#include <string.h>

static void
show_name(const struct request *r, size_t i)
{
	CLEANUP(buf_free) struct buf name = { 0 };
	CLEANUP(buf_free) struct buf rule = { 0 };
	const struct name_verdict *v = &r->verdict.names[i];
	const char *word = v->allowed ? "allowed" : "REFUSED";

	if (!v->allowed && r->outcome == POLICY_PENDS) {
		v = &r->by_approval.names[i];
		word = "waits";
	}
	name_show_unicode(&r->names.at[i], &name);
	if (v->rule != NULL)
		policy_rule_show(v->rule, &rule);
	else
		buf_append_text(&rule, "no rule allows it");
	printf("%-8s  %s %s: %s\n", word, name_type_show(r->names.at[i].type),
	       buf_text(&name), buf_text(&rule));
}

static void
show_verdict(const struct request *r)
{
	struct bytes cn = names_common_name(&r->names);
	char lifetime[24] = "";

	text_duration_show(r->verdict.lifetime_s, lifetime);
	if (r->outcome == POLICY_ALLOWS)
		printf("%-8s  it would be issued by policy %s: profile %s, "
		       "%s, common name %.*s\n",
		       "verdict", r->policy->name, r->verdict.profile->name,
		       lifetime, cn.n > 0 ? (int)cn.n : 4,
		       cn.n > 0 ? (const char *)cn.p : "none");
	else if (r->outcome == POLICY_PENDS)
		printf("%-8s  it would be refused by policy %s, and wait for a "
		       "person by its approval-policy %s\n",
		       "verdict", r->policy->name, r->approval->name);
	else if (r->refusal.code != ERR_NONE)
		printf("%-8s  it would be refused, by any policy\n", "verdict");
	else
		printf("%-8s  it would be refused by policy %s\n", "verdict",
		       r->policy->name);
}

static void
show_text(const struct request *r)
{
	if (r->csr.key.bits > 0)
		printf("%-8s  %s, %u bits\n", "key",
		       key_kind_name(r->csr.key.kind), r->csr.key.bits);
	for (size_t i = 0; i < r->names.count; i++)
		show_name(r, i);
	for (size_t i = 0; i < r->notes.count; i++)
		printf("%-8s  %s\n",
		       note_level(r->notes.at[i].code) == NOTE_WARNING
			       ? "warning"
			       : "note",
		       r->notes.at[i].text);
	for (size_t i = 0; i < r->verdict.violations.count; i++)
		printf("%-8s  %s\n", "refused",
		       r->verdict.violations.at[i].text);
	show_verdict(r);
}

static json_t *
names_json(const struct request *r)
{
	json_t *names = out_json_names(&r->names);

	for (size_t i = 0; i < r->names.count; i++) {
		CLEANUP(buf_free) struct buf rule = { 0 };
		const struct name_verdict *v = &r->verdict.names[i];
		json_t *one = json_array_get(names, i);

		json_object_set_new(one, "allowed", json_boolean(v->allowed));
		if (v->rule == NULL)
			continue;
		policy_rule_show(v->rule, &rule);
		json_object_set_new(one, "rule", json_string(buf_text(&rule)));
		if (v->rule->line > 0)
			json_object_set_new(
				one, "line",
				json_integer((json_int_t)v->rule->line));
	}
	return names;
}

/* What it would hold. */
static json_t *
certificate_json(const struct request *r)
{
	struct bytes cn = names_common_name(&r->names);
	json_t *o = json_object();

	json_object_set_new(o, "profile",
			    json_string(r->verdict.profile->name));
	if (cn.n > 0)
		json_object_set_new(o, "common_name", out_json_text(cn));
	json_object_set_new(o, "lifetime",
			    json_integer((json_int_t)r->verdict.lifetime_s));
	return o;
}

static json_t *
to_json(const struct request *r)
{
	const struct key_facts *key = &r->csr.key;
	json_t *o = json_object();

	json_object_set_new(o, "allowed",
			    json_boolean(r->outcome == POLICY_ALLOWS));
	json_object_set_new(o, "verdict",
			    json_string(policy_outcome_name(r->outcome)));
	if (r->refusal.code != ERR_NONE)
		json_object_set_new(o, "error",
				    json_pack("{s:s, s:s}", "type",
					      err_info(r->refusal.code)->type,
					      "detail", r->refusal.text));
	json_object_set_new(o, "policy", json_string(r->policy->name));
	if (r->outcome == POLICY_PENDS)
		json_object_set_new(o, "approval_policy",
				    json_string(r->approval->name));
	if (key->bits > 0) {
		json_object_set_new(o, "key",
				    json_string(key_kind_name(key->kind)));
		json_object_set_new(o, "key_bits",
				    json_integer((json_int_t)key->bits));
	}
	json_object_set_new(o, "names", names_json(r));
	json_object_set_new(o, "violations",
			    out_json_violations(&r->verdict.violations));
	out_json_notes(o, &r->notes);
	if (r->outcome == POLICY_ALLOWS)
		json_object_set_new(o, "certificate", certificate_json(r));
	return o;
}

int
cmd_check(struct cli *cli, struct err *err)
{
	CLEANUP(conf_free) struct conf *conf = NULL;
	CLEANUP(issuer_free) struct issuer *issuer = NULL;
	CLEANUP(request_free) struct request *r = NULL;

	if (cli_conf(cli, &conf, err) < 0 ||
	    cli_issuer(cli, &issuer, err) < 0 ||
	    request_examine(cli, conf, issuer, &r, err) < 0)
		return -1;
	if (!cli->json)
		show_text(r);
	else if (out_json(to_json(r), err) < 0)
		return -1;
	if (r->refusal.code != ERR_NONE) {
		*err = r->refusal;
		return -1;
	}
	return r->outcome == POLICY_ALLOWS ? EXIT_DONE : EXIT_REFUSED;
}
