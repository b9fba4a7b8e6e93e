/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* layer: ipc */
/* Includes msg.def with the macros that the includer has defined; the others
 * are nothing. No include guard: it is included once per use of the table. */
#ifndef MESSAGE
#define MESSAGE(name, NAME, number, senders)
#endif
#ifndef U8
#define U8(field)
#endif
#ifndef U32
#define U32(field)
#endif
#ifndef U64
#define U64(field)
#endif
#ifndef I64
#define I64(field)
#endif
#ifndef BYTES
#define BYTES(field, max)
#endif
#ifndef TEXT
#define TEXT(field, max)
#endif
#ifndef TEXT_LINES
#define TEXT_LINES(field, max)
#endif
#ifndef END
#define END(name, NAME)
#endif

#include "sanca/msg.def"

#undef MESSAGE
#undef U8
#undef U32
#undef U64
#undef I64
#undef BYTES
#undef TEXT
#undef TEXT_LINES
#undef END
