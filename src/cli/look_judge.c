/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Why this machine trusts what a host serves, or not, and what to do. */
#include "look.h"
#include "sanca/certificate.h"
#include "sanca/clock.h"
#include "sanca/text.h"

#include <arpa/inet.h>
#include <gnutls/abstract.h>
#include <string.h>

static const char *const words[] = {
#define REASON(name, word, meaning) word,
#include "reasons.def"
#undef REASON
};

const char *
reason_word(enum reason reason)
{
	return words[reason];
}

/* ---- certificates, for people ----------------------------------------------- */

static void
show_dn(int rc, const gnutls_datum_t *dn, struct buf *out)
{
	if (rc == 0 && dn->size > 2)
		dn_show((struct bytes){ dn->data, dn->size }, out);
	else
		buf_append_text(out, "(no name)");
}

void
look_show_subject(gnutls_x509_crt_t c, struct buf *out)
{
	gnutls_datum_t dn = { 0 };

	show_dn(gnutls_x509_crt_get_raw_dn(c, &dn), &dn, out);
	gnutls_free(dn.data);
}

void
look_show_issuer(gnutls_x509_crt_t c, struct buf *out)
{
	gnutls_datum_t dn = { 0 };

	show_dn(gnutls_x509_crt_get_raw_issuer_dn(c, &dn), &dn, out);
	gnutls_free(dn.data);
}

void
look_fingerprint(gnutls_x509_crt_t c, char out[3 * 32])
{
	uint8_t digest[32];
	size_t n = sizeof(digest);

	out[0] = '\0';
	if (gnutls_x509_crt_get_fingerprint(c, GNUTLS_DIG_SHA256, digest, &n) ==
	    0)
		hex_encode_colons(BYTES_OF(digest), out);
}

bool
look_show_name(gnutls_x509_crt_t c, unsigned int i, struct buf *out)
{
	char name[1024];
	size_t n = sizeof(name);
	unsigned int type = 0;
	char shown[INET6_ADDRSTRLEN];
	int rc = gnutls_x509_crt_get_subject_alt_name2(c, i, name, &n, &type,
						       NULL);

	if (rc == GNUTLS_E_REQUESTED_DATA_NOT_AVAILABLE)
		return false;
	if (rc == GNUTLS_E_SHORT_MEMORY_BUFFER)
		buf_append_text(out, "(a name too long to be shown)");
	else if (rc < 0)
		return false;
	else if (type == GNUTLS_SAN_IPADDRESS && (n == 4 || n == 16) &&
		 inet_ntop(n == 4 ? AF_INET : AF_INET6, name, shown,
			   sizeof(shown)) != NULL)
		buf_append_text(out, shown);
	else
		text_show((struct bytes){ (uint8_t *)name, n }, 253, out);
	return true;
}

static bool
is_self_issued(gnutls_x509_crt_t c)
{
	return gnutls_x509_crt_check_issuer(c, c) != 0;
}

/* ---- findings ------------------------------------------------------------------ */

static struct finding *
finding_add(struct look *look, enum reason reason)
{
	struct finding *f = &look->findings[look->finding_count];

	/* What is beyond all bounds goes into the last, which is not shown. */
	if (look->finding_count + 1 < LOOK_FINDINGS_MAX)
		look->finding_count++;
	f->reason = reason;
	return f;
}

static bool
has_finding(const struct look *look, enum reason reason)
{
	for (size_t i = 0; i < look->finding_count; i++)
		if (look->findings[i].reason == reason)
			return true;
	return false;
}

/* Where the certificate says that its issuer's can be had (RFC 5280
 * 4.2.2.1). */
static void
show_where(gnutls_x509_crt_t c, struct buf *out)
{
	CLEANUP(buf_free) struct buf shown = { 0 };
	gnutls_datum_t url = { 0 };

	int got = GNUTLS_E_UNKNOWN_ALGORITHM;

	/* It counts all of them, and says this for those of OCSP. */
	for (unsigned i = 0; got == GNUTLS_E_UNKNOWN_ALGORITHM; i++)
		got = gnutls_x509_crt_get_authority_info_access(
			c, i, GNUTLS_IA_CAISSUERS_URI, &url, NULL);
	if (got < 0)
		return;
	text_show((struct bytes){ url.data, url.size }, 200, &shown);
	buf_printf(out, "; the certificate says that it is at %s",
		   buf_text(&shown));
	gnutls_free(url.data);
}

