# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The sanca authors
# Program sanca: the command line.

# All but main.c is a library, so that unit tests can link it.
noinst_LIBRARIES += src/cli/libcli.a

# One line per file, in alphabetical order; headers of the folder too.
src_cli_libcli_a_SOURCES = \
	src/cli/backup.def \
	src/cli/backup.h \
	src/cli/backup_read.c \
	src/cli/backup_write.c \
	src/cli/cli.c \
	src/cli/cli.h \
	src/cli/cmd_acme.c \
	src/cli/cmd_acme_orders.c \
	src/cli/cmd_backup.c \
	src/cli/cmd_check.c \
	src/cli/cmd_console_link.c \
	src/cli/cmd_crl.c \
	src/cli/cmd_eab.c \
	src/cli/cmd_init.c \
	src/cli/cmd_issue.c \
	src/cli/cmd_list.c \
	src/cli/cmd_log.c \
	src/cli/cmd_pending.c \
	src/cli/cmd_notify.c \
	src/cli/cmd_policy.c \
	src/cli/cmd_renew.c \
	src/cli/cmd_requester.c \
	src/cli/cmd_requester_list.c \
	src/cli/cmd_restore.c \
	src/cli/cmd_revoke.c \
	src/cli/cmd_show.c \
	src/cli/cmd_status.c \
	src/cli/cmd_token.c \
	src/cli/cmd_trust_check.c \
	src/cli/cmd_trust_install.c \
	src/cli/cmd_trust_sheet.c \
	src/cli/commands.c \
	src/cli/commands.def \
	src/cli/crl_file.c \
	src/cli/crl_file.h \
	src/cli/expiry.c \
	src/cli/digest.c \
	src/cli/digest.h \
	src/cli/find.c \
	src/cli/find.h \
	src/cli/fingerprint.c \
	src/cli/fingerprint.h \
	src/cli/help.c \
	src/cli/init.h \
	src/cli/init_crl.c \
	src/cli/init_data.c \
	src/cli/init_issuer.c \
	src/cli/init_log.c \
	src/cli/init_settings.c \
	src/cli/look.c \
	src/cli/look.h \
	src/cli/look_judge.c \
	src/cli/look_place.c \
	src/cli/look_starttls.c \
	src/cli/manifest.c \
	src/cli/offline.c \
	src/cli/offline.h \
	src/cli/out.c \
	src/cli/out.h \
	src/cli/out_certificate.c \
	src/cli/own_names.c \
	src/cli/owners.c \
	src/cli/parse.c \
	src/cli/policy_name.c \
	src/cli/passphrase.c \
	src/cli/passphrase.h \
	src/cli/progress.c \
	src/cli/progress.h \
	src/cli/reach.c \
	src/cli/reach.h \
	src/cli/reasons.def \
	src/cli/request.c \
	src/cli/request.h \
	src/cli/restore.h \
	src/cli/restore_data.c \
	src/cli/restore_keys.c \
	src/cli/revoke.h \
	src/cli/revoke_choose.c \
	src/cli/secret_link.c \
	src/cli/secret_link.h \
	src/cli/secrets.c \
	src/cli/site.c \
	src/cli/site.h \
	src/cli/ustar.c \
	src/cli/ustar.h \
	src/cli/version.c

bin_PROGRAMS += sanca
sanca_SOURCES = src/cli/main.c
sanca_LDADD = src/cli/libcli.a $(mint_ldadd) $(JANSSON_LIBS) $(QR_LIBS)
