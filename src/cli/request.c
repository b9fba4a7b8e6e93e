/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Reads and decides a request before anybody is asked for a signature. */
#include "request.h"
#include "sanca/files.h"
#include "sanca/text.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void
request_free(struct request **request)
{
	if (*request == NULL)
		return;
	buf_free(&(*request)->der);
	free(*request);
	*request = NULL;
}

static int
read_body(const char *file, struct buf *ret, struct err *err)
{
	if (strcmp(file, "-") == 0)
		return fd_read_all(STDIN_FILENO, LIMIT_BODY_BYTES, ret, err);
	return file_read(AT_FDCWD, file, LIMIT_BODY_BYTES, ret, err);
}

int
names_from_words(const char *const *words, size_t count,
		 const struct names_rules *rules, struct names *ret,
		 struct notes *notes, struct violations *violations,
		 struct err *err)
{
	struct raw_names raw = { 0 };
	uint8_t space[LIMIT_NAMES][16];

	if (count > LIMIT_NAMES)
		return err_set(err, ERR_USAGE, "more than %d names",
			       LIMIT_NAMES);
	for (; raw.count < count; raw.count++)
		if (name_from_text(bytes_of_text(words[raw.count]),
				   space[raw.count], &raw.at[raw.count],
				   err) < 0)
			return -1;
	return names_prepare(&raw, (struct raw_cn){ 0 }, rules, ret, notes,
			     violations, err);
}

/* Splits at commas; blanks around a name do not count. */
static int
names_from_list(const char *list, struct request *r, struct err *err)
{
	CLEANUP(buf_free) struct buf copy = { 0 };
	const char *words[LIMIT_NAMES + 1];
	char *rest = NULL;
	size_t count = 0;

	buf_append(&copy, list, strlen(list) + 1);
	if (buf_check(&copy, err) < 0)
		return -1;
	for (char *w = strtok_r((char *)copy.p, ", \t", &rest);
	     w != NULL && count <= LIMIT_NAMES;
	     w = strtok_r(NULL, ", \t", &rest))
		words[count++] = w;
	if (count == 0)
		return err_set(err, ERR_USAGE, "--names holds no name");
	memset(&r->names, 0, sizeof(r->names));
	notes_add(&r->notes, NOTE_NAMES_REPLACED,
		  "the names of the request are replaced by --names");
	return names_from_words(words, count, &r->policy->names, &r->names,
				&r->notes, &r->verdict.violations, err);
}

/* Fills r->refusal. */
static void
read_request(struct bytes body, struct request *r)
{
	struct err *err = &r->refusal;

	if (intake_read(body, &r->der, &r->notes, err) < 0 ||
	    csr_examine(buf_bytes(&r->der), &r->csr, &r->notes, err, err) < 0)
		return;
	r->is_read = true;
	if (err->code == ERR_NONE)
		(void)!csr_verify(&r->csr, &r->notes, err);
}

static int
read_names(const struct cli *cli, struct request *r,
	   struct violations *violations, struct err *err)
{
	const char *list = cli_get(cli, "--names", NULL);
	struct raw_cn cn = { r->csr.common_names,
			     { (const uint8_t *)r->csr.common_name,
			       r->csr.common_name_n } };

	if (names_prepare(&r->csr.names, cn, &r->policy->names, &r->requested,
			  &r->notes, violations, err) < 0)
		return -1;
	r->names = r->requested;
	if (list == NULL)
		return 0;
	/* What was wrong with names that do not go in is of no matter. */
	memset(violations, 0, sizeof(*violations));
	return names_from_list(list, r, err);
}

static int
read_wishes(const struct cli *cli, struct policy_request *ret, struct err *err)
{
	const char *profile = cli_get(cli, "--profile", NULL);
	const char *lifetime = cli_get(cli, "--lifetime", NULL);

	if (profile != NULL) {
		ret->profile = profile_find(bytes_of_text(profile));
		if (ret->profile == NULL)
			return err_set(err, ERR_USAGE,
				       "there is no profile \"%.40s\": server, "
				       "mail, client",
				       profile);
	}
	if (lifetime != NULL &&
	    text_duration(lifetime, &ret->lifetime_s, err) < 0)
		return err_context(err, "--lifetime");
	return 0;
}

