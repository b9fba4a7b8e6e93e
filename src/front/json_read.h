/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* JSON that came from outside: bounded, strict, no member twice. */
#ifndef SANCA_FRONT_JSON_READ_H
#define SANCA_FRONT_JSON_READ_H

#include "sanca/bytes.h"

#include <jansson.h>

/* An object; `what` begins the message. ERR_MALFORMED. */
MUST_CHECK int json_read_object(struct bytes text, const char *what,
				json_t **ret, struct err *err);
/* For CLEANUP. */
void json_free(json_t **v);

#endif
