/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* sanca crl: what is on the list of revoked certificates, and the list. */
#include "cli.h"
#include "crl_file.h"
#include "out.h"
#include "sanca/certificate.h"
#include "sanca/clock.h"
#include "sanca/text.h"

#include <inttypes.h>
#include <string.h>

/* CRLReason goes to aACompromise, 10. */
#define REASONS 11

struct view {
	const struct crl *crl;
	uint64_t entries;
	uint64_t by_reason[REASONS];
	bool over;
	const char *fault; /* what is wrong with the signature; NULL: nothing */
};

typedef int entry_fn(const struct crl_entry *entry, void *ctx, struct err *err);

static int
each_entry(const struct crl *crl, entry_fn *fn, void *ctx, struct err *err)
{
	struct crl rest = *crl;
	struct crl_entry entry = { 0 };

	while (crl_next(&rest, &entry, err) == 0)
		if (fn(&entry, ctx, err) < 0)
			return -1;
	if (err->code == ERR_NOT_FOUND)
		return 0;
	err->code = ERR_CORRUPT;
	return -1;
}

static int
count_entry(const struct crl_entry *entry, void *ctx, struct err *err)
{
	struct view *v = ctx;

	if (entry->reason >= REASONS)
		return err_set(err, ERR_CORRUPT, "reason %u is none",
			       entry->reason);
	v->entries++;
	v->by_reason[entry->reason]++;
	return 0;
}

static const char *
signature_fault(const struct crl *crl, const struct issuer *issuer)
{
	struct err err = { 0 };

	if (!bytes_equal(crl->issuer, issuer->certificate.subject))
		return "it is of another CA";
	if (crl->authority_key_id.n > 0 &&
	    !bytes_equal(crl->authority_key_id,
			 issuer->certificate.subject_key_id))
		return "it is of another key of the CA";
	if (key_verify(&issuer->key, crl->sig_alg, crl->tbs, crl->signature,
		       &err) < 0)
		return "it does not verify with the CA certificate";
	return NULL;
}

static json_t *
view_json(const struct view *v, const char *issuer)
{
	json_t *o = json_object();
	json_t *reasons = json_object();

	for (unsigned i = 0; i < REASONS; i++)
		if (v->by_reason[i] > 0)
			json_object_set_new(
				reasons, revocation_reason_word(i),
				json_integer((json_int_t)v->by_reason[i]));
	json_object_set_new(o, "issuer", json_string(issuer));
	json_object_set_new(o, "number",
			    json_integer((json_int_t)v->crl->number));
	json_object_set_new(o, "this_update",
			    out_json_time(v->crl->this_update));
	json_object_set_new(o, "next_update",
			    out_json_time(v->crl->next_update));
	json_object_set_new(o, "over", json_boolean(v->over));
	json_object_set_new(o, "verifies", json_boolean(v->fault == NULL));
	if (v->fault != NULL)
		json_object_set_new(o, "fault", json_string(v->fault));
	json_object_set_new(o, "entries", json_integer((json_int_t)v->entries));
	json_object_set_new(o, "reasons", reasons);
	return o;
}

static void
view_text(const struct view *v, const char *issuer)
{
	const char *before = ": ";
	char begin[32];
	char end[32];

	clock_show(v->crl->this_update, begin);
	clock_show(v->crl->next_update, end);
	printf("issuer     %s\nnumber     %" PRIu64 "\n", issuer,
	       v->crl->number);
	printf("valid      %s to %s%s\n", begin, end,
	       v->over ? ": OVER, clients take it no more" : "");
	printf("entries    %" PRIu64, v->entries);
	for (unsigned i = 0; i < REASONS; i++) {
		if (v->by_reason[i] == 0)
			continue;
		printf("%s%" PRIu64 " %s", before, v->by_reason[i],
		       revocation_reason_word(i));
		before = ", ";
	}
	printf("\nsignature  %s\n",
	       v->fault != NULL ? v->fault
				: "verifies with the CA certificate");
}