static void
find_unknown_root(struct look *look)
{
	gnutls_x509_crt_t top = look->at[look->count - 1];
	struct finding *f = finding_add(look, REASON_UNKNOWN_ROOT);
	char fingerprint[3 * 32];

	if (look->count == 1)
		buf_append_text(&f->text, "it vouches for itself and for "
					  "nothing else, and is not in the "
					  "trust store: ");
	else
		buf_append_text(&f->text,
				"the root is not in the trust store: ");
	look_show_subject(top, &f->text);
	look_fingerprint(top, fingerprint);
	buf_printf(&f->text, ", SHA-256 %s", fingerprint);
	buf_append_text(&f->todo,
			"compare this fingerprint with the one that who runs "
			"that CA gives you by another way; if they are the "
			"same, sanca trust install --url URL --sha256 "
			"FINGERPRINT");
}

/* A root is seldom sent, so that what is missing may be one or not. */
static void
find_incomplete(struct look *look)
{
	gnutls_x509_crt_t top = look->at[look->count - 1];
	struct finding *f = finding_add(look, REASON_INCOMPLETE_CHAIN);

	buf_printf(&f->text, "%s issued by ",
		   look->count == 1 ? "the server sent its own certificate "
				      "alone,"
				    : "the last of the certificates sent was");
	look_show_issuer(top, &f->text);
	buf_append_text(&f->text, ", which was not sent and is not in the "
				  "trust store");
	show_where(top, &f->text);
	buf_append_text(&f->todo,
			"if that is a root, this machine does not know it: "
			"sanca trust install --url URL --sha256 FINGERPRINT; "
			"if it is an intermediate, the server must send it "
			"behind its own certificate (the form chain)");
}

/* GnuTLS and OpenSSL still take the common name of a certificate that has no
 * names; browsers, Go and Apple do not, as RFC 9525 has it. */
static bool
has_names(gnutls_x509_crt_t c)
{
	char name[1];

	for (unsigned int i = 0;; i++) {
		size_t n = sizeof(name);
		unsigned int type = 0;
		int rc = gnutls_x509_crt_get_subject_alt_name2(c, i, name, &n,
							       &type, NULL);

		if (rc < 0 && rc != GNUTLS_E_SHORT_MEMORY_BUFFER)
			return false;
		if (type == GNUTLS_SAN_DNSNAME || type == GNUTLS_SAN_IPADDRESS)
			return true;
	}
}

static void
find_name(const struct place *place, struct look *look)
{
	struct finding *f = NULL;
	unsigned int i = 0;

	/* Without wildcards for an address; flags as in a browser. */
	if (has_names(look->at[0]) &&
	    gnutls_x509_crt_check_hostname2(look->at[0], place->host, 0) != 0)
		return;
	f = finding_add(look, REASON_NAME);
	buf_printf(&f->text, "%s is not among its names: ", place->host);
	for (; i < 20; i++) {
		CLEANUP(buf_free) struct buf name = { 0 };

		if (!look_show_name(look->at[0], i, &name))
			break;
		buf_printf(&f->text, "%s%s", i > 0 ? ", " : "",
			   buf_text(&name));
	}
	if (i == 0)
		buf_append_text(&f->text, "it has none, and browsers do not "
					  "look at the common name");
	else if (i == 20)
		buf_append_text(&f->text, ", ...");
	buf_append_text(&f->todo, "call the server by one of them, or let it "
				  "have a certificate for this name too");
}

static void
find_dates(int64_t now, gnutls_x509_crt_t c, struct look *look)
{
	int64_t from = gnutls_x509_crt_get_activation_time(c);
	int64_t until = gnutls_x509_crt_get_expiration_time(c);
	struct finding *f = NULL;
	char date[32] = "", today[32];

	clock_show(now, today);
	if (until >= 0 && until < now) {
		f = finding_add(look, REASON_EXPIRED);
		look_show_subject(c, &f->text);
		clock_show(until, date);
		buf_printf(&f->text, " was good until %s; now it is %s", date,
			   today);
		buf_append_text(&f->todo, "let the server have a new one; or "
					  "set this machine's clock right");
	} else if (from > now) {
		f = finding_add(look, REASON_NOT_YET_VALID);
		look_show_subject(c, &f->text);
		clock_show(from, date);
		buf_printf(&f->text, " is good from %s on; now it is %s", date,
			   today);
		buf_append_text(&f->todo, "wait, or set the clock right: of "
					  "this machine, or of the CA");
	}
}

