#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The sanca authors
# The CRL: what openssl, GnuTLS, curl and NSS make of it, how it is served, and
# that its number grows and nothing is lost from it, whatever happens.
# CRL_ENTRIES=1000000 for a larger one than 100,000.

. "${0%/*}/revocation_lib.sh"
requires sqlite3 certtool

: "${CRL_ENTRIES:=100000}"

# published_after NUMBER: the CRL that is served has a greater one.
published_after()
{
	crl_fetch && [ "$(crl_number)" -gt "$1" ]
}
# restart: the daemon, on $d.
restart()
{
	stop_sancad
	start_sancad "$d" || bail 'sancad does not start again'
}

revocation_ca

# ---- from sanca init on

ok 'H13 sanca init signs a CRL' test -s "$d/public/ca.crl"
cp "$d/public/ca.crl" "$T/first.crl"
ok 'H13 that openssl verifies' openssl crl -inform DER -in "$T/first.crl" \
	-CAfile "$T/root.pem" -noout
like 'H13 it is empty' "$(openssl crl -inform DER -in "$T/first.crl" -noout \
	-text)" 'No Revoked Certificates'
# RFC 5280 5.1.2.6: no list rather than an empty one. TBSCertList is then
# version, signature, issuer, two times, extensions; the seventh of that depth is
# in the algorithm after it.
is 'H13 without a list' "$(openssl asn1parse -inform DER -in "$T/first.crl" |
	grep -c ':d=2 ')" 7
first=$(crl_number "$T/first.crl")
like 'its number is the time' "$(($(date +%s) - first))" '^[0-9]$'
exits 'sanca crl show' 0 "$sanca" -d "$d" crl show
like 'tells the number' "$(cat "$T/stdout")" "$first"
exits 'sanca crl export' 0 "$sanca" -d "$d" crl export --form der \
	--out "$T/exported.crl"
ok 'gives the same octets' cmp "$T/exported.crl" "$T/first.crl"
exits 'sanca crl export --form pem' 0 "$sanca" -d "$d" crl export --form pem
ok 'that is PEM' openssl crl -in "$T/stdout" -CAfile "$T/root.pem" -noout
rm -rf "$T/silent"
# Words on purpose.
# shellcheck disable=SC2086
"$sanca" init "$T/silent" --name 'Silent CA' --domain contoso.com \
	$http_as_root --listen 127.0.0.1:1 >"$T/silent.out" 2>&1
like 'without --public-url sanca init warns what Windows will say' \
	"$(cat "$T/silent.out")" 'Windows'
unlike 'with it, it does not' "$(cat "$T/init.out")" 'warning'
rm -rf "$T/silent"

start_sancad "$d" || bail 'sancad does not start'
token=$(http_token alice --may issue,revoke)
crl_fetch
ok 'the daemon keeps the CRL that is there' cmp "$T/crl.der" "$T/first.crl"

# ---- how it is served

is 'GET' "$(get "$crl_path")" 200
cp "$T/head" "$T/head.get"
for field in 'Content-Type: application/pkix-crl' 'ETag: "' \
	'Last-Modified: ' 'Expires: ' 'Cache-Control: '; do
	like "with ${field%%:*}" "$(cat "$T/head.get")" "^$field"
done
# http_time FIELD: in seconds.
http_time()
{
	date -d "$(sed -n "s/^$1: \([^\r]*\).*/\1/p" "$T/head.get")" +%s
}
crl_time()
{
	date -d "$(openssl crl -inform DER -in "$T/crl.der" -noout "-$1" |
		sed 's/.*=//')" +%s
}
is 'Last-Modified is thisUpdate' "$(http_time Last-Modified)" \
	"$(crl_time lastupdate)"
is 'Expires is nextUpdate' "$(http_time Expires)" "$(crl_time nextupdate)"
is 'nextUpdate is crl-lifetime ahead' \
	"$((($(crl_time nextupdate) - $(date +%s) + 3600) / 86400))" 7
etag=$(sed -n 's/^ETag: \([^\r]*\).*/\1/p' "$T/head.get")
modified=$(sed -n 's/^Last-Modified: \([^\r]*\).*/\1/p' "$T/head.get")
rm -f "$T/body"
is 'with its tag: 304' "$(get "$crl_path" -H "If-None-Match: $etag")" 304
ok 'and no octet' test ! -s "$T/body"
is 'among others' "$(get "$crl_path" \
	-H "If-None-Match: \"x\", W/$etag")" 304
