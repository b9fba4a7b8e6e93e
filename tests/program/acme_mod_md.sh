#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The sanca authors
# ACME by Apache's mod_md, see acme_clients.sh. By itself, since it needs root, and
# the others need not be run again for that.
exec sh "${0%/*}/acme_clients.sh" mod_md
