/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Judges addresses of people before they come into a header or a command. */
#include "sanca/contact.h"

#include "sanca/text.h"

#include <string.h>

/* RFC 5322 3.2.3; quoted local parts are not taken: nobody has one. */
static bool
is_atext(uint8_t c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (c >= '0' && c <= '9') ||
	       (c != '\0' && strchr("!#$%&'*+-/=?^_`{|}~", c) != NULL);
}

static bool
is_host_octet(uint8_t c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (c >= '0' && c <= '9') || c == '-';
}

/* Parts of octets of one kind with one dot between them. */
static bool
is_dotted(struct bytes text, bool (*is_part)(uint8_t), size_t most)
{
	size_t part = 0;

	for (size_t i = 0; i < text.n; i++) {
		if (text.p[i] == '.' && part > 0) {
			part = 0;
			continue;
		}
		if (!is_part(text.p[i]) || ++part > most)
			return false;
	}
	return part > 0;
}

static int
refuse(struct bytes address, const char *why, struct err *err)
{
	CLEANUP(buf_free) struct buf shown = { 0 };

	text_show(address, 80, &shown);
	return err_set(err, ERR_MALFORMED,
		       "\"%s\" is no address that mail is sent to: %s; write "
		       "postmaster@contoso.com",
		       buf_text(&shown), why);
}

int
contact_check(struct bytes address, struct err *err)
{
	const uint8_t *at =
		address.n > 0 ? memchr(address.p, '@', address.n) : NULL;
	struct bytes local = { address.p, 0 };
	struct bytes host = { 0 };

	if (at == NULL)
		return refuse(address, "it has no @", err);
	local.n = (size_t)(at - address.p);
	host = (struct bytes){ at + 1, address.n - local.n - 1 };
	/* RFC 5321 4.5.3.1 */
	if (address.n > LIMIT_CONTACT_BYTES || local.n > 64)
		return refuse(address, "it is too long", err);
	/* A '-' at the front would be an option to some program. */
	if (!is_dotted(local, is_atext, 64) || local.p[0] == '-')
		return refuse(address, "what stands before the @ cannot", err);
	if (!is_dotted(host, is_host_octet, LIMIT_DNS_LABEL_BYTES) ||
	    host.p[0] == '-')
		return refuse(address, "what follows the @ is no host name",
			      err);
	return 0;
}

bool
contacts_next(struct bytes *list, struct bytes *ret)
{
	size_t n = 0;

	if (list->n == 0)
		return false;
	while (n < list->n && list->p[n] != ' ')
		n++;
	*ret = (struct bytes){ list->p, n };
	if (n < list->n)
		n++;
	list->p += n;
	list->n -= n;
	return true;
}

int
contacts_check(struct bytes list, struct err *err)
{
	struct bytes one = { 0 };

	if (list.n > LIMIT_CONTACTS_BYTES)
		return err_set(err, ERR_TOO_LARGE,
			       "the contacts have %zu octets, at most %d are "
			       "taken",
			       list.n, LIMIT_CONTACTS_BYTES);
	if (list.n > 0 && list.p[list.n - 1] == ' ')
		return err_set(err, ERR_MALFORMED,
			       "contacts are separated by one blank each");
	while (contacts_next(&list, &one))
		if (contact_check(one, err) < 0)
			return -1;
	return 0;
}
