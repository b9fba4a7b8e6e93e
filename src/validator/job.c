/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* One validation, by whichever method. */
#include "job.h"
#include "config.h"

#include "sanca/clock.h"
#include "sanca/text.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <time.h>

struct rules {
	atomic_uint holders;
	uint64_t number;
	struct conf_acme acme;
};

int
rules_new(const struct conf *conf, struct rules **ret, struct err *err)
{
	static uint64_t made; /* by one thread */
	CLEANUP(rules_free) struct rules *rules = calloc(1, sizeof(*rules));

	if (rules == NULL)
		return err_nomem(err);
	rules->holders = 1;
	rules->number = ++made;
	if (conf_acme_read(conf, &rules->acme, err) < 0)
		return -1;
	*ret = STEAL(rules);
	return 0;
}

struct rules *
rules_share(struct rules *rules)
{
	atomic_fetch_add(&rules->holders, 1);
	return rules;
}

void
rules_free(struct rules **rules)
{
	struct rules *r = STEAL(*rules);

	if (r != NULL && atomic_fetch_sub(&r->holders, 1) == 1)
		free(r);
}

uint64_t
rules_number(const struct rules *rules)
{
	return rules->number;
}

const struct conf_acme *
rules_acme(const struct rules *rules)
{
	return &rules->acme;
}

int
job_left_ms(const struct job *job)
{
	int64_t left = job->deadline_ms - clock_monotonic_ms();

	return left > 0 ? (int)left : 0;
}

#ifdef SANCA_CHAOS
static void
chaos_sleep(void)
{
	const char *text = getenv("SANCA_CHAOS_SLEEP");
	uint64_t ms = 0;
	struct err unused;

	if (text == NULL || text_u64(text, 60000, &ms, &unused) < 0)
		return;
	nanosleep(&(struct timespec){ (time_t)(ms / 1000),
				      (long)(ms % 1000) * 1000000 },
		  NULL);
}
#endif

int
job_run(struct job *job, struct err *err)
{
	static const struct names_rules any = { .idn = IDN_ANY,
						.underscore = true };

#ifdef SANCA_CHAOS
	chaos_sleep();
#endif
	/* A host that is not plain could change what an address means. */
	if (!name_is_normal(&job->name, &any, err))
		return -1;
	if ((job->name.type != NAME_DNS && job->name.type != NAME_IP) ||
	    name_is_wildcard(&job->name) ||
	    !acme_method_fits(job->method, false, job->name.type == NAME_IP))
		return err_set(err, ERR_MALFORMED,
			       "%s is no method for such a name",
			       acme_method_name(job->method));
	switch (job->method) {
	case ACME_HTTP_01:
		return http_validate(job, err);
	case ACME_DNS_01:
		return dns_validate(job, err);
	case ACME_TLS_ALPN_01:
		return alpn_validate(job, err);
	case ACME_NONE:
	case ACME_PREAUTHORIZED:
		break;
	}
	return err_set(err, ERR_MALFORMED, "no such method");
}
