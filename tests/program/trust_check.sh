#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The sanca authors
# sanca trust check says truly whether a server is trusted, each reason why not
# is met once, and no server holds it up. sanca trust sheet tells what a person
# needs.

. "${0%/*}/http_lib.sh"
requires faketime zbarimg rsvg-convert

# ---- certificates with one fault each

s=$T/servers
mkdir "$s"
at_date=
# A key for all; EC keys are quick to make.
openssl ecparam -name prime256v1 -genkey -noout -out "$s/key" 2>/dev/null
openssl req -x509 -key "$s/key" -subj '/CN=Check Root' -days 3650 \
	-addext keyUsage=critical,keyCertSign -out "$s/root" 2>/dev/null
openssl req -x509 -key "$s/key" -subj '/CN=Narrow Root' -days 3650 \
	-addext keyUsage=critical,keyCertSign -out "$s/narrow" \
	-addext 'nameConstraints=critical,permitted;DNS:example.com' 2>/dev/null
# signed NAME ISSUER EXTENSIONS [openssl OPTION...]: $s/NAME.pem and its key.
signed()
{
	signed_name=$1
	signed_by=$2
	printf '%b\n' "$3" >"$s/ext"
	shift 3
	[ -e "$s/$signed_name.key" ] || cp "$s/key" "$s/$signed_name.key"
	openssl req -new -key "$s/$signed_name.key" -subj "/CN=$signed_name" \
		-out "$s/req" 2>/dev/null
	# Words on purpose.
	# shellcheck disable=SC2086
	$at_date openssl x509 -req -in "$s/req" -CA "$s/$signed_by" -CAkey "$s/key" \
		-extfile "$s/ext" -days 30 -out "$s/$signed_name.pem" "$@" \
		2>"$T/openssl.err" || diag <"$T/openssl.err"
}
here='subjectAltName=DNS:localhost,IP:127.0.0.1\nbasicConstraints=CA:FALSE'
authority='basicConstraints=critical,CA:TRUE\nkeyUsage=keyCertSign'
signed good root "$here"
signed other root 'subjectAltName=DNS:mail.contoso.com,DNS:*.contoso.com'
signed nameless root basicConstraints=CA:FALSE
signed localhost root basicConstraints=CA:FALSE
openssl genrsa -out "$s/weak.key" 1024 2>/dev/null
signed weak root "$here"
signed sha1 root "$here" -sha1
signed narrowed narrow "$here"
signed client root "$here\nextendedKeyUsage=clientAuth"
signed between root "$authority"
mv "$s/between.pem" "$s/between"
rm "$s/between.key"
signed alone between "$here"
signed whole between "$here"
cat "$s/between" >>"$s/whole.pem"
signed rooted root "$here"
cat "$s/root" >>"$s/rooted.pem"
openssl req -x509 -key "$s/key" -subj '/CN=itself' -days 30 \
	-addext subjectAltName=DNS:localhost -out "$s/itself.pem" 2>/dev/null
cp "$s/key" "$s/itself.key"
at_date='faketime 2020-01-01'
signed expired root "$here"
signed both root 'subjectAltName=DNS:mail.contoso.com'
at_date='faketime 2035-01-01'
signed early root "$here"

python3 "$programs/trust_servers.py" "$s" 2>"$T/servers.err" &
servers=$!
stop_servers()
{
	kill "$servers" 2>/dev/null
}
cleanup_fn stop_servers
wait_for 10 test -e "$s/ports" || {
	diag <"$T/servers.err"
	bail 'the servers do not come up'
}

at()
{
	echo "localhost:$(sed -n "s/^$1 //p" "$s/ports")"
}
check()
{
	check_server=$1
	shift
	timeout 20 "$sanca" trust check "$(at "$check_server")" --ca "$s/root" "$@"
}
# because NAME SERVER REASON...: not trusted, for these reasons.
because()
{
	because_name=$1
	because_server=$2
	shift 2
	exits "$because_name" 1 check "$because_server" --json
	is "... $*" "$(json '" ".join(r["reason"] for r in o["reasons"])' \
		"$T/stdout")" "$*"
}

# ---- trusted

exits 'a good server is trusted' 0 check good
like 'it says so' "$(cat "$T/stdout")" '^TRUSTED: '
exits 'a whole chain too' 0 check whole
exits 'an address among the names too' 0 timeout 20 "$sanca" trust check \
	"127.0.0.1:$(at good | sed 's/.*://')" --ca "$s/root"
for protocol in smtp imap pop3; do
	exits "behind STARTTLS of $protocol" 0 \
		check "$protocol" --starttls "$protocol"
done
exits 'as JSON' 0 check good --json
is 'with the names' "$(json '[o["trusted"], o["certificates"][0]["names"]]' \
	"$T/stdout")" "[True, ['localhost', '127.0.0.1']]"

# ---- not trusted, each reason

exits 'a root that is sent and not known' 1 timeout 20 "$sanca" trust check \
	"$(at rooted)" --ca "$s/narrow"
like 'is named with its fingerprint' "$(cat "$T/stdout")" "^[*] unknown-root: \
.*CN=Check Root, SHA-256 $(openssl x509 -in "$s/root" -noout -fingerprint \
	-sha256 | sed 's/.*=//')"
like 'and what to do' "$(cat "$T/stdout")" 'What to do: .*sanca trust install'
exits 'one that vouches for itself' 1 check itself
like 'is told as such' "$(cat "$T/stdout")" '^[*] unknown-root: it vouches'
because 'a leaf alone' alone incomplete-chain
like 'whose issuer is named' "$(cat "$T/stdout")" 'CN=between'
because 'another name' other wrong-name
like 'the names are listed' "$(cat "$T/stdout")" \
	'mail.contoso.com, [*].contoso.com'