static void
find_weak(gnutls_x509_crt_t c, struct look *look)
{
	int sign = gnutls_x509_crt_get_signature_algorithm(c);
	unsigned int bits = 0;
	int kind = gnutls_x509_crt_get_pk_algorithm(c, &bits);
	bool is_weak_key = kind == GNUTLS_PK_RSA && bits < 2048;
	/* Nobody verifies what a root signed of itself. */
	bool is_weak_sign =
		!is_self_issued(c) && sign >= 0 &&
		!gnutls_sign_is_secure2((gnutls_sign_algorithm_t)sign,
					GNUTLS_SIGN_FLAG_SECURE_FOR_CERTS);
	struct finding *f = NULL;

	if (!is_weak_key && !is_weak_sign)
		return;
	f = finding_add(look, REASON_WEAK);
	look_show_subject(c, &f->text);
	if (is_weak_key)
		buf_printf(&f->text, " has an RSA key of %u bits only", bits);
	if (is_weak_sign)
		buf_printf(&f->text, "%s is signed by %s",
			   is_weak_key ? " and" : "",
			   gnutls_sign_get_name((gnutls_sign_algorithm_t)sign));
	buf_append_text(&f->todo, "make a new key of 2048 bits or more, and a "
				  "certificate signed with SHA-256");
}

static void
find_rest(struct look *look)
{
	gnutls_datum_t text = { 0 };
	struct finding *f = NULL;

	if (look->status & (GNUTLS_CERT_SIGNER_NOT_CA |
			    GNUTLS_CERT_SIGNER_CONSTRAINTS_FAILURE |
			    GNUTLS_CERT_PURPOSE_MISMATCH)) {
		f = finding_add(look, REASON_FORBIDDEN);
		buf_append_text(&f->text,
				"a certificate above it may not vouch for it: "
				"it is no CA, or not for these names or this "
				"purpose");
		buf_append_text(&f->todo, "ask who runs the CA for what names "
					  "its root is good");
	} else if (look->finding_count == 0) {
		f = finding_add(look, REASON_OTHER);
		if (gnutls_certificate_verification_status_print(
			    look->status, GNUTLS_CRT_X509, &text, 0) == 0)
			text_show((struct bytes){ text.data, text.size }, 300,
				  &f->text);
		gnutls_free(text.data);
	}
}

/* GnuTLS stops at the first thing that is wrong; people want all. */
static void
find_all(const struct place *place, int64_t now, struct look *look)
{
	if (look->status & GNUTLS_CERT_SIGNER_NOT_FOUND) {
		if (is_self_issued(look->at[look->count - 1]))
			find_unknown_root(look);
		else
			find_incomplete(look);
	}
	find_name(place, look);
	for (size_t i = 0; i < look->count; i++)
		find_dates(now, look->at[i], look);
	for (size_t i = 0; i < look->count; i++)
		find_weak(look->at[i], look);
	if (look->status & GNUTLS_CERT_INSECURE_ALGORITHM &&
	    !has_finding(look, REASON_WEAK)) {
		struct finding *f = finding_add(look, REASON_WEAK);

		buf_append_text(&f->text, "a certificate on its way to the "
					  "root is weaker than this system "
					  "permits");
	}
	if (look->status != 0)
		find_rest(look);
}

int
look_judge(const struct place *place, int64_t now, struct look *look,
	   struct err *err)
{
	gnutls_typed_vdata_st wanted = {
		.type = GNUTLS_DT_KEY_PURPOSE_OID,
		.data = (unsigned char *)(uintptr_t)GNUTLS_KP_TLS_WWW_SERVER,
	};
	int rc = gnutls_certificate_verify_peers(look->session, &wanted, 1,
						 &look->status);

	if (rc < 0)
		return err_set(err, ERR_CRYPTO, "verifying: %s",
			       gnutls_strerror(rc));
	find_all(place, now, look);
	for (size_t i = 0; i < look->finding_count; i++)
		if (buf_check(&look->findings[i].text, err) < 0 ||
		    buf_check(&look->findings[i].todo, err) < 0)
			return -1;
	return 0;
}
