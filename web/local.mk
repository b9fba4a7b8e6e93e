# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The sanca authors
# Pages, styles and scripts that the front serves, embedded when it is built.
# One line per file, in alphabetical order.

web_files =
web_files += certificate.html
web_files += certificate/apache.html
web_files += certificate/checks.html
web_files += certificate/dovecot_23.html
web_files += certificate/dovecot_24.html
web_files += certificate/exchange_2007.html
web_files += certificate/exchange_2010.html
web_files += certificate/exchange_2013.html
web_files += certificate/exchange_2016.html
web_files += certificate/exchange_notes.html
web_files += certificate/exim.html
web_files += certificate/haproxy.html
web_files += certificate/host_note.html
web_files += certificate/iis.html
web_files += certificate/nginx.html
web_files += certificate/no_tlsa.html
web_files += certificate/on_hold.html
web_files += certificate/postfix.html
web_files += certificate/revoked.html
web_files += certificate/tlsa.html
web_files += certificate/use.html
web_files += certificate/wildcard.html
web_files += certificate/windows.html
web_files += certificate/windows_root.html
web_files += console.js
web_files += console/bar.html
web_files += console/certificate.html
web_files += console/certificates.html
web_files += console/confirm.html
web_files += console/link_first.html
web_files += console/link_password.html
web_files += console/no_https.html
web_files += console/overview.html
web_files += console/password.html
web_files += console/password_field.html
web_files += console/plain.html
web_files += console/proof.html
web_files += console/renew.html
web_files += console/requester_field.html
web_files += console/revoke.html
web_files += console/revoke_many.html
web_files += console/rows.html
web_files += console/rows_choose.html
web_files += console/shell.html
web_files += console/sign_in.html
web_files += copy.js
web_files += csr.js
web_files += der.js
web_files += icon.svg
web_files += probe.html
web_files += probe.js
web_files += problem.html
web_files += request.html
web_files += request.js
web_files += request/addresses.html
web_files += request/browser.html
web_files += request/commands.html
web_files += request/exchange.html
web_files += request/https.html
web_files += request/left_out.html
web_files += request/list.html
web_files += request/loopback.html
web_files += request/mixed.html
web_files += request/no_exchange.html
web_files += request/no_send.html
web_files += request/no_token.html
web_files += request/plain.html
web_files += request/refused.html
web_files += request/send.html
web_files += request/token.html
web_files += request/untold.html
web_files += request/untold_here.html
web_files += shell.html
web_files += style.css
web_files += trust.html
web_files += trust/android.html
web_files += trust/arch.html
web_files += trust/chromeos.html
web_files += trust/chromium.html
web_files += trust/containers.html
web_files += trust/curl.html
web_files += trust/debian.html
web_files += trust/device.html
web_files += trust/end.html
web_files += trust/fedora.html
web_files += trust/firefox.html
web_files += trust/get.html
web_files += trust/git.html
web_files += trust/gpo.html
web_files += trust/ios.html
web_files += trust/java.html
web_files += trust/macos.html
web_files += trust/no_url.html
web_files += trust/node.html
web_files += trust/opensuse.html
web_files += trust/others.html
web_files += trust/paper.html
web_files += trust/probe.html
web_files += trust/python.html
web_files += trust/script.html
web_files += trust/signed.html
web_files += trust/windows-mobile.html
web_files += trust/windows.html

EXTRA_DIST += $(web_files:%=web/%) src/embed_table.sh

src/front/web_files.embed.c: $(web_files:%=$(srcdir)/web/%) \
		$(srcdir)/src/embed_table.sh $(srcdir)/web/local.mk
	$(AM_V_GEN)$(MKDIR_P) src/front && \
	$(SHELL) $(srcdir)/src/embed_table.sh $(srcdir)/web $(web_files) \
		>$@.tmp && mv $@.tmp $@
CLEANFILES += src/front/web_files.embed.c
