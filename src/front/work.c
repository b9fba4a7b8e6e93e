/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Body to a proven request, and the first opinion on it. */

#include "work.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

static pthread_mutex_t spare_lock = PTHREAD_MUTEX_INITIALIZER;
static struct work *spare;
static size_t spare_count;
#define SPARE_MAX 64

struct work *
work_take(void)
{
	struct work *w = NULL;

	pthread_mutex_lock(&spare_lock);
	w = spare;
	if (w) {
		spare = w->next;
		spare_count--;
	}
	pthread_mutex_unlock(&spare_lock);
	return w ? w : calloc(1, sizeof(*w));
}

static void
notes_clear(struct notes *n)
{
	n->count = n->dropped = 0;
}

static void
violations_clear(struct violations *v)
{
	v->count = v->dropped = 0;
}

/* A tenth of a mebibyte of zeros for each request would cost more than the
 * parsing. */
void
work_give(struct work *w)
{
	struct buf *bufs[] = {
		&w->body,	&w->csr_text,	    &w->der,
		&w->names_wire, &w->requested_wire, &w->diagnosis
	};
	bool keep = false;

	for (size_t i = 0; i < ARRAY_SIZE(bufs); i++) {
		if (bufs[i]->broken)
			buf_free(bufs[i]);
		buf_clear(bufs[i]);
	}
	w->is_read = w->allowed = w->has_idempotency = false;
	w->outcome = POLICY_DENIES;
	bytes_wipe(w->status_secret, sizeof(w->status_secret));
	w->wishes.has_names = false;
	w->wishes.name_count = w->wishes.names.count = 0;
	w->wishes.profile[0] = '\0';
	w->wishes.contact[0] = '\0';
	w->wishes.lifetime_s = 0;
	w->names.count = 0;
	w->csr.names.count = 0;
	w->key.code = ERR_NONE;
	notes_clear(&w->notes_read);
	notes_clear(&w->notes);
	violations_clear(&w->prepare);
	violations_clear(&w->verdict.violations);
	violations_clear(&w->constraints);
	violations_clear(&w->odd);
	violations_clear(&w->signer);
	pthread_mutex_lock(&spare_lock);
	keep = spare_count < SPARE_MAX;
	if (keep) {
		w->next = spare;
		spare = w;
		spare_count++;
	}
	pthread_mutex_unlock(&spare_lock);
	if (keep)
		return;
	for (size_t i = 0; i < ARRAY_SIZE(bufs); i++)
		buf_free(bufs[i]);
	free(w);
}

int
work_read(struct work *w, struct err *err)
{
	struct bytes text = buf_bytes(&w->body);

	if (w->is_read)
		return 0;
	buf_clear(&w->der);
	buf_clear(&w->csr_text);
	notes_clear(&w->notes_read);
	if (memchr(text.p ? text.p : (const uint8_t *)"", 0, text.n) == NULL &&
	    json_body_is(text)) {
		if (json_body_read(text, &w->csr_text, &w->wishes, err) < 0)
			return -1;
		text = buf_bytes(&w->csr_text);
	}
	if (intake_read(text, &w->der, &w->notes_read, err) < 0 ||
	    buf_check(&w->der, err) < 0 ||
	    csr_examine(buf_bytes(&w->der), &w->csr, &w->notes_read, &w->key,
			err) < 0)
		return -1;
	if (w->wishes.has_names)
		notes_add(&w->notes_read, NOTE_NAMES_REPLACED,
			  "the names given beside the request were taken "
			  "instead of those in it");
	if (w->key.code != ERR_NONE) {
		*err = w->key;
		return -1;
	}
	if (csr_verify(&w->csr, &w->notes_read, err) < 0)
		return -1;
	w->is_read = true;
	return 0;
}

/* Only what is used is copied: notes are 20 KB. */
static void
notes_copy(const struct notes *from, struct notes *to)
{
	to->count = from->count;
	to->dropped = from->dropped;
	memcpy(to->at, from->at, from->count * sizeof(from->at[0]));
}

static int
find_profile(const struct work *w, const struct profile **ret, struct err *err)
{
	*ret = NULL;
	if (!w->wishes.profile[0])
		return 0;
	*ret = profile_find(bytes_of_text(w->wishes.profile));
	if (!*ret)
		return err_set(err, ERR_MALFORMED, "there is no profile \"%s\"",
			       w->wishes.profile);
	return 0;
}

int
work_judge(struct work *w, const struct judges *by, const struct issuer *issuer,
	   struct err *err)
{
	const struct policy *policy = by->policy;
	struct policy_request asked = { .requester = by->requester,
					.door = by->door,
					.key_kind = w->csr.key.kind,
					.key_bits = w->csr.key.bits,
					.lifetime_s = w->wishes.lifetime_s,
					.names = &w->names };
	const struct raw_names *raw = &w->csr.names;
	struct raw_cn cn = { w->csr.common_names,
			     { (const uint8_t *)w->csr.common_name,
			       w->csr.common_name_n } };

	if (find_profile(w, &asked.profile, err) < 0)
		return -1;
	if (w->wishes.has_names) {
		raw = &w->wishes.names;
		cn.count = 0;
	}
	notes_copy(&w->notes_read, &w->notes);
	violations_clear(&w->prepare);
	violations_clear(&w->constraints);
	w->names.count = 0;
	if (names_prepare(raw, cn, &policy->names, &w->names, &w->notes,
			  &w->prepare, err) < 0)
		return -1;
	policy_check_prepared(policy, &issuer->certificate.constraints, &asked,
			      &w->names, &w->notes, &w->verdict);
	issuer_check(issuer, &w->names, &w->constraints);
	w->outcome = policy_judge(&w->verdict, by->approval, by->may_only_ask,
				  &asked, &w->approval);
	/* Then there are names, but none that can be. */
	if (w->prepare.count > 0)
		violations_drop(&w->verdict.violations, "no-names");
	if (w->key.code != ERR_NONE) {
		violations_drop(&w->verdict.violations, "key-kind-not-allowed");
		violations_add(&w->prepare, -1, 0, "key-refused", "%s",
			       w->key.text);
	}
	if (w->prepare.count > 0 || w->prepare.dropped > 0 ||
	    w->constraints.count > 0 || w->constraints.dropped > 0)
		w->outcome = POLICY_DENIES;
	w->allowed = w->outcome == POLICY_ALLOWS;
	return 0;
}
