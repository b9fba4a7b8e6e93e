#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The sanca authors
# Man pages are sound mdoc.

set -u
command -v mandoc >/dev/null || { echo 'no mandoc'; exit 77; }
set -- doc/*.[1-8]
[ -e "$1" ] || { echo 'there is no man page'; exit 77; }
# -W warning: style remarks (as on the order of sections) do not fail.
mandoc -T lint -W warning "$@"
