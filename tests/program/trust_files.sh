#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The sanca authors
# Each file in which the root is given is read by a program that is not ours,
# whatever the CA is called. No device of Apple or Microsoft took part: that
# they install these files is documented by their makers, and not tried here.

. "${0%/*}/http_lib.sh"
requires cabextract certutil java keytool rsvg-convert zbarimg

# init NAME OPTION...: the CA $T/NAME.
init()
{
	init_name=$1
	shift
	# Words on purpose.
	# shellcheck disable=SC2086
	"$sanca" init "$T/$init_name" $http_as_root \
		--listen "127.0.0.1:$(free_port)" "$@" >"$T/init.out" 2>&1 || {
		diag <"$T/init.out"
		bail "no CA $init_name"
	}
}

# look NAME SLUG SHOWN [ORGANIZATION]: starts the CA and fetches all into $T/NAME.files.
look()
{
	mkdir "$T/$1.files"
	cat "$T/$1/public/ca.pem" >"$T/$1.chain"
	[ ! -e "$T/$1/public/chain.pem" ] ||
		cat "$T/$1/public/chain.pem" >>"$T/$1.chain"
	# The last certificate.
	awk '/BEGIN CERT/ { text = "" } { text = text $0 "\n" }
		END { printf "%s", text }' "$T/$1.chain" >"$T/$1.root"
	start_sancad "$T/$1" || bail "$1 does not start"
	python3 "$programs/trust_files.py" "$SANCA_URL" "$T/$1.root" \
		"$T/$1.chain" "$T/$1.files" "$2" "$3" ${4:+"$4"} \
		>"$T/verdicts" 2>"$T/python.err" || {
		fail "$1: all files were looked at" || diag <"$T/python.err"
	}
	verdicts "$T/verdicts"
	stores="$stores JKS $T/$1.files/$2.jks - JKS $T/$1.files/$2.jks changeit"
	stores="$stores PKCS12 $T/$1.files/$2.p12 - PKCS12 $T/$1.files/$2.p12 any"
	sha256=$(openssl x509 -in "$T/$1.root" -outform DER | sha256sum)
	for s in "$2.jks -" "$2.jks changeit" "$2.p12 -" "$2.p12 any"; do
		echo "$T/$1.files/$s: 1 $2 ${sha256%% *}"
	done >>"$T/stores.want"
}
stores=

# ---- RSA, with constraints, over HTTP and HTTPS

init rsa --name 'Contoso & Söhne <CA>' --key rsa-2048 --constrain \
	--domain contoso.com --short-name server01 --ip-range 10.0.0.0/8 \
	--listen-tls "127.0.0.1:$(free_port)" --tls-name server01 \
	--public-url http://pki.contoso.local:8080
look rsa contoso-s-hne-ca 'Contoso & Söhne <CA>'
f=$T/rsa.files/contoso-s-hne-ca
is "Chromium's policy repeats what the root permits" "$(cat "$T/rsa.files/limits")" \
	'[{"permitted_cidrs": ["10.0.0.0/8"], "permitted_dns_names": ["contoso.com", "server01"]}]'
like 'the profile tells what the root can vouch for' "$(cat "$f.mobileconfig")" \
	'It can vouch for contoso.com and every name below it, for server01 .*, and for addresses in 10.0.0.0/8 - and for nothing else\.'
tls=$(sed -n 's/^listen-tls = *127.0.0.1://p' "$T/rsa/sanca.conf")
for path in ca.mobileconfig ca.crt qr.svg; do
	curl -s -m 20 -o "$T/tls.$path" --cacert "$T/rsa.root" \
		--resolve "server01:$tls:127.0.0.1" "https://server01:$tls/$path"
done
ok 'HTTPS gives the same profile' cmp "$T/tls.ca.mobileconfig" "$f.mobileconfig"
ok 'HTTPS gives the same DER' cmp "$T/tls.ca.crt" "$f.crt"
is 'a query does no harm' "$(get '/ca.mobileconfig?other')" 200

is 'qr.svg is there' "$(get /qr.svg)" 200
cp "$T/body" "$T/qr.svg"
like 'as SVG' "$(cat "$T/head")" '^Content-Type: image/svg\+xml'
ok 'HTTPS gives the same code' cmp "$T/tls.qr.svg" "$T/qr.svg"
is 'it is one path, which refers to nothing' "$(python3 -c '
import sys, xml.etree.ElementTree as e
doc = e.parse(sys.argv[1]).getroot()
print(*[c.tag.split("}")[1] for c in doc.iter()],
      doc.get("viewBox"), doc.get("shape-rendering"),
      "href" in open(sys.argv[1]).read())' "$T/qr.svg")" \
	'svg rect path 0 0 37 37 crispEdges False'
ok 'rsvg-convert draws it' rsvg-convert -o "$T/drawn.png" "$T/qr.svg"
trust=http://pki.contoso.local:8080/trust
is 'zbarimg reads the address of the trust page' \
	"$(zbarimg -q --raw "$T/drawn.png" 2>/dev/null)" "$trust"
is 'qr.png is there' "$(get /qr.png)" 200
cp "$T/body" "$T/qr.png"
like 'as PNG' "$(cat "$T/head")" '^Content-Type: image/png'
is 'and read too' "$(zbarimg -q --raw "$T/qr.png" 2>/dev/null)" "$trust"
etag=$(sed -n 's/^ETag: \([^\r]*\).*/\1/p' "$T/head")
is 'it has a tag' "$(get /qr.png -H "If-None-Match: $etag")" 304
stop_sancad

