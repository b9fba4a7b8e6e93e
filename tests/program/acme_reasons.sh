#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The sanca authors
# Why a challenge failed, in words that help (issue 6, point 8): what was connected
# to, what came back, what to do. Over thirty failures in a network of its own.

. "${0%/*}/own_network.sh"
. "${0%/*}/http_lib.sh"
. "${0%/*}/acme_lib.sh"
python=python3
"$python" -c 'import dnslib, cryptography' 2>/dev/null ||
	python=/usr/bin/python3
"$python" -c 'import dnslib, cryptography' 2>/dev/null ||
	skip_all 'python3-dnslib or python3-cryptography is not installed'
acme_more()
{
	acme_set resolver 'r.contoso.com 10.0.0.8'
}
acme_begin
export T sanca
ok 'the failures were made' "$python" "$programs/acme_reasons.py" 443 "$d" 80
cp "$T/.out" "$T/verdicts"
verdicts "$T/verdicts"
acme_nothing_hangs 'all of it'
done_testing
