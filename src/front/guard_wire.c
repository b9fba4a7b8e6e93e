/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Reads requests along with the library, strictly (RFC 9112). */

#include "guard.h"

#include "sanca/text.h"

#include <string.h>

enum wire_state {
	W_START,
	W_START_LF,
	W_METHOD,
	W_TARGET,
	W_VERSION,
	W_VERSION_LF,
	W_FIELD,
	W_NAME,
	W_VALUE,
	W_VALUE_LF,
	W_END_LF,
	W_BODY,
	W_CHUNK_SIZE,
	W_CHUNK_SIZE_LF,
	W_CHUNK,
	W_CHUNK_CR,
	W_CHUNK_LF,
	W_TRAILER,
	W_TRAILER_LF,
};

/* Empty lines before a request line: some clients send one after a body
 * (RFC 9112 2.2). */
#define WIRE_EMPTY_LINES 2
#define WIRE_METHOD_BYTES 32

bool
guard_is_tchar(uint8_t c)
{
	if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	    (c >= '0' && c <= '9'))
		return true;
	return c && strchr("!#$%&'*+-.^_`|~", c);
}

static void
fail(struct guard_wire *w, enum guard_fault fault)
{
	w->fault = fault;
}

/* What is wrong with an octet that ends a line in the wrong way. */
static enum guard_fault
control_fault(uint8_t c)
{
	if (c == '\n')
		return GUARD_BARE_LF;
	return c == '\r' ? GUARD_BARE_CR : GUARD_CONTROL;
}

static void
begin_line(struct guard_wire *w, enum wire_state next)
{
	w->state = (uint8_t)next;
	w->line_n = 0;
	w->name_n = 0;
	w->value_n = 0;
}

static void
end_request(struct guard_wire *w)
{
	w->requests++;
	w->head_n = 0;
	w->fields = 0;
	w->http10 = false;
	w->has_length = w->has_coding = false;
	w->left = 0;
	begin_line(w, W_START);
}

static void
on_start(struct guard_wire *w, uint8_t c)
{
	if (c == '\r') {
		w->state = W_START_LF;
	} else if (guard_is_tchar(c)) {
		begin_line(w, W_METHOD);
		w->line_n = 1;
	} else {
		fail(w, c < 0x20 ? control_fault(c) : GUARD_METHOD_SYNTAX);
	}
}

static void
on_start_lf(struct guard_wire *w, uint8_t c)
{
	/* line_n counts the empty lines here. */
	if (c != '\n')
		fail(w, GUARD_BARE_CR);
	else if (++w->line_n > WIRE_EMPTY_LINES)
		fail(w, GUARD_METHOD_SYNTAX);
	else
		w->state = W_START;
}

static void
on_method(struct guard_wire *w, uint8_t c)
{
	if (c == ' ')
		begin_line(w, W_TARGET);
	else if (!guard_is_tchar(c))
		fail(w, c < 0x20 ? control_fault(c) : GUARD_METHOD_SYNTAX);
	else if (++w->line_n > WIRE_METHOD_BYTES)
		fail(w, GUARD_METHOD_LONG);
}

static void
on_target(struct guard_wire *w, uint8_t c)
{
	if (c == ' ' && w->line_n > 0)
		begin_line(w, W_VERSION);
	else if (c <= 0x20 || c >= 0x7f)
		fail(w, c < 0x20 ? control_fault(c) : GUARD_TARGET_SYNTAX);
	else if (++w->line_n > LIMIT_TARGET_BYTES)
		fail(w, GUARD_TARGET_LONG);
}

static void
on_version(struct guard_wire *w, uint8_t c)
{
	static const char version[] = "HTTP/1.";
	uint32_t at = w->line_n++;

	if (at < sizeof(version) - 1) {
		if (c != (uint8_t)version[at])
			fail(w, c < 0x20 ? control_fault(c) : GUARD_VERSION);
	} else if (at == sizeof(version) - 1) {
		w->http10 = c == '0';
		if (c != '0' && c != '1')
			fail(w, GUARD_VERSION);
	} else if (c == '\r') {
		w->state = W_VERSION_LF;
	} else {
		fail(w, c < 0x20 ? control_fault(c) : GUARD_VERSION);
	}
}

