# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The sanca authors
# Documents; man pages are installed. One line per page, in alphabetical order.

dist_man_MANS += doc/sanca.1
dist_man_MANS += doc/sanca-api.7
dist_man_MANS += doc/sanca-console.7
dist_man_MANS += doc/sanca.conf.5
dist_man_MANS += doc/sancad.8

EXTRA_DIST += doc/ARCHITECTURE.md
EXTRA_DIST += doc/BENCH.md
EXTRA_DIST += doc/PROTOCOL.ipc
EXTRA_DIST += doc/PROTOCOL.log
EXTRA_DIST += doc/adr
EXTRA_DIST += doc/conformance.tsv
