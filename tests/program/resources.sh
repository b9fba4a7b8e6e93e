#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The sanca authors
# Too few descriptors, too little memory, no further threads, a log that
# nobody reads: answers may become 503, nothing is lost, and it recovers.

. "${0%/*}/http_lib.sh"
requires sqlite3 prlimit mkfifo

# crowd: many clients at once; prints each answer once.
crowd()
{
	python3 - "$HTTP_PORT" "$token" "$T/mail.pem" <<'PYTHON'
import http.client
import sys
import threading
port, token, csr = int(sys.argv[1]), sys.argv[2], open(sys.argv[3], "rb").read()
seen, kept = set(), []


def ask():
    try:
        c = http.client.HTTPConnection("127.0.0.1", port, timeout=4)
        c.request("POST", "/v1/certificates", csr,
                  {"Authorization": "Bearer " + token})
        a = c.getresponse()
        a.read()
        kept.append(c)
        seen.add(str(a.status))
    except OSError:
        seen.add("none")


threads = [threading.Thread(target=ask) for _ in range(40)]
for t in threads:
    t.start()
for t in threads:
    t.join()
print(*sorted(seen))
PYTHON
}

http_ca
request mail DNS:mail.contoso.com
: >"$T/serials"
start_sancad "$d" || bail 'sancad does not start'
token=$(http_token mail --may issue)
is 'issued' "$(issue)" 201

# L01: while it runs. Descriptors that are open stay; new ones are refused.
for name in front signer; do
	soft=$(sed -n 's/^Max open files *\([0-9]*\).*/\1/p' \
		"/proc/$(child_pid $name)/limits")
	like "the limit of $name is known" "$soft" '^[0-9]+$'
	for n in 16 24 32 48 64; do
		child_limit $name "--nofile=$n:"
		answers=$(crowd)
		unlike "L01 $name with $n descriptors: 201, 503 or no answer" \
			"$(echo "$answers" | tr ' ' '\n' |
			grep -v -x -E '201|503|none')" .
		child_limit $name "--nofile=$soft:"
		ok "L01 $name with $n descriptors: it recovers" \
			wait_for 15 issues
	done
done
stop_sancad
# And from the start: it serves, or says why not.
for n in 8 12 16 24 32 48 64; do
	prlimit --nofile="$n:$n" timeout 2 "$sancad" -d "$d" >"$T/few" 2>&1
	if grep -q ' ready$' "$T/few"; then
		pass "L01 sancad with $n descriptors starts"
	else
		like "L01 sancad with $n descriptors says why it cannot start" \
			"$(cat "$T/few")" 'descriptor|Too many open files|files'
	fi
	unlike "L01 sancad with $n descriptors does not crash" \
		"$(cat "$T/few")" 'signal (6|11)|AddressSanitizer'
done
start_sancad "$d" || bail 'no start after that'
is 'L01 then it issues as before' "$(issue)" 201

# I17: one address holds only so many connections.
stop_sancad
http_set max-connections-per-address 5
start_sancad "$d" || bail 'no start with a limit'
served=$(python3 - "$HTTP_PORT" <<'PYTHON'
import http.client
import sys
kept, served = [], 0
for _ in range(12):
    c = http.client.HTTPConnection("127.0.0.1", int(sys.argv[1]), timeout=3)
    try:
        c.request("GET", "/healthz")
        served += c.getresponse().status == 200
        kept.append(c)
    except OSError:
        pass
print(served)
PYTHON
)
like 'I17 an address has no more connections than the setting' "$served" \
	'^[1-5]$'
is 'I17 when they are closed it is served again' "$(get /healthz)" 200
http_set max-connections-per-address 128
stop_sancad
start_sancad "$d" || bail 'no start without it'

# L02: no more memory than there is now, and a little.
if [ "$SANITIZE" = no ]; then
	for name in front signer; do
		for more in 0 64 256 1024; do
			size=$(sed -n 's/^VmSize:[[:space:]]*\([0-9]*\).*/\1/p' \
				"/proc/$(child_pid $name)/status")
			child_limit $name "--as=$(((size + more) * 1024)):"
			answers=$(crowd)
			unlike "L02 $name with $more KiB: 201, 503 or no answer" \
				"$(echo "$answers" | tr ' ' '\n' |
				grep -v -x -E '201|503|none')" .
			grep ': 500 ' "$T/sancad.log" | tail -n 3 | diag
			child_limit $name --as=unlimited: 2>"$T/err" || :
			ok "L02 $name with $more KiB: it recovers" \
				wait_for 15 issues
		done
	done
else
	skip 'L02 memory' 'a sanitizer needs its own'
fi

# L13: no further thread or process.
for name in front signer; do
	child_limit $name --nproc=1:
	is "L13 $name without further threads" "$(issue)" 201
done
stop_sancad

# L12: nobody reads what is logged. The pipe is full after 64 KiB.
mkfifo "$T/pipe"
python3 -c 'import sys, time
with open(sys.argv[1], "rb"):
    time.sleep(60)' "$T/pipe" &
reader=$!
"$sancad" -d "$d" >"$T/pipe" 2>&1 &
# stop_sancad() of lib.sh reads it.
# shellcheck disable=SC2034
SANCAD_PID=$!
ok 'L12 it starts' wait_for 10 tap_healthy
refused=$(python3 - "$HTTP_PORT" "$token" <<'PYTHON'
import http.client
import sys
c = http.client.HTTPConnection("127.0.0.1", int(sys.argv[1]), timeout=5)
n = 0
for _ in range(1500):
    try:
        c.request("POST", "/v1/certificates", b"x" * 100,
                  {"Authorization": "Bearer " + sys.argv[2],
                   "Content-Type": "application/pkcs10"})
        a = c.getresponse()
        a.read()
        n += a.status == 400
    except OSError:
        c.close()
print(n)
PYTHON
)
is 'L12 refusals go on when the log is full' "$refused" 1500
is 'L12 issuing goes on' "$(issue)" 201
lost=$(curl -s -m 5 "$SANCA_URL/metrics" |
	sed -n 's/^sanca_front_log_lines_lost_total //p')
like 'L12 lines that were dropped are counted' "$lost" '^[1-9]'
before=$(date +%s)
ok 'L12 it stops all the same' stop_sancad
ok 'L12 within 10 s' test $(($(date +%s) - before)) -le 10
kill "$reader"
wait "$reader" 2>"$T/err"

is 'no certificate left that is not logged' "$(lost)" 0
ok 'the log verifies' "$sanca" -d "$d" log verify
done_testing
