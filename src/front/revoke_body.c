/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Reads why a certificate is to be revoked. */

#include "revoke_body.h"

#include "json_read.h"

#include "sanca/revocation.h"

int
revoke_reason_number(const json_t *v, unsigned *ret, struct err *err)
{
	json_int_t n = json_is_integer(v) ? json_integer_value(v) : -1;

	if (!json_is_integer(v))
		return err_set(err, ERR_MALFORMED,
			       "\"reason\" must be a number of RFC 5280 5.3.1");
	if (n < 0 || n > 10 ||
	    (!revocation_reason_can_be_given((unsigned)n) &&
	     n != REASON_REMOVE_FROM_CRL))
		return err_set(
			err, ERR_BAD_REASON,
			"%jd is no reason that can be given: it is 0, 1, "
			"3, 4, 5, 6 or 9, or 8 to lift a hold",
			(intmax_t)n);
	*ret = (unsigned)n;
	return 0;
}

static int
read_word(const json_t *v, unsigned *ret, struct err *err)
{
	struct bytes word = { (const uint8_t *)json_string_value(v),
			      json_string_length(v) };

	if (bytes_is_text(word,
			  revocation_reason_word(REASON_REMOVE_FROM_CRL))) {
		*ret = REASON_REMOVE_FROM_CRL;
		return 0;
	}
	if (revocation_reason_parse(word, ret, err) == 0)
		return 0;
	err->code = ERR_BAD_REASON;
	return -1;
}

int
revoke_body_read(struct bytes body, unsigned *ret_reason, struct err *err)
{
	CLEANUP(json_free) json_t *root = NULL;
	const json_t *reason = NULL;

	if (body.n == 0) {
		*ret_reason = REASON_UNSPECIFIED;
		return 0;
	}
	if (json_read_object(body, "the body", &root, err) < 0)
		return -1;
	reason = json_object_get(root, "reason");
	if (json_object_size(root) != (reason ? 1U : 0U))
		return err_set(err, ERR_MALFORMED,
			       "the body may hold \"reason\" and nothing else");
	if (!reason) {
		*ret_reason = REASON_UNSPECIFIED;
		return 0;
	}
	return json_is_string(reason)
		       ? read_word(reason, ret_reason, err)
		       : revoke_reason_number(reason, ret_reason, err);
}
