# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The sanca authors
# What a CA starts from: schema, units, users.

EXTRA_DIST += ca-data/completion/sanca
EXTRA_DIST += ca-data/sanca.service.in
EXTRA_DIST += ca-data/sanca.socket
EXTRA_DIST += ca-data/sanca.sysusers
EXTRA_DIST += ca-data/sanca.tmpfiles.in

CLEANFILES += ca-data/sanca.service
CLEANFILES += ca-data/sanca.tmpfiles

# @system-service is systemd's own word, so only these two are replaced.
ca_data_edit = $(MKDIR_P) ca-data && sed \
	-e 's|@sbindir[@]|$(sbindir)|g' \
	-e 's|@statedir[@]|$(localstatedir)/lib|g'

ca-data/sanca.service: ca-data/sanca.service.in Makefile
	$(AM_V_GEN)$(ca_data_edit) $(srcdir)/ca-data/sanca.service.in >$@

ca-data/sanca.tmpfiles: ca-data/sanca.tmpfiles.in Makefile
	$(AM_V_GEN)$(ca_data_edit) $(srcdir)/ca-data/sanca.tmpfiles.in >$@

if WITH_BASH_COMPLETION
dist_bashcompletion_DATA = ca-data/completion/sanca
endif

if WITH_SYSTEMD
systemdsystemunit_DATA = ca-data/sanca.service
dist_systemdsystemunit_DATA = ca-data/sanca.socket
endif

noinst_DATA = ca-data/sanca.tmpfiles

# Both are installed as sanca.conf, each in its own folder.
install-data-local: ca-data/sanca.tmpfiles
if WITH_SYSUSERS
	$(MKDIR_P) '$(DESTDIR)$(sysusersdir)'
	$(INSTALL_DATA) $(srcdir)/ca-data/sanca.sysusers \
		'$(DESTDIR)$(sysusersdir)/sanca.conf'
endif
if WITH_TMPFILES
	$(MKDIR_P) '$(DESTDIR)$(tmpfilesdir)'
	$(INSTALL_DATA) ca-data/sanca.tmpfiles \
		'$(DESTDIR)$(tmpfilesdir)/sanca.conf'
endif

uninstall-local:
if WITH_SYSUSERS
	rm -f '$(DESTDIR)$(sysusersdir)/sanca.conf'
endif
if WITH_TMPFILES
	rm -f '$(DESTDIR)$(tmpfilesdir)/sanca.conf'
endif

# tests/program/unit_file.sh reads it, whether it is installed or not.
check_DATA += ca-data/sanca.service
