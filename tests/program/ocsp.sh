#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The sanca authors
# The OCSP responder: what openssl, GnuTLS and NSS make of its answers, what it
# says to requests that no client sends, and that a revocation is seen at once
# whatever is kept, restarted or killed. SEED=N repeats a run.

. "${0%/*}/revocation_lib.sh"
requires sqlite3 ocsptool
: "${SEED:=$(date +%s)}"
diag "SEED=$SEED"

revocation_ca
start_sancad "$d" || bail 'sancad does not start'
token=$(http_token alice --may issue,revoke)
enrol good >"$T/out"
bad=$(enrol bad)
hold=$(enrol hold)
url=$SANCA_URL$ocsp_path

# ---- openssl

is 'a new certificate is good' "$(ocsp_says good)" good
before=$(date +%s)
is 'one is revoked' "$(revoke_http "$bad" "$token" \
	'{"reason":"keyCompromise"}')" 200
revoke_http "$hold" "$token" '{"reason":"certificateHold"}' >"$T/status"
for how in '' -sha256 '-nonce' '-sha256 -nonce'; do
	# Words on purpose.
	# shellcheck disable=SC2086
	{
		is "good${how:+, }$how" "$(ocsp_says good $how)" good
		is "revoked${how:+, }$how" "$(ocsp_says bad $how)" revoked
		is "revoked${how:+, }$how: the reason" "$(ocsp_reason)" \
			'keyCompromise'
		is "on hold${how:+, }$how" "$(ocsp_says hold $how) $(ocsp_reason)" \
			'revoked certificateHold'
	}
done
ocsp_says bad >/dev/null
t=$(date -d "$(sed -n 's/.*Revocation Time: //p' "$T/ocsp.out")" +%s)
like 'the time of revocation is right' "$((t - before))" '^[0-2]$'

# with_nonce OPTION...: openssl checks that the nonce came back.
with_nonce()
{
	openssl ocsp -issuer "$T/root.pem" "$@" -cert "$T/good.crt" -url "$url" \
		-CAfile "$T/root.pem" -nonce >"$T/nonce.out" 2>&1 &&
		! grep -q 'WARNING: no nonce' "$T/nonce.out" &&
		grep -q '^Response verify OK' "$T/nonce.out"
}
ok 'the nonce comes back' with_nonce
ok 'with openssl 3.0 it has 16 octets; ours may be longer' with_nonce -sha256

openssl ocsp -issuer "$T/root.pem" -cert "$T/good.crt" -cert "$T/bad.crt" \
	-sha256 -cert "$T/good.crt" -serial 0x1234 -url "$url" \
	-CAfile "$T/root.pem" >"$T/several" 2>&1
like 'several in one request: verified' "$(cat "$T/several")" \
	'^Response verify OK'
is 'each has its own answer' "$(sed -n 's/^.*\(good.crt\|bad.crt\|0x1234\): //p' \
	"$T/several" | paste -s -d ' ')" 'good revoked good unknown'
exits 'another issuer: unauthorized' 1 openssl ocsp -issuer "$T/good.crt" \
	-cert "$T/good.crt" -url "$url" -CAfile "$T/root.pem"
like 'as openssl says' "$(cat "$T/stdout" "$T/stderr")" 'unauthorized \(6\)'
openssl ocsp -issuer "$T/root.pem" -cert "$T/good.crt" -signer "$T/good.crt" \
	-signkey "$T/good.key" -url "$url" -CAfile "$T/root.pem" \
	>"$T/signed" 2>&1
like 'H07 a signed request is answered' "$(cat "$T/signed")" 'good.crt: good'

# ---- the response and its signer

openssl ocsp -issuer "$T/root.pem" -cert "$T/good.crt" -url "$url" -no_nonce \
	-CAfile "$T/root.pem" -resp_text -respout "$T/resp.der" \
	>"$T/resp.text" 2>&1
sed -n '/BEGIN CERT/,/END CERT/p' "$T/resp.text" >"$T/responder.pem"
responder=$(openssl x509 -in "$T/responder.pem" -noout -text)
like 'the responder is delegated: OCSPSigning' "$responder" 'OCSP Signing'
like 'nobody asks whether it is revoked' "$responder" 'OCSP No Check'
unlike 'it is no server' "$responder" 'TLS Web|DNS:'
unlike 'its key is not that of the CA' "$(openssl x509 -in \
	"$T/responder.pem" -noout -pubkey)" \
	"$(openssl x509 -in "$T/root.pem" -noout -pubkey | sed -n 2p)"
