/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Claims about lint: every promise, broken in the bytes, is named. */

#include "sanca/der_read.h"
#include "tests/tap.h"
#include "tests/unit/mint_fixture.h"
#include "tests/unit/tbs_edit.h"

#include <stdlib.h>

#define ID "http://pki.contoso.local:8080/i/0011223344556677/"
#define URL ID "ca.cer"
#define OCSP_URL ID "ocsp"
#define CRL_URL ID "ca.crl"

/* Places of the extensions in a leaf, and in a responder. */
enum { BC, KU, EKU, SKI, AKI, SAN, CDP, AIA };
enum { NOCHECK = SAN, RESPONDER_AIA };

static struct made_ca ca;
static struct subject ec, rsa;
static struct names names, ip_only;
static struct tbs_fields fields, responder;
static struct buf good, good_responder;

/* Rules that have been seen to refuse something. */
static const char *const rule_names[] = {
#define LINT(rule, source) #rule,
#define LINT_BYTES(rule, source) #rule,
#include "../../src/mint/tbs_lint.def"
#undef LINT
#undef LINT_BYTES
};
static bool rule_seen[ARRAY_SIZE(rule_names)];

static void
set_up(void)
{
	static const uint8_t address[4] = { 10, 0, 0, 5 };
	struct err err;

	fixture_plain_ca("ec-p256", &ca);
	fixture_subject("ec-p256", &ec);
	fixture_subject("rsa-2048", &rsa);
	names_add_dns(&names, "mail.contoso.com");
	names_add_dns(&names, "autodiscover.contoso.com");
	names_add(&names, NAME_IP, address, sizeof(address));
	names_add(&ip_only, NAME_IP, address, sizeof(address));
	fields = fixture_fields(&ca, &ec, &names);
	fields.ca_issuers_url = URL;
	fields.ocsp_url = OCSP_URL;
	fields.crl_url = CRL_URL;
	responder = fields;
	responder.profile = profile_get(PROFILE_OCSP);
	responder.names = NULL;
	if (tbs_build(&fields, &good, &err) < 0 ||
	    tbs_build(&responder, &good_responder, &err) < 0) {
		printf("Bail out! %s\n", err.text);
		exit(99);
	}
}

/* Lint refuses tbs and names this rule. */
static void
named(struct bytes tbs, const struct tbs_fields *promised, const char *rule,
      const char *what)
{
	struct err err = { 0 };
	char want[64];

	snprintf(want, sizeof(want), "rule %s (", rule);
	is_int(tbs_lint(tbs, promised, NOW, &err), -1, "%s is refused", what);
	is_int(err.code, ERR_INTERNAL, "%s: as our own fault", what);
	if (!ok(strstr(err.text, want), "%s: \"%s\" names %s", what, err.text,
		rule))
		return;
	for (size_t i = 0; i < ARRAY_SIZE(rule_names); i++)
		rule_seen[i] |= strcmp(rule, rule_names[i]) == 0;
}

enum edit_kind { REPLACE, INSERT, REMOVE, SWAP, ELEMENT, UNIQUE, TAIL };

struct mutation {
	const char *what; /* begins with the row of the threat table */
	enum edit_kind kind;
	size_t at;
	const char *hex;
	const char *rule;
};

static void
mutate(struct tbs_edit *edit, const struct mutation *m)
{
	struct buf b;

	switch (m->kind) {
	case REPLACE:
		tbs_edit_set(&edit->extension[m->at], m->hex);
		return;
	case INSERT:
		tbs_edit_insert(edit, m->at, m->hex);
		return;
	case REMOVE:
		tbs_edit_remove(edit, m->at);
		return;
	case SWAP:
		b = edit->extension[m->at];
		edit->extension[m->at] = edit->extension[m->at + 1];
		edit->extension[m->at + 1] = b;
		return;
	case ELEMENT:
		tbs_edit_set(&edit->element[m->at], m->hex);
		return;
	case UNIQUE:
		tbs_edit_set(&edit->unique_ids, m->hex);
		return;
	case TAIL:
		tbs_edit_set(&edit->tail, m->hex);
		return;
	}
}

static void
mutations_of(const struct buf *whole, const struct tbs_fields *promised,
	     const struct mutation *list, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		CLEANUP(tbs_edit_free) struct tbs_edit edit;
		CLEANUP(buf_free) struct buf tbs = { 0 };

		if (!ok(tbs_edit_open(buf_bytes(whole), &edit), "opened"))
			return;
		mutate(&edit, &list[i]);
		tbs_edit_join(&edit, &tbs);
		named(buf_bytes(&tbs), promised, list[i].rule, list[i].what);
	}
}

static void
run_mutations(const struct mutation *list, size_t n)
{
	mutations_of(&good, &fields, list, n);
}