is 'with another tag: all of it' "$(get "$crl_path" \
	-H 'If-None-Match: "x"')" 200
is 'not modified since then: 304' "$(get "$crl_path" \
	-H "If-Modified-Since: $modified")" 304
is 'since earlier: all of it' "$(get "$crl_path" \
	-H 'If-Modified-Since: Thu, 01 Jan 1998 00:00:00 GMT')" 200
is 'a tag counts more than a time (RFC 9110 13.1.3)' "$(get "$crl_path" \
	-H 'If-None-Match: "x"' -H "If-Modified-Since: $modified")" 200
is 'a time that is none is passed over' "$(get "$crl_path" \
	-H 'If-Modified-Since: yesterday')" 200
get "$crl_path" -H 'Accept-Encoding: gzip, deflate, br' >/dev/null
unlike 'never compressed' "$(cat "$T/head")" '^Content-Encoding'
ok 'never in other octets' cmp "$T/body" "$d/public/ca.crl"
is 'HEAD gives the length' "$(curl -s -I "$SANCA_URL$crl_path" |
	sed -n 's/^Content-Length: \([0-9]*\).*/\1/p')" \
	"$(wc -c <"$d/public/ca.crl")"
is '/ca.crl for people' "$(get /ca.crl)" 200
ok 'is the same' cmp "$T/body" "$d/public/ca.crl"
is 'another issuer has none' "$(get /i/0011223344556677/ca.crl)" 404
for path in "/i/$id/../ca.crl" "/i/..%2f/ca.crl" "/i/$id%2fca.crl" \
	"/i/$id/ca.crl/" "/i/$id/ca.crl.tmp" /ca.crl.tmp "/i//ca.crl" \
	"/i/$(printf '%010000d' 0)/ca.crl"; do
	like "H26 $(printf %.30s "$path") is none" \
		"$(get "$path" --path-as-is)" '^4(00|04|14)$'
done

# ---- what is in certificates

good=$(enrol good)
bad=$(enrol bad)
text=$(openssl x509 -in "$T/good.crt" -noout -text)
like 'a certificate names the CRL' "$text" \
	"URI:http://127.0.0.1:$HTTP_PORT$crl_path\$"
like 'and the OCSP responder' "$text" \
	"OCSP - URI:http://127.0.0.1:$HTTP_PORT$ocsp_path\$"
like 'and its issuer' "$text" \
	"CA Issuers - URI:http://127.0.0.1:$HTTP_PORT/i/$id/ca.cer\$"
is 'none of it is critical' "$(printf '%s\n' "$text" |
	grep -c -E '(CRL Distribution Points|Authority Information Access): critical')" 0

# ---- revoked, as others see it

is 'one is revoked' "$(revoke_http "$bad" "$token" \
	'{"reason":"keyCompromise"}')" 200
ok 'a new CRL is there within a second' wait_for 1 published_after "$first"
ok 'it holds it, and why' on_crl "$bad" KeyCompromise
unlike 'no IssuingDistributionPoint: Windows compares it' \
	"$(openssl crl -inform DER -in "$T/crl.der" -noout -text)" \
	'Issuing Distribution Point'
is 'extensions: number and key of the issuer, nothing else' \
	"$(openssl crl -inform DER -in "$T/crl.der" -noout -text |
		sed -n '/CRL extensions/,/Revoked Cert/s/^ *X509v3 \(.*\): *$/\1/p' |
		sort | paste -s -d ,)" 'Authority Key Identifier,CRL Number'
is 'the file is served' "$(curl -s "$SANCA_URL/ca.crl" | sha256sum)" \
	"$(sha256sum <"$d/public/ca.crl")"
openssl crl -inform DER -in "$T/crl.der" -out "$T/crl.pem"
ok 'openssl verifies it' openssl crl -in "$T/crl.pem" -CAfile "$T/root.pem" \
	-noout
ok 'GnuTLS verifies it' certtool --verify-crl --load-ca-certificate \
	"$T/root.pem" --infile "$T/crl.pem"
ok 'openssl verify -crl_check takes the good one' openssl verify -crl_check \
	-x509_strict -CRLfile "$T/crl.pem" -CAfile "$T/root.pem" "$T/good.crt"