ok 'the root signed it' openssl verify -x509_strict -purpose ocsphelper \
	-CAfile "$T/root.pem" "$T/responder.pem"
like 'it is in the log' "$("$sanca" -d "$d" log export)" \
	"$(serial_of "$T/responder.pem")"
like 'nothing is asked of people about the key' \
	"$(stat -c %a "$d/ca/ocsp.key")" '^600$'

# ---- curl, ocsptool, NSS

openssl ocsp -issuer "$T/root.pem" -cert "$T/good.crt" -no_nonce \
	-reqout "$T/req.der" >/dev/null 2>&1
is 'POST by curl' "$(post "$ocsp_path" "$T/req.der" \
	-H 'Content-Type: application/ocsp-request')" 200
cp "$T/body" "$T/post.der"
base64=$(base64 -w 0 "$T/req.der")
escaped=$(printf %s "$base64" | sed 's/+/%2B/g; s|/|%2F|g; s/=/%3D/g')
for text in "$base64" "$escaped"; do
	is 'GET by curl' "$(get "$ocsp_path/$text" --path-as-is)" 200
	ok 'the octets are those of POST' cmp "$T/body" "$T/post.der"
done
# asked NAME WORD [OPTION...]
asked()
{
	asked_name=$1
	shift
	ocsptool --ask="$url" --load-cert "$T/$asked_name.crt" \
		--load-issuer "$T/root.pem" --load-trust "$T/root.pem" \
		"$@" >"$T/asked" 2>&1
	sed -n 's/.*Certificate Status: *//p; s/^Verifying OCSP Response: //p' \
		"$T/asked" | sort -u | paste -s -d ' '
}
for how in --nonce --no-nonce; do
	is "ocsptool $how: good" "$(asked good $how)" 'Success. good'
	is "ocsptool $how: revoked" "$(asked bad $how)" 'Success. revoked'
done
ok 'ocsptool finds the responder by the certificate' ocsptool --ask \
	--load-cert "$T/good.crt" --load-issuer "$T/root.pem"
if command -v vfychain >/dev/null; then
	mkdir "$T/nss"
	certutil -N -d "sql:$T/nss" --empty-password
	certutil -A -d "sql:$T/nss" -t CT,, -n root -i "$T/root.pem"
	ok 'NSS, which asks by the certificate, finds it good' vfychain \
		-d "sql:$T/nss" -pp -u 1 -g leaf -h requireFreshInfo -m ocsp \
		-s failIfNoInfo -a "$T/good.crt"
	exits 'and the revoked one revoked' 1 vfychain -d "sql:$T/nss" -pp \
		-u 1 -g leaf -h requireFreshInfo -m ocsp -s failIfNoInfo \
		-a "$T/bad.crt"
	like 'as it says' "$(cat "$T/stdout" "$T/stderr")" 'has been revoked'
else
	skip 'NSS' 'libnss3-tools is not installed'
fi

# ---- octet by octet

python3 "$programs/ocsp_raw.py" "$HTTP_PORT" "$id" "$T/root.pem" \
	"$T/good.crt" "$T/bad.crt" "$SEED" >"$T/verdicts" 2>"$T/raw.err" ||
	diag <"$T/raw.err"
verdicts "$T/verdicts"
like 'it came to the end' "$(cat "$T/verdicts")" '^# the end$'
unlike 'nothing crashed' "$(cat "$T/sancad.log")" 'by signal|PANIC|abort'

# ---- H02: reserved, not signed

