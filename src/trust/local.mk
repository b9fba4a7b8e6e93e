# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The sanca authors
# Layer trust: the root in files and words (over pki, policy, der, base).
# QR codes stand in files of their own, so that only who calls them is linked
# with libqrencode and libpng.

noinst_LIBRARIES += src/trust/libtrust.a

# One line per file, in alphabetical order; headers of the folder too.
src_trust_libtrust_a_SOURCES = \
	src/trust/browser_policies.c \
	src/trust/cab.c \
	src/trust/forms.c \
	src/trust/forms.h \
	src/trust/install_script.c \
	src/trust/jks.c \
	src/trust/mobileconfig.c \
	src/trust/p12.c \
	src/trust/qr_code.c \
	src/trust/qr_code.h \
	src/trust/qr_png.c \
	src/trust/qr_svg.c \
	src/trust/qr_text.c \
	src/trust/root.c \
	src/trust/scope.c

# The scripts of web/ that the front serves and `sanca trust install` runs.
nodist_src_trust_libtrust_a_SOURCES = \
	src/trust/install_ps1.embed.c \
	src/trust/install_sh.embed.c
CLEANFILES += $(nodist_src_trust_libtrust_a_SOURCES)
EXTRA_DIST += web/install.ps1 web/install.sh

src/trust/install_ps1.embed.c: web/install.ps1 src/embed.sh
	$(AM_V_GEN)$(MKDIR_P) src/trust && \
	$(EMBED) install_ps1 <$(srcdir)/web/install.ps1 >$@.tmp && mv $@.tmp $@
src/trust/install_sh.embed.c: web/install.sh src/embed.sh
	$(AM_V_GEN)$(MKDIR_P) src/trust && \
	$(EMBED) install_sh <$(srcdir)/web/install.sh >$@.tmp && mv $@.tmp $@
