#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The sanca authors
# Who may revoke what, by which door, for which reason, and what follows: OCSP
# says so at once, the CRL within a second, the log for ever.

. "${0%/*}/revocation_lib.sh"
requires sqlite3

revocation_ca
request shell DNS:shell.contoso.com
http_token shop --may issue >"$T/shop"
# A certificate from before the daemon ran, to be revoked without it.
exits 'without a daemon a certificate is issued' 0 "$sanca" -d "$d" issue \
	"$T/shell.pem" --requester shop --policy default --form pem \
	--out "$T/shell.crt"
shell=$(serial_of "$T/shell.crt")
exits 'and revoked' 0 "$sanca" -d "$d" revoke "$shell" \
	--reason cessation-of-operation
exits 'a second time it is refused' 1 "$sanca" -d "$d" revoke "$shell"
like 'in words' "$(cat "$T/stderr")" 'revoked already|already revoked'
log_verifies 'the log verifies after that'

start_sancad "$d" || bail 'sancad does not start'
is 'the daemon that starts then says so by OCSP' "$(ocsp_says shell)" revoked
is 'with the reason' "$(ocsp_reason)" 'cessationOfOperation'
ok 'and it is on the CRL' wait_for 2 on_crl "$shell" CessationOfOperation

token=$(http_token alice --may issue,revoke)
may_issue=$(http_token bob --may issue)
other=$(http_token carol --may issue,revoke)
warden=$(http_token warden --may revoke,list)
lister=$(http_token lister --may list)

# revoked NAME SERIAL CERTIFICATE [REASON-OF-OPENSSL-CRL]: it is, everywhere.
revoked()
{
	is "$1: OCSP says so at once" "$(ocsp_says "$3")" revoked
	ok "$1: the CRL says so within a second" \
		wait_for 1 on_crl "$2" "${4-}"
}

# ---- tokens

mine=$(enrol mine)
is 'a new certificate is good' "$(ocsp_says mine)" good
for n in bob:"$may_issue" lister:"$lister"; do
	is "a token of ${n%%:*} without the right: 403" \
		"$(revoke_http "$mine" "${n#*:}")" 403
done
is 'a token that is none: 401' "$(revoke_http "$mine" sanca_wrong)" 401
case $(revoke_http "$mine" "$other") in
403 | 404) pass 'E18 another requester may not' ;;
*) fail 'E18 another requester may not' || diag <"$T/body" ;;
esac
is 'E18 it is still good' "$(ocsp_says mine)" good
is 'E18 and on no CRL' "$(crl_fetch; crl_entries | grep -c "^$mine ")" 0
start=$(date +%s)
is 'its own requester may' "$(revoke_http "$mine" "$token")" 200
revoked 'by token' "$mine" mine -
like 'the answer names the entry in the log' "$(cat "$T/body")" '"log"'
like 'the time of revocation is that of the request' "$(
	t=$(sed -n 's/.*Revocation Time: //p' "$T/ocsp.out")
	echo $(($(date -d "$t" +%s) - start)))" '^[0-3]$'
is 'once more: 409' "$(revoke_http "$mine" "$token")" 409
is 'as RFC 8555 calls it' "$(json 'o["type"]')" urn:sanca:problem:alreadyRevoked
seen=$(enrol seen)
is 'a token with revoke and list may for all' \
	"$(revoke_http "$seen" "$warden" '{"reason":"superseded"}')" 200
revoked 'for another' "$seen" seen Superseded
is 'a serial that was never given: 404' \
	"$(revoke_http 00112233445566778899aabbccddeeff0011 "$warden")" 404
for path in /v1/certificates/zz/revoke /v1/certificates//revoke \
	"/v1/certificates/$seen/revoke/" "/v1/certificates/$seen.pem/revoke" \
	"/v1/certificates/..%2f$seen/revoke" \
	"/v1/certificates/$(printf '%02000d' 1)/revoke"; do
	printf '{}' >"$T/in"
	like "H26 $(printf %.40s "$path") is no such place" "$(post "$path" \
		"$T/in" -H "Authorization: Bearer $warden" --path-as-is)" \
		'^40[04]$'
done

# The state is shown.
is 'GET .json' "$(get "/v1/certificates/$seen.json")" 200
like 'says that it is revoked and why' "$(cat "$T/body")" \
	'revoked.*superseded|superseded.*revoked'
