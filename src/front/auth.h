/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Who asks: bearer tokens, and where they may be shown. */
#ifndef SANCA_FRONT_AUTH_H
#define SANCA_FRONT_AUTH_H

#include "request.h"

enum token_place { TOKEN_ALLOWED, TOKEN_EXPOSED };

/* Whether a token may come over this connection (allow-plain-tokens). */
enum token_place auth_place(const struct conf *conf, bool tls, bool loopback,
			    const struct guard_head *head);
/* The token of "Authorization: Bearer …" as a credential; ERR_UNAUTHORIZED when the
 * field has another form. */
MUST_CHECK int auth_read(struct bytes field,
			 uint8_t ret[LIMIT_CREDENTIAL_BYTES], struct err *err);

/* What is said to anybody without a valid token: the same words for all. */
#define AUTH_REFUSAL                                                           \
	"show a valid token: Authorization: Bearer TOKEN (an administrator "   \
	"makes one with `sanca token new`)"

/* Credential → policy and rights, for LIMIT_AUTH_CACHE_MS. */
struct auth_cache;
MUST_CHECK int auth_cache_new(struct auth_cache **ret, struct err *err);
void auth_cache_free(struct auth_cache **cache);
bool auth_cache_get(struct auth_cache *cache,
		    const uint8_t credential[LIMIT_CREDENTIAL_BYTES],
		    int64_t now_ms, struct who *ret);
void auth_cache_put(struct auth_cache *cache,
		    const uint8_t credential[LIMIT_CREDENTIAL_BYTES],
		    int64_t now_ms, const struct who *who);
void auth_cache_drop(struct auth_cache *cache,
		     const uint8_t credential[LIMIT_CREDENTIAL_BYTES]);

#endif
