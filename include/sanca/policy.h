/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* layer: policy */
/* The SAN policy: one pure evaluator for every door. */
#ifndef SANCA_POLICY_H
#define SANCA_POLICY_H

#include "sanca/names.h"

enum profile_code {
	PROFILE_NONE = 0,
#define PROFILE(code, name, server, client, title) PROFILE_##code,
#define OWN_PROFILE(code, name, title) PROFILE_##code,
#include "sanca/profiles.def"
#undef PROFILE
#undef OWN_PROFILE
	PROFILE_COUNT
};

struct profile {
	enum profile_code code;
	const char *name;
	bool server_auth;
	bool client_auth;
	bool is_own; /* of the CA's own certificates: nobody can ask for it */
	const char *title;
};

/* NULL when there is none of that name or code. By its name only what can be
 * asked for is found. */
const struct profile *profile_find(struct bytes name);
const struct profile *profile_get(enum profile_code code);
/* A bit for the code of each profile whose certificates do all that those of
 * this one do. */
uint32_t profile_stand_ins(unsigned code);

enum key_kind { KEY_RSA = 1, KEY_EC_P256 = 2, KEY_EC_P384 = 3 };
const char *key_kind_name(enum key_kind kind); /* "rsa", "ec-p256", … */

/* Through which door a request came; one evaluator serves them all. The
 * numbers are stored: append only. */
enum door {
	DOOR_HTTP = 1,
	DOOR_CONTROL = 2,    /* sanca on the control socket */
	DOOR_INTERNAL = 3,   /* the front's own TLS certificate */
	DOOR_CONSOLE = 4,    /* a person who has signed in */
	DOOR_CLIENT_TLS = 5, /* a client certificate of this CA */
	DOOR_LINK = 6,	     /* a renewal link */
	DOOR_ACME = 7,	     /* an account of ACME */
};
const char *door_name(enum door door);

enum rule_kind {
#define RULE(kind, key, form, meaning) RULE_##kind,
#include "sanca/policy_rules.def"
#undef RULE
	RULE_COUNT
};
const char *rule_key(enum rule_kind kind);

struct policy_rule {
	enum rule_kind kind;
	unsigned line;			 /* of sanca.conf, 0 when built in */
	char text[LIMIT_NAME_BYTES + 1]; /* as written, normal form for names */
	uint8_t address[16];		 /* IP rules: network, host bits 0 */
	uint8_t address_bytes;		 /* 4 or 16 */
	uint8_t prefix_bits;
};

enum short_names { SHORT_NONE, SHORT_LISTED, SHORT_ONLY_WITH_DOMAIN };

/* The scalar settings stand in settings.def; conf fills this. */
struct policy {
	char name[LIMIT_LABEL_BYTES + 1];
	unsigned line;
	struct names_rules names;
	enum short_names short_names;
	bool key_kinds[4]; /* by enum key_kind; RSA bounds in limits.h */
	bool profiles[PROFILE_COUNT];
	enum profile_code default_profile;
	unsigned max_names;
	int64_t lifetime_default_s;
	int64_t lifetime_max_s;
	bool allow_long_lifetime; /* lifetime_max_s above LIMIT_LIFETIME_DAYS */
	bool allow_loopback_addresses; /* C18: 127/8, ::1, 169.254/16, fe80::/10 */
	/* What this policy refuses and that one allows waits for a person; "":
	 * nothing waits. */
	char approval_policy[LIMIT_LABEL_BYTES + 1];
	unsigned approval_line; /* where that is said */
	/* For names that this policy allows a bound account needs no challenge. */
	char acme_preauthorized[LIMIT_LABEL_BYTES + 1];
	unsigned preauthorized_line;
	/* By itself, or by a link, so often in a row and no longer after the
	 * first certificate of the row. */
	unsigned renewals;
	int64_t renewal_age_s;
	size_t rule_count;
	struct policy_rule *rules; /* owned by the configuration */
};

/* Parses the value of one list rule to normal form; ERR_CONFIG says what is
 * wrong with it. */
MUST_CHECK int policy_rule_parse(enum rule_kind kind, struct bytes value,
				 unsigned line, struct policy_rule *ret,
				 struct err *err);
/* Makes a policy from nothing: empty, so that it denies all. */
void policy_init(struct policy *p, const char *name);
/* What a contradiction is about: the keys of settings, or the line of a rule. */
struct policy_fault {
	const char *keys[2]; /* NULL: none */
	unsigned line;	     /* 0: no rule */
};
/* Contradictions that can be seen without a request (a wildcard-domain
 * that nothing allows, lifetime-default > lifetime-max, …): ERR_CONFIG.
 * ret_fault may be NULL. */
MUST_CHECK int policy_validate(const struct policy *p,
			       struct policy_fault *ret_fault, struct err *err);

/* What is asked. Names are in normal form; the evaluator checks that too. */
struct policy_request {
	const char *requester;
	enum door door;
	enum key_kind key_kind;
	unsigned key_bits;
	const struct profile *profile; /* NULL: the policy's default */
	int64_t lifetime_s;	       /* 0: the policy's default */
	const struct names *names;
};

struct name_verdict {
	bool allowed;
	const struct policy_rule *rule; /* that decided; NULL when none did */
};

struct policy_verdict {
	bool allowed;
	const struct profile *profile;
	int64_t lifetime_s;
	struct name_verdict names[LIMIT_NAMES];
	struct violations violations;
};

