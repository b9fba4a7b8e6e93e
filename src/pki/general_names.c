/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* GeneralNames: how many, of which form; what they mean is for policy. */
#include "general_names.h"

#include "sanca/der_read.h"

static int
read_name(struct der *in, struct raw_name *ret, struct err *err)
{
	/* otherName, x400Address, directoryName, ediPartyName. */
	static const bool constructed[] = { true, false, false, true, true,
					    true, false, false, false };
	struct der_tlv tlv = { 0 };

	if (der_next(in, &tlv, err) < 0)
		return -1;
	for (uint8_t n = 0; n < ARRAY_SIZE(constructed); n++) {
		if (tlv.tag != (constructed[n] ? DER_CONTEXT_CONSTRUCTED(n)
					       : DER_CONTEXT(n)))
			continue;
		ret->tag = n;
		ret->value = tlv.value;
		return 0;
	}
	return err_set(err, ERR_MALFORMED,
		       "a name has the tag 0x%02x, which no kind of name has "
		       "(RFC 5280 4.2.1.6)",
		       tlv.tag);
}

int
general_names_read(struct bytes der, struct raw_names *ret, struct err *err)
{
	static const char what[] = "the list of names (subjectAltName)";
	struct der at = der_of(der), in = { 0 };
	struct raw_names names = { 0 };

	if (der_enter(&at, DER_SEQUENCE, what, &in, err) < 0 ||
	    der_end(&at, what, err) < 0)
		return -1;
	if (der_is_end(&in))
		return err_set(err, ERR_MALFORMED, "%s is empty", what);
	while (!der_is_end(&in)) {
		if (names.count == LIMIT_NAMES)
			return err_set(err, ERR_MALFORMED,
				       "there are more than %d names: at most "
				       "%d go into one certificate",
				       LIMIT_NAMES, LIMIT_NAMES);
		if (read_name(&in, &names.at[names.count], err) < 0)
			return err_context(err, "name %zu", names.count + 1);
		names.count++;
	}
	/* Counted first, so that a long list costs nothing. */
	if (der_check(der, err) < 0)
		return err_context(err, "%s", what);
	*ret = names;
	return 0;
}
