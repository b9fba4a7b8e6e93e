/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Tells what an entry says. Its texts came from requests: all are hostile. */

#include "log_words.h"

#include "console_page.h"
#include "html.h"
#include "json_read.h"

#include "sanca/text.h"

#include <string.h>

/* Names in a sentence, the rest is counted; octets of one text there. */
#define NAMES_TOLD 4
#define TEXT_TOLD 120

static struct bytes
text_of(const json_t *v)
{
	return (struct bytes){ (const uint8_t *)json_string_value(v),
			       json_string_length(v) };
}

static void
text_write(struct bytes text, struct buf *out)
{
	buf_append_text(out, "<bdi>");
	html_text(text_first(text, TEXT_TOLD), out);
	buf_append_text(out, text.n > TEXT_TOLD ? "…</bdi>" : "</bdi>");
}

/* A member as people read it: a text, a number, or nothing. */
static void
member_write(json_t *body, const char *name, struct buf *out)
{
	const json_t *v = json_object_get(body, name);

	if (json_is_string(v))
		text_write(text_of(v), out);
	else if (json_is_integer(v))
		buf_printf(out, "%jd", (intmax_t)json_integer_value(v));
	else
		buf_append_text(out, "(not said)");
}

/* "DNS:mail.contoso.com" without its kind. */
static void
name_write(const json_t *v, struct buf *out)
{
	struct bytes name = text_of(v);

	text_skip_prefix(&name, "DNS:");
	buf_append_text(out, "<code>");
	html_text(name, out);
	buf_append_text(out, "</code>");
}

static void
names_write(const json_t *names, struct buf *out)
{
	size_t n = json_array_size(names);

	for (size_t i = 0; i < n && i < NAMES_TOLD; i++) {
		buf_append_text(out, i ? ", " : "");
		name_write(json_array_get(names, i), out);
	}
	if (n > NAMES_TOLD)
		buf_printf(out, " and %zu more", n - NAMES_TOLD);
	if (n == 0)
		buf_append_text(out, "no name");
}

static bool
is_hex(struct bytes text)
{
	for (size_t i = 0; i < text.n; i++)
		if (hex_digit(text.p[i]) < 0)
			return false;
	return text.n > 0 && text.n <= 2 * LIMIT_SERIAL_BYTES;
}

/* A link only to what is a serial indeed. */
static void
certificate_write(json_t *body, struct buf *out)
{
	struct bytes serial = text_of(json_object_get(body, "serial"));

	if (!is_hex(serial)) {
		buf_append_text(out, "certificate ");
		member_write(body, "serial", out);
		return;
	}
	buf_append_text(out, "<a href=\"/console/certificates/");
	html_text(serial, out);
	buf_append_text(out, "\">certificate ");
	html_text((struct bytes){ serial.p, serial.n < 12 ? serial.n : 12 },
		  out);
	buf_append_text(out, serial.n > 12 ? "…</a>" : "</a>");
}

static void
from_write(json_t *body, struct buf *out)
{
	struct bytes peer = text_of(json_object_get(body, "peer"));

	if (peer.n == 0)
		return;
	buf_append_text(out, " from ");
	text_write(peer, out);
}

/* ---- by type ------------------------------------------------------------------------ */

static void
init_write(json_t *body, struct buf *out)
{
	buf_append_text(out, "The log of ");
	member_write(body, "name", out);
	buf_append_text(out, " begins.");
}

static void
issue_write(json_t *body, struct buf *out)
{
	const json_t *asked = json_object_get(body, "names-requested");
	const json_t *names = json_object_get(body, "names");

	buf_append_text(out, "Issued: ");
	certificate_write(body, out);
	buf_append_text(out, " for ");
	names_write(names, out);
	buf_append_text(out, ", to ");
	member_write(body, "requester", out);
	from_write(body, out);
	buf_append_text(out, ", by the policy ");
	member_write(body, "policy", out);
	if (json_object_get(body, "replaces"))
		buf_append_text(out, ", in place of an earlier one");
	buf_append_u8(out, '.');
	if (json_equal(asked, names))
		return;
	buf_append_text(out, " Asked for were ");
	names_write(asked, out);
	buf_append_u8(out, '.');
}