static void
what_we_write_is_accepted_for_every_profile_and_key(void)
{
	for (int code = PROFILE_NONE + 1; code < PROFILE_COUNT; code++) {
		for (int i = 0; i < 4; i++) {
			CLEANUP(buf_free) struct buf tbs = { 0 };
			struct tbs_fields f =
				fixture_fields(&ca, i & 1 ? &rsa : &ec, &names);
			struct err err = { 0 };

			f.profile = profile_get((enum profile_code)code);
			if (i & 2)
				f.names = &ip_only;
			if (f.profile->is_own)
				f.names = NULL;
			ok(tbs_build(&f, &tbs, &err) == 0, "%s", err.text);
			ok(tbs_lint(buf_bytes(&tbs), &f, NOW, &err) == 0,
			   "%s: %s", f.profile->name, err.text);
		}
	}
}

static void
the_editor_of_this_test_changes_nothing_by_itself(void)
{
	CLEANUP(tbs_edit_free) struct tbs_edit edit;
	CLEANUP(buf_free) struct buf tbs = { 0 };
	struct err err = { 0 };

	ok(tbs_edit_open(buf_bytes(&good), &edit), "opened");
	tbs_edit_join(&edit, &tbs);
	is_mem(tbs.p, tbs.n, good.p, good.n, "the same octets");
	ok(tbs_lint(buf_bytes(&tbs), &fields, NOW, &err) == 0, "%s", err.text);
}

#define BC_OID "0603551d13"
#define KU_OID "0603551d0f"
#define EKU_OID "0603551d25"
#define CRIT "0101ff"

static void
ca_true_and_ca_usages_are_named(void)
{
	static const struct mutation list[] = {
		{ "D01 CA:TRUE", REPLACE, BC,
		  "300f" BC_OID CRIT "040530030101ff", "basic_constraints" },
		{ "D01 CA:TRUE, pathLen 0", REPLACE, BC,
		  "3012" BC_OID CRIT "040830060101ff020100",
		  "basic_constraints" },
		{ "D01 not critical", REPLACE, BC, "3009" BC_OID "04023000",
		  "extensions" },
		{ "D01 no basicConstraints", REMOVE, BC, "", "extensions" },
		{ "D02 keyCertSign", REPLACE, KU,
		  "300e" KU_OID CRIT "040403020284", "key_usage" },
		{ "D02 cRLSign", REPLACE, KU, "300e" KU_OID CRIT "040403020182",
		  "key_usage" },
		{ "D02 encipherOnly", REPLACE, KU,
		  "300e" KU_OID CRIT "040403020081", "key_usage" },
		{ "D02 keyEncipherment of an EC key", REPLACE, KU,
		  "300e" KU_OID CRIT "0404030205a0", "key_usage" },
		{ "D02 keyEncipherment only", REPLACE, KU,
		  "300e" KU_OID CRIT "040403020520", "key_usage" },
		{ "D02 not critical", REPLACE, KU, "300b" KU_OID "040403020780",
		  "extensions" },
		{ "D02 no keyUsage", REMOVE, KU, "", "extensions" },
		{ "D22 a sub-CA", REPLACE, BC,
		  "300f" BC_OID CRIT "040530030101ff", "basic_constraints" },
	};

	run_mutations(list, ARRAY_SIZE(list));
}

#define SERVER_AUTH "06082b06010505070301"

static void
foreign_purposes_are_named(void)
{
	static const struct mutation list[] = {
		{ "D03 anyExtendedKeyUsage", REPLACE, EKU,
		  "300f" EKU_OID "0408300606"
		  "04551d2500",
		  "ext_key_usage" },
		{ "D03 codeSigning beside", REPLACE, EKU,
		  "301d" EKU_OID "04163014" SERVER_AUTH "06082b06010505070303",
		  "ext_key_usage" },
		{ "D03 emailProtection", REPLACE, EKU,
		  "3013" EKU_OID "040c300a06082b06010505070304",
		  "ext_key_usage" },
		{ "D03 timeStamping", REPLACE, EKU,
		  "3013" EKU_OID "040c300a06082b06010505070308",
		  "ext_key_usage" },
		{ "D03 D23 OCSPSigning", REPLACE, EKU,
		  "3013" EKU_OID "040c300a06082b06010505070309",
		  "ext_key_usage" },
		{ "D03 smartcardLogon beside", REPLACE, EKU,
		  "301f" EKU_OID "04183016" SERVER_AUTH
		  "060a2b060104018237140202",
		  "ext_key_usage" },
		{ "D03 clientAuth not promised", REPLACE, EKU,
		  "301d" EKU_OID "04163014" SERVER_AUTH "06082b06010505070302",
		  "ext_key_usage" },
		{ "D03 clientAuth instead", REPLACE, EKU,
		  "3013" EKU_OID "040c300a06082b06010505070302",
		  "ext_key_usage" },
		{ "D03 critical", REPLACE, EKU,
		  "3016" EKU_OID CRIT "040c300a" SERVER_AUTH, "extensions" },
		{ "D03 none", REMOVE, EKU, "", "extensions" },
	};

	run_mutations(list, ARRAY_SIZE(list));
}

