# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The sanca authors
# Layer ipc: channel and messages (over base).

noinst_LIBRARIES += src/ipc/libipc.a

# One line per file, in alphabetical order; headers of the folder too.
src_ipc_libipc_a_SOURCES = \
	src/ipc/channel.c \
	src/ipc/channel.h \
	src/ipc/channel_receive.c \
	src/ipc/channel_send.c \
	src/ipc/msg_decode.c \
	src/ipc/msg_encode.c \
	src/ipc/requester_name.c \
	src/ipc/rights.c \
	src/ipc/violations_wire.c \
	src/ipc/wire.c \
	src/ipc/wire.h