exits 'and refuses the revoked one' 2 openssl verify -crl_check \
	-CRLfile "$T/crl.pem" -CAfile "$T/root.pem" "$T/bad.crt"
like 'because it is revoked' "$(cat "$T/stderr")" 'certificate revoked'
ok 'openssl finds the CRL by the certificate' openssl verify -crl_check \
	-crl_download -CAfile "$T/root.pem" "$T/good.crt"
exits 'and refuses the revoked one by it' 2 openssl verify -crl_check \
	-crl_download -CAfile "$T/root.pem" "$T/bad.crt"
like 'because it is revoked, too' "$(cat "$T/stderr")" 'certificate revoked'
cat "$T/good.crt" "$T/root.pem" >"$T/good.chain"
cat "$T/bad.crt" "$T/root.pem" >"$T/bad.chain"
ok 'certtool takes the good one' certtool --verify --load-ca-certificate \
	"$T/root.pem" --load-crl "$T/crl.pem" --infile "$T/good.crt"
exits 'and refuses the revoked one' 1 certtool --verify \
	--load-ca-certificate "$T/root.pem" --load-crl "$T/crl.pem" \
	--infile "$T/bad.crt"

tls_pid=
end_tls()
{
	[ -n "$tls_pid" ] || return 0
	kill "$tls_pid" 2>/dev/null
	wait "$tls_pid" 2>/dev/null
	tls_pid=
}
cleanup_fn end_tls
# by_curl NAME: the server of that certificate, with the CRL.
by_curl()
{
	tls_port=$(free_port)
	openssl s_server -accept "127.0.0.1:$tls_port" -www -quiet \
		-cert "$T/$1.crt" -key "$T/$1.key" >"$T/tls.log" 2>&1 &
	tls_pid=$!
	wait_for 5 curl -s -k -o "$T/body" "https://127.0.0.1:$tls_port/"
	curl -sS -o "$T/body" --cacert "$T/root.pem" --crlfile "$T/crl.pem" \
		--resolve "$1.contoso.com:$tls_port:127.0.0.1" \
		"https://$1.contoso.com:$tls_port/"
	by_curl_rc=$?
	end_tls
	return $by_curl_rc
}
ok 'curl --crlfile takes a server that is good' by_curl good
exits 'and refuses one that is revoked' 60 by_curl bad
like 'because of that' "$(cat "$T/stderr")" 'revoked'

if command -v crlutil >/dev/null && command -v vfychain >/dev/null; then
	mkdir "$T/nss"
	certutil -N -d "sql:$T/nss" --empty-password
	certutil -A -d "sql:$T/nss" -t CT,, -n root -i "$T/root.pem"
	ok 'NSS takes the CRL' crlutil -I -i "$T/crl.der" -d "sql:$T/nss" -t 1
	ok 'NSS finds the good one good' vfychain -d "sql:$T/nss" -pp -u 1 \
		-g leaf -m crl -s requireInfo -a "$T/good.crt"
	exits 'NSS finds the revoked one revoked' 1 vfychain -d "sql:$T/nss" \
		-pp -u 1 -g leaf -m crl -s requireInfo -a "$T/bad.crt"
	like 'as it says' "$(cat "$T/stdout" "$T/stderr")" 'has been revoked'
	mkdir "$T/nss.fetch"
	certutil -N -d "sql:$T/nss.fetch" --empty-password
	certutil -A -d "sql:$T/nss.fetch" -t CT,, -n root -i "$T/root.pem"
	exits 'NSS fetches the CRL by the certificate' 1 vfychain \
		-d "sql:$T/nss.fetch" -pp -u 1 -g leaf -h requireFreshInfo \
		-m crl -s failIfNoInfo -a "$T/bad.crt"
	like 'and says so' "$(cat "$T/stdout" "$T/stderr")" 'has been revoked'
else
	skip 'NSS takes the CRL' 'libnss3-tools is not installed'
fi

# ---- coalesced: many revocations, few CRLs

before=$(sqlite3 "$d/log/ca.db" 'SELECT count(*) FROM crl')
"$top_builddir/tests/bench/load" --port "$HTTP_PORT" --connections 8 \
	--count 40 --seconds 30 --pool 40 --domain contoso.com \
	--header "Authorization: Bearer $token" >"$T/load" 2>&1
