# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The sanca authors
# Program sanca-notifier: tells people and programs what ends; has no keys.

# All but main.c is a library, so that unit tests can link it.
noinst_LIBRARIES += src/notifier/libnotifier.a

# One line per file, in alphabetical order; headers of the folder too.
src_notifier_libnotifier_a_SOURCES = \
	src/notifier/conversation.c \
	src/notifier/conversation.h \
	src/notifier/db.c \
	src/notifier/db.h \
	src/notifier/db_due.c \
	src/notifier/db_inside.h \
	src/notifier/db_waiting.c \
	src/notifier/digest.c \
	src/notifier/digest.h \
	src/notifier/hook.c \
	src/notifier/hook_body.c \
	src/notifier/life.c \
	src/notifier/look.c \
	src/notifier/mail.c \
	src/notifier/mail.h \
	src/notifier/notifier.h \
	src/notifier/options.c \
	src/notifier/secrets.c \
	src/notifier/secrets.h \
	src/notifier/send.h \
	src/notifier/show.c \
	src/notifier/smtp.c \
	src/notifier/state.c \
	src/notifier/statements.def \
	src/notifier/thresholds.c \
	src/notifier/thresholds.h \
	src/notifier/try.c \
	src/notifier/turn.c

pkglibexec_PROGRAMS += sanca-notifier
sanca_notifier_SOURCES = src/notifier/main.c
sanca_notifier_LDADD = src/notifier/libnotifier.a $(ca_ldadd) $(CURL_LIBS)