/*
 * Decides. Pure: no I/O, no time, no memory. Each distinct name is looked
 * at exactly once; one refused name refuses the whole, and every violation
 * is listed. A policy without rules denies all. Permuting, repeating or
 * upper-casing names, or adding one, never turns a refusal into an
 * allowance; the one exception is what short-names-of asks for, the whole name
 * beside a short one. localhost, .arpa (but for home.arpa, RFC 8375) and
 * .onion are allowed by allow-name or short-name only. IPv4 inside IPv6 (6to4,
 * NAT64, Teredo) must be allowed too. The inside of A-labels is for
 * name_is_normal() to look at.
 */
void policy_check(const struct policy *policy,
		  const struct policy_request *request,
		  struct policy_verdict *ret);

/* What a policy says, sentence by sentence, in this order. */
enum policy_topic {
	TOPIC_NAMES,
	TOPIC_WILDCARD,
	TOPIC_SHORT,
	TOPIC_ADDRESSES,
	TOPIC_OTHERS,
	TOPIC_NEVER,
	TOPIC_FORM,
	TOPIC_KEYS,
	TOPIC_PROFILES,
	TOPIC_LIFETIME,
	TOPIC_WAITING,
	TOPIC_RENEWAL,
	TOPIC_ACME,
	TOPIC_COUNT
};
const char *policy_topic_title(enum policy_topic topic);
struct policy_sentence {
	enum policy_topic topic;
	unsigned line;	      /* of sanca.conf; 0: of no single line */
	struct bytes text;    /* "contoso.com and every name below it." */
	struct bytes setting; /* "allow-domain = contoso.com" */
};
typedef void policy_sentence_fn(void *ctx, const struct policy_sentence *s);
/* Views live during the call; sentences of one topic follow one another. -1
 * for lack of memory only. */
MUST_CHECK int policy_words(const struct policy *policy, policy_sentence_fn *fn,
			    void *ctx, struct err *err);

struct constraints;
/*
 * policy_check() of names as names_prepare() left them. A CN that common-name
 * = append added last stays if the policy allows it there and the constraints
 * of the CA (NULL: none) permit it; if it is what they refuse, it is taken out
 * of names again, with a note, and the rest is decided. The other names are
 * not held to the constraints here. request->names must be names.
 */
void policy_check_prepared(const struct policy *policy,
			   const struct constraints *constraints,
			   const struct policy_request *request,
			   struct names *names, struct notes *notes,
			   struct policy_verdict *ret);

/* What becomes of a request. */
enum policy_outcome { POLICY_DENIES, POLICY_PENDS, POLICY_ALLOWS };
const char *policy_outcome_name(enum policy_outcome outcome);
/*
 * Composes it, for every door, from what the requester's own policy said: what
 * that allows is issued, or waits for a person, when the requester may only
 * ask; what it refuses waits, if approval (NULL: there is none) allows all of
 * it, and is denied otherwise. *ret_approval is what approval said, when it was
 * asked. The violations of a request that is denied are those of own. What no
 * person can allow (bad names, the limits of the CA itself, a refused key) is
 * for the caller to refuse before.
 */
enum policy_outcome policy_judge(const struct policy_verdict *own,
				 const struct policy *approval,
				 bool may_only_ask,
				 const struct policy_request *request,
				 struct policy_verdict *ret_approval);

/* "allow-domain = contoso.com (sanca.conf line 41)". */
void policy_rule_show(const struct policy_rule *rule, struct buf *out);
/* All that decides, in one canonical text: what the digest is taken of, and
 * what `sanca policy show` prints. Line numbers are not in it. */
void policy_canonical(const struct policy *policy, struct buf *out);

/* Name constraints of a CA (RFC 5280 4.2.1.10), read from its certificate. */
struct constraint {
	bool excluded;
	enum name_type type;
	size_t n;
	uint8_t v[LIMIT_NAME_BYTES + 1]; /* DNS text, or address and mask */
};
struct constraints {
	bool present;
	bool unusable; /* holds a form that we do not check: issue nothing */
	size_t count;
	struct constraint at[64];
};
/* Adds a violation for each name outside. */
void constraints_check(const struct constraints *constraints,
		       const struct names *names,
		       struct violations *violations);
/* Is the name inside? Not asked of unusable ones, which refuse all. */
bool constraints_permit(const struct constraints *constraints,
			const struct name *name);
/* What is permitted, and excluded, where nothing is permitted. */
#define CONSTRAINT_NO_HOST "invalid"
/* Is this all that is permitted of its type, and excluded again? */
bool constraint_is_nothing(const struct constraints *all,
			   const struct constraint *constraint);
/* One of them, without whether it permits: "contoso.com", "10.0.0.0/8". */
void constraint_show(const struct constraint *constraint, struct buf *out);
/* Does it hold for every name of its type, or every address of its length? */
bool constraint_is_total(const struct constraint *constraint);
/* Of a network: the bits of its mask; -1 when the mask is no prefix. */
int constraint_prefix(const struct constraint *constraint);
/* "permits contoso.com and 10.0.0.0/8; excludes …" in words. */
void constraints_show(const struct constraints *constraints, struct buf *out);
/* The constraints that `sanca init --constrain` puts on a root, derived from
 * its policy: domains and names without a leading dot, listed short names, IP
 * ranges, or all addresses excluded when there is none; e-mail and URI
 * excluded unless allowed. Refuses (ERR_CONFIG) the open-ended
 * short-names-of, which no constraint can express. */
MUST_CHECK int constraints_from_policy(const struct policy *policy,
				       struct constraints *ret,
				       struct err *err);

#endif