sqlite3 "$d/log/ca.db" "SELECT lower(hex(r.serial)) FROM certificate c
	JOIN reservation r ON r.id = c.reservation WHERE r.id NOT IN
	(SELECT reservation FROM revocation) ORDER BY r.id DESC LIMIT 40" \
	>"$T/forty"
since=$(date +%s)
while read -r serial; do
	revoke_http "$serial" "$token" '{"reason":"superseded"}' >"$T/status"
done <"$T/forty"
forty_there()
{
	crl_fetch && [ "$(crl_entries | grep -c Superseded)" = 40 ]
}
ok '40 revocations are on the CRL within a second' wait_for 1 forty_there
made=$(($(sqlite3 "$d/log/ca.db" 'SELECT count(*) FROM crl') - before))
ok "in few CRLs ($made): one a second at most" test "$made" -le \
	"$(($(date +%s) - since + 2))"
is 'CRLs are a second apart, their numbers grow' "$(sqlite3 "$d/log/ca.db" \
	'SELECT count(*) FROM crl a JOIN crl b ON b.number > a.number
	WHERE b.log_index < a.log_index OR b.this_update < a.this_update')" 0

# ---- H11: the number grows

crl_fetch
seen=$(crl_number)
restart
crl_fetch
ok 'H11 over a restart it does not fall' test "$(crl_number)" -ge "$seen"
seen=$(crl_number)
more=$(enrol more)
revoke_http "$more" "$token" >"$T/status"
ok 'H11 and grows with the next' wait_for 2 published_after "$seen"

# A restored database.
crl_fetch
seen=$(crl_number)
stop_sancad
cp -a "$d" "$T/backup"
start_sancad "$d" || bail 'sancad does not start again'
later=$(enrol later)
revoke_http "$later" "$token" >"$T/status"
ok 'after a copy was made it goes on' wait_for 2 published_after "$seen"
sleep 1.2
again later >"$T/out"
revoke_http "$(cat "$T/out")" "$token" >"$T/status"
seen=$(crl_number)
ok 'and on' wait_for 2 published_after "$seen"
seen=$(crl_number)
stop_sancad
cp -a "$d" "$T/kept"
rm -f "$d/log/ca.db" "$d/log/ca.db-wal" "$d/log/ca.db-shm"
cp -a "$T/backup/log/ca.db"* "$d/log/"
exits 'H11 an older database is refused' 1 timeout 20 "$sancad" -d "$d"
like 'H11 in words' "$(cat "$T/stderr")" 'accept-rollback'
start_sancad "$d" --accept-rollback || bail 'no start with --accept-rollback'
revoke_http "$good" "$token" '{"reason":"certificateHold"}' >"$T/status"
is 'H11 accepted, it revokes' "$(cat "$T/status")" 200
ok 'H11 with a greater number than any before' wait_for 2 \
	published_after "$seen"
ok 'H11 which verifies' openssl crl -inform DER -in "$T/crl.der" \
	-CAfile "$T/root.pem" -noout
revoke_http "$good" "$token" '{"reason":"removeFromCRL"}' >"$T/status"
stop_sancad
log_verifies 'H11 the log verifies'

# A whole folder of before: with it the high-water mark and the file go back.
rm -rf "$d"
cp -a "$T/backup" "$d"
start_sancad "$d" || bail 'no start on the whole backup'
revoke_http "$good" "$token" '{"reason":"certificateHold"}' >"$T/status"
ok 'H11 a restored folder gives greater numbers too' wait_for 2 \
	published_after "$seen"
stop_sancad
rm -rf "$d"
mv "$T/kept" "$d"
rm -rf "$T/backup"

# ---- a CRL that is missing or damaged is made anew

rm "$d/public/ca.crl"
start_sancad "$d" || bail 'no start without a CRL'
crl_fetch
seen=$(crl_number)
ok 'a CRL that is missing is made anew' wait_for 3 on_crl "$bad" KeyCompromise
stop_sancad
size=$(wc -c <"$d/public/ca.crl")
for damage in 0 20 $((size / 2)) $((size - 1)); do
	cp -a "$d/public/ca.crl" "$T/whole.crl"
	truncate -s "$damage" "$d/public/ca.crl"
	start_sancad "$d" || bail 'no start with a damaged CRL'
	ok "one cut to $damage octets too" wait_for 3 on_crl "$bad"
	ok 'and it verifies' openssl crl -inform DER -in "$T/crl.der" \
		-CAfile "$T/root.pem" -noout
	stop_sancad
