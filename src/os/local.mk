# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The sanca authors
# Layer os: event loop, signals, privileges, sd_notify (over base).

noinst_LIBRARIES += src/os/libos.a

# One line per file, in alphabetical order; headers of the folder too.
src_os_libos_a_SOURCES = \
	src/os/activation.c \
	src/os/address.c \
	src/os/cores.c \
	src/os/harden.c \
	src/os/listen.c \
	src/os/local.c \
	src/os/local.h \
	src/os/local_connect.c \
	src/os/local_listen.c \
	src/os/lock.c \
	src/os/loop.c \
	src/os/memory.c \
	src/os/notify.c \
	src/os/sandbox.c \
	src/os/sealed.c \
	src/os/user.c
