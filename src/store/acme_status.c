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
	return a->expires_at <= now || a->is_stale;
}

const char *
acme_authz_status(const struct acme_authz *a, int64_t now)
{
	switch (a->state) {
	case ACME_PENDING:
		/* RFC 8555 7.1.6: pending ones that expire are invalid; 7.3.6:
		 * so are those of an account that ended. */
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

static const char *
authz_fault(const struct acme_authz *a, int64_t now)
{
	if (a->state == ACME_DEACTIVATED)
		return "unauthorized this authorization was deactivated by its "
		       "account: make a new order";
	if (a->is_stale)
		return "unauthorized before this name was shown its account "
		       "ended, or changed its key: make a new order";
	if (a->expires_at <= now)
		return "unauthorized this authorization has expired: make a "
		       "new order";
	return "";
}

static bool
has_passed(const struct acme_order *o, int64_t now)
{
	return o->not_after != 0 && o->not_after <= now;
}

enum acme_order_status
acme_order_status(const struct acme_order *o, int64_t now)
{
	enum acme_order_status status = ACME_ORDER_READY;

	if (o->reservation != 0)
		return o->certificate != STORE_RESERVED ? ACME_ORDER_VALID
							: ACME_ORDER_PROCESSING;
	if (o->expires_at <= now || has_passed(o, now))
		return ACME_ORDER_INVALID;
	for (size_t i = 0; i < o->authz_count; i++) {
		const struct acme_authz *a = &o->authz[i];

		if (a->state == ACME_VALID && !is_over(a, now))
			continue;
		if (a->state != ACME_PENDING || is_over(a, now))
			return ACME_ORDER_INVALID;
		status = ACME_ORDER_PENDING;
	}
	return status;
}

const char *
acme_order_fault(const struct acme_order *o, int64_t now)
{
	if (o->reservation != 0)
		return "";
	if (has_passed(o, now))
		return "malformed the notAfter of the order has passed";
	return o->expires_at <= now ? "malformed the order has expired" : "";
}

const char *
acme_order_name_fault(const struct acme_order *o, size_t i, int64_t now)
{
	const struct acme_authz *a = &o->authz[i];

	if (a->error[0] != '\0')
		return a->state != ACME_VALID ? a->error : "";
	return o->reservation == 0 && acme_order_fault(o, now)[0] == '\0'
		       ? authz_fault(a, now)
		       : "";
}