get "/v1/certificates/$seen.html" >/dev/null
like 'so does the page' "$(cat "$T/body")" '[Rr]evoked'
exits 'so does sanca show' 0 "$sanca" -d "$d" show "$seen"
like 'in words' "$(cat "$T/stdout")" '[Rr]evoked'
exits 'and sanca list' 0 "$sanca" -d "$d" list --status revoked --json
is 'which finds those that are' "$(json \
	'sorted(c["serial"] for c in o)' "$T/stdout")" \
	"$(printf '%s\n' "$shell" "$mine" "$seen" |
		python3 -c 'import sys; print(sorted(sys.stdin.read().split()))')"

# ---- reasons

for reason in unspecified:- keyCompromise:KeyCompromise \
	affiliationChanged:AffiliationChanged superseded:Superseded \
	cessationOfOperation:CessationOfOperation \
	privilegeWithdrawn:PrivilegeWithdrawn; do
	word=${reason%%:*}
	s=$(enrol "$word")
	is "$word is a reason" "$(revoke_http "$s" "$token" \
		"{\"reason\":\"$word\"}")" 200
	revoked "$word" "$s" "$word" "${reason#*:}"
done
final=$(enrol final)
for reason in cACompromise aACompromise removeFromCRL none 7 '""' 17; do
	like "$reason is none" "$(revoke_http "$final" "$token" \
		"{\"reason\":\"$reason\"}")" '^4(00|09)$'
done
for text in '{"reason":7}' '{"reason":1.5}' '{"reason":null}' '{"why":"superseded"}' '[]' \
	'{"reason":"superseded","reason":"superseded"}' '{' 'reason=superseded'; do
	like "$text is refused" "$(revoke_http "$final" "$token" "$text")" \
		'^4(00|15)$'
done
is 'none of these revoked it' "$(ocsp_says final)" good

# ---- H15: hold, lift, upgrade

hold=$(enrol hold)
is 'a hold' "$(revoke_http "$hold" "$token" '{"reason":"certificateHold"}')" 200
revoked 'on hold' "$hold" hold CertificateHold
is 'on hold: the reason in OCSP' "$(ocsp_reason)" 'certificateHold'
is 'a second hold: 409' "$(revoke_http "$hold" "$token" \
	'{"reason":"certificateHold"}')" 409
is 'is lifted' "$(revoke_http "$hold" "$token" \
	'{"reason":"removeFromCRL"}')" 200
is 'lifted: OCSP says good at once' "$(ocsp_says hold)" good
ok 'lifted: it leaves the CRL' wait_for 1 not_on_crl "$hold"
is 'lifted again: 409' "$(revoke_http "$hold" "$token" \
	'{"reason":"removeFromCRL"}')" 409
is 'revoked after that' "$(revoke_http "$hold" "$token" \
	'{"reason":"superseded"}')" 200
revoked 'after the hold' "$hold" hold Superseded
for next in certificateHold removeFromCRL unspecified affiliationChanged; do
	is "H15 what is final does not become $next" "$(revoke_http "$hold" \
		"$token" "{\"reason\":\"$next\"}")" 409
done
ocsp_says hold >/dev/null
time_before=$(sed -n 's/.*Revocation Time: //p' "$T/ocsp.out")
sleep 1.1
is 'H15 it may become keyCompromise' "$(revoke_http "$hold" "$token" \
	'{"reason":"keyCompromise"}')" 200
revoked 'upgraded' "$hold" hold KeyCompromise
is 'H15 the time stays' \
	"$(sed -n 's/.*Revocation Time: //p' "$T/ocsp.out")" "$time_before"
is 'H15 and nothing after that' "$(revoke_http "$hold" "$token" \
	'{"reason":"keyCompromise"}')" 409
exits 'a hold by sanca revoke' 0 "$sanca" -d "$d" revoke "$final" \
	--reason certificateHold
exits 'lifted by --lift' 0 "$sanca" -d "$d" revoke "$final" --lift
is 'it is good again' "$(ocsp_says final)" good
exits 'a second --lift is refused' 1 "$sanca" -d "$d" revoke "$final" --lift
exits 'a reason that is none is wrong usage' 2 "$sanca" -d "$d" revoke \
	"$final" --reason nothing

# ---- keyCompromise blocks the key

is 'a key that was compromised is not certified again' \
	"$(post /v1/certificates "$T/hold.pem" -H "Authorization: Bearer $token")" \
	400
