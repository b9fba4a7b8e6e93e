/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* /console/certificates/SERIAL: all that is known of one certificate. The proof
 * that it is in the log comes first, then the certificate itself. */

#include "certificate_page.h"
#include "console_facts.h"
#include "console_list.h"
#include "console_page.h"
#include "page.h"
#include "routes.h"

#include "sanca/certificate.h"
#include "sanca/clock.h"
#include "sanca/key.h"
#include "sanca/policy.h"
#include "sanca/revocation.h"
#include "sanca/text.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum certificate_step {
	CERTIFICATE_BEGIN,
	CERTIFICATE_PROOF,
	CERTIFICATE_FOUND
};

/* ---- what is asked of the signer ----------------------------------------------------- */

static enum step
ask_proof(struct request *r, const struct console_facts *f)
{
	struct msg m = { .type = MSG_LOG_PROOF };

	m.log_proof.kind = 1;
	m.log_proof.a = f->log_index;
	r->step = CERTIFICATE_PROOF;
	return request_ask(r, &m);
}

static enum step
ask_certificate(struct request *r)
{
	struct msg m = { .type = MSG_FIND };
	uint8_t serial[LIMIT_SERIAL_BYTES];

	m.find.by = STORE_BY_SERIAL;
	m.find.value = (struct bytes){ serial, console_serial(r, serial) };
	m.find.credential = BYTES_OF(r->credential);
	r->step = CERTIFICATE_FOUND;
	return request_ask(r, &m);
}

static void
base64_write(struct bytes v, struct buf *out)
{
	buf_append_text(out, "<code>");
	base64_encode(v, out);
	buf_append_text(out, "</code>");
}

/* Kept as markup until the certificate is there, too. */
static int
proof_write(const struct msg_proof *m, struct buf *out, struct err *err)
{
	CLEANUP(page_values_free) struct page_values v = { 0 };
	struct buf hashes = { 0 }, leaf = { 0 }, root = { 0 };
	char index[24], size[24];

	snprintf(index, sizeof(index), "%ju", (uintmax_t)m->a);
	snprintf(size, sizeof(size), "%ju", (uintmax_t)m->b);
	base64_write(m->leaf, &leaf);
	base64_write(m->root, &root);
	for (size_t i = 0; i + 32 <= m->hashes.n; i += 32) {
		buf_append_text(&hashes, "<li>");
		base64_write((struct bytes){ m->hashes.p + i, 32 }, &hashes);
		buf_append_text(&hashes, "</li>\n");
	}
	if (page_add_made(&v, "hashes", &hashes, true, err) < 0 ||
	    page_add_made(&v, "leaf", &leaf, true, err) < 0 ||
	    page_add_made(&v, "root", &root, true, err) < 0 ||
	    page_add_text(&v, "index", index, err) < 0 ||
	    page_add_text(&v, "size", size, err) < 0)
		return -1;
	return page_fill("console/proof.html", v.at, v.count, out, err);
}

/* ---- the page -------------------------------------------------------------------- */

static void
fact_write(const char *what, struct bytes value, struct buf *out)
{
	if (value.n == 0)
		return;
	buf_printf(out, "<dt>%s</dt>\n<dd>", what);
	html_text(value, out);
	buf_append_text(out, "</dd>\n");
}

static void
time_fact_write(const char *what, int64_t t_s, struct buf *out)
{
	buf_printf(out, "<dt>%s</dt>\n<dd>", what);
	console_time_write(t_s, out);
	buf_append_text(out, "</dd>\n");
}

static void
hash_write(const char *what, struct bytes hash, struct buf *out)
{
	char text[3 * 32];

	hex_encode_colons(hash, text);
	buf_printf(out, "<dt>%s</dt>\n<dd><code>%s</code></dd>\n", what, text);
}

static void
prints_write(const struct certificate *c, struct bytes der, struct buf *out)
{
	uint8_t h256[32], h1[20];

	sha256(der, h256);
	hash_write("SHA-256 fingerprint", BYTES_OF(h256), out);
	sha1(der, h1);
	hash_write("SHA-1 thumbprint, as Windows shows it", BYTES_OF(h1), out);
	sha256(c->spki, h256);
	hash_write("SHA-256 of its key (SPKI)", BYTES_OF(h256), out);
}

