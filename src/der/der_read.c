/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* The cursor over DER: one tag, one length, one value at a time. */
#include "tag_name.h"

#include "sanca/der_read.h"

struct der
der_of(struct bytes contents)
{
	return (struct der){ contents };
}

bool
der_is_end(const struct der *d)
{
	return d->rest.n == 0;
}

int
der_peek(const struct der *d)
{
	return d->rest.n == 0 ? -1 : d->rest.p[0];
}

static int
truncated(struct err *err)
{
	return err_set(err, ERR_MALFORMED,
		       "the data is cut off: a value ends before its length");
}

/* X.690 10.1: definite, and in as few octets as possible. Gives the octets
 * that tag and length take. */
static int
read_length(struct bytes in, size_t *ret_header, size_t *ret_length,
	    struct err *err)
{
	if (in.n < 2)
		return truncated(err);
	if (in.p[1] < 0x80) {
		*ret_header = 2;
		*ret_length = in.p[1];
		return 0;
	}

	size_t octets = in.p[1] & 0x7f;
	size_t length = 0;

	if (octets == 0)
		return err_set(err, ERR_MALFORMED,
			       "BER with an indefinite length was found where "
			       "DER is needed (X.690 10.1): save the file as "
			       "DER or PEM with the tool that made it");
	if (octets > 4)
		return err_set(err, ERR_MALFORMED,
			       "a length of %zu octets is too large", octets);
	if (in.n < 2 + octets)
		return truncated(err);
	for (size_t i = 0; i < octets; i++)
		length = length << 8 | in.p[2 + i];
	if (length < 0x80 || in.p[2] == 0)
		return err_set(err, ERR_MALFORMED,
			       "a length is not in its shortest form: this is "
			       "BER, not DER (X.690 10.1)");
	*ret_header = 2 + octets;
	*ret_length = length;
	return 0;
}

int
der_next(struct der *d, struct der_tlv *ret, struct err *err)
{
	size_t header = 0, length = 0;

	if (d->rest.n == 0)
		return err_set(err, ERR_MALFORMED, "a value is missing");
	if ((d->rest.p[0] & 0x1f) == 0x1f)
		return err_set(err, ERR_MALFORMED,
			       "a high tag number (octet 0x%02x) has no place "
			       "here",
			       d->rest.p[0]);
	if (d->rest.p[0] == 0)
		return err_set(err, ERR_MALFORMED,
			       "an end-of-contents tag has no place in DER");
	if (read_length(d->rest, &header, &length, err) < 0)
		return -1;
	if (length > d->rest.n - header)
		return truncated(err);
	ret->tag = d->rest.p[0];
	ret->value = (struct bytes){ d->rest.p + header, length };
	ret->whole = (struct bytes){ d->rest.p, header + length };
	d->rest.p += header + length;
	d->rest.n -= header + length;
	return 0;
}

int
der_take(struct der *d, uint8_t tag, const char *what, struct bytes *ret_value,
	 struct err *err)
{
	struct der_tlv tlv = { 0 };
	struct der at = *d;
	char want[TAG_NAME_BYTES], got[TAG_NAME_BYTES];

	if (der_next(&at, &tlv, err) < 0)
		return err_context(err, "%s", what);
	if (tlv.tag != tag) {
		tag_name(tag, want);
		tag_name(tlv.tag, got);
		return err_set(err, ERR_MALFORMED, "%s: %s expected, %s found",
			       what, want, got);
	}
	*d = at;
	*ret_value = tlv.value;
	return 0;
}

int
der_take_whole(struct der *d, uint8_t tag, const char *what,
	       struct bytes *ret_whole, struct err *err)
{
	struct der at = *d;
	struct bytes value = { 0 };

	if (der_take(d, tag, what, &value, err) < 0)
		return -1;
	*ret_whole = (struct bytes){ at.rest.p, at.rest.n - d->rest.n };
	return 0;
}

int
der_enter(struct der *d, uint8_t tag, const char *what, struct der *ret,
	  struct err *err)
{
	struct bytes value = { 0 };

	if (der_take(d, tag, what, &value, err) < 0)
		return -1;
	*ret = der_of(value);
	return 0;
}

int
der_end(const struct der *d, const char *what, struct err *err)
{
	if (d->rest.n == 0)
		return 0;
	return err_set(err, ERR_MALFORMED, "%s: %zu octets too many at its end",
		       what, d->rest.n);
}
