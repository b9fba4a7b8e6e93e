/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Fills the page of one certificate. Every value is hostile: names come into a
 * command only from an allow-list, files are called by the serial. */

#include "certificate_page.h"

#include "certificate_products.h"
#include "page.h"
#include "page_values.h"
#include "wanted_commands.h"

#include "sanca/clock.h"
#include "sanca/key.h"
#include "sanca/revocation.h"
#include "sanca/text.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

/* Shown where commands need an address and the settings have none. */
#define NO_URL "http://THIS-SERVER"
#define NO_HOST "YOUR-SERVER"

struct facts {
	struct page_values v;
	const struct certificate_out *out;
	const struct live *live;
	struct certificate certificate;
	const struct name *host; /* NULL: none for commands */
	bool has_wildcard;
	int64_t now;
	char serial[2 * LIMIT_SERIAL_BYTES + 1];
	char from[32], until[32], from_day[32], until_day[32], left[48];
	char sha256[3 * 32], sha256_hex[65], sha1[41];
	char spki[65], root_spki[65];
	char log[32], key[48];
	char revoked[32], revoked_day[32];
};

static void
facts_free(struct facts *f)
{
	page_values_free(&f->v);
}

void
days_left_show(int64_t now, int64_t not_after, char out[48])
{
	int64_t days = (not_after - now) / 86400;

	if (now > not_after && days == 0)
		snprintf(out, 48, "it has expired today");
	else if (now > not_after)
		snprintf(out, 48, "it expired %jd day%s ago", (intmax_t)-days,
			 days == -1 ? "" : "s");
	else if (days == 0)
		snprintf(out, 48, "less than a day is left");
	else
		snprintf(out, 48, "%jd day%s left", (intmax_t)days,
			 days == 1 ? " is" : "s are");
}

static bool
is_word(struct bytes v)
{
	for (size_t i = 0; i < v.n; i++)
		if (!isalnum(v.p[i]) && !memchr(".:_-", v.p[i], 4))
			return false;
	return v.n > 0 && v.p[0] != '-';
}

static bool
is_host(const struct name *name)
{
	return name->type == NAME_DNS && !name_is_wildcard(name) &&
	       is_word((struct bytes){ name->v, name->n });
}

const struct name *
command_host(const struct names *names)
{
	for (size_t i = 0; i < names->count; i++)
		if (is_host(&names->at[i]))
			return &names->at[i];
	for (size_t i = 0; i < names->count; i++)
		if (names->at[i].type == NAME_IP)
			return &names->at[i];
	return NULL;
}

static void
hex_upper(struct bytes in, char *out)
{
	hex_encode(in, out);
	for (; *out; out++)
		*out = (char)toupper((unsigned char)*out);
}