/* extnValue is a NULL or an empty SEQUENCE: only the OID matters here. */
static const char *const smuggled[] = {
	"D04 300f06092b060104018237150a04023000 application policies",
	"D05 300f06092b0601040182371402"
	"04023000 template name",
	"D05 300f06092b060104018237150704023000 template",
	"D05 300f06092b060104018237190204023000 security identifier",
	"D06 30120603551d1e040b3009a007300582036c6162 nameConstraints",
	"D06 30090603551d2104023000 policyMappings",
	"D06 300a0603551d360403020100 inhibitAnyPolicy",
	"D07 30110603551d20040a3008300606"
	"04551d2000 anyPolicy",
	"D09 30090603551d1c04023000 issuingDistributionPoint",
	"D10 301106082b0601050507011804053003020105 TLS feature",
	"D10 300e06082b0601050507010e04023000 proxyCertInfo",
	"D10 301106096086480186f8420101040403020640 Netscape type",
	"D10 300e06082b0601050507010304023000 qcStatements",
	"D10 3013060a2b06010401d6790204030101ff04020500 CT poison",
	"D10 3010060a2b06010401d67902040204020400 SCT list",
	"D24 300f06092b060105050730010504020500 OCSP nocheck",
	"D24 30090603551d2e04023000 freshestCRL",
};

static void
no_smuggled_extension_passes_anywhere(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(smuggled); i++) {
		char row[4], hex[128];
		struct mutation m = { smuggled[i], INSERT, 0, hex,
				      "extensions" };

		sscanf(smuggled[i], "%3s %127s", row, hex);
		for (m.at = 0; m.at <= AIA + 1; m.at++)
			run_mutations(&m, 1);
	}
}

static void
the_responder_is_nothing_but_one(void)
{
	static const struct mutation list[] = {
		{ "H09 serverAuth instead", REPLACE, EKU,
		  "3013" EKU_OID "040c300a" SERVER_AUTH, "ext_key_usage" },
		{ "H09 serverAuth beside", REPLACE, EKU,
		  "301d" EKU_OID "04163014" SERVER_AUTH "06082b06010505070309",
		  "ext_key_usage" },
		{ "H09 any purpose", REPLACE, EKU,
		  "300f" EKU_OID "0408300606"
		  "04551d2500",
		  "ext_key_usage" },
		{ "H09 CA:TRUE", REPLACE, BC,
		  "300f" BC_OID CRIT "040530030101ff", "basic_constraints" },
		{ "H09 cRLSign", REPLACE, KU, "300e" KU_OID CRIT "040403020182",
		  "key_usage" },
		{ "no nocheck", REMOVE, NOCHECK, "", "extensions" },
		{ "nocheck is no NULL", REPLACE, NOCHECK,
		  "300f06092b060105050730010504023000", "ocsp_nocheck" },
		{ "nocheck is critical", REPLACE, NOCHECK,
		  "301206092b06010505073001050101ff04020500", "extensions" },
		{ "a name", INSERT, NOCHECK, "300b0603551d11040430028200",
		  "extensions" },
		{ "a CDP", INSERT, RESPONDER_AIA, "30090603551d1f04023000",
		  "extensions" },
		{ "a CN", ELEMENT, TBS_SUBJECT, "300c310a300806035504030c0161",
		  "responder_subject" },
		{ "no subject", ELEMENT, TBS_SUBJECT, "3000",
		  "responder_subject" },
		{ "OCSP of the responder", REPLACE, RESPONDER_AIA,
		  "302806082b06010505070101041c301a301806082b060105050730"
		  "01860c687474703a2f2f6576696c2f",
		  "authority_info_access" },
	};
	struct tbs_fields leaf = responder;
	struct tbs_fields with_names = responder;
	CLEANUP(buf_free) struct buf tbs = { 0 };
	struct err err = { 0 };

	ok(tbs_lint(buf_bytes(&good_responder), &responder, NOW, &err) == 0,
	   "%s", err.text);
	mutations_of(&good_responder, &responder, list, ARRAY_SIZE(list));
	leaf.profile = profile_get(PROFILE_SERVER);
	leaf.names = &names;
	named(buf_bytes(&good_responder), &leaf, "subject",
	      "a responder for a server");
	named(buf_bytes(&good), &responder, "responder_subject",
	      "a server for a responder");
	with_names.names = &names;
	named(buf_bytes(&good_responder), &with_names, "second_reading",
	      "names promised");
	is_int(tbs_build(&with_names, &tbs, &err), -1, "and never built");
	with_names.names = NULL;
	with_names.key = &rsa.facts;
	ok(tbs_build(&with_names, &tbs, &err) == 0 &&
		   tbs_lint(buf_bytes(&tbs), &with_names, NOW, &err) == 0,
	   "an RSA key: %s", err.text);
}