static void
acme_write(const struct console_facts *f, struct buf *out)
{
	if (f->acme_account == 0)
		return;
	buf_printf(out,
		   "<dt>Asked for by</dt>\n<dd><a href=\"/console/acme/"
		   "accounts/%ju\">ACME account %ju</a>, <a href=\"/console/"
		   "acme/orders/%ju\">order %ju</a></dd>\n",
		   (uintmax_t)f->acme_account, (uintmax_t)f->acme_account,
		   (uintmax_t)f->acme_order, (uintmax_t)f->acme_order);
}

static void
facts_write(const struct console_facts *f, struct buf *out)
{
	const struct profile *profile =
		profile_get((enum profile_code)f->profile);

	time_fact_write("Valid from", f->not_before, out);
	time_fact_write("Valid until", f->not_after, out);
	fact_write("Serial", bytes_of_text(f->serial), out);
	fact_write("Requester", bytes_of_text(f->requester), out);
	fact_write("Policy", bytes_of_text(f->policy), out);
	fact_write("Profile", bytes_of_text(profile ? profile->name : ""), out);
	fact_write("Asked from", bytes_of_text(f->peer), out);
	fact_write("Through", bytes_of_text(door_name((enum door)f->door)),
		   out);
	acme_write(f, out);
	fact_write("Request", bytes_of_text(f->request_id), out);
}

static void
history_write(const struct console_facts *f, struct buf *out)
{
	time_fact_write("Reserved", f->reserved_at, out);
	time_fact_write("Issued", f->issued_at, out);
	console_link_fact_write("It replaces", f->replaces, out);
	console_link_fact_write("It is replaced by", f->replaced_by, out);
	if (!f->was_revoked)
		return;
	if (f->reason == REASON_REMOVE_FROM_CRL) {
		fact_write("Its hold was lifted", bytes_of_text("it counts"),
			   out);
	} else {
		time_fact_write(f->reason == REASON_CERTIFICATE_HOLD
					? "On hold since"
					: "Revoked",
				f->revoked_at, out);
		fact_write("Reason",
			   bytes_of_text(revocation_reason_word(f->reason)),
			   out);
	}
	buf_printf(out, "<dt>Entry of that in the log</dt>\n<dd>%ju</dd>\n",
		   (uintmax_t)f->revoked_entry);
}

static void
names_write(const struct names *names, struct buf *out)
{
	for (size_t i = 0; i < names->count; i++) {
		buf_append_text(out, "<li>");
		html_name(&names->at[i], out);
		buf_append_text(out, "</li>\n");
	}
	if (names->count == 0)
		buf_append_text(out, "<li>It has none.</li>\n");
}

/* Of CA certificates up to the root. */
static void
chain_write(const struct live *live, struct buf *out)
{
	buf_append_text(out, "<li>this certificate</li>\n<li>");
	html_text(bytes_of_text(live->issuer->common_name), out);
	buf_append_text(out, "</li>\n");
	if (bytes_equal(buf_bytes(&live->issuer->der), live->root.der))
		return;
	buf_append_text(out, "<li>");
	html_text(bytes_of_text(live->root.name), out);
	buf_append_text(out, "</li>\n");
}

/* What was said of the request, as it was kept: a list of notes. */
static void
diagnosis_write(struct bytes text, struct buf *out)
{
	json_error_t fault;
	json_t *all = json_loadb((const char *)text.p, text.n,
				 JSON_REJECT_DUPLICATES, &fault);

	for (size_t i = 0; i < json_array_size(all); i++) {
		const char *note = json_string_value(
			json_object_get(json_array_get(all, i), "text"));

		if (!note)
			continue;
		buf_append_text(out, "<li>");
		html_text(bytes_of_text(note), out);
		buf_append_text(out, "</li>\n");
	}
	json_decref(all);
	if (out->n == 0)
		buf_append_text(out, "<li>Nothing was remarked.</li>\n");
}

static void
state_write(const struct console_facts *f, int64_t now, char out[96])
{
	char left[48];

	days_left_show(now, f->not_after, left);
	if (f->state == STORE_REVOKED && f->reason == REASON_CERTIFICATE_HOLD)
		snprintf(out, 96, "It is on hold.");
	else if (f->state == STORE_REVOKED)
		snprintf(out, 96, "It is revoked.");
	else
		snprintf(out, 96, "%s: %s.",
			 now > f->not_after ? "It has expired" : "It is valid",
			 left);
}

