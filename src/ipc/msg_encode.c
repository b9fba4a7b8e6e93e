/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Messages to records, from the table alone. */
#include "wire.h"

struct writer {
	struct buf *out;
	const char *field; /* the first that may not be sent, or NULL */
	const char *fault;
};

static void
put(struct writer *w, uint64_t v, unsigned octets)
{
	uint8_t le[8];

	for (unsigned i = 0; i < octets; i++)
		le[i] = (uint8_t)(v >> (8 * i));
	buf_append(w->out, le, octets);
}

static void
put_bytes(struct writer *w, struct bytes v, size_t max, enum wire_kind kind,
	  const char *field)
{
	const char *fault = wire_fault(v, max, kind);

	if (fault != NULL && w->field == NULL) {
		w->field = field;
		w->fault = fault;
	}
	if (w->field != NULL)
		return;
	put(w, v.n, 4);
	buf_append_bytes(w->out, v);
}

#define MESSAGE(name, NAME, number, senders)                                   \
	static void encode_##name(struct writer *w,                            \
				  const struct msg_##name *m)                  \
	{                                                                      \
		(void)w;                                                       \
		(void)m;
#define U8(field) put(w, m->field, 1);
#define U32(field) put(w, m->field, 4);
#define U64(field) put(w, m->field, 8);
#define I64(field) put(w, (uint64_t)m->field, 8);
#define BYTES(field, max) put_bytes(w, m->field, (max), WIRE_BYTES, #field);
#define TEXT(field, max) put_bytes(w, m->field, (max), WIRE_TEXT, #field);
#define TEXT_LINES(field, max)                                                 \
	put_bytes(w, m->field, (max), WIRE_TEXT_LINES, #field);
#define END(name, NAME) }
#include "sanca/each_message.h"

static void
encode_fields(struct writer *w, const struct msg *m)
{
	switch (m->type) {
#define MESSAGE(name, NAME, number, senders)                                   \
	case MSG_##NAME:                                                       \
		encode_##name(w, &m->name);                                    \
		break;
#include "sanca/each_message.h"
	}
}

int
msg_encode(const struct msg *m, struct buf *ret, struct err *err)
{
	size_t before = ret->n;
	struct writer w = { .out = ret };

	if (wire_senders(m->type) == 0)
		return err_set(err, ERR_INTERNAL,
			       "there is no message of type %u",
			       (unsigned)m->type);
	put(&w, (uint64_t)m->type, 2);
	put(&w, 0, 2);
	put(&w, m->id, 8);
	encode_fields(&w, m);
	if (w.field != NULL) {
		ret->n = before;
		return err_set(err, ERR_INTERNAL,
			       "field %s of message %s %s: it was not sent",
			       w.field, msg_type_name(m->type), w.fault);
	}
	if (buf_check(ret, err) != 0) {
		ret->n = before;
		return -1;
	}
	return 0;
}