/* Builds a responder of a CA with this name, and looks for text in it. */
static void
responder_of(const char *common_name, const char *text)
{
	CLEANUP(made_ca_free) struct made_ca other = { 0 };
	CLEANUP(buf_free) struct buf tbs = { 0 };
	struct root_fields root = { .common_name = common_name,
				    .not_before = NOW - DAY,
				    .not_after = NOW + 3650 * DAY };
	struct tbs_fields f = responder;
	struct certificate c;
	CLEANUP(buf_free) struct buf shown = { 0 };
	struct err err = { 0 };

	fixture_ca("ec-p256", &root, &other);
	f.issuer = other.issuer;
	if (!ok(tbs_build(&f, &tbs, &err) == 0 &&
			tbs_lint(buf_bytes(&tbs), &f, NOW, &err) == 0 &&
			certificate_parse_tbs(buf_bytes(&tbs), &c, &err) == 0,
		"%s", err.text))
		return;
	dn_show(c.subject, &shown);
	is_str(buf_text(&shown), text, "subject");
	ok(c.ocsp_signing && c.has_nocheck && !c.server_auth, "a responder");
}

static void
the_responder_bears_the_name_of_its_ca(void)
{
	responder_of("Contoso CA", "OU=OCSP responder,O=Contoso CA");
	responder_of("Grüne CA", "OU=OCSP responder,O=Grüne CA");
	responder_of(
		"0123456789012345678901234567890123456789012345678901234567"
		"890ü23",
		"OU=OCSP responder,O=012345678901234567890123456789"
		"0123456789012345678901234567890ü23");
}

/* An imported CA may be called anything. */
static void
without_a_name_that_fits_there_is_no_organization(void)
{
	static const uint8_t no_cn[] = { 0x30, 0x0c, 0x31, 0x0a, 0x30,
					 0x08, 0x06, 0x03, 0x55, 0x04,
					 0x0a, 0x0c, 0x01, 'x' };
	CLEANUP(buf_free) struct buf tbs = { 0 };
	CLEANUP(buf_free) struct buf shown = { 0 };
	struct issuer other = *ca.issuer;
	struct tbs_fields f = responder;
	uint8_t long_cn[78] = "0L1J0H\x06\x03U\x04\x03\x0c"
			      "A";
	struct certificate c;
	struct err err = { 0 };

	memset(long_cn + 13, 'x', 65);
	other.certificate.subject = BYTES_OF(long_cn);
	f.issuer = &other;
	ok(tbs_build(&f, &tbs, &err) == 0, "%s", err.text);
	ok(tbs_lint(buf_bytes(&tbs), &f, NOW, &err) == 0, "%s", err.text);
	ok(certificate_parse_tbs(buf_bytes(&tbs), &c, &err) == 0, "%s",
	   err.text);
	dn_show(c.subject, &shown);
	is_str(buf_text(&shown), "OU=OCSP responder", "65 characters");
	named(buf_bytes(&good_responder), &f, "responder_subject",
	      "an organization");
	buf_clear(&tbs);
	other.certificate.subject = BYTES_OF(no_cn);
	ok(tbs_build(&f, &tbs, &err) == 0 &&
		   tbs_lint(buf_bytes(&tbs), &f, NOW, &err) == 0,
	   "no CN: %s", err.text);
}

static void
ten_thousand_random_extensions_are_refused(void)
{
	unsigned state = 20261122;
	long accepted = 0;

	for (int i = 0; i < 10000; i++) {
		CLEANUP(tbs_edit_free) struct tbs_edit edit;
		CLEANUP(buf_free) struct buf tbs = { 0 };
		struct err err = { 0 };
		uint8_t *v;

		if (!ok(tbs_edit_open(buf_bytes(&good), &edit), "opened"))
			return;
		state = state * 1664525u + 1013904223u;
		tbs_edit_insert(&edit, state >> 24 & 7,
				"300e06082a03040506070809"
				"04020500");
		v = edit.extension[state >> 24 & 7].p;
		for (int j = 5; j < 12; j++) {
			state = state * 1664525u + 1013904223u;
			v[j] = state >> 24 & 0x7f;
		}
		v[5] |= 1; /* no padding octet */
		for (int j = 6; j < 12; j++)
			v[j] |= 1;
		tbs_edit_join(&edit, &tbs);
		accepted += tbs_lint(buf_bytes(&tbs), &fields, NOW, &err) == 0;
	}
	is_int(accepted, 0, "none is accepted");
}

static void
key_identifiers_are_ours(void)
{
	static const struct mutation list[] = {
		{ "D08 SKI of the requester", REPLACE, SKI,
		  "301d0603551d0e04160414000102030405060708090a0b0c0d0e0f10111213",
		  "subject_key_id" },
		{ "D08 AKI of the requester", REPLACE, AKI,
		  "301f0603551d230418301680140001020304050607"
		  "08090a0b0c0d0e0f10111213",
		  "authority_key_id" },
		{ "D08 no SKI", REMOVE, SKI, "", "extensions" },
		{ "D08 no AKI", REMOVE, AKI, "", "extensions" },
		{ "order", SWAP, SKI, "", "extensions" },
		{ "order at the end", SWAP, SAN, "", "extensions" },
		{ "twice", INSERT, BC, "300c" BC_OID CRIT "04023000",
		  "extensions" },
	};

	run_mutations(list, ARRAY_SIZE(list));
}

