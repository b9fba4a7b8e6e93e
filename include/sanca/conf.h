/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* layer: conf */
/* sanca.conf: one table of settings, one parser. */
#ifndef SANCA_CONF_H
#define SANCA_CONF_H

#include "sanca/logline.h"
#include "sanca/policy.h"

#define CHOICE(type, enumerator, word) enumerator,
enum conf_choice {
#include "sanca/choices.def"
};
#undef CHOICE

struct conf_texts {
	size_t count;
	char at[LIMIT_NAMES][LIMIT_NAME_BYTES + 1];
};
struct conf_addresses {
	size_t count;
	char at[LIMIT_LISTENERS][128];
};

/* One field per SETTING. */
struct conf {
#define CONF_TYPE_TEXT(f) char f[LIMIT_NAME_BYTES + 1];
#define CONF_TYPE_PATH(f) char f[LIMIT_PATH_BYTES];
#define CONF_TYPE_URL(f) char f[LIMIT_URL_BYTES];
#define CONF_TYPE_LABEL(f) char f[LIMIT_LABEL_BYTES + 1];
#define CONF_TYPE_SWITCH(f) bool f;
#define CONF_TYPE_DURATION(f) int64_t f;
#define CONF_TYPE_NUMBER(f) uint64_t f;
#define CONF_TYPE_ADDRESS(f) char f[128];
#define CONF_TYPE_ADDRESSES(f) struct conf_addresses f;
#define CONF_TYPE_TEXTS(f) struct conf_texts f;
#define CONF_TYPE_PROFILE_SET(f) bool f[PROFILE_COUNT];
#define CONF_TYPE_CHOICE_VERIFY(f) enum conf_choice f;
#define CONF_TYPE_CHOICE_PLAIN_TOKENS(f) enum conf_choice f;
#define CONF_TYPE_CHOICE_ANONYMOUS(f) enum conf_choice f;
#define CONF_TYPE_CHOICE_SMTP_TLS(f) enum conf_choice f;
#define CONF_TYPE_CHOICE_LOG_FORMAT(f) enum conf_choice f;
#define CONF_TYPE_CHOICE_LOG_LEVEL(f) enum conf_choice f;
#define SETTING(kind, field, section, key, standard, doc)                      \
	CONF_TYPE_##kind(field)
#include "sanca/settings.def"
#undef SETTING
	size_t policy_count;
	struct policy *policies;
};

/*
 * Parses the whole text. Unknown section or key, a wrong value, a scalar
 * given twice, an over-long line: ERR_CONFIG with "FILE:LINE: …" and what to
 * write instead. Checks what can be checked without the system
 * (policy_validate, that policies named elsewhere exist, that public-url is plain http, …).
 */
MUST_CHECK int conf_parse(struct bytes text, const char *file,
			  struct conf **ret, struct err *err);
void conf_free(struct conf **conf);
/* Reads DIR/sanca.conf. text (may be NULL) gets the bytes that were parsed. */
MUST_CHECK int conf_load(const char *dir, struct conf **ret, struct buf *text,
			 struct err *err);

/* The defaults alone, without a policy; then one setting after the other, as
 * if `key = value` stood in [section] ("ca", "policy mail", …), which begins a
 * policy that there is not yet. What settings demand of each other is seen only by
 * conf_parse() of what conf_write() made. */
MUST_CHECK int conf_new(struct conf **ret, struct err *err);
MUST_CHECK int conf_set(struct conf *conf, const char *section, const char *key,
			const char *value, struct err *err);

const struct policy *conf_policy(const struct conf *conf, struct bytes name);
/* Its approval-policy; NULL: it has none. */
const struct policy *conf_approval(const struct conf *conf,
				   const struct policy *policy);

/* "https://pki.contoso.local:8444" → "pki.contoso.local"; "" when it is none
 * or too long. An IPv6 address has no brackets. */
void conf_url_host(const char *url, char ret[LIMIT_NAME_BYTES + 1]);
/* Where devices reach the probe: "https://HOST[:PORT]"; "": there is none.
 * probe_url, else the host of public_url with the port of listen_probe. Of
 * settings that conf_parse() has accepted it can be made. */
MUST_CHECK int conf_probe_origin(const struct conf *conf,
				 char ret[LIMIT_NAME_BYTES + 32],
				 struct err *err);

/* Opens the process log of this program as the settings have it, but says nothing
 * below least. */
void conf_log_open(const struct conf *conf, const char *program,
		   enum loglevel least);
/* Where people reach pages over HTTPS: "https://HOST[:PORT]" of the first tls-name
 * and listen-tls; false, and nothing written, when there is none. */
bool conf_https_origin(const struct conf *conf, struct buf *out);

/* "[::1]:8443" to "::1" and ":8443", lower case; false: it is neither name nor
 * address, or no port follows. */
bool conf_host_split(struct bytes field, char ret_host[LIMIT_NAME_BYTES + 1],
		     struct bytes *ret_port);
/* Is it one of tls_names? */
bool conf_is_tls_name(const struct conf *conf, const char *host);

/* ---- notices ---- */

struct conf_days {
	size_t count;
	unsigned at[LIMIT_NOTICE_DAYS]; /* falling */
};
/* Is there anywhere to send notices to? */
bool conf_sends_notices(const struct conf *conf);
/* notify_days; of settings that conf_parse() has accepted it can be read. */
MUST_CHECK int conf_notice_days(const struct conf *conf, struct conf_days *ret,
				struct err *err);
/* Does a URL lead to this machine: localhost, 127.0.0.0/8, ::1? */
bool conf_url_is_loopback(const char *url);

/* The certificates that the CA has for itself. */
enum conf_own {
	/* of both HTTPS listeners: tls_names, then the host of the probe */
	CONF_OWN_LISTENERS,
	/* that signs the profile: the host of public_url, or the first of
	 * tls_names */
	CONF_OWN_PROFILE,
	/* of the OCSP responder: none */
	CONF_OWN_RESPONDER,
};
#define CONF_OWN_COUNT 3
struct conf_own_names {
	size_t count;
	const char *at[LIMIT_NAMES]; /* of the settings, and host below */
	char host[LIMIT_NAME_BYTES + 1];
};
MUST_CHECK int conf_own_names(const struct conf *conf, enum conf_own which,
			      struct conf_own_names *ret, struct err *err);
/* The policy of such a certificate: exactly these names. */
MUST_CHECK int conf_own_policy(const struct conf *conf, enum conf_own which,
			       struct policy *ret,
			       struct policy_rule rules[LIMIT_NAMES],
			       struct err *err);

/* A commented sanca.conf: every setting with its meaning, defaults commented
 * out, the given ones written, and the policy's rules. For `sanca init`. */
void conf_write(const struct conf *conf, struct buf *out);

#endif
