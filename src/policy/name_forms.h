/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* The steps between a raw name and its normal form, one set per type. */
#ifndef POLICY_NAME_FORMS_H
#define POLICY_NAME_FORMS_H

#include "sanca/names.h"

/* Why a name cannot be used: the id of the violation, and a clause that
 * follows the shown name and a colon. Holds printable text only. */
struct refusal {
	const char *id;
	bool no_memory;
	char text[288];
};

/* Fills r; always returns -1. */
MUST_CHECK int refuse(struct refusal *r, const char *id, const char *fmt, ...)
	PRINTF_LIKE(3, 4);
MUST_CHECK int refuse_no_memory(struct refusal *r);
/* The words for one octet that may not stand where it stands. */
MUST_CHECK int refuse_octet(struct refusal *r, const char *id, uint8_t octet,
			    size_t place, const char *where);

/* What was done to a name on its way to the normal form. */
struct name_changes {
	bool lowered;
	bool idn;    /* from UTF-8 to A-labels */
	bool mapped; /* IPv4 written as ::ffff:a.b.c.d */
};

/* A text in the making; room for the NUL. */
struct name_text {
	size_t n;
	char v[LIMIT_NAME_BYTES + 1];
};

struct dns_form {
	bool wildcard;	 /* "*." may stand first */
	bool underscore; /* "_" may stand in a label */
	bool typed;	 /* by a person: UTF-8 becomes A-labels */
	enum idn_rule idn;
};

/* Is this, octet by octet, a DNS name in lower case? Does not look into
 * A-labels, so it needs no memory. */
MUST_CHECK int dns_syntax_check(struct bytes name, const struct dns_form *form,
				struct refusal *r);
/* "10.0.0.1", "::1", "fe80::1%eth0": an address as text. */
bool text_is_address(struct bytes text);
/* What C libraries take for an address: the last label is a number
 * (127.1, 0x7f.1, 2130706433). */
bool dns_looks_numeric(struct bytes name);

/* To the normal form of one DNS name. */
MUST_CHECK int dns_normalise(struct bytes in, const struct dns_form *form,
			     struct name_text *ret,
			     struct name_changes *changes, struct refusal *r);

bool idn_has_alabel(struct bytes name);
/* UTF-8 to A-labels (UTS 46, non-transitional; RFC 5891). */
MUST_CHECK int idn_to_alabels(struct bytes utf8, struct name_text *ret,
			      struct refusal *r);
/* Every A-label must survive A to U to A unchanged, and keep the rule. */
MUST_CHECK int idn_check_alabels(struct bytes name, enum idn_rule rule,
				 struct refusal *r);

MUST_CHECK int ip_normalise(struct bytes in, struct name *ret,
			    struct name_changes *changes, struct refusal *r);
bool ip_is_mapped(const uint8_t *v, size_t n);
/* The IPv4 address inside a 6to4, NAT64, Teredo or IPv4-compatible one. */
bool ip_embedded(const uint8_t *v, size_t n, uint8_t ret_v4[4]);
/* Room for 46; n is 4 or 16. */
#define IP_SHOW_BYTES 48
void ip_show(const uint8_t *v, size_t n, char out[IP_SHOW_BYTES]);

/* Both views borrow from in; the domain is not looked at. */
MUST_CHECK int email_split(struct bytes in, struct bytes *ret_local,
			   struct bytes *ret_domain, struct refusal *r);
MUST_CHECK int email_normalise(struct bytes in, const struct dns_form *form,
			       struct name_text *ret,
			       struct name_changes *changes, struct refusal *r);

/* before is "scheme://", after all from the port on; host is not looked at. */
struct uri_parts {
	struct bytes before, host, after;
};
MUST_CHECK int uri_split(struct bytes in, struct uri_parts *ret,
			 struct refusal *r);
MUST_CHECK int uri_normalise(struct bytes in, const struct dns_form *form,
			     struct name_text *ret,
			     struct name_changes *changes, struct refusal *r);

/* "otherName (UPN)", "directoryName": what a tag of RFC 5280 4.2.1.6 is. */
void general_name_show(const struct raw_name *raw, struct buf *out);

/* One raw name to its normal form; changes starts all false. */
MUST_CHECK int name_normalise(const struct raw_name *raw,
			      const struct names_rules *rules, struct name *ret,
			      struct name_changes *changes, struct refusal *r);
/* Normal form in all that can be seen without memory: everything but the
 * inside of A-labels. */
MUST_CHECK int name_check_plain(const struct name *name,
				const struct names_rules *rules,
				struct refusal *r);

struct bytes name_bytes(const struct name *name);
/* The DNS part of a name: itself, the domain of an e-mail address, the host
 * of a URI; n = 0 for addresses. The name is in normal form. */
struct bytes name_host(const struct name *name);
/* As name_show(), without memory. */
void name_show_text(const struct name *name, char out[LIMIT_NAME_BYTES + 1]);

#endif
