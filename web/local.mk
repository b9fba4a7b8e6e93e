# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The sanca authors
# Pages, styles and scripts that the front serves, embedded when it is built.
# One line per file, in alphabetical order.

web_files =
web_files += copy.js
web_files += shell.html
web_files += style.css
web_files += trust.html

EXTRA_DIST += $(web_files:%=web/%) src/embed_table.sh

src/front/web_files.embed.c: $(web_files:%=$(srcdir)/web/%) \
		$(srcdir)/src/embed_table.sh $(srcdir)/web/local.mk
	$(AM_V_GEN)$(MKDIR_P) src/front && \
	$(SHELL) $(srcdir)/src/embed_table.sh $(srcdir)/web $(web_files) \
		>$@.tmp && mv $@.tmp $@
CLEANFILES += src/front/web_files.embed.c
