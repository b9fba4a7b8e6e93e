#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The sanca authors
# The demo: not built yet.

echo 'demo: not built yet' >&2
exit 1
