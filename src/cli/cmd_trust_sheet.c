/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* sanca trust sheet: what goes to people on paper, so that they can trust the
 * root and no other. */
#include "out.h"
#include "sanca/clock.h"
#include "sanca/der_read.h"
#include "sanca/text.h"
#include "sanca/trust.h"

#include "cli.h"

#include <string.h>

struct sheet {
	struct issuer *issuer;
	struct buf chain; /* the CA … its root, DER after DER */
	struct trust_root root;
	struct buf scope, qr;
	char page[LIMIT_URL_BYTES + 8]; /* "": there is no address */
	char until[32];
};

static void
sheet_free(struct sheet *s)
{
	issuer_free(&s->issuer);
	buf_free(&s->chain);
	buf_free(&s->scope);
	buf_free(&s->qr);
}

static int
find_root(const struct buf *chain, struct bytes *ret, struct err *err)
{
	struct der rest = der_of(buf_bytes(chain));

	while (!der_is_end(&rest)) {
		struct der_tlv one = { 0 };

		if (der_next(&rest, &one, err) < 0)
			return -1;
		*ret = one.whole;
	}
	return 0;
}

static int
sheet_make(const struct cli *cli, const struct conf *conf, bool html,
	   struct sheet *s, struct err *err)
{
	struct bytes root = { 0 };

	if (cli_issuer(cli, &s->issuer, err) < 0)
		return -1;
	buf_append_bytes(&s->chain, buf_bytes(&s->issuer->der));
	buf_append_bytes(&s->chain, buf_bytes(&s->issuer->chain));
	if (buf_check(&s->chain, err) < 0 ||
	    find_root(&s->chain, &root, err) < 0 ||
	    trust_root_init(root, buf_bytes(&s->chain), conf->public_url,
			    &s->root, err) < 0)
		return -1;
	trust_scope_show(&s->root, &s->scope);
	clock_show(s->root.certificate.not_after, s->until);
	s->until[10] = '\0';
	if (s->root.url[0] == '\0')
		return buf_check(&s->scope, err);
	snprintf(s->page, sizeof(s->page), "%s/trust", s->root.url);
	if ((html ? trust_qr_svg : trust_qr_text)(s->page, &s->qr, err) < 0)
		return -1;
	return buf_check(&s->scope, err);
}

static void
write_steps(const struct sheet *s, struct buf *out)
{
	if (s->page[0] == '\0') {
		buf_append_text(out,
				"There is no address yet: set public-url in "
				"sanca.conf, and print this again.\n");
		return;
	}
	buf_printf(out,
		   "1. Open the trust page on the device:\n     %s\n"
		   "2. Compare the SHA-256 that it shows with the one above. "
		   "If they\n   differ, stop: somebody stands between you and "
		   "the CA.\n"
		   "3. Follow its steps for your device.\n\n"
		   "On Linux, all of it at once:\n"
		   "  curl -fsS %s/install.sh -o install.sh\n"
		   "  sudo sh install.sh %s\n",
		   s->page, s->root.url, s->root.sha256_hex);
}

static void
write_text(const struct sheet *s, struct buf *out)
{
	buf_printf(out, "%s\n\n", s->root.name);
	buf_append_text(out, "A private certificate authority. Who installs "
			     "its root trusts the servers\nthat it vouches "
			     "for.\n\n");
	buf_append_bytes(out, buf_bytes(&s->scope));
	buf_printf(out, "\nThe root is good until %s.\n\n", s->until);
	buf_printf(out,
		   "SHA-256            %.48s\n                   %s\n"
		   "SHA-256, plain     %s\n"
		   "SHA-1 (Windows)    %s\n\n",
		   s->root.sha256_colons, s->root.sha256_colons + 48,
		   s->root.sha256_hex, s->root.sha1_hex);
	if (s->qr.n > 0)
		buf_append_bytes(out, buf_bytes(&s->qr));
	buf_append_text(out, "\n");
	write_steps(s, out);
}

static void
write_markup(const char *before, struct bytes text, const char *after,
	     struct buf *out)
{
	buf_append_text(out, before);
	text_markup(text, out);
	buf_append_text(out, after);
}

static void
write_html(const struct sheet *s, struct buf *out)
{
	CLEANUP(buf_free) struct buf steps = { 0 };

	write_steps(s, &steps);
	write_markup("<!DOCTYPE html>\n<html lang=\"en\">\n<meta charset="
		     "\"utf-8\">\n<title>Trust ",
		     bytes_of_text(s->root.name), "</title>\n", out);
	buf_append_text(out,
			"<style>body{font:12pt/1.4 sans-serif;max-width:42em;"
			"margin:2em auto;padding:0 1em}pre{font-size:10pt;"
			"white-space:pre-wrap;overflow-wrap:anywhere}svg{width:"
			"5cm;height:5cm}@page{margin:15mm}</style>\n");
	write_markup("<h1>", bytes_of_text(s->root.name), "</h1>\n", out);
	write_markup("<p>A private certificate authority. Who installs its "
		     "root trusts the servers that it vouches for.</p>\n<p>",
		     buf_bytes(&s->scope), "</p>\n", out);
	buf_printf(out, "<p>The root is good until %s.</p>\n", s->until);
	buf_append_bytes(out, buf_bytes(&s->qr));
	buf_printf(out,
		   "<h2>Fingerprints</h2>\n<pre>SHA-256\n%.48s\n%s\n\n"
		   "SHA-256, plain\n%s\n\nSHA-1 (Windows)\n%s</pre>\n",
		   s->root.sha256_colons, s->root.sha256_colons + 48,
		   s->root.sha256_hex, s->root.sha1_hex);
	write_markup("<h2>Steps</h2>\n<pre>", buf_bytes(&steps),
		     "</pre>\n</html>\n", out);
	if (steps.broken)
		out->broken = true;
}

static json_t *
to_json(const struct sheet *s)
{
	return json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:s}", "ca",
			 s->root.name, "scope", (const char *)s->scope.p,
			 "not_after", s->until, "sha256", s->root.sha256_hex,
			 "sha256_colons", s->root.sha256_colons, "sha1",
			 s->root.sha1_hex, "url", s->page);
}

int
cmd_trust_sheet(struct cli *cli, struct err *err)
{
	CLEANUP(sheet_free) struct sheet s = { 0 };
	CLEANUP(conf_free) struct conf *conf = NULL;
	CLEANUP(buf_free) struct buf text = { 0 };
	bool html = cli_has(cli, "--html");

	if (cli_conf(cli, &conf, err) < 0 ||
	    sheet_make(cli, conf, html, &s, err) < 0)
		return -1;
	if (cli->json) {
		buf_text(&s.scope);
		return out_json(to_json(&s), err) < 0 ? -1 : EXIT_DONE;
	}
	(html ? write_html : write_text)(&s, &text);
	if (buf_check(&text, err) < 0 ||
	    out_bytes(buf_bytes(&text), false, cli_get(cli, "--out", NULL),
		      err) < 0)
		return -1;
	return EXIT_DONE;
}