static int
entry_hex(const struct crl_entry *entry, char hex[2 * LIMIT_SERIAL_BYTES + 1],
	  struct err *err)
{
	if (entry->serial.n > LIMIT_SERIAL_BYTES)
		return err_set(err, ERR_CORRUPT, "a serial is too long");
	hex_encode(entry->serial, hex);
	return 0;
}

static int
entry_text(const struct crl_entry *entry, void *ctx, struct err *err)
{
	char serial[2 * LIMIT_SERIAL_BYTES + 1];
	char when[32];

	(void)ctx;
	if (entry_hex(entry, serial, err) < 0)
		return -1;
	clock_show(entry->revoked_at, when);
	printf("%-36s %s %s\n", serial, when,
	       revocation_reason_word(entry->reason));
	return 0;
}

/* One on a line, so that a million need no memory. */
static int
entry_json(const struct crl_entry *entry, void *ctx, struct err *err)
{
	uint64_t *count = ctx;
	json_t *o = json_object();

	if ((*count)++ > 0)
		putchar(',');
	json_object_set_new(o, "serial", out_json_hex(entry->serial));
	out_json_revocation(o, entry->revoked_at, entry->reason);
	return out_json_line(o, err);
}

static int
show_text(const struct view *v, const char *issuer, bool entries,
	  struct err *err)
{
	view_text(v, issuer);
	if (!entries || v->entries == 0)
		return 0;
	printf("\n%-36s %-20s %s\n", "SERIAL", "REVOKED", "REASON");
	return each_entry(v->crl, entry_text, NULL, err);
}

static int
show_json(const struct view *v, const char *issuer, bool entries,
	  struct err *err)
{
	uint64_t count = 0;

	if (!entries)
		return out_json(view_json(v, issuer), err);
	fputs("{\"crl\":", stdout);
	if (out_json_line(view_json(v, issuer), err) < 0)
		return -1;
	fputs(",\"revoked\":[\n", stdout);
	if (each_entry(v->crl, entry_json, &count, err) < 0)
		return -1;
	puts("]}");
	return 0;
}

int
cmd_crl_show(struct cli *cli, struct err *err)
{
	CLEANUP(issuer_free) struct issuer *issuer = NULL;
	CLEANUP(crl_file_close) struct crl_file file = { 0 };
	CLEANUP(buf_free) struct buf name = { 0 };
	struct view v = { .crl = &file.crl };
	bool entries = cli_has(cli, "--entries");

	if (cli_issuer(cli, &issuer, err) < 0 ||
	    crl_file_open(cli->dir, &file, err) < 0 ||
	    each_entry(&file.crl, count_entry, &v, err) < 0)
		return -1;
	v.over = file.crl.next_update < clock_wall_s();
	v.fault = signature_fault(&file.crl, issuer);
	dn_show(file.crl.issuer, &name);
	if (cli->json ? show_json(&v, buf_text(&name), entries, err) < 0
		      : show_text(&v, buf_text(&name), entries, err) < 0)
		return -1;
	return v.over || v.fault != NULL ? EXIT_REFUSED : EXIT_DONE;
}

int
cmd_crl_export(struct cli *cli, struct err *err)
{
	CLEANUP(crl_file_close) struct crl_file file = { 0 };
	CLEANUP(buf_free) struct buf pem = { 0 };
	const char *form = cli_get(cli, "--form", "der");
	const char *out = cli_get(cli, "--out", NULL);

	if (strcmp(form, "der") != 0 && strcmp(form, "pem") != 0)
		return err_set(err, ERR_USAGE, "--form %.40s: der or pem",
			       form);
	if (crl_file_open(cli->dir, &file, err) < 0)
		return -1;
	if (strcmp(form, "pem") == 0) {
		pem_encode("X509 CRL", file.der, &pem);
		if (buf_check(&pem, err) < 0 ||
		    out_bytes(buf_bytes(&pem), false, out, err) < 0)
			return -1;
	} else if (out_bytes(file.der, true, out, err) < 0) {
		return -1;
	}
	return EXIT_DONE;
}
