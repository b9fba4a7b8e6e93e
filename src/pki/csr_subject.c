/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* The subject of a request: read, wondered at, and used for its CN only. */
#include "csr_parts.h"
#include "dn_text.h"
#include "subject_odd.h"

#include "sanca/text.h"

#include <string.h>

/* AttributeTypeAndValue (RFC 5280 4.1.2.4). */
static int
read_attribute(struct der *rdn, struct csr_subject *dn, struct err *err)
{
	static const char what[] = "the subject";
	struct der in = { 0 };
	struct bytes oid = { 0 };
	struct der_tlv value = { 0 };

	if (der_enter(rdn, DER_SEQUENCE, what, &in, err) < 0 ||
	    der_take(&in, DER_OID, what, &oid, err) < 0 ||
	    der_next(&in, &value, err) < 0 || der_end(&in, what, err) < 0)
		return -1;
	if (dn->count == LIMIT_RDNS)
		return err_set(err, ERR_BAD_CSR,
			       "the subject has more than %d parts",
			       LIMIT_RDNS);
	dn->at[dn->count].oid = oid;
	dn->at[dn->count].tag = value.tag;
	dn->at[dn->count].value = value.value;
	dn->count++;
	return 0;
}

/* One SET; a CN beside other values in it is of no use. */
static int
read_rdn(struct der *names, struct csr_subject *dn, bool *ret_multi,
	 struct err *err)
{
	struct der rdn = { 0 };
	size_t before = dn->count;

	if (der_enter(names, DER_SET, "the subject", &rdn, err) < 0)
		return -1;
	if (der_is_end(&rdn))
		return err_set(err, ERR_BAD_CSR,
			       "the subject has an empty part (RFC 5280 "
			       "4.1.2.4)");
	while (!der_is_end(&rdn))
		if (read_attribute(&rdn, dn, err) < 0)
			return -1;
	*ret_multi = dn->count - before > 1;
	return 0;
}

static bool
is_cn(const struct csr_subject *dn, size_t i)
{
	return der_oid_is(dn->at[i].oid, OID_COMMON_NAME);
}

/* An empty one is none. Gives the last. */
static size_t
count_common_names(struct csr *csr)
{
	size_t which = 0;

	for (size_t i = 0; i < csr->dn.count; i++) {
		if (is_cn(&csr->dn, i) && csr->dn.at[i].value.n > 0) {
			csr->common_names++;
			which = i;
		}
	}
	return which;
}

/* The CN to use, if there is exactly one that can be read. */
static int
take_common_name(struct csr *csr, size_t which, struct notes *notes,
		 struct err *err)
{
	CLEANUP(buf_free) struct buf text = { 0 };
	size_t count = csr->common_names;

	if (count > 1)
		notes_add(notes, NOTE_SUBJECT_ODD,
			  "the subject has %zu common names (CN): none of them "
			  "is used",
			  count);
	if (count != 1 ||
	    !dn_text(csr->dn.at[which].tag, csr->dn.at[which].value, &text))
		return 0;
	if (buf_check(&text, err) < 0)
		return -1;
	if (text.n >= sizeof(csr->common_name)) {
		notes_add(notes, NOTE_SUBJECT_ODD,
			  "the common name (CN) has %zu octets: too long to be "
			  "used",
			  text.n);
		return 0;
	}
	if (text.n > 0)
		memcpy(csr->common_name, text.p, text.n);
	csr->common_name_n = text.n;
	return 0;
}

/* The certificate's subject is ours: say what is lost. */
static void
note_left_out(const struct csr_subject *dn, struct notes *notes)
{
	CLEANUP(buf_free) struct buf list = { 0 };
	CLEANUP(buf_free) struct buf text = { 0 };

	for (size_t i = 0; i < dn->count; i++) {
		if (is_cn(dn, i))
			continue;
		buf_clear(&text);
		dn_text(dn->at[i].tag, dn->at[i].value, &text);
		buf_append_text(&list, list.n > 0 ? ", " : "");
		der_oid_show(dn->at[i].oid, &list);
		buf_append_text(&list, "=");
		text_show(buf_bytes(&text), LIMIT_COMMON_NAME_BYTES, &list);
	}
	if (list.n > 0)
		notes_add(notes, NOTE_SUBJECT_IGNORED,
			  "left out, since only the names count: %s",
			  buf_text(&list));
}

int
csr_read_subject(struct csr *csr, struct notes *notes, struct err *err)
{
	struct der at = der_of(csr->subject), names = { 0 };
	bool multi = false, cn_in_multi = false;
	size_t which = 0;

	if (der_enter(&at, DER_SEQUENCE, "the subject", &names, err) < 0)
		return -1;
	while (!der_is_end(&names)) {
		size_t from = csr->dn.count;

		if (read_rdn(&names, &csr->dn, &multi, err) < 0)
			return -1;
		if (!multi)
			continue;
		notes_add(notes, NOTE_SUBJECT_ODD,
			  "a part of the subject has several values at once "
			  "(joined by +)");
		for (size_t i = from; i < csr->dn.count; i++)
			cn_in_multi |= is_cn(&csr->dn, i);
	}
	for (size_t i = 0; i < csr->dn.count; i++)
		subject_odd(csr->dn.at[i].oid, csr->dn.at[i].tag,
			    csr->dn.at[i].value, notes);
	note_left_out(&csr->dn, notes);
	which = count_common_names(csr);
	if (cn_in_multi) {
		notes_add(notes, NOTE_SUBJECT_ODD,
			  "the common name (CN) is joined with other values: "
			  "it is not used");
		return 0;
	}
	return take_common_name(csr, which, notes, err);
}