static void
refuse_write(json_t *body, struct buf *out)
{
	buf_append_text(out, "Refused to ");
	member_write(body, "requester", out);
	from_write(body, out);
	buf_append_text(out, ": ");
	member_write(body, "reason", out);
}

static void
revoke_write(json_t *body, struct buf *out)
{
	struct bytes reason = text_of(json_object_get(body, "reason"));

	if (bytes_is_text(reason, "removeFromCRL"))
		buf_append_text(out, "Hold lifted: ");
	else if (bytes_is_text(reason, "certificateHold"))
		buf_append_text(out, "On hold: ");
	else
		buf_append_text(out, "Revoked: ");
	certificate_write(body, out);
	buf_append_text(out, ", by ");
	member_write(body, "who", out);
	from_write(body, out);
	buf_append_text(out, " (");
	member_write(body, "reason", out);
	buf_append_text(out, ").");
}

static void
void_write(json_t *body, struct buf *out)
{
	buf_append_text(out, "Void: the serial of reservation ");
	member_write(body, "reservation", out);
	buf_append_text(out, " was never given to anybody: ");
	member_write(body, "reason", out);
}

static void
configuration_write(json_t *body, struct buf *out)
{
	buf_append_text(out, "Settings of generation ");
	member_write(body, "generation", out);
	buf_append_text(out, " came into force.");
}

static void
clock_write(json_t *body, struct buf *out)
{
	member_write(body, "who", out);
	buf_append_text(out, " accepted that the clock went from ");
	member_write(body, "before", out);
	buf_append_text(out, " to ");
	member_write(body, "after", out);
	buf_append_u8(out, '.');
}

static void
crl_write(json_t *body, struct buf *out)
{
	buf_append_text(out, "CRL number ");
	member_write(body, "number", out);
	buf_append_text(out, " with ");
	member_write(body, "entries", out);
	buf_append_text(out, " serials, until ");
	member_write(body, "next-update", out);
	buf_append_u8(out, '.');
}

/* A link only to what is a number indeed; its entry says it as a text. */
static void
pending_write(json_t *body, struct buf *out)
{
	struct bytes number = text_of(json_object_get(body, "pending"));
	bool is_number = number.n > 0 && number.n <= 19;

	for (size_t i = 0; i < number.n; i++)
		is_number =
			is_number && number.p[i] >= '0' && number.p[i] <= '9';
	if (!is_number) {
		buf_append_text(out, "request ");
		member_write(body, "pending", out);
		return;
	}
	buf_append_text(out, "<a href=\"/console/pending/");
	html_text(number, out);
	buf_append_text(out, "\">request ");
	html_text(number, out);
	buf_append_text(out, "</a>");
}

/* What somebody decided about a request that waited. */
static void
decision_write(json_t *body, const char *decided, struct buf *out)
{
	struct bytes asked = text_of(json_object_get(body, "names_requested"));
	struct bytes names = text_of(json_object_get(body, "names"));

	buf_append_text(out, decided);
	pending_write(body, out);
	buf_append_text(out, " of ");
	member_write(body, "requester", out);
	buf_append_text(out, ", by ");
	member_write(body, "who", out);
	if (names.n > 0) {
		buf_append_text(out, ", for ");
		member_write(body, "names", out);
	}
	buf_append_u8(out, '.');
	if (!bytes_equal(asked, names)) {
		buf_append_text(out, " Asked for were ");
		member_write(body, "names_requested", out);
		buf_append_u8(out, '.');
	}
	if (text_of(json_object_get(body, "word")).n > 0) {
		buf_append_text(out, " Word: ");
		member_write(body, "word", out);
	}
}

static bool
is_empty(const json_t *v)
{
	return (json_is_string(v) && json_string_length(v) == 0) ||
	       (json_is_integer(v) && json_integer_value(v) == 0);
}

