# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The sanca authors
# Layer policy: names and the SAN policy; pure, no I/O (over base, der).

noinst_LIBRARIES += src/policy/libpolicy.a

# One line per file, in alphabetical order; headers of the folder too.
src_policy_libpolicy_a_SOURCES = \
	src/policy/constraints_check.c \
	src/policy/constraints_from_policy.c \
	src/policy/constraints_show.c \
	src/policy/name_dns.c \
	src/policy/name_email.c \
	src/policy/name_find.c \
	src/policy/name_forms.h \
	src/policy/name_from_text.c \
	src/policy/name_idn.c \
	src/policy/name_ip.c \
	src/policy/name_normal.c \
	src/policy/name_refusal.c \
	src/policy/name_show.c \
	src/policy/name_syntax.c \
	src/policy/name_uri.c \
	src/policy/names_common_name.c \
	src/policy/names_prepare.c \
	src/policy/names_wire.c \
	src/policy/names_work.h \
	src/policy/policy_check.c \
	src/policy/policy_decide.h \
	src/policy/policy_decide_dns.c \
	src/policy/policy_decide_hosted.c \
	src/policy/policy_decide_ip.c \
	src/policy/policy_hint.c \
	src/policy/policy_judge.c \
	src/policy/policy_match.c \
	src/policy/policy_rules.c \
	src/policy/policy_show.c \
	src/policy/policy_validate.c \
	src/policy/profile.c
