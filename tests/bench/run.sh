#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The sanca authors
# The bench: not built yet.

echo 'bench: not built yet' >&2
exit 1