if [ "$SANITIZE" = no ] && [ -f "$top_builddir/tests/shim/fault.so" ]; then
	stop_sancad
	http_preload fault FAULT_PROGRAM=sanca-signer FAULT_DELAY_MS=400
	start_sancad "$d" || bail 'no start with a slow disk'
	ocsp_says good >/dev/null
	post /v1/certificates "$T/good.pem" \
		-H "Authorization: Bearer $token" >"$T/status" &
	asks_pid=$!
	reserved=
	tries=200
	while [ -z "$reserved" ] && [ $tries -gt 0 ]; do
		reserved=$(sqlite3 "$d/log/ca.db" "SELECT lower(hex(serial))
			FROM reservation WHERE id NOT IN (SELECT reservation FROM
			certificate UNION SELECT reservation FROM void)")
		tries=$((tries - 1))
	done
	early=$(openssl ocsp -issuer "$T/root.pem" -serial "0x$reserved" \
		-url "$url" -CAfile "$T/root.pem" -no_nonce 2>&1 |
		sed -n 's/^0x.*: //p')
	# A sync later it is signed: what is good has its row on the disk.
	case $early in
	unknown) pass 'H02 what is reserved is unknown' ;;
	good) is 'H02 what is good is in the log' "$(sqlite3 "$d/log/ca.db" \
		"SELECT count(*) FROM certificate JOIN reservation ON
		reservation.id = certificate.reservation
		WHERE lower(hex(serial)) = '$reserved'")" 1 ;;
	*) fail 'H02 what is reserved gets an answer' || diag "$early" ;;
	esac
	wait "$asks_pid"
	is 'H02 it is issued then' "$(cat "$T/status")" 201
	is 'H02 and good' "$(openssl ocsp -issuer "$T/root.pem" \
		-serial "0x$reserved" -url "$url" -CAfile "$T/root.pem" \
		-no_nonce 2>&1 | sed -n 's/^0x.*: //p')" good
	stop_sancad
	http_unload
	start_sancad "$d" || bail 'sancad does not start again'
else
	skip 'H02 what is reserved is unknown' 'a shim is needed'
fi

# ---- what is kept is never wrong

polled=
for n in 1 2 3 4 5 6 7 8 9 10 11 12; do
	enrol "poll$n" >"$T/out"
	polled="$polled $T/poll$n.crt"
done
# Words on purpose.
# shellcheck disable=SC2086
ok 'H08 under polling, not one "good" after a revocation was answered' \
	python3 "$programs/ocsp_poll.py" "$HTTP_PORT" "$id" "$T/root.pem" \
	"$token" $polled
diag <"$T/.out"

# A front that was killed begins with nothing kept, and with what is so now.
fresh=$(enrol fresh)
is 'H08 good, and kept' "$(ocsp_says fresh)" good
front=$(child_pid front)
(
	sleep 0.02
	kill -KILL "$front"
) &
killer=$!
revoke_http "$fresh" "$token" >"$T/status"
wait "$killer"
wait_for 10 is_healthy
case $(cat "$T/status") in
200) is 'H08 killed meanwhile, acknowledged: revoked' "$(ocsp_says fresh)" \
	revoked ;;
*)
	# Not acknowledged: one may ask again.
	revoke_http "$fresh" "$token" >"$T/status"
	like 'H08 killed meanwhile, asked again' "$(cat "$T/status")" \
		'^(200|409)$'
	is 'H08 then it is revoked' "$(ocsp_says fresh)" revoked
	;;
esac
is 'a new front says what is so' "$(ocsp_says good) $(ocsp_says bad)" \
	'good revoked'
kill -KILL "$(child_pid signer)"
wait_for 10 is_healthy
is 'a new signer too' "$(ocsp_says good -nonce) $(ocsp_says bad -nonce)" \
	'good revoked'

# A front that does not answer does not hold up a revocation for ever.
slow=$(enrol slow)
kill -STOP "$(child_pid front)"
before=$(date +%s)
exits 'a front that stands still does not stop sanca revoke' 0 timeout 20 \
	"$sanca" -d "$d" revoke "$slow"
like 'it waits for it a while' "$(($(date +%s) - before))" '^[1-6]$'
wait_for 10 is_healthy
is 'the front after it knows' "$(ocsp_says slow)" revoked

# The signer stands still: what is kept is served, the rest is told to wait.
is 'kept' "$(ocsp_says good)" good
kill -STOP "$(child_pid signer)"
is 'while the signer stands still what is kept is served' \
	"$(ocsp_says good)" good
like 'and what is not is tryLater' "$(openssl ocsp -issuer "$T/root.pem" \
	-cert "$T/good.crt" -url "$url" -CAfile "$T/root.pem" -nonce 2>&1)" \
	'trylater \(3\)'
kill -CONT "$(child_pid signer)"
ok 'it goes on' wait_for 10 with_nonce

# ---- H10: many nonces do not hold up certificates

python3 "$programs/ocsp_messages.py" "$T/root.pem" "$T/good.crt" \
	"$T/nonce.der" --nonce 32 >"$T/place"
load=$top_builddir/tests/bench/load
"$load" --port "$HTTP_PORT" --kind none --path "$ocsp_path" \
	--body-file "$T/nonce.der" --random-at "$(cat "$T/place")+32" \
	--header 'Content-Type: application/ocsp-request' --connections 32 \
	--seconds 6 --expect 0a0100a0 >"$T/nonces" &