static void
on_field(struct guard_wire *w, uint8_t c)
{
	if (c == '\r') {
		w->state = W_END_LF;
	} else if (c == ' ' || c == '\t') {
		fail(w, GUARD_OBS_FOLD);
	} else if (!guard_is_tchar(c)) {
		fail(w, c < 0x20 ? control_fault(c) : GUARD_FIELD_NAME);
	} else if (++w->fields > LIMIT_HEADER_FIELDS) {
		fail(w, GUARD_FIELDS_MANY);
	} else {
		begin_line(w, W_NAME);
		w->name[w->name_n++] =
			(char)(c >= 'A' && c <= 'Z' ? c | 32 : c);
	}
}

static void
on_name(struct guard_wire *w, uint8_t c)
{
	if (c == ':') {
		w->state = W_VALUE;
		return;
	}
	if (!guard_is_tchar(c)) {
		fail(w, c < 0x20 ? control_fault(c) : GUARD_FIELD_NAME);
		return;
	}
	if (w->name_n < sizeof(w->name))
		w->name[w->name_n++] =
			(char)(c >= 'A' && c <= 'Z' ? c | 32 : c);
}

static bool
name_is(const struct guard_wire *w, const char *name)
{
	size_t n = strlen(name);

	return w->name_n == n && memcmp(w->name, name, n) == 0;
}

static void
on_length(struct guard_wire *w)
{
	uint64_t v = 0;

	if (w->has_length) {
		fail(w, GUARD_DUPLICATE);
		return;
	}
	w->has_length = true;
	if (w->value_n == 0 || w->value_n > 18) {
		fail(w, GUARD_LENGTH_SYNTAX);
		return;
	}
	for (size_t i = 0; i < w->value_n; i++) {
		if (w->value[i] < '0' || w->value[i] > '9') {
			fail(w, GUARD_LENGTH_SYNTAX);
			return;
		}
		v = v * 10 + (uint64_t)(w->value[i] - '0');
	}
	w->left = v;
}

static void
on_coding(struct guard_wire *w)
{
	static const char chunked[] = "chunked";

	if (w->has_coding) {
		fail(w, GUARD_DUPLICATE);
		return;
	}
	w->has_coding = true;
	if (w->value_n != sizeof(chunked) - 1) {
		fail(w, GUARD_CODING);
		return;
	}
	for (size_t i = 0; i < w->value_n; i++)
		if ((w->value[i] | 32) != chunked[i])
			fail(w, GUARD_CODING);
}

static void
end_field(struct guard_wire *w)
{
	while (w->value_n > 0 && (w->value[w->value_n - 1] == ' ' ||
				  w->value[w->value_n - 1] == '\t'))
		w->value_n--;
	if (name_is(w, "content-length"))
		on_length(w);
	else if (name_is(w, "transfer-encoding"))
		on_coding(w);
	begin_line(w, W_FIELD);
}

static void
on_value(struct guard_wire *w, uint8_t c)
{
	if (c == '\r') {
		w->state = W_VALUE_LF;
		return;
	}
	if ((c < 0x20 && c != '\t') || c == 0x7f) {
		fail(w, control_fault(c));
		return;
	}
	if (w->value_n == 0 && (c == ' ' || c == '\t'))
		return;
	if (w->value_n < sizeof(w->value))
		w->value[w->value_n++] = (char)c;
}

static void
end_head(struct guard_wire *w)
{
	if (w->has_coding && w->has_length)
		fail(w, GUARD_LENGTH_AND_CODING);
	else if (w->has_coding && w->http10)
		fail(w, GUARD_CODING_VERSION);
	else if (w->has_coding)
		begin_line(w, W_CHUNK_SIZE);
	else if (w->left > 0)
		w->state = W_BODY;
	else
		end_request(w);
}