because 'no name at all' nameless wrong-name
because 'a common name alone, which browsers pass over' localhost wrong-name
because 'an old one' expired expired
like 'with its date' "$(cat "$T/stdout")" 'until 2020-01-31T'
because 'one of the future' early not-yet-valid
because 'a short key' weak weak
like 'with its length' "$(cat "$T/stdout")" '1024 bits'
because 'SHA-1' sha1 weak
because 'for clients only' client forbidden
exits 'a root that may not vouch for it' 1 timeout 20 "$sanca" trust check \
	"$(at narrowed)" --ca "$s/narrow"
like 'is told' "$(cat "$T/stdout")" '^[*] forbidden: '
because 'another name and old' both wrong-name expired

# ---- nothing to look at

# Those that take their time, side by side.
for slow in silence:smtp drip:smtp silence:; do
	protocol=${slow#*:}
	{
		# Words on purpose.
		# shellcheck disable=SC2086
		check "${slow%:*}" ${protocol:+--starttls $protocol} \
			>"$T/$slow.out" 2>&1
		echo "$?" >"$T/$slow.status"
	} &
	slow_pids="${slow_pids-} $!"
done
for hostile in refuses:smtp endless:smtp megabytes:smtp megabytes:imap \
	untagged:imap garbage:pop3 hangs_up:pop3; do
	exits "a server that is hostile, $hostile" 3 \
		check "${hostile%:*}" --starttls "${hostile#*:}"
done
check refuses --starttls smtp 2>"$T/stderr"
like 'what it says is shown without its escapes' "$(cat "$T/stderr")" \
	'454 4.7.0 .x1b.31mTLS is not .xff available'
for hostile in megabytes records hangs_up; do
	exits "a TLS server that is hostile, $hostile" 3 check "$hostile"
done
exits 'nobody listens' 3 "$sanca" trust check 127.0.0.1:1
exits 'no such host' 3 timeout 20 "$sanca" trust check nowhere.invalid
for wrong in https://contoso.com contoso.com:0 contoso.com:x '[::1' ''; do
	exits "\"$wrong\" is no host" 2 "$sanca" trust check "$wrong"
done
exits 'nor is ftp a protocol here' 2 "$sanca" trust check x --starttls ftp
exits 'a --ca that holds none' 2 "$sanca" trust check "$(at good)" \
	--ca "$s/key"

# ---- our own daemon, and the sheet

tls=$(free_port)
http_ca --listen-tls "127.0.0.1:$tls" --tls-name localhost \
	--public-url http://pki.contoso.local:8080
start_sancad "$d" || bail 'sancad does not start'
exits 'our own daemon, with its root' 0 timeout 20 "$sanca" trust check \
	"localhost:$tls" --ca "$d/public/ca.pem"
exits 'and without' 1 timeout 20 "$sanca" trust check "localhost:$tls" \
	--ca "$s/root"
like 'where its issuer is to be had' "$(cat "$T/stdout")" \
	'at http://pki.contoso.local:8080/i/[0-9a-f]*/ca.cer'
like 'init tells of the sheet' "$(cat "$T/init.out")" 'trust sheet'
fp=$(openssl x509 -in "$d/public/ca.pem" -outform DER | sha256sum |
	cut -d ' ' -f 1)
exits 'the sheet' 0 "$sanca" -d "$d" trust sheet
like 'has the fingerprint' "$(cat "$T/stdout")" "^SHA-256, plain *$fp\$"
like 'and for what it is good' "$(cat "$T/stdout")" 'vouch for any site'
like 'and the command' "$(cat "$T/stdout")" "sudo sh install.sh $fp\$"
cat >"$T/qr.py" <<'END'
import sys

print("P1")
rows = []
for line in open(sys.argv[1]):
    line = line.rstrip("\n")
    if len(line) > 20 and not line.strip(" \u2588\u2580\u2584"):
        rows.append(["0" if c in "\u2588\u2580" else "1" for c in line])
        rows.append(["0" if c in "\u2588\u2584" else "1" for c in line])
k = 6
print(k * len(rows[0]), k * len(rows))
for row in rows:
    for _ in range(k):
        print(" ".join(c for c in row for _ in range(k)))
END
python3 "$T/qr.py" "$T/stdout" >"$T/qr.pbm"
is 'its QR code is read by zbar' "$(zbarimg -q --raw "$T/qr.pbm" 2>/dev/null)" \
	http://pki.contoso.local:8080/trust
exits 'as a page' 0 "$sanca" -d "$d" trust sheet --html --out "$T/sheet.html"
sed -n '/<svg/,/<\/svg>/p' "$T/sheet.html" >"$T/qr.svg"
rsvg-convert "$T/qr.svg" >"$T/qr.png"
is 'with the same QR code' "$(zbarimg -q --raw "$T/qr.png" 2>/dev/null)" \
	http://pki.contoso.local:8080/trust
exits 'as JSON' 0 "$sanca" -d "$d" trust sheet --json
is 'with the fingerprint' "$(json 'o["sha256"]' "$T/stdout")" "$fp"
sed -i '/^public-url/d' "$d/sanca.conf"
exits 'without an address there is a sheet too' 0 "$sanca" -d "$d" trust sheet
like 'which says what is missing' "$(cat "$T/stdout")" 'set public-url'

# ---- the slow ones again

# shellcheck disable=SC2086
wait $slow_pids
for slow in silence:smtp drip:smtp silence:; do
	is "no longer than ten seconds, $slow" "$(cat "$T/$slow.status")" 3
	like 'and it says so' "$(cat "$T/$slow.out")" 'no answer within 10 s'
done
done_testing
