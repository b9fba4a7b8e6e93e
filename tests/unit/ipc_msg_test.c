/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Every message of msg.def goes over the wire and back; nothing else does. */
#include "sanca/ipc.h"
#include "sanca/text.h"
#include "src/ipc/wire.h"

#include "../tap.h"

#include <stdlib.h>

/* What the table says of each field, read from the table itself. */
enum kind { KIND_END, KIND_INT, KIND_BYTES, KIND_TEXT, KIND_TEXT_LINES };

struct field {
	enum kind kind;
	size_t offset; /* in struct msg_NAME */
	size_t max;    /* octets */
	const char *name;
};

#define MESSAGE(name, NAME, number, senders)                                   \
	static const struct field *fields_##name(void)                         \
	{                                                                      \
		typedef struct msg_##name self;                                \
		static const struct field fields[] = {
#define U8(f) { KIND_INT, offsetof(self, f), 1, #f },
#define U32(f) { KIND_INT, offsetof(self, f), 4, #f },
#define U64(f) { KIND_INT, offsetof(self, f), 8, #f },
#define I64(f) { KIND_INT, offsetof(self, f), 8, #f },
#define BYTES(f, max) { KIND_BYTES, offsetof(self, f), (max), #f },
#define TEXT(f, max) { KIND_TEXT, offsetof(self, f), (max), #f },
#define TEXT_LINES(f, max) { KIND_TEXT_LINES, offsetof(self, f), (max), #f },
#define END(name, NAME)                                                        \
	{                                                                      \
		KIND_END, offsetof(self, end_), 0, #NAME                       \
	}                                                                      \
	}                                                                      \
	;                                                                      \
	return fields;                                                         \
	}
#include "sanca/each_message.h"

struct message {
	enum msg_type type;
	unsigned senders;
	const struct field *(*fields)(void);
};

