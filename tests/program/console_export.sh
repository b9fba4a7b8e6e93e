#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The sanca authors
# The console's list as CSV and JSON when it is long: each certificate once, with
# little memory, and whoever reads it slowly, or goes away, is in nobody's way.

. "${0%/*}/http_lib.sh"
. "${0%/*}/console_lib.sh"
requires sqlite3 basenc python3

case $SANITIZE in no) rows=20000 ;; *) rows=2000 ;; esac
exports=$programs/console_export.py

console_ca
sed -i 's/^# *max-certificates-per-day *=.*/max-certificates-per-day = 0/' \
	"$d/sanca.conf"
http_set requests-per-minute 0
start_sancad "$d" || bail 'sancad does not start'
token=$(http_token robot --may issue)
link=/console/link/$(console_link)
stop_sancad
ok "$rows are seeded" "$top_builddir/tests/bench/seed" "$d" "$rows"
start_sancad "$d" || bail 'sancad does not start with many'
is 'alice signs in' "$(submit alice "$link" "$link" name=alice \
	"password=$console_password" "again=$console_password")" 303

# in_log: the serials that a list of all shows, sorted.
in_log()
{
	sqlite3 "$d/log/ca.db" 'SELECT lower(hex(r.serial)) FROM certificate c
		JOIN reservation r ON r.id = c.reservation' | sort
}
csv_serials()
{
	python3 -c 'import csv, sys
rows = list(csv.reader(open(sys.argv[1], newline="", encoding="utf-8")))
print(*(r[0] for r in rows[1:]), sep="\n")' "$1" | sort
}
json_serials()
{
	python3 -c 'import json, sys
o = json.load(open(sys.argv[1], encoding="utf-8"))
print(*(c["serial"] for c in o["certificates"]), sep="\n")' "$1" | sort
}

# ---- complete

# Meanwhile the CA may issue to itself, as for OCSP: all from before are shown,
# and none that is not there after it.
for order in ends newest; do
	for form in csv json; do
		in_log >"$T/in-log"
		page alice GET "/console/certificates.$form?state=all&sort=$order" \
			-m 60 >"$T/status"
		in_log >"$T/after"
		"${form}_serials" "$T/body" >"$T/exported"
		is "$form, $order: each once" "$(cat "$T/status") $(uniq -d \
			"$T/exported" | wc -l)" '200 0'
		is "$form, $order: none is missing" "$(comm -23 "$T/in-log" \
			"$T/exported")" ''
		is "$form, $order: none is too many" "$(comm -13 "$T/after" \
			"$T/exported")" ''
	done
done
size=$(wc -c <"$T/body")
diag "$rows are $size octets of JSON"

# ---- memory

# front_kb NAME: of the front, as /proc tells it.
front_kb()
{
	awk -v name="$1:" '$1 == name { print $2 }' \
		"/proc/$(child_pid front)/status"
}
front_files()
{
	find "/proc/$(child_pid front)/fd" -mindepth 1 | wc -l
}
leave()
{
	python3 "$exports" "$console_tls" "$console_host" "$T/alice.jar" \
		leave '/console/certificates.json?state=all' "$1"
}
whole()
{
	set --
	while [ $# -lt 5 ]; do
		set -- "$@" '/console/certificates.json?state=all'
	done
	python3 "$exports" "$console_tls" "$console_host" "$T/alice.jar" \
		whole "$@"
}
ok 'some are left' leave 20
before=$(front_kb VmRSS)
files=$(front_files)
ok 'five are read at the same time' whole
ok 'each of them to the end' test "$(cut -d ' ' -f 1 "$T/.out")" -ge "$size"
if [ "$SANITIZE" = no ]; then
	# Five whole lists would be five times its size; a piece is 50 rows.
	grown=$(($(front_kb VmHWM) - before))
	diag "the front has grown by $grown KiB of $before"
	ok 'not even one of them was in memory' test "$((grown * 1024))" -lt \
		"$size"
fi
before=$(front_kb VmRSS)
ok '300 are left in the middle' leave 300
files_are_closed()
{
	[ "$(front_files)" -le "$files" ]
}
ok 'their connections end' wait_for 20 files_are_closed
if [ "$SANITIZE" = no ]; then
	# Each has a list of names that is decoded, of more than 30 KiB.
	grown=$(($(front_kb VmRSS) - before))
	diag "the front has grown by $grown KiB of $before"
	ok 'and their memory is free' test "$grown" -lt 4000
fi

# ---- a reader who is slow

# What is meant: a checkpoint is due at 2000 pages of the write-ahead log (8
# MiB) and tried again after each batch. A short read that happens to be under
# way lets the log go on instead of beginning anew, so it may become a few times
# as long (doc/BENCH.md: 33.6 MB once, under more load), and then begins anew. A
# reader who stood in the middle of ca.db would let it grow with all that is
# written, 130 MB here; each piece of an export is a read of its own, which ends
# before the piece is sent.
bound=$((48 * 1024 * 1024))
wal()
{
	stat -c %s "$d/log/ca.db-wal"
}
load()
{
	"$top_builddir/tests/bench/load" --port "$HTTP_PORT" \
		--header "Authorization: Bearer $token" \
		--header 'Accept: application/pkix-cert' --domain contoso.com \
		--connections 8 --pool "$2" --count "$2" --seconds 120 \
		--first "$1" >"$T/load" || diag <"$T/load"
}
case $SANITIZE in no) written=6000 ;; *) written=600 ;; esac
python3 "$exports" "$console_tls" "$console_host" "$T/alice.jar" slow \
	'/console/certificates.json?state=all' "$T/slow.json" "$T/stop" \
	>"$T/slow" 2>&1 &
slow_pid=$!
wait_for 20 test -e "$T/slow.json"
slow_since=$(date +%s)
load 1000000 "$written"
beside=$(wal)
# Longer than somebody may take nothing at all.
while [ $(($(date +%s) - slow_since)) -lt 20 ]; do
	sleep 1
done
: >"$T/stop"
ok 'the slow one is read to the end' wait "$slow_pid"
diag "it had $(cat "$T/slow") octets when $written were issued"
ok 'it was in the middle all the while' test "$(cat "$T/slow")" -lt \
	"$((size * 3 / 4))"
json_serials "$T/slow.json" >"$T/exported"
is 'each once' "$(uniq -d "$T/exported" | wc -l)" 0
is 'none is missing of those that were there' \
	"$(comm -23 "$T/in-log" "$T/exported" | wc -l)" 0
ok "the write-ahead log is $beside octets, at most $bound" \
	test "$beside" -le "$bound"

# That this measures anything: the same beside a reader who does stand there.
if [ "$SANITIZE" = no ]; then
	rm -f "$T/stop"
	python3 - "$d/log/ca.db" "$T/begun" "$T/stop" <<'PYTHON' &
import os
import sqlite3
import sys
import time
db = sqlite3.connect(f"file:{sys.argv[1]}?mode=ro", uri=True,
                     isolation_level=None)
db.execute("BEGIN")
db.execute("SELECT count(*) FROM reservation").fetchone()
open(sys.argv[2], "w").close()
while not os.path.exists(sys.argv[3]):
    time.sleep(0.1)
PYTHON
	stands_pid=$!
	wait_for 20 test -e "$T/begun"
	load 2000000 "$written"
	: >"$T/stop"
	wait "$stands_pid"
	ok "beside a reader who stands it is $(wal)" test "$(wal)" -gt "$bound"
fi
ok 'sancad stops' stop_sancad
ok 'sanca log verify' "$sanca" -d "$d" log verify
done_testing
