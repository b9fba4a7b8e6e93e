#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The sanca authors
# K16: whoever sent what sanca-front died of is not served for a while, over its
# restart; all others are. In a network of its own, since who comes from this
# machine is not blamed.

if [ "${BLAME_NETWORK:-}" != own ] && [ "$(id -u)" = 0 ] &&
	unshare -n true 2>/dev/null; then
	BLAME_NETWORK=own exec unshare -n sh "$0"
fi
. "${0%/*}/http_lib.sh"
http_needs_shim crash
[ "${BLAME_NETWORK:-}" = own ] || skip_all 'needs root and a network of its own'
requires ip
ip link set lo up
for address in 192.0.2.1 192.0.2.2 192.0.2.3; do
	ip address add "$address/32" dev lo 2>/dev/null ||
		skip_all 'no addresses can be added here'
done

http_ca
sed -i "s/^listen *=.*/listen = 192.0.2.1:$HTTP_PORT\nlisten = 127.0.0.1:$HTTP_PORT/" \
	"$d/sanca.conf"
http_preload crash
start_sancad "$d" || bail 'sancad does not start'

# from ADDRESS [CURL OPTION...]: the status that a client there gets.
from()
{
	from_address=$1
	shift
	curl -s -m 5 -o /dev/null -w '%{http_code}' --interface "$from_address" \
		"$@" "http://192.0.2.1:$HTTP_PORT/healthz"
}

fronts()
{
	grep -c 'sanca-front (pid [0-9]*) is ready' "$T/sancad.log"
}

another_front()
{
	[ "$(fronts)" -gt "$before" ] && tap_healthy
}

is 'a client is served' "$(from 192.0.2.2)" 200
before=$(fronts)
is 'K16 its request ends sanca-front' \
	"$(from 192.0.2.2 -H 'X-Odd: crash-segv')" 000
ok 'K16 another one serves' wait_for 10 another_front
like 'it died of the signal as before' "$(cat "$T/sancad.log")" \
	'sanca-front .* killed by signal 11'
is 'K16 but not that client' "$(from 192.0.2.2)" 000
is 'K16 others are served' "$(from 192.0.2.3)" 200
like 'K16 the log says so' "$(cat "$T/sancad.log")" \
	'network 0{20}ffffc0000202 ended an earlier sanca-front: not served .* (60|5[0-9]) s'

before=$(fronts)
is 'K16 an abort counts the same' "$(from 192.0.2.3 -H 'X-Odd: crash-abort')" \
	000
ok 'another one serves' wait_for 10 another_front
is 'K16 two clients wait now' "$(from 192.0.2.2)$(from 192.0.2.3)" 000000

before=$(fronts)
curl -s -m 5 -o /dev/null -H 'X-Odd: crash-segv' \
	"http://127.0.0.1:$HTTP_PORT/healthz"
ok 'after a crash by this machine another one serves' wait_for 10 another_front
is 'who comes from this machine is served all the same' \
	"$(curl -s -m 5 -o /dev/null -w '%{http_code}' \
		"http://127.0.0.1:$HTTP_PORT/healthz")" 200

# An hour later, by what is written down.
stop_sancad
python3 - "$d/front/blamed" <<'PYTHON'
import struct
import sys
with open(sys.argv[1], "r+b") as f:
    old = f.read()
    rows = [struct.unpack("=16sq", old[i:i + 24])
            for i in range(0, len(old), 24)]
    f.seek(0)
    for network, at in rows:
        f.write(struct.pack("=16sq", network, at - 3600))
PYTHON
start_sancad "$d" || bail 'sancad does not start again'
is 'K16 an hour later all are served' "$(from 192.0.2.2)$(from 192.0.2.3)" \
	200200
is 'and nothing is kept of it' "$(stat -c %s "$d/front/blamed")" 0

# A file that makes no sense, or is too large, is no reason not to serve.
stop_sancad
head -c 200000 /dev/urandom >"$T/noise"
cat "$T/noise" >"$d/front/blamed"
start_sancad "$d" || bail 'sancad does not start with a strange file'
is 'a strange file is no reason not to serve' "$(from 192.0.2.2)" 200
done_testing