static const struct message messages[] = {
#define MESSAGE(name, NAME, number, senders)                                   \
	{ MSG_##NAME, (senders), fields_##name },
#include "sanca/each_message.h"
};

#define EACH(m)                                                                \
	const struct message *m = messages;                                    \
	m < messages + ARRAY_SIZE(messages);                                   \
	m++

static uint8_t pool[LIMIT_MESSAGE_BYTES];
static uint8_t text_pool[LIMIT_MESSAGE_BYTES];
static unsigned seed = 2026;

static unsigned
dice(void)
{
	seed = seed * 1103515245U + 12345U;
	return seed >> 8;
}

static void
fill_pools(void)
{
	for (size_t i = 0; i < sizeof(pool); i++) {
		pool[i] = (uint8_t)dice();
		text_pool[i] = (uint8_t)(' ' + dice() % 95);
	}
}

static uint8_t *
at(struct msg *m, const struct field *f)
{
	/* All members of the union begin at the same place. */
	return (uint8_t *)&m->hello + f->offset;
}

static struct bytes
bytes_at(struct msg *m, const struct field *f)
{
	struct bytes v;

	memcpy(&v, at(m, f), sizeof(v));
	return v;
}

static void
set_bytes(struct msg *m, const struct field *f, size_t n)
{
	struct bytes v = { f->kind == KIND_BYTES ? pool : text_pool, n };

	memcpy(at(m, f), &v, sizeof(v));
}

/* how: 0 empty, 1 all at their maximum, 2 by chance. */
static struct msg
make(const struct message *t, int how)
{
	struct msg m = { .type = t->type,
			 .id = (uint64_t)dice() << 40 | dice() };

	for (const struct field *f = t->fields(); f->kind != KIND_END; f++) {
		size_t n = how == 0 ? 0 : how == 1 ? f->max : 0;

		if (f->kind == KIND_INT) {
			for (size_t i = 0; i < f->max; i++)
				at(&m, f)[i] = how == 0 ? 0 : (uint8_t)dice();
			continue;
		}
		if (how == 2)
			n = dice() % ((f->max < 300 ? f->max : 300) + 1);
		set_bytes(&m, f, n);
	}
	return m;
}

static enum ipc_role
a_sender(const struct message *t)
{
	return (enum ipc_role)(t->senders & (~t->senders + 1));
}

static bool
same(struct msg *a, struct msg *b, const struct message *t)
{
	if (a->type != b->type || a->id != b->id)
		return false;
	for (const struct field *f = t->fields(); f->kind != KIND_END; f++) {
		if (f->kind == KIND_INT &&
		    memcmp(at(a, f), at(b, f), f->max) != 0)
			return false;
		if (f->kind != KIND_INT &&
		    !bytes_equal(bytes_at(a, f), bytes_at(b, f)))
			return false;
	}
	return true;
}

static void
encode(const struct msg *m, struct buf *out)
{
	struct err err = { 0 };

	buf_clear(out);
	ok(msg_encode(m, out, &err) == 0, "%s is encoded: %s",
	   msg_type_name(m->type), err.text);
}

static bool
refused(struct bytes record, enum ipc_role sender)
{
	struct err err = { 0 };
	struct msg out = { 0 };

	return msg_decode(record, sender, &out, &err) == -1 &&
	       err.code == ERR_MALFORMED && err.text[0] != '\0' &&
	       out.type == 0;
}

static void
each_message_comes_back_as_it_was(void)
{
	CLEANUP(buf_free) struct buf b = { 0 };
	struct err err = { 0 };

	fill_pools();
	for (EACH(t)) {
		for (int round = 0; round < 40; round++) {
			struct msg in = make(t, round < 2 ? round : 2);
			struct msg out = { 0 };

			encode(&in, &b);
			is_int(msg_decode(buf_bytes(&b), a_sender(t), &out,
					  &err),
			       0, "%s is decoded: %s", msg_type_name(t->type),
			       err.text);
			ok(same(&in, &out, t), "%s is the same",
			   msg_type_name(t->type));
		}
	}
}

static void
fields_lie_as_the_protocol_says(void)
{
	static const uint8_t want[] = { 91, 0, 0, 0, 8, 7, 6, 5, 4, 3,
					2,  1, 9, 0, 0, 0, 0, 0, 0, 0x80 };
	static const uint8_t hello[] = { 1, 0, 0, 0, 0, 0, 0, 0, 0, 0,	 0,
					 0, 1, 0, 0, 0, 2, 0, 0, 0, 'h', 'i' };
	struct msg m = { .type = MSG_CONFIGURED, .id = 0x0102030405060708 };
	CLEANUP(buf_free) struct buf b = { 0 };

	m.configured.generation = 0x8000000000000009;
	encode(&m, &b);
	is_mem(b.p, b.n, want, sizeof(want), "integers are little endian");
	m = (struct msg){ .type = MSG_HELLO };
	m.hello.version = 1;
	m.hello.program = bytes_of_text("hi");
	encode(&m, &b);
	is_mem(b.p, b.n, hello, sizeof(hello), "text follows its length");
}

static void
every_truncation_is_refused(void)
{
	CLEANUP(buf_free) struct buf b = { 0 };

	for (EACH(t)) {
		struct msg m = make(t, 2);

		encode(&m, &b);
		for (size_t n = 0; n < b.n; n++) {
			/* A copy of its own, so that ASan sees a byte more. */
			uint8_t *cut = malloc(n ? n : 1);

			if (n > 0)
				memcpy(cut, b.p, n);
			ok(refused((struct bytes){ cut, n }, a_sender(t)),
			   "%zu octets of %s", n, msg_type_name(t->type));
			free(cut);
		}
	}
}

static void
trailing_octets_are_refused(void)
{
	CLEANUP(buf_free) struct buf b = { 0 };

	for (EACH(t)) {
		struct msg m = make(t, 2);

		encode(&m, &b);
		buf_append_u8(&b, 0);
		ok(refused(buf_bytes(&b), a_sender(t)), "%s",
		   msg_type_name(t->type));
	}
}

static void
a_sender_without_the_right_is_refused(void)
{
	CLEANUP(buf_free) struct buf b = { 0 };

	for (EACH(t)) {
		struct msg m = make(t, 2);

		encode(&m, &b);
		for (unsigned role = 1; role <= FROM_CHILD; role <<= 1) {
			bool may = (t->senders & role) != 0;

			ok(refused(buf_bytes(&b), (enum ipc_role)role) != may,
			   "%s from %u", msg_type_name(t->type), role);
		}
	}
}

static void
unknown_types_and_reserved_bits_are_refused(void)
{
	CLEANUP(buf_free) struct buf b = { 0 };
	struct msg m = { .type = MSG_READY };
	unsigned known = 0;

	for (unsigned type = 0; type <= UINT16_MAX; type++) {
		uint8_t record[WIRE_HEADER_BYTES] = { (uint8_t)type,
						      (uint8_t)(type >> 8) };

		if (wire_senders((enum msg_type)type) != 0)
			known++;
		else if (!refused(BYTES_OF(record), FROM_CHILD))
			ok(false, "type %u", type);
	}
	is_int(known, ARRAY_SIZE(messages), "only those of the table");
	encode(&m, &b);
	ok(!refused(buf_bytes(&b), FROM_CHILD), "READY is taken");
	b.p[2] = 1;
	ok(refused(buf_bytes(&b), FROM_CHILD), "a reserved bit is refused");
}

/* Where the length of this field stands in the record. */
static size_t
place_of(const struct message *t, struct msg *m, const struct field *until)
{
	size_t place = WIRE_HEADER_BYTES;

	for (const struct field *f = t->fields(); f != until; f++)
		place += f->kind == KIND_INT ? f->max : 4 + bytes_at(m, f).n;
	return place;
}

static void
set_length(struct buf *b, size_t place, size_t n)
{
	for (unsigned i = 0; i < 4; i++)
		b->p[place + i] = (uint8_t)(n >> (8 * i));
}

/* A record in which only this field is one octet too long. */
static void
overlong(const struct message *t, const struct field *f, struct buf *b)
{
	struct msg m = make(t, 0);
	CLEANUP(buf_free) struct buf rest = { 0 };
	size_t place = place_of(t, &m, f);

	set_bytes(&m, f, f->max);
	encode(&m, b);
	ok(!refused(buf_bytes(b), a_sender(t)), "%s.%s at its maximum",
	   msg_type_name(t->type), f->name);
	set_length(b, place, f->max + 1);
	buf_append(&rest, b->p + place + 4 + f->max, b->n - place - 4 - f->max);
	b->n = place + 4 + f->max;
	buf_append_u8(b, 'x');
	buf_append_bytes(b, buf_bytes(&rest));
}

static void
each_field_over_its_maximum_is_refused(void)
{
	CLEANUP(buf_free) struct buf b = { 0 };
	struct err err = { 0 };

	for (EACH(t)) {
		const struct field *f = t->fields();

		for (; f->kind != KIND_END; f++) {
			struct msg m = make(t, 0);

			if (f->kind == KIND_INT)
				continue;
			overlong(t, f, &b);
			ok(refused(buf_bytes(&b), a_sender(t)), "%s.%s",
			   msg_type_name(t->type), f->name);
			set_length(&b, place_of(t, &m, f), UINT32_MAX);
			ok(refused(buf_bytes(&b), a_sender(t)), "%s.%s, 4 GiB",
			   msg_type_name(t->type), f->name);
			set_bytes(&m, f, f->max + 1);
			buf_clear(&b);
			ok(msg_encode(&m, &b, &err) == -1 &&
				   err.code == ERR_INTERNAL && b.n == 0,
			   "%s.%s is not sent", msg_type_name(t->type),
			   f->name);
		}
	}
}

static bool
text_is_refused(const struct message *t, const struct field *f,
		const char *text)
{
	CLEANUP(buf_free) struct buf b = { 0 };
	CLEANUP(buf_free) struct buf strict = { 0 };
	struct bytes v = bytes_of_text(text);
	struct msg m = make(t, 0);
	struct err err = { 0 };
	bool sent = false;
	size_t place = place_of(t, &m, f) + 4;

	set_bytes(&m, f, v.n);
	encode(&m, &b);
	memcpy(b.p + place, v.p, v.n);
	memcpy(at(&m, f), &v, sizeof(v));
	sent = msg_encode(&m, &strict, &err) == 0;
	ok(!sent || !refused(buf_bytes(&b), a_sender(t)),
	   "what is sent is taken");
	return refused(buf_bytes(&b), a_sender(t));
}

static void
text_with_control_or_broken_characters_is_refused(void)
{
	static const char *const bad[] = { "a\tb", "a\rb",	  "\x1b[2J",
					   "\x7f", "\xc2\x85",	  "\xff",
					   "\xc3", "\xed\xa0\x80" };
	int texts = 0;

	for (EACH(t)) {
		const struct field *f = t->fields();

		for (; f->kind != KIND_END; f++) {
			bool lines = f->kind == KIND_TEXT_LINES;

			if (f->kind != KIND_TEXT && !lines)
				continue;
			texts++;
			for (size_t i = 0; i < ARRAY_SIZE(bad); i++)
				ok(text_is_refused(t, f, bad[i]), "%s.%s: %zu",
				   msg_type_name(t->type), f->name, i);
			is_int(text_is_refused(t, f, "a\nb"), !lines,
			       "%s.%s: LF", msg_type_name(t->type), f->name);
			ok(!text_is_refused(t, f, "\xc3\xa9 b"), "%s.%s: UTF-8",
			   msg_type_name(t->type), f->name);
		}
	}
	ok(texts > 10, "%d text fields were tried", texts);
}

static void
a_reused_buffer_is_not_allocated_again(void)
{
	CLEANUP(buf_free) struct buf b = { 0 };
	const uint8_t *p = NULL;

	ok(buf_reserve(&b, LIMIT_MESSAGE_BYTES) != NULL, "room for all");
	p = b.p;
	for (EACH(t)) {
		struct msg m = make(t, 1);

		encode(&m, &b);
		ok(b.p == p && b.n <= LIMIT_MESSAGE_BYTES, "%s fits",
		   msg_type_name(t->type));
	}
}

static void
another_version_is_refused_with_what_to_do(void)
{
	struct msg m = { .type = MSG_HELLO };
	struct err err = { 0 };

	m.hello.version = IPC_VERSION;
	m.hello.program = bytes_of_text("sanca-front");
	is_int(msg_hello_check(&m, &err), 0, "our version");
	m.hello.version = IPC_VERSION + 1;
	is_int(msg_hello_check(&m, &err), -1, "the next version");
	ok(strstr(err.text, "restart sancad") != NULL, "%s", err.text);
	m.type = MSG_READY;
	is_int(msg_hello_check(&m, &err), -1, "no HELLO");
}

TAP_MAIN(each_message_comes_back_as_it_was, fields_lie_as_the_protocol_says,
	 every_truncation_is_refused, trailing_octets_are_refused,
	 a_sender_without_the_right_is_refused,
	 unknown_types_and_reserved_bits_are_refused,
	 each_field_over_its_maximum_is_refused,
	 text_with_control_or_broken_characters_is_refused,
	 a_reused_buffer_is_not_allocated_again,
	 another_version_is_refused_with_what_to_do)