static void
addresses_are_ours(void)
{
	static const struct mutation list[] = {
		{ "D09 http://evil/", REPLACE, AIA,
		  "302806082b06010505070101041c301a301806082b060105050730"
		  "02860c687474703a2f2f6576696c2f",
		  "authority_info_access" },
		{ "D09 OCSP instead", REPLACE, AIA,
		  "302806082b06010505070101041c301a301806082b060105050730"
		  "01860c687474703a2f2f6576696c2f",
		  "authority_info_access" },
		{ "D09 none though promised", REMOVE, AIA, "", "extensions" },
		{ "D09 CRL at http://evil/", REPLACE, CDP,
		  "301d0603551d1f041630143012a010a00e860c"
		  "687474703a2f2f6576696c2f",
		  "crl_distribution_points" },
		{ "D09 no CDP though promised", REMOVE, CDP, "", "extensions" },
		{ "D09 CDP is critical", REPLACE, CDP,
		  "30200603551d1f" CRIT "041630143012a010a00e860c"
		  "687474703a2f2f6576696c2f",
		  "extensions" },
		{ "D09 CDP is a name", REPLACE, CDP,
		  "30110603551d1f040a30083006a004a0028200",
		  "crl_distribution_points" },
	};
	struct tbs_fields bad = fields;
	CLEANUP(buf_free) struct buf tbs = { 0 };
	struct err err = { 0 };

	run_mutations(list, ARRAY_SIZE(list));
	bad.crl_url = NULL;
	named(buf_bytes(&good), &bad, "extensions", "CDP not promised");
	bad.crl_url = "ldap://pki.contoso.local/";
	ok(tbs_build(&bad, &tbs, &err) == 0, "%s", err.text);
	named(buf_bytes(&tbs), &bad, "crl_distribution_points", "ldap");
	bad = fields;
	bad.ocsp_url = NULL;
	named(buf_bytes(&good), &bad, "authority_info_access",
	      "OCSP not promised");
	bad.ca_issuers_url = NULL;
	named(buf_bytes(&good), &bad, "extensions", "AIA not promised");
	buf_clear(&tbs);
	bad.ca_issuers_url = "https://pki.contoso.local/ca.cer";
	ok(tbs_build(&bad, &tbs, &err) == 0, "%s", err.text);
	named(buf_bytes(&tbs), &bad, "authority_info_access", "https");
}

static void
serials_of_a_bad_form_are_named(void)
{
	static const struct mutation list[] = {
		{ "D16 zero", ELEMENT, TBS_SERIAL, "020100", "serial" },
		{ "D16 negative", ELEMENT, TBS_SERIAL,
		  "0212da0102030405060708090a0b0c0d0e0f1011", "serial" },
		{ "D16 short", ELEMENT, TBS_SERIAL, "020101", "serial" },
		{ "D16 21 octets", ELEMENT, TBS_SERIAL,
		  "02155a0102030405060708090a0b0c0d0e0f1011121314", "serial" },
		{ "D16 19 octets by the top bit", ELEMENT, TBS_SERIAL,
		  "021300da0102030405060708090a0b0c0d0e0f1011", "serial" },
		{ "D16 another one", ELEMENT, TBS_SERIAL,
		  "02125b0102030405060708090a0b0c0d0e0f1011", "serial" },
		{ "v2", ELEMENT, TBS_VERSION, "a003020101", "version" },
		{ "v1", ELEMENT, TBS_VERSION, "", "form" },
		{ "unique identifier", UNIQUE, 0, "81020000", "form" },
		{ "more after the end", TAIL, 0, "0500", "form" },
		{ "indefinite length", ELEMENT, TBS_SUBJECT, "30800000",
		  "der" },
	};

	run_mutations(list, ARRAY_SIZE(list));
}

static void
algorithm_issuer_and_key_are_the_cas_and_the_requesters(void)
{
	static const struct mutation list[] = {
		{ "D19 ecdsa-with-SHA384 for P-256", ELEMENT, TBS_ALGORITHM,
		  "300a06082a8648ce3d040303", "algorithm" },
		{ "D19 ecdsa-with-SHA1", ELEMENT, TBS_ALGORITHM,
		  "300906072a8648ce3d0401", "algorithm" },
		{ "D19 RSA for an EC key", ELEMENT, TBS_ALGORITHM,
		  "300d06092a864886f70d01010b0500", "algorithm" },
		{ "another issuer", ELEMENT, TBS_ISSUER,
		  "300c310a300806035504030c0161", "issuer" },
	};
	CLEANUP(tbs_edit_free) struct tbs_edit edit;
	CLEANUP(buf_free) struct buf tbs = { 0 };
	CLEANUP(buf_free) struct buf own = { 0 };
	struct tbs_fields bad = fields;
	struct key_facts root_key = ca.issuer->key;
	struct err err = { 0 };
	struct buf *issuer;

	run_mutations(list, ARRAY_SIZE(list));

	ok(tbs_edit_open(buf_bytes(&good), &edit), "opened");
	issuer = &edit.element[TBS_ISSUER];
	for (size_t i = 0; i + 7 < issuer->n; i++)
		if (memcmp(issuer->p + i, "\x55\x04\x03\x0c", 4) == 0)
			issuer->p[i + 3] = DER_PRINTABLE_STRING;
	tbs_edit_join(&edit, &tbs);
	named(buf_bytes(&tbs), &fields, "issuer",
	      "D18 the same name in another string type");

	bad.key = &rsa.facts;
	named(buf_bytes(&good), &bad, "key", "another public key");

	bad.key = &root_key;
	ok(tbs_build(&bad, &own, &err) == 0, "%s", err.text);
	named(buf_bytes(&own), &bad, "own_key", "B15 the key of the CA");
}

