/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/*
 * Sources whose octets were being worked on when this program crashed. The
 * crashing thread writes down whom it served; the next sanca-front does not
 * take connections from there for a while, which is before it reads anything
 * that could crash it again.
 */
#ifndef SANCA_FRONT_BLAME_H
#define SANCA_FRONT_BLAME_H

#include "sanca/bytes.h"

struct blame {
	uint8_t network[16]; /* as of rate_network() */
	int64_t at_s;	     /* wall clock */
};

/* Up to when a source is not served, or 0. What is older than an hour and what
 * lies in the future does not count. */
int64_t blame_until(const struct blame *blames, size_t count,
		    const uint8_t address[16], int64_t now_s);

/* Reads DIR/front/blamed, and catches the signals of crashes. Once, before
 * there are threads. */
MUST_CHECK int blame_open(const char *dir, struct err *err);
/* From here on this thread works for address (16 octets; NULL: for nobody). */
void blame_set(const uint8_t *address);
/* Whether a connection from there is not taken now. */
bool blame_refuses(const uint8_t address[16]);

#endif