/* What can be done with it now, by whom. */
static int
add_actions(const struct request *r, const struct console_facts *f,
	    struct page_values *v, struct err *err)
{
	struct buf out = { 0 };
	bool is_held = f->state == STORE_REVOKED &&
		       f->reason == REASON_CERTIFICATE_HOLD;
	bool may_renew = r->session.rights & (RIGHT_ISSUE | RIGHT_REQUEST);

	if (f->state == STORE_ISSUED && may_renew)
		buf_printf(&out,
			   "<a class=\"button\" href=\"/console/certificates/"
			   "%s/renew\">Renew...</a>\n",
			   f->serial);
	if (session_may(r, RIGHT_REVOKE))
		buf_printf(&out,
			   "<a class=\"button danger\" href=\"/console/"
			   "certificates/%s/revoke\">%s</a>\n",
			   f->serial,
			   is_held		       ? "Lift the hold..."
			   : f->state == STORE_REVOKED ? "Change the reason..."
						       : "Revoke...");
	return page_add_made(v, "actions", &out, true, err);
}

static int
add_lists(const struct request *r, const struct console_facts *f,
	  const struct certificate *c, struct page_values *v, struct err *err)
{
	const struct msg_found *m = &r->ask.answer.found;
	struct buf parts[6] = { 0 };
	const char *const names[] = { "names",	 "facts", "prints",
				      "history", "chain", "diagnosis" };
	int done = 0;

	names_write(&f->names, &parts[0]);
	facts_write(f, &parts[1]);
	prints_write(c, m->certificate, &parts[2]);
	history_write(f, &parts[3]);
	chain_write(r->live, &parts[4]);
	diagnosis_write(m->diagnosis, &parts[5]);
	for (size_t i = 0; i < ARRAY_SIZE(parts); i++) {
		if (done == 0)
			done = page_add_made(v, names[i], &parts[i], true, err);
		buf_free(&parts[i]);
	}
	return done;
}

static enum step
reply_page_of(struct request *r, const struct console_facts *f)
{
	CLEANUP(page_values_free) struct page_values v = { 0 };
	CLEANUP(buf_free) struct buf title = { 0 };
	struct console_page page = { .place = CONSOLE_CERTIFICATES };
	struct certificate c;
	char state[96];
	struct err err;

	if (certificate_parse(r->ask.answer.found.certificate, &c, &err) < 0)
		return reply_err(r, &err);
	buf_append_text(&title, "Certificate for ");
	if (f->names.count > 0)
		name_show_unicode(&f->names.at[0], &title);
	else
		console_nameless(f->profile, &title);
	state_write(f, clock_wall_s(), state);
	page.title = buf_text(&title);
	if (page_add_text(&v, "title", page.title, &err) < 0 ||
	    page_add_text(&v, "serial", f->serial, &err) < 0 ||
	    page_add_text(&v, "state", state, &err) < 0 ||
	    add_actions(r, f, &v, &err) < 0 ||
	    add_lists(r, f, &c, &v, &err) < 0 ||
	    page_add_made(&v, "proof", &r->kept, true, &err) < 0)
		return reply_err(r, &err);
	return reply_console_filled(r, &page, "console/certificate.html", &v);
}

static enum step
go_on(struct request *r, const struct console_facts *f)
{
	const struct ask *a = &r->ask;
	struct err err;

	if ((enum certificate_step)r->step == CERTIFICATE_BEGIN)
		return ask_proof(r, f);
	if ((enum certificate_step)r->step == CERTIFICATE_PROOF) {
		if (a->state != ASK_ANSWERED || a->answer.type != MSG_PROOF)
			return console_refused(r, NULL);
		if (proof_write(&a->answer.proof, &r->kept, &err) < 0)
			return reply_err(r, &err);
		return ask_certificate(r);
	}
	if (a->state != ASK_ANSWERED || a->answer.type != MSG_FOUND)
		return console_refused(r, NULL);
	return reply_page_of(r, f);
}

enum step
on_console_certificate(struct request *r)
{
	struct console_facts *f = calloc(1, sizeof(*f));
	enum step step = STEP_DONE;
	struct err err;

	if (!f)
		return reply_fault(r, ERR_NOMEM, "out of memory");
	if (form_query_read(r->head.query, NULL, 0, &err) < 0 ||
	    console_facts_read(r, f, &err) < 0)
		step = reply_err(r, &err);
	else
		step = go_on(r, f);
	free(f);
	return step;
}