static void
on_chunk_size(struct guard_wire *w, uint8_t c)
{
	int v = hex_digit(c);

	if (v >= 0 && w->line_n < 8) {
		w->left = (w->line_n++ == 0 ? 0 : w->left) << 4;
		w->left |= (uint64_t)v;
	} else if (c == '\r' && w->line_n > 0) {
		w->state = W_CHUNK_SIZE_LF;
	} else {
		fail(w, c == '\n' ? GUARD_BARE_LF : GUARD_CHUNK);
	}
}

/* The octet must be this one; then the next state. */
static void
expect(struct guard_wire *w, uint8_t c, uint8_t want, enum wire_state next,
       enum guard_fault fault)
{
	if (c != want)
		fail(w, c == '\n' ? GUARD_BARE_LF : fault);
	else
		w->state = (uint8_t)next;
}

static void
on_body_octet(struct guard_wire *w, enum wire_state state, uint8_t c)
{
	if (state == W_CHUNK_SIZE) {
		on_chunk_size(w, c);
	} else if (state == W_CHUNK_SIZE_LF) {
		expect(w, c, '\n', w->left ? W_CHUNK : W_TRAILER, GUARD_CHUNK);
	} else if (state == W_CHUNK_CR) {
		expect(w, c, '\r', W_CHUNK_LF, GUARD_CHUNK);
	} else if (state == W_CHUNK_LF) {
		expect(w, c, '\n', W_CHUNK_SIZE, GUARD_CHUNK);
		w->line_n = 0;
	} else if (state == W_TRAILER) {
		expect(w, c, '\r', W_TRAILER_LF, GUARD_TRAILER);
	} else {
		expect(w, c, '\n', W_START, GUARD_CHUNK);
		if (!w->fault)
			end_request(w);
	}
}

static void
on_octet(struct guard_wire *w, uint8_t c)
{
	enum wire_state state = (enum wire_state)w->state;

	if (state < W_BODY && ++w->head_n > LIMIT_HEAD_BYTES) {
		fail(w, GUARD_HEAD_LONG);
		return;
	}
	if (state == W_VALUE)
		on_value(w, c);
	else if (state == W_NAME)
		on_name(w, c);
	else if (state == W_START)
		on_start(w, c);
	else if (state == W_START_LF)
		on_start_lf(w, c);
	else if (state == W_METHOD)
		on_method(w, c);
	else if (state == W_TARGET)
		on_target(w, c);
	else if (state == W_VERSION)
		on_version(w, c);
	else if (state == W_VERSION_LF || state == W_VALUE_LF)
		expect(w, c, '\n', W_FIELD, GUARD_BARE_CR);
	else if (state == W_FIELD)
		on_field(w, c);
	else if (state == W_END_LF)
		expect(w, c, '\n', W_END_LF, GUARD_BARE_CR);
	else
		on_body_octet(w, state, c);
	if (w->fault)
		return;
	if (state == W_VALUE_LF)
		end_field(w);
	else if (state == W_END_LF)
		end_head(w);
}

void
guard_wire_feed(struct guard_wire *w, struct bytes in)
{
	size_t i = 0;

	while (i < in.n && !w->fault) {
		if (w->state == W_BODY || w->state == W_CHUNK) {
			size_t n = in.n - i;

			if (n > w->left)
				n = (size_t)w->left;
			i += n;
			w->left -= n;
			if (w->left == 0 && w->state == W_BODY)
				end_request(w);
			else if (w->left == 0)
				w->state = W_CHUNK_CR;
			continue;
		}
		on_octet(w, in.p[i++]);
	}
}

bool
guard_wire_is_inside(const struct guard_wire *w)
{
	return w->state != W_START || w->line_n > 0;
}

bool
guard_wire_has_head(const struct guard_wire *w, uint64_t others)
{
	return w->requests > others ||
	       (w->requests == others && w->state >= W_BODY);
}
