#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The sanca authors
# A report, never a test: load, reloads and deaths of the front for MINUTES; how
# descriptors, memory and the database's log grow meanwhile.

. "${0%/*}/../lib.sh"
: "${MINUTES:=60}"
d=$T/ca
port=$(free_port)
"$sanca" init "$d" --name 'Soak CA' --domain soak.example \
	--listen "127.0.0.1:$port" >"$T/init" 2>&1 || bail 'no CA'
sed -i 's/^# *max-certificates-per-day *=.*/max-certificates-per-day = 0/' \
	"$d/sanca.conf"
start_sancad "$d" || bail 'sancad does not start'
token=$("$sanca" -d "$d" token new soak --policy default --may issue) ||
	bail 'no token'
openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes \
	-keyout "$T/key" -out "$T/csr" -subj /CN=a.soak.example \
	-addext 'subjectAltName=DNS:a.soak.example' 2>"$T/err" ||
	bail 'no request'
python3 "$top_srcdir/tests/program/http_load.py" "$port" "$token" "$T/csr" 4 \
	"$T/stop" >"$T/counts" 2>&1 &
load_pid=$!
python3 "$top_srcdir/tests/bench/soak.py" "$SANCAD_PID" "$d" "$MINUTES"
: >"$T/stop"
wait "$load_pid"
tr '\n' ';' <"$T/counts"
echo
grep -E ' (warning|error): ' "$T/sancad.log" | grep -v 'killed by signal 9' |
	sed 's/^[^ ]* //; s/ (request .*//; s/[0-9][0-9]*/N/g' | sort | uniq -c
stop_sancad && "$sanca" -d "$d" log verify
