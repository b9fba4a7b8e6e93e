/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Key and certificate of a new CA: made, or imported and examined. */
#include "init.h"
#include "sanca/clock.h"
#include "sanca/files.h"
#include "sanca/text.h"

#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* A root is trusted from an hour ago: clocks of phones are slow. */
#define ROOT_BACKDATE_S 3600
#define ROOT_YEARS_MAX 40

enum { USAGE_CRL_SIGN = 0x0200 };

static const char *
passphrase_of(struct plan *plan)
{
	return plan->passphrase.n > 0 ? buf_text(&plan->passphrase) : NULL;
}

/* The last second before the same day, years later. */
static int
years_later(int64_t from, uint64_t years, int64_t *ret, struct err *err)
{
	struct civil c = { 0 };

	clock_civil(from, &c);
	c.year += (int)years;
	if (c.month == 2 && c.day == 29)
		c.day = 28;
	if (clock_from_civil(&c, ret, err) < 0)
		return -1;
	*ret -= 1;
	return 0;
}

static int
make_root(const struct cli *cli, struct plan *plan, struct err *err)
{
	CLEANUP(buf_free) struct buf der = { 0 };
	uint64_t years = 0;
	struct root_fields f = {
		.common_name = cli_get(cli, "--name", NULL),
		.organization = cli_get(cli, "--organization", NULL),
		.constraints = plan->constraints,
	};

	if (f.common_name == NULL)
		return err_set(err, ERR_USAGE,
			       "--name is missing: what phones show when they "
			       "ask whether to trust this CA, such as "
			       "\"Contoso Internal CA\"");
	if (text_u64(cli_get(cli, "--years", "10"), ROOT_YEARS_MAX, &years,
		     err) < 0 ||
	    years == 0)
		return err_set(err, ERR_USAGE, "--years: from 1 to %d",
			       ROOT_YEARS_MAX);
	f.not_before = plan->now - ROOT_BACKDATE_S;
	if (years_later(f.not_before, years, &f.not_after, err) < 0)
		return -1;
	if (ca_key_generate(cli_get(cli, "--key", "ec-p256"), &plan->key, err) <
	    0) {
		err->code = err->code == ERR_CRYPTO ? ERR_CRYPTO : ERR_USAGE;
		return err_context(err, "--key");
	}
	if (root_create(&f, plan->key, &der, err) < 0)
		return -1;
	return issuer_from_der(buf_bytes(&der), (struct bytes){ 0 },
			       &plan->issuer, err);
}

static int
load_key(const char *file, struct plan *plan, struct err *err)
{
	CLEANUP(buf_free_wipe) struct buf pem = { 0 };

	if (file_read(AT_FDCWD, file, 65536, &pem, err) < 0 ||
	    ca_key_load(buf_bytes(&pem), passphrase_of(plan), &plan->key, err) <
		    0)
		return err_context(err, "--import-key");
	return 0;
}

static int
load_certificate(const struct cli *cli, struct plan *plan, struct err *err)
{
	CLEANUP(buf_free) struct buf certificate = { 0 };
	CLEANUP(buf_free) struct buf chain = { 0 };
	const char *above = cli_get(cli, "--import-chain", NULL);

	if (file_read(AT_FDCWD, cli_get(cli, "--import-cert", NULL), 65536,
		      &certificate, err) < 0)
		return err_context(err, "--import-cert");
	if (above != NULL && file_read(AT_FDCWD, above, 65536, &chain, err) < 0)
		return err_context(err, "--import-chain");
	if (issuer_from_pem(buf_bytes(&certificate), buf_bytes(&chain),
			    &plan->issuer, err) < 0)
		return err_context(err, "--import-cert");
	return 0;
}

static int
examine(const struct plan *plan, struct err *err)
{
	const struct certificate *c = &plan->issuer->certificate;
	CLEANUP(buf_free) struct buf spki = { 0 };
	CLEANUP(buf_free) struct buf text = { 0 };
	char end[32];

	if (ca_key_spki(plan->key, &spki, err) < 0)
		return -1;
	if (!bytes_equal(buf_bytes(&spki), c->spki))
		return err_set(err, ERR_USAGE,
			       "--import-key is not the key of --import-cert");
	clock_show(c->not_after, end);
	if (c->not_after <= plan->now)
		return err_set(err, ERR_USAGE,
			       "--import-cert: this CA ended at %s", end);
	if (c->not_before > plan->now)
		return err_set(err, ERR_USAGE,
			       "--import-cert: this CA begins in the future");
	if (c->constraints.unusable)
		return err_set(err, ERR_USAGE,
			       "--import-cert: its name constraints hold a "
			       "form that cannot be honoured here");
	if (c->not_after - plan->now < INT64_C(365) * 86400)
		cli_say("warning: this CA ends at %s, and nothing that it "
			"issues lives longer",
			end);
	if (c->has_key_usage && !(c->key_usage & USAGE_CRL_SIGN))
		cli_say("warning: by its key usage this CA may not sign CRLs "
			"(no cRLSign): many clients will not take its CRL");
	cli_say("warning: what this CA revoked before is not known here: its "
		"new CRL is empty, and OCSP says unknown of what it issued; "
		"where its last CRL had a number greater than %" PRIi64
		", some clients wait until that one has ended",
		plan->now);
	if (!c->constraints.present)
		return 0;
	constraints_show(&c->constraints, &text);
	cli_say("the imported CA is constrained: %s", buf_text(&text));
	return 0;
}

int
plan_issuer(const struct cli *cli, struct plan *plan, struct err *err)
{
	const char *key = cli_get(cli, "--import-key", NULL);
	bool imports = key != NULL || cli_has(cli, "--import-cert") ||
		       cli_has(cli, "--import-chain");

	if (!imports) {
		if (make_root(cli, plan, err) < 0)
			return -1;
	} else if (key == NULL || !cli_has(cli, "--import-cert")) {
		return err_set(err, ERR_USAGE,
			       "an import needs both --import-key and "
			       "--import-cert");
	} else if (cli_has(cli, "--key") || cli_has(cli, "--years") ||
		   cli_has(cli, "--name") || cli_has(cli, "--organization")) {
		return err_set(err, ERR_USAGE,
			       "--name, --organization, --key and --years are "
			       "for a new root; an imported CA has what its "
			       "certificate says");
	} else if (load_key(key, plan, err) < 0 ||
		   load_certificate(cli, plan, err) < 0 ||
		   examine(plan, err) < 0) {
		return -1;
	}
	if (log_key_generate(&plan->log_key, err) < 0)
		return -1;
	log_key_public(plan->log_key, plan->log_public);
	return 0;
}

int
plan_check_names(const struct plan *plan, struct err *err)
{
	if (cli_check_own_names(plan->conf, plan->issuer, err) == 0)
		return 0;
	if (err->code == ERR_CONFIG)
		err->code = ERR_USAGE;
	return -1;
}