done
cp -a "$T/first.crl" "$T/older.crl"
cat "$T/older.crl" >"$d/public/ca.crl"
start_sancad "$d" || bail 'no start with an older CRL'
ok 'an older one is replaced' wait_for 3 on_crl "$bad"
ok 'and its number is not taken again' test "$(crl_number)" -gt "$seen"
stop_sancad

# ---- clocks and faults, which need shims

if [ "$SANITIZE" != no ] || [ ! -f "$top_builddir/tests/shim/clock.so" ]; then
	skip 'clocks and faults' 'a shim cannot come before a sanitizer'
	done_testing
fi

# SIGKILL between the commit and the file: each sync takes its time.
http_preload fault FAULT_PROGRAM=sanca-signer FAULT_DELAY_MS=250
start_sancad "$d" || bail 'no start with a slow disk'
sleep 1
number_in_db()
{
	sqlite3 "$d/log/ca.db" 'SELECT max(number) FROM crl'
}
killed=0
for try in 1 2 3 4 5; do
	s=$(enrol "killed$try")
	seen=$(number_in_db)
	revoke_http "$s" "$token" >"$T/status" &
	asked=$!
	number_grew()
	{
		[ "$(number_in_db)" -gt "$seen" ]
	}
	wait_for 10 number_grew
	signer=$(child_pid signer)
	kill -KILL "$signer"
	unsigned=$(number_in_db)
	wait "$asked"
	on_disk=$(crl_number "$d/public/ca.crl")
	if [ "$on_disk" -ge "$unsigned" ]; then
		ok "H11 killed after commit and file ($try): that one is out" \
			wait_for 15 on_crl "$s"
	else
		killed=$((killed + 1))
		ok "H11 killed between commit and file ($try): a new one is made" \
			wait_for 15 published_after "$unsigned"
	fi
	[ "$(cat "$T/status")" != 200 ] ||
		ok "H08 what was acknowledged is on it ($try)" on_crl "$s"
	wait_for 10 is_healthy
done
ok "H11 some kills fell there ($killed)" test "$killed" -ge 1
stop_sancad
http_unload
log_verifies 'H11 the log verifies'

# at AHEAD DIR: a daemon whose clock is that many seconds ahead, on a copy.
at()
{
	rm -rf "$T/ahead"
	cp -a "$d" "$T/ahead"
	http_preload clock CLOCK_PROGRAM=sanca CLOCK_AHEAD_S="$1"
	start_sancad "$T/ahead" || bail "no start $1 s ahead"
}
start_sancad "$d" || bail 'no start before clocks change'
post /v1/certificates "$T/good.pem" -H "Authorization: Bearer $token" >"$T/out"
short=$(
	csr=$(awk '{ printf "%s\\n", $0 }' "$T/more.pem")
	printf '{"csr":"%s","lifetime":"1d"}' "$csr" >"$T/in"
	post /v1/certificates "$T/in" -H "Authorization: Bearer $token" \
		-H 'Accept: application/json' >"$T/status"
	json 'o["serial"]')
revoke_http "$short" "$token" >"$T/status"
ok 'one that ends in a day is revoked' wait_for 2 on_crl "$short"
spare_one=$(enrol spare1)
spare_two=$(enrol spare2)
stop_sancad
seen=$(crl_number "$d/public/ca.crl")
crl_fetch 2>/dev/null
crl_entries "$d/public/ca.crl" | sort >"$T/all"

at 259200
sleep 1
crl_fetch
is 'before half of its life it is kept' "$(crl_number)" "$seen"
stop_sancad
at 309600
ok 'after half of its life a new one is signed' wait_for 5 published_after \
	"$seen"
is 'from that clock on' "$(($(crl_time lastupdate) - $(date +%s) > 300000))" 1
stop_sancad

