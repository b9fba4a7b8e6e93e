/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Tags in words, for messages of this layer. */
#ifndef SANCA_DER_TAG_NAME_H
#define SANCA_DER_TAG_NAME_H

#include <stdint.h>

#define TAG_NAME_BYTES 24

/* "SEQUENCE", "[0]", or "tag 0x6a". */
void tag_name(uint8_t tag, char out[TAG_NAME_BYTES]);

#endif
