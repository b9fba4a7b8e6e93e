# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The sanca authors
# Pages that the front serves; embedded by src/front/local.mk.

EXTRA_DIST += web/index.html
EXTRA_DIST += web/style.css