is 'by its type' "$(json 'o["type"]')" urn:sanca:problem:badPublicKey
is 'nor for another, by another door' "$(
	"$sanca" -d "$d" issue "$T/hold.pem" --requester shop >/dev/null 2>&1
	echo $?)" 1
is 'another reason does not block it' "$(post /v1/certificates \
	"$T/superseded.pem" -H "Authorization: Bearer $token")" 201
like 'the block is in the log' "$("$sanca" -d "$d" log export)" key-blocked

# ---- by thumbprint, name and requester

one=$(enrol one)
sha1=$(openssl x509 -in "$T/one.crt" -noout -fingerprint -sha1 |
	sed 's/.*=//')
exits 'by the SHA-1 that Exchange shows' 0 "$sanca" -d "$d" revoke "$sha1"
revoked 'by SHA-1' "$one" one -
two=$(enrol two)
sha256=$(openssl x509 -in "$T/two.crt" -noout -fingerprint -sha256 |
	sed 's/.*=//; s/://g' | tr A-F a-f)
exits 'by SHA-256' 0 "$sanca" -d "$d" revoke "$sha256" --reason superseded
revoked 'by SHA-256' "$two" two Superseded
exits 'what is not there is not' 1 "$sanca" -d "$d" revoke \
	nothing.contoso.com --yes

name=$(enrol name)
cp "$T/name.crt" "$T/name1.crt"
name_again=$(again name)
exits 'a name without --yes only tells' 1 "$sanca" -d "$d" revoke \
	name.contoso.com
for s in "$name" "$name_again"; do
	like "it tells of $(printf %.8s "$s")" \
		"$(cat "$T/stdout" "$T/stderr")" "$s"
done
like 'and asks for --yes' "$(cat "$T/stdout" "$T/stderr")" '--yes'
is 'nothing is revoked by that' "$(ocsp_says name) $(ocsp_says name1)" \
	'good good'
exits 'with --yes it revokes all that have it' 0 "$sanca" -d "$d" revoke \
	name.contoso.com --yes --reason superseded
revoked 'by name' "$name_again" name Superseded
revoked 'by name, the older' "$name" name1 Superseded

# More than one message takes (LIMIT_REVOKE_MANY).
many=$(http_token many --may issue)
request many DNS:many.contoso.com
"$top_builddir/tests/bench/load" --port "$HTTP_PORT" --connections 8 \
	--count 300 --seconds 60 --pool 300 --domain contoso.com \
	--header "Authorization: Bearer $many" >"$T/load" 2>&1 || diag <"$T/load"
count=$(sqlite3 "$d/log/ca.db" "SELECT count(*) FROM certificate JOIN
	reservation r ON r.id = reservation JOIN requester q ON q.id = requester
	WHERE q.name = 'many'")
ok "$count were issued for one requester" test "$count" -ge 300
exits '--all-of without --yes only tells' 1 "$sanca" -d "$d" revoke \
	--all-of many
like 'how many' "$(cat "$T/stdout" "$T/stderr")" "(^|[^0-9])$count([^0-9]|\$)"
is 'and revokes none' "$(sqlite3 "$d/log/ca.db" "SELECT count(*) FROM
	revocation v JOIN reservation r ON r.id = v.reservation JOIN requester q
	ON q.id = r.requester WHERE q.name = 'many'")" 0
exits '--all-of with --yes' 0 "$sanca" -d "$d" revoke --all-of many --yes \
	--reason privilegeWithdrawn
all_of_many()
{
	crl_fetch && [ "$(crl_entries | grep -c ' PrivilegeWithdrawn')" = \
		$((count + 1)) ]
}
ok 'all of them are on the CRL' wait_for 2 all_of_many
exits 'a requester that is none' 1 "$sanca" -d "$d" revoke --all-of nobody --yes

# ---- signed with the certificate's own key (RFC 8555 7.6)

# jws KEY CERTIFICATE SERIAL [OPTION...]: sent; prints the status.
jws()
{
	jws_key=$T/$1.key
	jws_certificate=$T/$2.der
	jws_path=/v1/certificates/$3/revoke
	shift 3
	python3 "$programs/revoke_jws.py" "$jws_key" "$jws_certificate" \
		"http://127.0.0.1:$HTTP_PORT$jws_path" "$@" >"$T/jws.json" ||
		return
	post "$jws_path" "$T/jws.json" -H 'Content-Type: application/jose+json'
}
# refused NAME STATUSES ARGUMENT-OF-jws...: and it is still good.
refused()
{
	refused_name=$1
	refused_statuses=$2
	shift 2
	like "$refused_name: refused" "$(jws "$@")" "^($refused_statuses)\$"
	is "$refused_name: still good" "$(ocsp_says "$2")" good
}
p256=$(enrol p256)
p384=$(enrol p384 "$token" -newkey ec -pkeyopt ec_paramgen_curve:P-384)
openssl genrsa -out "$T/rsa.key" 2048 2>"$T/openssl.err"
rsa=$(enrol rsa "$token" -key "$T/rsa.key")
wrong='400|401|403'
refused 'another key' "$wrong" rsa p256 "$p256"
refused 'another key of the same kind' "$wrong" final p256 "$p256"
refused 'another key, and its jwk' "$wrong" final p256 "$p256" --jwk
refused 'another address' "$wrong" p256 p256 "$p256" \
	--header '{"url":"http://127.0.0.1:1/v1/certificates/00/revoke"}'
refused 'no address' "$wrong" p256 p256 "$p256" --header '{"url":null}'
is 'another serial in the path: refused' "$(case $(jws p256 p256 "$p384") in
	400 | 401 | 403 | 404) echo yes ;; esac)" yes