start_sancad "$T/rsa" || bail 'sancad does not start again'
for e in mobileconfig cab jks p12; do
	get "/ca.$e" >/dev/null
	ok "ca.$e is the same in another run" cmp "$T/body" "$f.$e"
done
stop_sancad

# ---- what other programs make of them

for e in pem crt; do
	mkdir "$T/nss.$e"
	certutil -d "sql:$T/nss.$e" -N --empty-password
	ok "certutil takes .$e" certutil -d "sql:$T/nss.$e" -A -t C,, \
		-n contoso -i "$f.$e"
	certutil -d "sql:$T/nss.$e" -L -n contoso -r >"$T/nss.der"
	ok 'and has the root' cmp "$f.crt" "$T/nss.der"
done
print=$(openssl x509 -in "$T/rsa.root" -noout -fingerprint -sha256 |
	sed 's/.*=//')
for store in 'jks changeit' 'p12 anything'; do
	e=${store% *}
	like "keytool lists .$e with a password" "$(keytool -list -keystore \
		"$f.$e" -storepass "${store#* }" 2>&1)" "$print"
	like "and without" "$(echo | keytool -list -keystore "$f.$e" 2>&1)" \
		"$print"
done
ok 'openssl reads .p12' openssl pkcs12 -in "$f.p12" -nokeys -passin pass: \
	-out "$T/p12.pem"
openssl x509 -in "$T/p12.pem" -outform DER -out "$T/p12.der"
ok 'and finds the root' cmp "$f.crt" "$T/p12.der"

# ---- P-384, without constraints or public-url

init p384 --name 'X' --key ec-p384
look p384 ca-x X
is "Chromium's policy limits nothing" "$(cat "$T/p384.files/limits")" '[]'
like 'the profile says that nothing does' \
	"$(cat "$T/p384.files/ca-x.mobileconfig")" \
	'Nothing in it limits it: whoever holds its key could vouch for any site\.'
unlike 'another root has other UUIDs' "$(cat "$T/p384.files/uuids")" \
	"$(tr ' ' '|' <"$T/rsa.files/uuids")"
for path in /qr.svg /qr.png; do
	is "without public-url there is no $path" "$(get $path)" 404
	like 'and the reason is told' "$(json 'o["detail"]')" public-url
done
stop_sancad

# ---- a chain

cat >"$T/chain.conf" <<'X'
openssl_conf = init
[init]
stbl_section = strings
[strings]
commonName = min:1,max:300
[req]
distinguished_name = dn
[dn]
X
# The last is for a name that is longer than RFC 5280 has it.
OPENSSL_CONF=$T/chain.conf
export OPENSSL_CONF
ec='-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -sha256 -days 900'
ca='basicConstraints=critical,CA:TRUE'
use='keyUsage=critical,keyCertSign,cRLSign'
# Words on purpose.
# shellcheck disable=SC2086
{
	openssl req -x509 $ec -keyout "$T/top.key" -out "$T/top.pem" \
		-subj '/O=Contoso & Co/CN=Contoso Root' -addext "$ca" \
		-addext "$use" 2>"$T/openssl.err" || diag <"$T/openssl.err"
	openssl req -x509 $ec -CA "$T/top.pem" -CAkey "$T/top.key" \
		-keyout "$T/sub.key" -out "$T/sub.pem" \
		-subj '/O=Contoso & Co/CN=Contoso Issuing 1' -addext "$ca,pathlen:0" \
		-addext "$use" 2>"$T/openssl.err" || diag <"$T/openssl.err"
}
init chain --import-key "$T/sub.key" --import-cert "$T/sub.pem" \
	--import-chain "$T/top.pem"
look chain contoso-root 'Contoso Root' 'Contoso & Co'
is 'there are two certificates in all of this' \
	"$(grep -c BEGIN "$T/chain.chain")" 2
stop_sancad

# ---- names of CAs that nobody should have

init hostile --name "a&b<c>\"'" --key ec-p256
look hostile a-b-c "a&b<c>\"'"
stop_sancad

# self_signed FILE CN: a root of any name.
self_signed()
{
	# shellcheck disable=SC2086
	openssl req -x509 $ec -utf8 -keyout "$T/$1.key" -out "$T/$1.pem" \
		-subj "/CN=$2" -addext "$ca" -addext "$use" \
		2>"$T/openssl.err" || diag <"$T/openssl.err"
}
long=$(python3 -c 'print("Long & <b>Name " + 185 * "n")')
self_signed long "$long"
init longest --import-key "$T/long.key" --import-cert "$T/long.pem"
look longest long-b-name-nnnnnnnnnnnnnnnnnnnnnnnnnnnn "$long"
stop_sancad

lock=$(python3 -c 'print(50 * "\U0001f512")')
self_signed lock "$lock"
init symbols --import-key "$T/lock.key" --import-cert "$T/lock.pem"
id=$(openssl x509 -in "$T/lock.pem" -outform DER | sha256sum | cut -c 1-16)
look symbols "ca-$id" "$lock"
stop_sancad

# A line end, a tab, and a character that turns the direction of writing.
self_signed odd "$(printf 'Con\n\tto\342\200\256so')"
init odd --import-key "$T/odd.key" --import-cert "$T/odd.pem"
look odd con-to-so 'Con\x0a\x09to\xe2\x80\xaeso'
stop_sancad

# ---- Java, with each password and none

# Words on purpose.
# shellcheck disable=SC2086
java "$programs/TrustStores.java" $stores >"$T/stores.got" 2>&1
is 'Java finds the root in each store, with a password and without' \
	"$(cat "$T/stores.got")" "$(cat "$T/stores.want")"
done_testing