# Two days later: the short one has ended.
at 172800
revoke_http "$spare_one" "$token" >"$T/status"
ok 'H12 after its end' wait_for 2 on_crl "$spare_one"
ok 'H12 it is on one more CRL (RFC 5280 3.3)' on_crl "$short"
sleep 1.1
revoke_http "$spare_two" "$token" >"$T/status"
ok 'H12 and then' wait_for 2 on_crl "$spare_two"
ok 'H12 on none' not_on_crl "$short"
crl_entries "$T/crl.der" | sort >"$T/after"
is 'H12 of all others none is gone' \
	"$(grep -v "^$short " "$T/all" | comm -23 - "$T/after" | wc -l)" 0
stop_sancad
http_unload
rm -rf "$T/ahead"

# ---- H14: no space for the CRL

unmount()
{
	mountpoint -q "$d/public" && umount "$d/public"
}
cleanup_fn unmount
start_sancad "$d" || bail 'no start before the disk is full'
full=$(enrol full)
stop_sancad
cp -a "$d/public" "$T/public"
if [ "$(id -u)" = 0 ] && mount -t tmpfs -o "size=256k,mode=755,uid=$(stat \
	-c %u "$d/public"),gid=$(stat -c %g "$d/public")" none "$d/public" \
	2>"$T/err"; then
	cp -a "$T/public/." "$d/public"
	start_sancad "$d" || bail 'no start on the small disk'
	crl_fetch
	seen=$(crl_number)
	dd if=/dev/zero of="$d/public/full" bs=4096 2>"$T/err" || :
	is 'H14 no space: revoked all the same' \
		"$(revoke_http "$full" "$token")" 200
	is 'H14 OCSP says so' "$(ocsp_says full)" revoked
	ok 'H14 health tells' wait_for 8 is_not_healthy
	like 'H14 what it is' "$(cat "$T/body")" '"revocation" *: *false'
	exits 'H14 sanca status too' 3 "$sanca" -d "$d" status
	like 'H14 in words' "$(cat "$T/stdout" "$T/stderr")" 'CRL'
	like 'H14 and the messages' "$(cat "$T/sancad.log")" 'CRL'
	crl_fetch
	is 'H14 the old CRL is served' "$(crl_number)" "$seen"
	ok 'H14 whole' openssl crl -inform DER -in "$T/crl.der" \
		-CAfile "$T/root.pem" -noout
	s=$(enrol meanwhile)
	is 'H14 certificates are issued' "$(ocsp_says meanwhile)" good
	rm "$d/public/full"
	ok 'H14 with space again it is made' wait_for 12 on_crl "$full"
	ok 'H14 and health is good' wait_for 5 is_healthy
	stop_sancad
	cp -a "$d/public/." "$T/public"
	umount "$d/public"
	cp -a "$T/public/." "$d/public"
else
	skip 'H14 no space for the CRL' 'not root, or no tmpfs'
fi

# ---- H13: many entries

rows=$top_builddir/tests/bench/seed
start_sancad "$d" || bail 'no start before there are many'
# Before: so many are more than it issues on a day.
last=$(enrol last)
stop_sancad
before=$(crl_entries "$d/public/ca.crl" | wc -l)
ok "H13 $CRL_ENTRIES are seeded" "$rows" "$d" "$CRL_ENTRIES" revoked
start_sancad "$d" || bail 'no start with many entries'
is 'H13 one more is revoked' "$(revoke_http "$last" "$token")" 200
ok 'H13 it is on a new CRL' wait_for 60 on_crl "$last"
ok 'H13 openssl verifies it' openssl crl -inform DER -in "$T/crl.der" \
	-CAfile "$T/root.pem" -noout
crl_entries "$T/crl.der" >"$T/entries"
is 'H13 all are on it' "$(wc -l <"$T/entries")" "$((CRL_ENTRIES + before + 1))"
is 'H13 each once' "$(cut -d ' ' -f 1 "$T/entries" | sort -u | wc -l)" \
	"$((CRL_ENTRIES + before + 1))"
is 'H13 the front serves all of it' "$(get /ca.crl) $(wc -c <"$T/body")" \
	"200 $(wc -c <"$d/public/ca.crl")"
like 'H13 memory of the signer is bounded' "$(awk '/^VmHWM/ {
	print int($2 / 1024) }' "/proc/$(child_pid signer)/status")" \
	'^([0-9]|[0-9][0-9]|1[0-4][0-9])$'
stop_sancad
log_verifies 'H13 the log verifies'
done_testing
