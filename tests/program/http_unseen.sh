#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The sanca authors
# A front whose recv() the library does not call: the strict reader sees
# nothing, so nothing may be served (doc/adr/0011).

. "${0%/*}/http_lib.sh"

# The front, but its two functions have other names for the dynamic linker.
mkdir "$T/libexec"
chmod 755 "$T/libexec"
cp "$top_builddir/sanca-signer" "$T/libexec/"
python3 - "$top_builddir/sanca-front" "$T/libexec/sanca-front" <<'EOF'
import sys

with open(sys.argv[1], "rb") as f:
    program = f.read()
hidden = program.replace(b"recv\0", b"recw\0")
assert hidden != program
with open(sys.argv[2], "wb") as f:
    f.write(hidden)
EOF
chmod 755 "$T/libexec/sanca-front"

http_ca
token=$(http_token web)
export SANCA_URL="http://127.0.0.1:$HTTP_PORT"
SANCA_LIBEXEC=$T/libexec "$sancad" -d "$d" >"$T/sancad.log" 2>&1 &
SANCAD_PID=$!
ok 'such a front starts' wait_for 10 grep -q ': ready$' "$T/sancad.log" ||
	diag <"$T/sancad.log"
is 'the root is not served' "$(get /ca.crt)" 500
like 'and the answer is a problem' "$(json 'o["type"]')" 'serverInternal'
request mail DNS:mail.contoso.com
is 'nothing is issued' "$(post /v1/certificates "$T/mail.pem" \
	-H "Authorization: Bearer $token")" 500
is 'nor signed' "$("$sanca" -d "$d" list --json | grep -c serial)" 0
is 'which is told once' "$(grep -c 'ALARM: .*strict reader' "$T/sancad.log")" 1
ok 'it goes on' kill -0 "$SANCAD_PID"
ok 'it stops as ever' stop_sancad
done_testing
