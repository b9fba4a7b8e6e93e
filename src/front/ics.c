/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Writes calendars that clients take without a word. */
#include "ics.h"

#include "sanca/clock.h"
#include "sanca/text.h"

#include <stdio.h>
#include <string.h>

/* RFC 5545 3.1: a line has at most 75 octets, without its end. */
#define LINE_OCTETS 75

/* Cut where a character ends; what follows a cut begins with a blank. */
static void
fold(struct buf *out, struct bytes line)
{
	size_t room = LINE_OCTETS;

	while (line.n > room) {
		struct bytes part = text_first(line, room);

		/* What is no UTF-8 is cut anywhere. */
		if (part.n == 0)
			part.n = room;
		buf_append(out, line.p, part.n);
		buf_append_text(out, "\r\n ");
		line.p += part.n;
		line.n -= part.n;
		room = LINE_OCTETS - 1;
	}
	buf_append_bytes(out, line);
	buf_append_text(out, "\r\n");
}

void
ics_text(struct buf *out, const char *key, struct bytes text)
{
	CLEANUP(buf_free) struct buf line = { 0 };

	buf_printf(&line, "%s:", key);
	for (size_t i = 0; i < text.n; i++) {
		uint8_t c = text.p[i];

		if (c == '\n') {
			buf_append_text(&line, "\\n");
			continue;
		}
		if (c == '\\' || c == ';' || c == ',')
			buf_append_u8(&line, '\\');
		buf_append_u8(&line, c < 0x20 || c == 0x7f ? ' ' : c);
	}
	fold(out, buf_bytes(&line));
}

void
ics_value(struct buf *out, const char *key, const char *value)
{
	CLEANUP(buf_free) struct buf line = { 0 };

	buf_printf(&line, "%s:%s", key, value);
	fold(out, buf_bytes(&line));
}

void
ics_begin(struct buf *out, struct bytes name)
{
	buf_append_text(out, "BEGIN:VCALENDAR\r\n"
			     "VERSION:2.0\r\n"
			     "PRODID:-//sanca//certificates//EN\r\n"
			     "CALSCALE:GREGORIAN\r\n"
			     "METHOD:PUBLISH\r\n");
	ics_text(out, "NAME", name);
	ics_text(out, "X-WR-CALNAME", name);
	/* RFC 7986 5.7, and what others understand. */
	buf_append_text(out, "REFRESH-INTERVAL;VALUE=DURATION:PT6H\r\n"
			     "X-PUBLISHED-TTL:PT6H\r\n");
}

static void
write_alarm(struct buf *out, const char *before, struct bytes text)
{
	buf_append_text(out, "BEGIN:VALARM\r\nACTION:DISPLAY\r\n");
	ics_value(out, "TRIGGER", before);
	ics_text(out, "DESCRIPTION", text);
	buf_append_text(out, "END:VALARM\r\n");
}

void
ics_event_write(struct buf *out, const struct ics_event *e)
{
	char stamp[24];
	char day[16];
	struct civil c;

	clock_civil(e->changed_at, &c);
	snprintf(stamp, sizeof(stamp), "%04d%02d%02dT%02d%02d%02dZ", c.year,
		 c.month, c.day, c.hour, c.minute, c.second);
	clock_civil(e->day, &c);
	snprintf(day, sizeof(day), "%04d%02d%02d", c.year, c.month, c.day);
	buf_append_text(out, "BEGIN:VEVENT\r\n");
	ics_value(out, "UID", e->uid);
	ics_value(out, "DTSTAMP", stamp);
	ics_value(out, "DTSTART;VALUE=DATE", day);
	buf_append_text(out, "DURATION:P1D\r\nSEQUENCE:0\r\n"
			     "TRANSP:TRANSPARENT\r\nSTATUS:CONFIRMED\r\n");
	ics_text(out, "SUMMARY", e->summary);
	ics_text(out, "DESCRIPTION", e->description);
	if (e->url[0] != '\0')
		ics_value(out, "URL", e->url);
	write_alarm(out, "-P30D", e->summary);
	write_alarm(out, "-P7D", e->summary);
	buf_append_text(out, "END:VEVENT\r\n");
}

void
ics_end(struct buf *out)
{
	buf_append_text(out, "END:VCALENDAR\r\n");
}