nonces_pid=$!
sleep 1
"$load" --port "$HTTP_PORT" --header "Authorization: Bearer $token" \
	--domain contoso.com --connections 4 --pool 2000 --seconds 3 \
	>"$T/issued"
wait "$nonces_pid"
diag <"$T/nonces"
diag <"$T/issued"
ok 'H10 under a flood of nonces certificates are issued' python3 -c '
import json, sys
o = json.load(open(sys.argv[1]))
sys.exit(not (o["ok"] > 50 and not o["refused"] and o["p99_us"] < 500000))' \
	"$T/issued"
ok 'H10 and each answer has its own nonce, or is tryLater' python3 -c '
import json, sys
o = json.load(open(sys.argv[1]))
sys.exit(not (o["ok"] > 100 and not o["refused"]))' "$T/nonces"

like 'metrics tell' "$(curl -s "$SANCA_URL/metrics")" '^sanca_[a-z_]*ocsp'
exits 'sanca status tells the end of the responder' 0 "$sanca" -d "$d" status
like 'in words' "$(cat "$T/stdout")" 'OCSP'
stop_sancad
log_verifies 'the log verifies'

# ---- clocks

if [ "$SANITIZE" != no ] || [ ! -f "$top_builddir/tests/shim/clock.so" ]; then
	skip 'clocks' 'a shim cannot come before a sanitizer'
else
	# at SECONDS [PROGRAM]: a daemon that is so far ahead, on a copy.
	at()
	{
		rm -rf "$T/ahead"
		cp -a "$d" "$T/ahead"
		http_preload clock CLOCK_PROGRAM="${2:-sanca}" \
			CLOCK_AHEAD_S="$1"
		start_sancad "$T/ahead" || bail "no start $1 s ahead"
	}
	# responder_end: of the certificate that signs now, and its serial.
	responder_now()
	{
		openssl ocsp -issuer "$T/root.pem" -cert "$T/good.crt" \
			-url "$SANCA_URL$ocsp_path" -no_nonce -noverify \
			-resp_text 2>/dev/null |
			sed -n '/BEGIN CERT/,/END CERT/p' |
			openssl x509 -noout -serial 2>/dev/null
	}
	start_sancad "$d"
	first=$(responder_now)
	stop_sancad
	start_sancad "$d"
	is 'a restart keeps the responder' "$(responder_now)" "$first"
	stop_sancad
	at $((86400 * 10))
	is 'H09 after a third of its life too' "$(responder_now)" "$first"
	stop_sancad
	at $((86400 * 21))
	renewed()
	{
		r=$(responder_now)
		[ -n "$r" ] && [ "$r" != "$first" ]
	}
	ok 'H09 after two thirds it is another' wait_for 5 renewed
	stop_sancad
	at $((86400 * 40))
	ok 'H09 after its end, too' wait_for 5 renewed
	stop_sancad
	# The front alone thinks that days went by: what is kept has ended.
	at $((86400 * 4)) sanca-front
	answer=$(openssl ocsp -issuer "$T/root.pem" -cert "$T/good.crt" \
		-url "$SANCA_URL$ocsp_path" -CAfile "$T/root.pem" -no_nonce 2>&1)
	unlike 'H09 an answer outside its time is not served' "$answer" \
		'good.crt: good'
	like 'H09 but tryLater' "$answer" 'trylater \(3\)'
	stop_sancad
	http_unload
	rm -rf "$T/ahead"
fi

# ---- ocsp = no

ca_set ocsp no
start_sancad "$d" || bail 'no start without OCSP'
printf x >"$T/in"
is 'ocsp = no: there is no responder' "$(post "$ocsp_path" "$T/req.der" \
	-H 'Content-Type: application/ocsp-request')" 404
silent=$(enrol silent)
unlike 'ocsp = no: certificates name none' "$(openssl x509 -in \
	"$T/silent.crt" -noout -text)" 'OCSP - URI'
like 'ocsp = no: but the CRL' "$(openssl x509 -in "$T/silent.crt" -noout \
	-text)" "$crl_path"
revoke_http "$silent" "$token" >"$T/status"
ok 'ocsp = no: the CRL tells' wait_for 2 on_crl "$silent"
ok 'ocsp = no: health is good' is_healthy
stop_sancad
done_testing