static void
merge(struct violations *into, const struct violations *more)
{
	for (size_t i = 0; i < more->count; i++)
		violations_add(into, more->at[i].name_index, more->at[i].line,
			       more->at[i].id, "%s", more->at[i].text);
	into->dropped += more->dropped;
}

/* What the CA itself refuses is not allowed, whatever rule allows it. */
static void
mark_constraints(const struct issuer *issuer, struct request *r)
{
	struct violations *v = &r->verdict.violations;
	size_t before = v->count;

	issuer_check(issuer, &r->names, v);
	for (size_t i = before; i < v->count; i++)
		for (size_t k = 0; k < r->names.count; k++)
			if (v->at[i].name_index < 0 ||
			    v->at[i].name_index == (int)k)
				r->verdict.names[k].allowed = false;
}

/* The refusal as a violation. The policy has seen no key when it is the key's.
 */
static void
mark_refusal(struct request *r)
{
	struct violations *v = &r->verdict.violations;
	bool is_key = r->refusal.code == ERR_BAD_PUBLIC_KEY;

	r->outcome = POLICY_DENIES;
	if (is_key)
		violations_drop(v, "key-kind-not-allowed");
	violations_add(v, -1, 0, is_key ? "key-refused" : "request-refused",
		       "%s", r->refusal.text);
}

static int
decide(const struct cli *cli, const struct issuer *issuer, struct request *r,
       struct err *err)
{
	struct violations *before = &r->verdict.violations;
	struct violations *kept = calloc(1, sizeof(*kept));
	struct policy_request ask = {
		.requester = cli_get(cli, "--requester", "admin"),
		.door = DOOR_CONTROL,
		.key_kind = r->csr.key.kind,
		.key_bits = r->csr.key.bits,
		.names = &r->names,
	};
	size_t by_policy = 0;
	int rc = -1;

	if (kept == NULL)
		return err_nomem(err);
	if (read_names(cli, r, before, err) == 0 &&
	    read_wishes(cli, &ask, err) == 0) {
		*kept = *before;
		memset(&r->verdict, 0, sizeof(r->verdict));
		policy_check_prepared(r->policy,
				      &issuer->certificate.constraints, &ask,
				      &r->names, &r->notes, &r->verdict);
		r->outcome = policy_judge(&r->verdict, r->approval, false, &ask,
					  &r->by_approval);
		/* Then there are names, but none that can be. */
		if (kept->count > 0)
			violations_drop(before, "no-names");
		by_policy = before->count + before->dropped;
		merge(before, kept);
		mark_constraints(issuer, r);
		/* What no person can allow. */
		if (before->count + before->dropped > by_policy)
			r->outcome = POLICY_DENIES;
		rc = 0;
	}
	free(kept);
	return rc;
}

int
request_examine(const struct cli *cli, const struct conf *conf,
		const struct issuer *issuer, struct request **ret,
		struct err *err)
{
	CLEANUP(request_free) struct request *r = calloc(1, sizeof(*r));
	CLEANUP(buf_free) struct buf body = { 0 };

	if (r == NULL)
		return err_nomem(err);
	if (cli_policy(conf, cli_get(cli, "--policy", NULL), &r->policy, err) <
	    0)
		return -1;
	r->approval = conf_approval(conf, r->policy);
	if (read_body(cli->operands[0], &body, err) < 0)
		return -1;
	read_request(buf_bytes(&body), r);
	if (r->is_read && decide(cli, issuer, r, err) < 0)
		return -1;
	if (r->refusal.code != ERR_NONE)
		mark_refusal(r);
	*ret = STEAL(r);
	return 0;
}

int
request_read(const struct cli *cli, const struct conf *conf,
	     const struct issuer *issuer, struct request **ret, struct err *err)
{
	CLEANUP(request_free) struct request *r = NULL;

	if (request_examine(cli, conf, issuer, &r, err) < 0)
		return -1;
	if (r->refusal.code != ERR_NONE) {
		*err = r->refusal;
		return -1;
	}
	*ret = STEAL(r);
	return 0;
}