/* Builds what is promised, and lint must still refuse. */
static void
refused_as_promised(const struct tbs_fields *f, const char *rule,
		    const char *what)
{
	CLEANUP(buf_free) struct buf tbs = { 0 };
	struct err err = { 0 };

	if (ok(tbs_build(f, &tbs, &err) == 0, "%s: %s", what, err.text))
		named(buf_bytes(&tbs), f, rule, what);
}

static void
times_are_those_that_were_counted(void)
{
	static const struct mutation list[] = {
		{ "D15 GeneralizedTime before 2050", ELEMENT, TBS_VALIDITY,
		  "3022180f32303236313132323139303030305a"
		  "180f32303237303232303138353935395a",
		  "validity" },
		{ "D15 UTCTime 51 is 1951", ELEMENT, TBS_VALIDITY,
		  "301e170d3236313132323139303030305a"
		  "170d3531303130313030303030305a",
		  "validity" },
		{ "D12 no seconds", ELEMENT, TBS_VALIDITY,
		  "301c170b323631313232313930305a"
		  "170d3237303232303138353935395a",
		  "validity" },
	};
	struct tbs_fields f = fields;

	run_mutations(list, ARRAY_SIZE(list));
	f.not_after = fields.not_after - 1;
	named(buf_bytes(&good), &f, "validity", "D13 one second more");
	f = fields;
	f.not_before--;
	named(buf_bytes(&good), &f, "validity", "D13 another begin");

	f = fields;
	f.not_after = ca.issuer->certificate.not_after + 1;
	refused_as_promised(&f, "issuer_window", "D14 outlives the issuer");
	f = fields;
	f.not_before = ca.issuer->certificate.not_before - 1;
	refused_as_promised(&f, "issuer_window", "begins before the issuer");
	f = fields;
	f.not_after = NOW - 1;
	refused_as_promised(&f, "now", "D12 ended already");
	f = fields;
	f.not_before = NOW + 1;
	refused_as_promised(&f, "now", "D12 not begun");
	f = fields;
	f.not_after = f.not_before - 1;
	refused_as_promised(&f, "validity", "ends before it begins");
}

static void
subject_and_names_are_what_was_granted(void)
{
	static const struct mutation list[] = {
		{ "CN of another", ELEMENT, TBS_SUBJECT,
		  "300c310a300806035504030c0161", "subject" },
		{ "no CN", ELEMENT, TBS_SUBJECT, "3000", "subject" },
		{ "O instead", ELEMENT, TBS_SUBJECT,
		  "300c310a3008060355040a0c0161", "subject" },
		{ "one other name", REPLACE, SAN,
		  "300c0603551d11040530038201"
		  "61",
		  "subject_alt_name" },
		{ "no names", REMOVE, SAN, "", "extensions" },
	};
	CLEANUP(buf_free) struct buf tbs = { 0 };
	CLEANUP(buf_free) struct buf ip_tbs = { 0 };
	struct names other = names;
	struct tbs_fields f = fields;
	struct err err = { 0 };

	run_mutations(list, ARRAY_SIZE(list));

	f.names = &other;
	other.count--;
	named(buf_bytes(&good), &f, "subject_alt_name", "one name more");
	other.count++;
	other.at[1] = names.at[2];
	other.at[2] = names.at[1];
	named(buf_bytes(&good), &f, "subject_alt_name", "another order");
	other = names;
	other.at[2].type = NAME_DNS;
	named(buf_bytes(&good), &f, "subject_alt_name", "another type");
	other = names;
	memcpy(other.at[1].v, "AUTO", 4);
	refused_as_promised(&f, "subject_alt_name", "not in normal form");

	/* With an empty subject the names are critical. */
	f.names = &ip_only;
	ok(tbs_build(&f, &ip_tbs, &err) == 0, "%s", err.text);
	named(buf_bytes(&ip_tbs), &fields, "subject", "names of another");
	{
		CLEANUP(tbs_edit_free) struct tbs_edit edit;

		ok(tbs_edit_open(buf_bytes(&ip_tbs), &edit), "opened");
		tbs_edit_set(&edit.extension[SAN],
			     "300f0603551d110408300687040a000005");
		tbs_edit_join(&edit, &tbs);
		named(buf_bytes(&tbs), &f, "extensions",
		      "SAN not critical under an empty subject");
		buf_clear(&tbs);
		tbs_edit_set(&edit.element[TBS_SUBJECT],
			     "300c310a300806035504030c0161");
		tbs_edit_join(&edit, &tbs);
		named(buf_bytes(&tbs), &f, "subject", "CN beside an address");
	}
}

