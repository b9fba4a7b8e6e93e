/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* What a record looks like, for encoder and decoder alike. */
#ifndef SANCA_IPC_WIRE_H
#define SANCA_IPC_WIRE_H

#include "sanca/ipc.h"

/* Type u16, reserved u16, id u64. */
#define WIRE_HEADER_BYTES 12

enum wire_kind { WIRE_BYTES, WIRE_TEXT, WIRE_TEXT_LINES };

/* NULL, or why this field may not stand in a record. */
const char *wire_fault(struct bytes field, size_t max, enum wire_kind kind);

/* The roles that may send this type; 0 for an unknown type. */
unsigned wire_senders(enum msg_type type);

#endif
