/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* layer: policy */
/* Typed, counted, normalised names. */
#ifndef SANCA_NAMES_H
#define SANCA_NAMES_H

#include "sanca/diagnosis.h"

/* The GeneralName tag numbers of RFC 5280 4.2.1.6 that can be issued. */
enum name_type {
	NAME_EMAIL = 1,
	NAME_DNS = 2,
	NAME_URI = 6,
	NAME_IP = 7,
};

/*
 * Normal form: DNS: lower-case A-labels, no trailing dot, "*." only as the
 * whole first label; IP: 4 or 16 octets; e-mail: local part as it is, domain
 * as DNS; URI: scheme and host lower-case.
 */
struct name {
	enum name_type type;
	size_t n;
	uint8_t v[LIMIT_NAME_BYTES + 1]; /* NUL follows text types */
};

struct names {
	size_t count;
	bool cn_last; /* common-name = append added the last: see policy.h */
	struct name at[LIMIT_NAMES];
};

/*
 * A GeneralName as it stands in a request: tag number 0-8 and contents. Set
 * by name_from_text() only, RAW_NAME_TYPED says that a person wrote it: then
 * UTF-8 becomes A-labels. In a request a dNSName is ASCII (RFC 5280 4.2.1.6).
 */
#define RAW_NAME_TYPED 0x80
struct raw_name {
	uint8_t tag;
	struct bytes value;
};

struct raw_names {
	size_t count;
	struct raw_name at[LIMIT_NAMES];
};

/* The CN of a request. The text is empty when there are several, or when the
 * only one cannot be read; count still says that the subject has them. */
struct raw_cn {
	size_t count;
	struct bytes text; /* UTF-8 */
};

/* What to do with the CN of a request. */
enum cn_rule { CN_PROMOTE, CN_APPEND, CN_REFUSE };
/* How far names outside ASCII are taken. */
enum idn_rule { IDN_REFUSE, IDN_SINGLE_SCRIPT, IDN_ANY };

struct names_rules {
	enum cn_rule common_name;
	enum idn_rule idn;
	bool underscore;
};

/*
 * Brings the names of a request to normal form, in the requester's order,
 * duplicates dropped stably. cn is handled by rules->common_name; a name that
 * "append" adds is marked for policy_check_prepared() to decide. Every change is said in notes, every name
 * that cannot be normalised adds a violation (with its index among the
 * requested ones) and is left out. Returns 0 also then; -1 only for lack of
 * memory. raw may hold any octets.
 */
MUST_CHECK int names_prepare(const struct raw_names *raw, struct raw_cn cn,
			     const struct names_rules *rules, struct names *ret,
			     struct notes *notes, struct violations *violations,
			     struct err *err);

/* One name typed by a person ("mail.contoso.com", "10.0.0.5", "ip:…",
 * "dns:…", "email:…", "uri:…") as a raw name; value borrows from text or from
 * space (16 octets, for addresses). */
MUST_CHECK int name_from_text(struct bytes text, uint8_t space[16],
			      struct raw_name *ret, struct err *err);

/* A name typed to be found, in the shown form of its normal form:
 * "MAIL.contoso.com", "bücher.example"; "*.x" and ".x" (all below x) stay what
 * they are. What is no name stays as it is, and will not be found. */
void name_to_find(const char *text, char out[LIMIT_NAME_BYTES + 2]);

/* Is this exactly a normal form? Fills why (may be NULL) when not. The
 * signer asks this of names that came over the wire. */
bool name_is_normal(const struct name *name, const struct names_rules *rules,
		    struct err *why);

bool name_equal(const struct name *a, const struct name *b);
/* Is this one among them? */
bool names_hold(const struct names *names, const struct name *name);
/* "mail.contoso.com", "10.0.0.5", "2001:db8::1"; e-mail and URI as they are. */
void name_show(const struct name *name, struct buf *out);
/* "DNS", "IP", "email", "URI". */
const char *name_type_show(enum name_type type);
/* The U-label form of a DNS name for people, only when it has A-labels;
 * otherwise the same as name_show. */
void name_show_unicode(const struct name *name, struct buf *out);

bool name_is_short(const struct name *name);	/* DNS without a dot */
bool name_is_wildcard(const struct name *name); /* "*.x" */

/* Is host equal to domain, or below it on a label boundary? Both normal. */
bool dns_is_at_or_below(struct bytes host, struct bytes domain);
bool dns_is_below(struct bytes host, struct bytes domain);

/* The flat wire and database form: count u8 (at most LIMIT_NAMES), then for
 * each name: type u8, length u8, octets. names_decode() takes any text of printable ASCII for a name;
 * whether it is in normal form is for name_is_normal() to say. */
void names_encode(const struct names *names, struct buf *out);
MUST_CHECK int names_decode(struct bytes in, struct names *ret,
			    struct err *err);

/* The same of exactly one name. */
void names_encode_one(const struct name *name, struct buf *out);
MUST_CHECK int names_decode_one(struct bytes in, struct name *ret,
				struct err *err);

/* The common name of the certificate: the first name when it is a DNS name
 * of at most LIMIT_COMMON_NAME_BYTES, else none (n = 0). IP-only
 * certificates have none. */
struct bytes names_common_name(const struct names *names);

#endif