static int
add_texts(struct facts *f, struct err *err)
{
	const struct trust_root *root = &f->live->root;
	const struct {
		const char *name, *text;
	} texts[] = {
		{ "ca", f->live->issuer->common_name },
		{ "state", f->out->state },
		{ "serial", f->serial },
		{ "from", f->from },
		{ "until", f->until },
		{ "from-day", f->from_day },
		{ "until-day", f->until_day },
		{ "left", f->left },
		{ "sha256", f->sha256 },
		{ "sha256-hex", f->sha256_hex },
		{ "thumbprint", f->sha1 },
		{ "spki", f->spki },
		{ "root-spki", f->root_spki },
		{ "root-sha256", root->sha256_hex },
		{ "root-thumbprint", root->sha1_hex },
		{ "slug", root->slug },
		{ "url", root->url[0] ? root->url : NO_URL },
		{ "log", f->log },
		{ "key", f->key },
		{ "services",
		  f->has_wildcard ? "IIS,SMTP" : "IIS,SMTP,POP,IMAP" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(texts); i++)
		if (page_add_text(&f->v, texts[i].name, texts[i].text, err) < 0)
			return -1;
	return 0;
}

static void
make_times(struct facts *f)
{
	clock_show(f->out->not_before, f->from);
	clock_show(f->out->not_after, f->until);
	page_day(f->out->not_before, f->from_day);
	page_day(f->out->not_after, f->until_day);
	days_left_show(f->now, f->out->not_after, f->left);
}

static void
make_hashes(struct facts *f)
{
	uint8_t h256[32], h1[20];

	sha256(f->out->der, h256);
	sha1(f->out->der, h1);
	hex_encode_colons(BYTES_OF(h256), f->sha256);
	hex_encode(BYTES_OF(h256), f->sha256_hex);
	hex_upper(BYTES_OF(h1), f->sha1);
	sha256(f->certificate.spki, h256);
	hex_encode(BYTES_OF(h256), f->spki);
	sha256(f->live->root.certificate.spki, h256);
	hex_encode(BYTES_OF(h256), f->root_spki);
}

static void
make_key(struct facts *f)
{
	struct key_facts key = { 0 };
	struct err err;

	/* Read when it was issued; by rules of today it may be too weak. */
	if (key_parse(f->certificate.spki, &key, &err) < 0)
		snprintf(f->key, sizeof(f->key), "of a kind not issued now");
	else if (key.kind == KEY_RSA)
		snprintf(f->key, sizeof(f->key), "RSA, %u bits", key.bits);
	else
		snprintf(f->key, sizeof(f->key), "ECDSA, P-%u", key.bits);
}

/* ---- names ------------------------------------------------------------------- */

static int
add_names(struct facts *f, struct err *err)
{
	const struct names *names = f->out->names;
	CLEANUP(buf_free) struct buf list = { 0 };
	CLEANUP(buf_free) struct buf title = { 0 };
	CLEANUP(buf_free) struct buf query = { 0 };

	for (size_t i = 0; i < names->count; i++) {
		buf_append_text(&list, "<li>");
		html_name(&names->at[i], &list);
		buf_append_text(&list, "</li>\n");
		if (name_is_wildcard(&names->at[i]))
			f->has_wildcard = true;
	}
	buf_append_text(&title, "Certificate for ");
	if (names->count > 0)
		name_show_unicode(&names->at[0], &title);
	else
		buf_append_text(&title, "nobody");
	wanted_query_write(names, &query);
	if (page_add_made(&f->v, "names", &list, true, err) < 0 ||
	    page_add_made(&f->v, "names-query", &query, false, err) < 0)
		return -1;
	return page_add_made(&f->v, "title", &title, false, err);
}

/* How commands connect, and what they hold the answer to. */
static int
add_host(struct facts *f, struct err *err)
{
	CLEANUP(buf_free) struct buf host = { 0 };
	CLEANUP(buf_free) struct buf connect = { 0 };
	bool is_ip = false;

	f->host = command_host(f->out->names);
	is_ip = f->host && f->host->type == NAME_IP;
	if (f->host)
		name_show(f->host, &host);
	else
		buf_append_text(&host, NO_HOST);
	if (is_ip && f->host->n == 16)
		buf_printf(&connect, "[%s]", buf_text(&host));
	else
		buf_append_bytes(&connect, buf_bytes(&host));
	if (page_add_made(&f->v, "host", &host, false, err) < 0 ||
	    page_add_made(&f->v, "connect", &connect, false, err) < 0 ||
	    page_add_text(&f->v, "verify",
			  is_ip ? "-verify_ip" : "-verify_hostname", err) < 0)
		return -1;
	if (f->host)
		return page_add_text(&f->v, "host-note", "", err);
	return page_add_filled(&f->v, "host-note", "certificate/host_note.html",
			       err);
}

/* ---- parts ------------------------------------------------------------------- */

static bool
is_on_hold(const struct facts *f)
{
	return f->out->revoked_at && f->out->reason == REASON_CERTIFICATE_HOLD;
}

/* Who reads that it counts no more wants to know since when, why, and what to
 * do; and is not told how to install it. */
static int
add_revoked(struct facts *f, struct err *err)
{
	unsigned reason = f->out->reason;

	if (!f->out->revoked_at)
		return page_add_text(&f->v, "revoked", "", err);
	clock_show(f->out->revoked_at, f->revoked);
	page_day(f->out->revoked_at, f->revoked_day);
	if (page_add_text(&f->v, "revoked-at", f->revoked, err) < 0 ||
	    page_add_text(&f->v, "revoked-day", f->revoked_day, err) < 0 ||
	    page_add_text(&f->v, "reason", revocation_reason_word(reason),
			  err) < 0 ||
	    page_add_text(&f->v, "reason-meaning",
			  revocation_reason_meaning(reason), err) < 0)
		return -1;
	return page_add_filled(&f->v, "revoked",
			       is_on_hold(f) ? "certificate/on_hold.html"
					     : "certificate/revoked.html",
			       err);
}

static int
add_state(struct facts *f, struct err *err)
{
	bool is_issued = strcmp(f->out->state, "issued") == 0;
	bool is_over = f->now > f->out->not_after;
	struct buf text = { 0 };

	if (is_on_hold(f))
		buf_append_text(&text, "It is on hold. Do not install it.");
	else if (!is_issued)
		buf_printf(&text, "It is %s. Do not install it.",
			   f->out->state);
	else if (is_over)
		buf_printf(&text, "Do not install it: %s.", f->left);
	else
		buf_printf(&text,
			   "Issued by %s; %s. Here is all that is needed "
			   "to install it, to test it, and to renew it.",
			   f->live->issuer->common_name, f->left);
	return page_add_made(&f->v, "state-text", &text, false, err);
}

static void
write_fact(const char *what, struct bytes value, struct buf *out)
{
	if (value.n == 0)
		return;
	buf_printf(out, "<dt>%s</dt>\n<dd>", what);
	html_text(value, out);
	buf_append_text(out, "</dd>\n");
}

/* Browsers send no token: this is for who asks with one. */
static int
add_private(struct facts *f, struct err *err)
{
	struct buf list = { 0 };

	if (f->out->has_private) {
		write_fact("Requester", f->out->requester, &list);
		write_fact("Policy", f->out->policy, &list);
		write_fact("Profile", f->out->profile, &list);
		write_fact("Asked from", f->out->peer, &list);
	}
	return page_add_made(&f->v, "private", &list, true, err);
}

static void
write_records(const struct names *names, const char *parameters,
	      const char *hash, struct buf *out)
{
	for (size_t i = 0; i < names->count; i++) {
		const struct name *name = &names->at[i];

		if (!is_host(name))
			continue;
		buf_append_text(out, out->n > 0 ? "\n_25._tcp." : "_25._tcp.");
		html_text((struct bytes){ name->v, name->n }, out);
		buf_printf(out, ". IN TLSA %s %s", parameters, hash);
	}
}

static int
add_tlsa(struct facts *f, struct err *err)
{
	CLEANUP(buf_free) struct buf leaf = { 0 };
	CLEANUP(buf_free) struct buf root = { 0 };

	if (!f->host || f->host->type != NAME_DNS)
		return page_add_filled(&f->v, "tlsa",
				       "certificate/no_tlsa.html", err);
	write_records(f->out->names, "3 1 1", f->spki, &leaf);
	write_records(f->out->names, "2 1 1", f->root_spki, &root);
	if (page_add_made(&f->v, "tlsa-leaf", &leaf, true, err) < 0 ||
	    page_add_made(&f->v, "tlsa-root", &root, true, err) < 0)
		return -1;
	return page_add_filled(&f->v, "tlsa", "certificate/tlsa.html", err);
}

/* The command that fetches the root is that of the trust page, whose values
 * are called as if there were no certificate but the root. */
static int
add_get(struct facts *f, struct err *err)
{
	const struct trust_root *root = &f->live->root;
	const struct html_value values[] = {
		{ "url", bytes_of_text(root->url[0] ? root->url : NO_URL),
		  false },
		{ "slug", bytes_of_text(root->slug), false },
		{ "sha256", bytes_of_text(root->sha256_hex), false },
	};
	CLEANUP(buf_free) struct buf get = { 0 };

	if (page_fill("trust/get.html", values, ARRAY_SIZE(values), &get, err) <
	    0)
		return -1;
	if (get.n > 0 && get.p[get.n - 1] == '\n')
		get.n--;
	return page_add_made(&f->v, "get", &get, true, err);
}

static int
add_optional(struct facts *f, bool wanted, const char *name,
	     const char *template, struct err *err)
{
	if (!wanted)
		return page_add_text(&f->v, name, "", err);
	return page_add_filled(&f->v, name, template, err);
}

static int
add_parts(struct facts *f, struct err *err)
{
	CLEANUP(buf_free) struct buf products = { 0 };

	if (add_state(f, err) < 0 || add_revoked(f, err) < 0 ||
	    add_private(f, err) < 0 || add_get(f, err) < 0 ||
	    add_tlsa(f, err) < 0 ||
	    add_optional(f, !f->live->root.url[0], "no-url",
			 "trust/no_url.html", err) < 0 ||
	    add_optional(f, f->has_wildcard, "wildcard",
			 "certificate/wildcard.html", err) < 0 ||
	    page_add_filled(&f->v, "windows-root",
			    "certificate/windows_root.html", err) < 0 ||
	    page_add_filled(&f->v, "exchange-notes",
			    "certificate/exchange_notes.html", err) < 0 ||
	    page_add_filled(&f->v, "checks", "certificate/checks.html", err) <
		    0)
		return -1;
	if (products_write(f->out->names, &f->v, &products, err) < 0)
		return -1;
	if (page_add_made(&f->v, "products", &products, true, err) < 0)
		return -1;
	return add_optional(f, !f->out->revoked_at, "use",
			    "certificate/use.html", err);
}

static int
facts_make(struct facts *f, struct err *err)
{
	struct bytes serial = f->out->serial;

	if (certificate_parse(f->out->der, &f->certificate, err) < 0)
		return -1;
	if (serial.n > LIMIT_SERIAL_BYTES)
		return err_set(err, ERR_CORRUPT, "the serial is too long");
	hex_encode(serial, f->serial);
	make_times(f);
	make_hashes(f);
	make_key(f);
	snprintf(f->log, sizeof(f->log), "%ju", (uintmax_t)f->out->log_index);
	if (add_names(f, err) < 0 || add_texts(f, err) < 0 ||
	    add_host(f, err) < 0)
		return -1;
	return add_parts(f, err);
}

enum step
reply_certificate_page(struct request *r, const struct certificate_out *c,
		       int64_t now)
{
	CLEANUP(facts_free)
	struct facts f = { .out = c, .live = r->live, .now = now };
	CLEANUP(buf_free) struct buf title = { 0 };
	struct page page = { 0 };
	CLEANUP(buf_free) struct buf main = { 0 };
	struct err err;

	if (facts_make(&f, &err) < 0 ||
	    page_fill("certificate.html", f.v.at, f.v.count, &main, &err) < 0)
		return reply_err(r, &err);
	buf_append_text(&title, "Certificate ");
	buf_append_text(&title, f.serial);
	if (buf_check(&title, &err) < 0)
		return reply_err(r, &err);
	page.title = buf_text(&title);
	return reply_page(r, &page, &main);
}
