# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The sanca authors
# Program sancad: binds sockets, starts and restarts the children.

# All but main.c is a library, so that unit tests can link it.
noinst_LIBRARIES += src/supervisor/libsupervisor.a

# One line per file, in alphabetical order; headers of the folder too.
src_supervisor_libsupervisor_a_SOURCES = \
	src/supervisor/children.c \
	src/supervisor/data.c \
	src/supervisor/data_notify.c \
	src/supervisor/link.c \
	src/supervisor/listeners.c \
	src/supervisor/messages.c \
	src/supervisor/run.c \
	src/supervisor/settings.c \
	src/supervisor/spawn.c \
	src/supervisor/stop.c \
	src/supervisor/supervisor.h \
	src/supervisor/users.c

sbin_PROGRAMS += sancad
sancad_SOURCES = src/supervisor/main.c
sancad_LDADD = src/supervisor/libsupervisor.a $(core_ldadd)
