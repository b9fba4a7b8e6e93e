/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Calendars (RFC 5545). */
#ifndef SANCA_FRONT_ICS_H
#define SANCA_FRONT_ICS_H

#include "sanca/bytes.h"

/* "KEY:text": escaped (3.3.11), folded at 75 octets (3.1), ended by CRLF. text is
 * UTF-8 for people. */
void ics_text(struct buf *out, const char *key, struct bytes text);
/* The same for a value that is no text: not escaped. */
void ics_value(struct buf *out, const char *key, const char *value);

struct ics_event {
	const char *uid;    /* stays the same as long as it is about the same */
	int64_t changed_at; /* DTSTAMP: an event that has not changed is the
			     * same octets at each time */
	int64_t day;	    /* its day, UTC */
	struct bytes summary, description;
	const char *url; /* "": none */
};
void ics_begin(struct buf *out, struct bytes name);
void ics_event_write(struct buf *out, const struct ics_event *e);
void ics_end(struct buf *out);

#endif