/* When it ends, up to the year 9999; entries say it as a text, 0: never. */
static bool
end_read(const char *key, const json_t *v, uint64_t *ret)
{
	const char *text = json_string_value(v);
	struct err none;

	return text && strcmp(key, "expires") == 0 &&
	       text_u64(text, UINT64_C(253402300799), ret, &none) == 0;
}

/* "token-new" as "token new", then who, then the rest. */
static void
administration_write(json_t *body, struct buf *out)
{
	struct bytes action = text_of(json_object_get(body, "action"));
	const char *key = NULL;
	json_t *v = NULL;
	uint64_t end = 0;

	if (bytes_is_text(action, "approve")) {
		decision_write(body, "Approved: ", out);
		return;
	}
	if (bytes_is_text(action, "pending-refuse")) {
		decision_write(body, "Refused by a person: ", out);
		return;
	}
	buf_append_text(out, "Administration: ");
	for (size_t i = 0; i < action.n && i < TEXT_TOLD; i++) {
		uint8_t c = action.p[i] == '-' ? ' ' : action.p[i];

		html_text((struct bytes){ &c, 1 }, out);
	}
	buf_append_text(out, ", by ");
	member_write(body, "who", out);
	json_object_foreach(body, key, v)
	{
		bool is_end = end_read(key, v, &end);

		if (strcmp(key, "action") == 0 || strcmp(key, "who") == 0 ||
		    is_empty(v) || (is_end && end == 0))
			continue;
		buf_append_text(out, "; ");
		html_text(bytes_of_text(key), out);
		buf_append_text(out, ": ");
		if (is_end)
			console_time_write((int64_t)end, out);
		else
			member_write(body, key, out);
	}
	buf_append_u8(out, '.');
}

static void (*const writers[])(json_t *body, struct buf *out) = {
	[LOG_INIT] = init_write,
	[LOG_ISSUE] = issue_write,
	[LOG_REFUSE] = refuse_write,
	[LOG_REVOKE] = revoke_write,
	[LOG_VOID] = void_write,
	[LOG_CONFIGURATION] = configuration_write,
	[LOG_CLOCK] = clock_write,
	[LOG_ADMINISTRATION] = administration_write,
	[LOG_CRL] = crl_write,
};

void
log_words_write(enum log_type type, struct bytes text, struct buf *out)
{
	CLEANUP(json_free) json_t *body = NULL;
	struct err none;

	if (json_read_object(text, "the body", &body, &none) < 0 ||
	    (size_t)type >= ARRAY_SIZE(writers) || !writers[type]) {
		buf_append_text(out, "An entry that this program cannot read.");
		return;
	}
	writers[type](body, out);
}

/* ---- all of it -------------------------------------------------------------------- */

static void
value_write(const json_t *v, struct buf *out)
{
	if (json_is_string(v)) {
		buf_append_text(out, "<code>");
		html_text(text_of(v), out);
		buf_append_text(out, "</code>");
	} else if (json_is_integer(v)) {
		buf_printf(out, "%jd", (intmax_t)json_integer_value(v));
	} else if (json_is_array(v)) {
		buf_append_text(out, "<ol>\n");
		for (size_t i = 0; i < json_array_size(v); i++) {
			buf_append_text(out, "<li>");
			value_write(json_array_get(v, i), out);
			buf_append_text(out, "</li>\n");
		}
		buf_append_text(out, "</ol>");
	} else {
		buf_append_text(out, "nothing");
	}
}

void
log_members_write(struct bytes text, struct buf *out)
{
	CLEANUP(json_free) json_t *body = NULL;
	const char *key = NULL;
	json_t *v = NULL;
	struct err none;

	if (json_read_object(text, "the body", &body, &none) < 0)
		return;
	json_object_foreach(body, key, v)
	{
		buf_append_text(out, "<dt>");
		html_text(bytes_of_text(key), out);
		buf_append_text(out, "</dt>\n<dd>");
		value_write(v, out);
		buf_append_text(out, "</dd>\n");
	}
}
