# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The sanca authors
# Layer conf: sanca.conf as one table of settings (over base, policy; libinih).

noinst_LIBRARIES += src/conf/libconf.a

# One line per file, in alphabetical order; headers of the folder too.
src_conf_libconf_a_SOURCES = \
	src/conf/acme.c \
	src/conf/acme_read.c \
	src/conf/address.c \
	src/conf/address.h \
	src/conf/conf.c \
	src/conf/https_origin.c \
	src/conf/line.c \
	src/conf/log.c \
	src/conf/nearest.c \
	src/conf/notify.c \
	src/conf/own_names.c \
	src/conf/own_policy.c \
	src/conf/parse.c \
	src/conf/settings.c \
	src/conf/settings.h \
	src/conf/tls_name.c \
	src/conf/validate.c \
	src/conf/value.c \
	src/conf/write.c \
	src/conf/write_value.c