static void
a_certificate_beyond_the_cap_is_refused(void)
{
	CLEANUP(buf_free) struct buf tbs = { 0 };
	struct names many = { 0 };
	struct tbs_fields f = fields;
	struct err err = { 0 };
	char name[256];

	memset(name, 'a', sizeof(name));
	for (int i = 0; i < LIMIT_NAMES; i++) {
		name[63] = name[127] = name[191] = '.';
		name[0] = (char)('a' + i / 26);
		name[1] = (char)('a' + i % 26);
		names_add(&many, NAME_DNS, name, LIMIT_DNS_NAME_BYTES);
	}
	f.names = &many;
	ok(tbs_build(&f, &tbs, &err) == 0, "%s", err.text);
	ok(tbs_lint(buf_bytes(&tbs), &f, NOW, &err) == 0,
	   "100 names of 253 octets: %s", err.text);
	/* Larger than any names can make it. */
	buf_clear(&tbs);
	for (int i = 0; i < LIMIT_CERTIFICATE_BYTES; i++)
		buf_append_u8(&tbs, 0);
	named(buf_bytes(&tbs), &f, "size", "D25");
}

static void
names_outside_the_issuers_constraints_are_named(void)
{
	static const uint8_t ten[8] = { 10, 0, 0, 0, 255, 0, 0, 0 };
	CLEANUP(made_ca_free) struct made_ca bound = { 0 };
	struct constraints c = { 0 };
	struct root_fields root = { .common_name = "Bound",
				    .not_before = NOW - DAY,
				    .not_after = NOW + 1000 * DAY,
				    .constraints = &c };
	CLEANUP(buf_free) struct buf tbs = { 0 };
	struct names outside = names;
	struct tbs_fields f;
	struct err err = { 0 };

	constraints_add(&c, false, NAME_DNS, "contoso.com", 11);
	constraints_add(&c, false, NAME_IP, ten, sizeof(ten));
	fixture_ca("ec-p256", &root, &bound);
	f = fixture_fields(&bound, &ec, &names);
	ok(tbs_build(&f, &tbs, &err) == 0, "%s", err.text);
	ok(tbs_lint(buf_bytes(&tbs), &f, NOW, &err) == 0, "inside: %s",
	   err.text);
	f.names = &outside;
	names_add_dns(&outside, "mail.fabrikam.com");
	refused_as_promised(&f, "name_constraints", "a DNS name outside");
	outside = names;
	outside.at[2].v[0] = 11;
	refused_as_promised(&f, "name_constraints", "an address outside");
	bound.issuer->certificate.constraints.unusable = true;
	f.names = &names;
	refused_as_promised(&f, "name_constraints",
			    "constraints we cannot check");
}

/* An intermediate under a constrained root, which our own writer cannot make:
 * a leaf with the two extensions of a CA, signed again. */
static void
make_intermediate(const struct made_ca *root, const struct subject *s,
		  struct buf *ret_der)
{
	CLEANUP(tbs_edit_free) struct tbs_edit edit = { 0 };
	CLEANUP(buf_free) struct buf tbs = { 0 };
	CLEANUP(buf_free) struct buf ca_tbs = { 0 };
	CLEANUP(buf_free) struct buf signature = { 0 };
	struct tbs_fields f = fixture_fields(root, s, &names);
	struct err err = { 0 };

	ok(tbs_build(&f, &tbs, &err) == 0 &&
		   tbs_edit_open(buf_bytes(&tbs), &edit),
	   "%s", err.text);
	tbs_edit_set(&edit.extension[BC],
		     "30120603551d130101ff040830060101ff020100");
	tbs_edit_set(&edit.extension[KU], "300e0603551d0f0101ff040403020106");
	tbs_edit_remove(&edit, SAN);
	tbs_edit_remove(&edit, EKU);
	tbs_edit_join(&edit, &ca_tbs);
	ok(ca_key_sign(root->key, 0, true, buf_bytes(&ca_tbs), &signature,
		       &err) == 0 &&
		   certificate_assemble(
			   buf_bytes(&ca_tbs), ca_key_sig_alg(root->key),
			   buf_bytes(&signature), ret_der, &err) == 0,
	   "%s", err.text);
}