is 'another serial in the path: both are good' \
	"$(ocsp_says p256) $(ocsp_says p384)" 'good good'
refused 'alg none' "$wrong" p256 p256 "$p256" --alg none --unsigned
refused 'alg none with a signature' "$wrong" p256 p256 "$p256" --alg none
refused 'HS256' "$wrong" p256 p256 "$p256" --alg HS256
refused 'the alg of another kind' "$wrong" p256 p256 "$p256" --alg RS256
refused 'the alg of another curve' "$wrong" p256 p256 "$p256" --alg ES384
refused 'no alg' "$wrong" p256 p256 "$p256" --header '{"alg":null}'
refused 'no signature' "$wrong" p256 p256 "$p256" --unsigned
refused 'a wrong bit in the signature' "$wrong" p256 p256 "$p256" --flip
refused 'a wrong bit in the signature, RSA' "$wrong" rsa rsa "$rsa" --flip
refused 'a critical member that is not known' "$wrong" p256 p256 "$p256" \
	--header '{"crit":["exp"],"exp":1}'
refused 'a hold' "$wrong" p256 p256 "$p256" --reason 6
refused 'a lift' "$wrong" p256 p256 "$p256" --reason 8
refused 'a reason that is none' "$wrong" p256 p256 "$p256" --reason 7
refused 'a reason as a word' "$wrong" p256 p256 "$p256" --reason '"superseded"'
refused 'no certificate' "$wrong" p256 p256 "$p256" \
	--payload '{"certificate":null}'
refused 'an empty payload' "$wrong" p256 p256 "$p256" --raw ''
refused 'no JSON' "$wrong" p256 p256 "$p256" --raw 'certificate'
openssl req -x509 -key "$T/p256.key" -days 9 -subj /CN=p256.contoso.com \
	-set_serial "0x$p256" -outform DER -out "$T/own.der" 2>/dev/null
cp "$T/p256.crt" "$T/own.crt"
refused 'a certificate of the own key that we did not sign' "$wrong|404" \
	p256 own "$p256"
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 9 \
	-keyout "$T/liar.key" -subj "$(openssl x509 -in "$T/root.pem" -noout \
	-subject -nameopt compat | sed 's/^subject=//')" -out "$T/liar.pem" \
	2>/dev/null
openssl x509 -req -in "$T/p256.pem" -CA "$T/liar.pem" -CAkey "$T/liar.key" \
	-set_serial "0x$p256" -days 9 -out "$T/forged.crt" 2>/dev/null
openssl x509 -in "$T/forged.crt" -outform DER -out "$T/forged.der"
refused 'one in the name of our CA that it did not sign' "$wrong|404" \
	p256 forged "$p256"
unlike 'that does not reach the signer' "$(cat "$T/body")" 'does not hold it'
is 'P-256: revoked by its own key' "$(jws p256 p256 "$p256")" 200
revoked 'by P-256' "$p256" p256 -
is 'sent once more: 409' "$(post "/v1/certificates/$p256/revoke" "$T/jws.json" \
	-H 'Content-Type: application/jose+json')" 409
