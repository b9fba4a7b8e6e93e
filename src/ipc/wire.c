/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* The rules for a record that the table does not spell out. */
#include "wire.h"

#include "sanca/text.h"

/* No record can outgrow the limit while each field keeps to its own. */
#define MESSAGE(name, NAME, number, senders)                                   \
	_Static_assert((number) > 0 && (number) <= UINT16_MAX, #NAME);         \
	_Static_assert(WIRE_HEADER_BYTES
#define U8(field) +1
#define U32(field) +4
#define U64(field) +8
#define I64(field) +8
#define BYTES(field, max) +4 + (max)
#define TEXT(field, max) +4 + (max)
#define TEXT_LINES(field, max) +4 + (max)
#define END(name, NAME) <= LIMIT_MESSAGE_BYTES, #NAME);
#include "sanca/each_message.h"

/* C0 and DEL, and C1 as UTF-8 spells it (RFC 3629). */
static bool
has_control(struct bytes in, bool lines)
{
	for (size_t i = 0; i < in.n; i++) {
		uint8_t c = in.p[i];

		if (c == '\n' && lines)
			continue;
		if (c < 0x20 || c == 0x7f)
			return true;
		if (c == 0xc2 && i + 1 < in.n && in.p[i + 1] < 0xa0)
			return true;
	}
	return false;
}

const char *
wire_fault(struct bytes field, size_t max, enum wire_kind kind)
{
	if (field.n > max)
		return "is longer than its maximum";
	if (kind == WIRE_BYTES || field.n == 0)
		return NULL;
	if (!text_is_utf8(field))
		return "is not UTF-8";
	if (has_control(field, kind == WIRE_TEXT_LINES))
		return "holds control characters";
	return NULL;
}

unsigned
wire_senders(enum msg_type type)
{
	switch (type) {
#define MESSAGE(name, NAME, number, senders)                                   \
	case MSG_##NAME:                                                       \
		return (senders);
#include "sanca/each_message.h"
	}
	return 0;
}

const char *
msg_type_name(enum msg_type type)
{
	switch (type) {
#define MESSAGE(name, NAME, number, senders)                                   \
	case MSG_##NAME:                                                       \
		return #NAME;
#include "sanca/each_message.h"
	}
	return "unknown";
}

int
msg_hello_check(const struct msg *m, struct err *err)
{
	if (m->type != MSG_HELLO)
		return err_set(err, ERR_MALFORMED,
			       "the first message is %s instead of HELLO",
			       msg_type_name(m->type));
	if (m->hello.version != IPC_VERSION)
		return err_set(err, ERR_MALFORMED,
			       "%.*s speaks version %u of the protocol, this "
			       "program version %d: install both from one "
			       "build and restart sancad",
			       (int)m->hello.program.n,
			       (const char *)m->hello.program.p,
			       m->hello.version, IPC_VERSION);
	return 0;
}