static void
the_whole_chain_counts(void)
{
	CLEANUP(made_ca_free) struct made_ca root = { 0 };
	CLEANUP(made_ca_free) struct made_ca sub = { 0 };
	CLEANUP(subject_free) struct subject s = { 0 };
	CLEANUP(buf_free) struct buf der = { 0 };
	struct constraints c = { 0 };
	struct root_fields fields_of_root = { .common_name = "Far above",
					      .not_before = NOW - DAY,
					      .not_after = NOW + 1000 * DAY,
					      .constraints = &c };
	struct key_facts root_key;
	struct names inside = { 0 }, outside = { 0 };
	struct tbs_fields f;
	struct err err = { 0 };
	CLEANUP(buf_free) struct buf tbs = { 0 };

	constraints_add(&c, false, NAME_DNS, "contoso.com", 11);
	fixture_ca("ec-p256", &fields_of_root, &root);
	fixture_subject("ec-p384", &s);
	make_intermediate(&root, &s, &der);
	/* A pathLen of 0 above is what issuer_from_der() may refuse, so the
	 * chain is set by hand; lint must not depend on that check. */
	sub.issuer = calloc(1, sizeof(*sub.issuer));
	if (!ok(sub.issuer != NULL, "memory"))
		return;
	buf_append_bytes(&sub.issuer->der, buf_bytes(&der));
	buf_append_bytes(&sub.issuer->chain, buf_bytes(&root.issuer->der));
	sub.issuer->key = s.facts;
	ok(certificate_parse(buf_bytes(&sub.issuer->der),
			     &sub.issuer->certificate, &err) == 0,
	   "%s", err.text);

	names_add_dns(&inside, "mail.contoso.com");
	names_add_dns(&outside, "mail.fabrikam.com");
	f = fixture_fields(&sub, &ec, &inside);
	f.not_after = sub.issuer->certificate.not_after;
	ok(tbs_build(&f, &tbs, &err) == 0, "%s", err.text);
	ok(tbs_lint(buf_bytes(&tbs), &f, NOW, &err) == 0, "inside: %s",
	   err.text);
	f.names = &outside;
	refused_as_promised(&f, "name_constraints",
			    "outside what the root permits");
	f.names = &inside;
	root_key = root.issuer->key;
	f.key = &root_key;
	refused_as_promised(&f, "own_key", "B15 the key of the root");
}

static long
bits_that_do_not_matter(const struct buf *whole, const struct tbs_fields *f)
{
	CLEANUP(buf_free) struct buf tbs = { 0 };
	long accepted = 0;

	buf_append_bytes(&tbs, buf_bytes(whole));
	for (size_t bit = 0; bit < tbs.n * 8; bit++) {
		struct err err = { 0 };

		tbs.p[bit / 8] ^= (uint8_t)(1u << bit % 8);
		if (tbs_lint(buf_bytes(&tbs), f, NOW, &err) == 0) {
			diag("bit %zu of octet %zu", bit % 8, bit / 8);
			accepted++;
		}
		tbs.p[bit / 8] ^= (uint8_t)(1u << bit % 8);
	}
	return accepted;
}

static void
every_single_bit_matters(void)
{
	is_int(bits_that_do_not_matter(&good, &fields), 0,
	       "no bit of a leaf can be turned over unnoticed");
	is_int(bits_that_do_not_matter(&good_responder, &responder), 0,
	       "and none of a responder");
}

static long
truncations_accepted(const struct buf *whole, const struct tbs_fields *f)
{
	long accepted = 0;

	for (size_t n = 0; n < whole->n; n++) {
		struct err err = { 0 };

		accepted += tbs_lint((struct bytes){ whole->p, n }, f, NOW,
				     &err) == 0;
	}
	return accepted;
}

static void
every_truncation_is_refused(void)
{
	is_int(truncations_accepted(&good, &fields), 0, "of a leaf");
	is_int(truncations_accepted(&good_responder, &responder), 0,
	       "of a responder");
}

static void
every_rule_has_refused_something(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(rule_names); i++) {
		/* Needs two readers that disagree. */
		if (strcmp(rule_names[i], "second_reading") == 0)
			continue;
		ok(rule_seen[i], "rule %s", rule_names[i]);
	}
}

static void
tear_down(void)
{
	made_ca_free(&ca);
	subject_free(&ec);
	subject_free(&rsa);
	buf_free(&good);
	buf_free(&good_responder);
}

#define CLAIMS                                                                 \
	what_we_write_is_accepted_for_every_profile_and_key,                   \
		the_editor_of_this_test_changes_nothing_by_itself,             \
		ca_true_and_ca_usages_are_named, foreign_purposes_are_named,   \
		no_smuggled_extension_passes_anywhere,                         \
		the_responder_is_nothing_but_one,                              \
		the_responder_bears_the_name_of_its_ca,                        \
		without_a_name_that_fits_there_is_no_organization,             \
		ten_thousand_random_extensions_are_refused,                    \
		key_identifiers_are_ours, addresses_are_ours,                  \
		serials_of_a_bad_form_are_named,                               \
		algorithm_issuer_and_key_are_the_cas_and_the_requesters,       \
		times_are_those_that_were_counted,                             \
		subject_and_names_are_what_was_granted,                        \
		a_certificate_beyond_the_cap_is_refused,                       \
		names_outside_the_issuers_constraints_are_named,               \
		the_whole_chain_counts, every_single_bit_matters,              \
		every_truncation_is_refused, every_rule_has_refused_something
#define TEXT_OF(...) #__VA_ARGS__
#define TEXT(...) TEXT_OF(__VA_ARGS__)

int
main(void)
{
	static void (*const claims[])(void) = { CLAIMS };
	int status;

	set_up();
	status = tap_run(claims, ARRAY_SIZE(claims), TEXT(CLAIMS));
	tear_down();
	return status;
}