is 'P-384, with its jwk and a reason' "$(jws p384 p384 "$p384" --jwk \
	--reason 4)" 200
revoked 'by P-384' "$p384" p384 Superseded
is 'RSA' "$(jws rsa rsa "$rsa" --reason 1)" 200
revoked 'by RSA' "$rsa" rsa KeyCompromise
is 'and that key is blocked' "$(post /v1/certificates "$T/rsa.pem" \
	-H "Authorization: Bearer $token")" 400
jwsless=$(enrol jwsless)
printf '{}' >"$T/in"
is 'neither token nor signature: 401' "$(post \
	"/v1/certificates/$jwsless/revoke" "$T/in" \
	-H 'Content-Type: application/json')" 401
: >"$T/in"
like 'nor anything' "$(post "/v1/certificates/$jwsless/revoke" "$T/in" \
	-H 'Content-Type: application/jose+json')" '^40[01]$'
is 'and it is good' "$(ocsp_says jwsless)" good

# ---- the log

"$sanca" -d "$d" log export >"$T/log"
for word in keyCompromise superseded certificateHold removeFromCRL \
	privilegeWithdrawn; do
	like "the log has $word" "$(cat "$T/log")" "$word"
done
stop_sancad
log_verifies 'the log verifies'

# ---- a serial that is void

if [ "$SANITIZE" != no ] || [ ! -f "$top_builddir/tests/shim/fault.so" ]; then
	skip 'a void serial is revoked' 'a shim cannot come before a sanitizer'
	done_testing
fi
start_sancad "$d" || bail 'no start'
voids=$(http_token voids --may issue)
dated=$(enrol dated "$voids")
request void DNS:void.contoso.com
stop_sancad

# A clock that is a month slow says when only to who does not look.
if command -v faketime >/dev/null; then
	exits 'L06 revoked while the clock is a month back' 0 \
		faketime -f -30d "$sanca" -d "$d" revoke "$dated"
	like 'L06 since now, as far as the log knows' "$(sqlite3 "$d/log/ca.db" \
		"SELECT unixepoch() - revoked_at FROM revocation JOIN reservation
		ON reservation.id = revocation.reservation
		WHERE lower(hex(reservation.serial)) = '$dated'")" '^[0-9]{1,2}$'
else
	skip 'L06 revoked while the clock is a month back' 'no faketime'
fi

# A start that has nothing else to write, so that the first one counts them.
start_sancad "$d" || bail 'no start'
ok 'the CRL is out' wait_for 5 on_crl "$dated"
stop_sancad
mkdir -m 777 "$T/counts"
begin=
for more in 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16; do
	http_preload fault FAULT_PROGRAM=sanca-signer \
		FAULT_AT=$((${begin:-100000} + more)) \
		FAULT_COUNT="$T/counts/$more"
	start_sancad "$d" || bail 'no start with a disk that fails'
	sleep 0.3
	[ -n "$begin" ] || read -r begin <"$T/counts/$more"
	post /v1/certificates "$T/void.pem" \
		-H "Authorization: Bearer $voids" >"$T/status"
	stop_sancad
	http_unload
	start_sancad "$d" || bail 'no start after that'
	"$sanca" -d "$d" list --status void --json >"$T/void"
	diag "fault $more after $begin, $(cat "$T/counts/$more"): $(cat "$T/status")"
	[ "$(json 'len(o)' "$T/void")" = 0 ] || break
	stop_sancad
done
is 'a serial is void' "$(json 'len(o)' "$T/void")" 1
void=$(json 'o[0]["serial"]' "$T/void")
# Its certificate may be anywhere: OCSP is asked by serial.
ocsp_of_serial()
{
	openssl ocsp -issuer "$T/root.pem" -serial "0x$1" -no_nonce \
		-url "$SANCA_URL$ocsp_path" -CAfile "$T/root.pem" 2>&1 |
		sed -n "s/^0x$1: //p"
}
is 'OCSP does not know a void serial' "$(ocsp_of_serial "$void")" unknown
exits 'it can be revoked' 0 "$sanca" -d "$d" revoke "$void" --reason superseded
is 'then OCSP says so' "$(ocsp_of_serial "$void")" revoked
ok 'and the CRL' wait_for 1 on_crl "$void" Superseded
stop_sancad
log_verifies 'the log verifies after all'
done_testing
