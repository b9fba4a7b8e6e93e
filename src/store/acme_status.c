/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* ACME: what an order or an authorization is, worked out of its rows and the
 * time (RFC 8555 7.1.6). Pure. */
#include "sanca/store_acme.h"

const char *
acme_order_status_name(enum acme_order_status status)
{
	switch (status) {
	case ACME_ORDER_PENDING:
		return "pending";
	case ACME_ORDER_READY:
		return "ready";
	case ACME_ORDER_PROCESSING:
		return "processing";
	case ACME_ORDER_VALID:
		return "valid";
	case ACME_ORDER_INVALID:
		return "invalid";
	}
	return "unknown";
}

static bool
is_over(const struct acme_authz *a, int64_t now)
{
	return a->expires_at <= now;
}

const char *
acme_authz_status(const struct acme_authz *a, int64_t now)
{
	switch (a->state) {
	case ACME_PENDING:
		/* RFC 8555 7.1.6: pending ones that expire are invalid. */
		return is_over(a, now) ? "invalid" : "pending";
	case ACME_VALID:
		return is_over(a, now) ? "expired" : "valid";
	case ACME_INVALID:
		return "invalid";
	case ACME_DEACTIVATED:
		return "deactivated";
	}
	return "unknown";
}

/* Of what has no certificate yet. */
static enum acme_order_status
open_status(const struct acme_order *o, int64_t now, const char **ret_why)
{
	enum acme_order_status status = ACME_ORDER_READY;

	for (size_t i = 0; i < o->authz_count; i++) {
		const struct acme_authz *a = &o->authz[i];

		if (a->state == ACME_VALID && !is_over(a, now))
			continue;
		if (a->state != ACME_PENDING || is_over(a, now)) {
			*ret_why = a->error;
			return ACME_ORDER_INVALID;
		}
		status = ACME_ORDER_PENDING;
	}
	return status;
}

enum acme_order_status
acme_order_status(const struct acme_order *o, int64_t now, const char **ret_why)
{
	const char *ignored = "";

	if (ret_why == NULL)
		ret_why = &ignored;
	*ret_why = "";
	if (o->reservation != 0)
		return o->certificate != STORE_RESERVED ? ACME_ORDER_VALID
							: ACME_ORDER_PROCESSING;
	if (o->expires_at <= now || (o->not_after != 0 && o->not_after <= now))
		return ACME_ORDER_INVALID;
	return open_status(o, now, ret_why);
}
