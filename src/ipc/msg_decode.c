/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Records to messages, strictly and from the table alone. */
#include "wire.h"

struct reader {
	struct bytes rest;
	const char *field; /* the first that cannot be read, or NULL */
	const char *fault;
};

static void
refuse(struct reader *r, const char *field, const char *fault)
{
	if (r->field != NULL)
		return;
	r->field = field;
	r->fault = fault;
}

static uint64_t
take(struct reader *r, unsigned octets, const char *field)
{
	uint64_t v = 0;

	if (r->rest.n < octets) {
		refuse(r, field, "is cut");
		return 0;
	}
	for (unsigned i = 0; i < octets; i++)
		v |= (uint64_t)r->rest.p[i] << (8 * i);
	r->rest.p += octets;
	r->rest.n -= octets;
	return v;
}

static struct bytes
take_bytes(struct reader *r, size_t max, enum wire_kind kind, const char *field)
{
	size_t n = (size_t)take(r, 4, field);
	struct bytes v = { r->rest.p, n };
	const char *fault = NULL;

	/* The length alone is judged first: it may be a lie of any size. */
	if (r->field == NULL && n > max)
		refuse(r, field, "is longer than its maximum");
	if (r->field == NULL && n > r->rest.n)
		refuse(r, field, "is cut");
	if (r->field != NULL)
		return (struct bytes){ NULL, 0 };
	fault = wire_fault(v, max, kind);
	if (fault != NULL)
		refuse(r, field, fault);
	r->rest.p += n;
	r->rest.n -= n;
	return v;
}

#define MESSAGE(name, NAME, number, senders)                                   \
	static void decode_##name(struct reader *r, struct msg_##name *m)      \
	{                                                                      \
		(void)r;                                                       \
		m->end_ = 0;
#define U8(field) m->field = (uint8_t)take(r, 1, #field);
#define U32(field) m->field = (uint32_t)take(r, 4, #field);
#define U64(field) m->field = take(r, 8, #field);
#define I64(field) m->field = (int64_t)take(r, 8, #field);
#define BYTES(field, max) m->field = take_bytes(r, (max), WIRE_BYTES, #field);
#define TEXT(field, max) m->field = take_bytes(r, (max), WIRE_TEXT, #field);
#define TEXT_LINES(field, max)                                                 \
	m->field = take_bytes(r, (max), WIRE_TEXT_LINES, #field);
#define END(name, NAME) }
#include "sanca/each_message.h"

static void
decode_fields(struct reader *r, struct msg *m)
{
	switch (m->type) {
#define MESSAGE(name, NAME, number, senders)                                   \
	case MSG_##NAME:                                                       \
		decode_##name(r, &m->name);                                    \
		break;
#include "sanca/each_message.h"
	}
}

static int
decode_header(struct reader *r, enum ipc_role sender, struct msg *m,
	      struct err *err)
{
	unsigned type = (unsigned)take(r, 2, "type");
	unsigned reserved = (unsigned)take(r, 2, "reserved");

	m->id = take(r, 8, "id");
	if (r->field != NULL)
		return err_set(err, ERR_MALFORMED,
			       "a record is shorter than its header");
	m->type = (enum msg_type)type;
	if (wire_senders(m->type) == 0)
		return err_set(err, ERR_MALFORMED,
			       "a record has the unknown type %u", type);
	if ((wire_senders(m->type) & (unsigned)sender) == 0)
		return err_set(err, ERR_MALFORMED,
			       "message %s may not be sent on this channel",
			       msg_type_name(m->type));
	if (reserved != 0)
		return err_set(err, ERR_MALFORMED,
			       "message %s has reserved bits set",
			       msg_type_name(m->type));
	return 0;
}

int
msg_decode(struct bytes record, enum ipc_role sender, struct msg *ret,
	   struct err *err)
{
	struct reader r = { .rest = record };
	struct msg m;

	if (record.n > LIMIT_MESSAGE_BYTES)
		return err_set(err, ERR_MALFORMED,
			       "a record is longer than %d octets",
			       LIMIT_MESSAGE_BYTES);
	if (decode_header(&r, sender, &m, err) != 0)
		return -1;
	decode_fields(&r, &m);
	if (r.field != NULL)
		return err_set(err, ERR_MALFORMED, "field %s of message %s %s",
			       r.field, msg_type_name(m.type), r.fault);
	if (r.rest.n != 0)
		return err_set(err, ERR_MALFORMED,
			       "message %s is followed by %zu octets too many",
			       msg_type_name(m.type), r.rest.n);
	*ret = m;
	return 0;
}
