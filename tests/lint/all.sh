#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The sanca authors
# Runs every lint and says at the end which of them complained.

set -u
echo 'no lint yet'
