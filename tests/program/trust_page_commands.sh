#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The sanca authors
# The commands of the trust page, as served: each is copied from the page and
# run. They change stores of the system, so all of it happens in a mount
# namespace with stores of its own; those of this machine are never touched.

. "${0%/*}/http_lib.sh"
requires unshare update-ca-certificates certutil
unshare -Urm true 2>/dev/null || skip_all 'no namespaces of one'"'"'s own here'

tls=$(free_port)
http_ca --listen-tls "127.0.0.1:$tls" --tls-name localhost
sed -i -e '/^public-url *=/d' \
	-e "/^\[ca\]/a public-url = http://127.0.0.1:$HTTP_PORT" "$d/sanca.conf"
start_sancad "$d" || bail 'sancad does not start'
is 'the page is there' "$(get /trust)" 200
mkdir "$T/commands" "$T/bin" "$T/home" "$T/root" "$T/wrong"
python3 "$programs/trust_page_commands.py" "$T/commands" <"$T/body" ||
	bail 'the commands cannot be read'
unlike 'no command names ca.cer, which is saved by another name' \
	"$(grep -A 2 '<pre' "$T/body")" '[ ;]ca\.(cer|crt|pem)'
fp=$(openssl x509 -in "$d/public/ca.pem" -outform DER | sha256sum |
	cut -d ' ' -f 1)
slug=http-test-ca

# What this machine lacks, or must not be changed by a test.
printf '#!/bin/sh\nexec "$@"\n' >"$T/bin/sudo"
printf '#!/bin/sh\necho "$0 $*" >>"%s/called"\n' "$T" >"$T/bin/update-ca-trust"
cp "$T/bin/update-ca-trust" "$T/bin/trust"
chmod 755 "$T/bin/"*
# Places of other systems are moved below $T/root, and the servers of the
# examples are this one.
for f in "$T/commands/"*; do
	sed -i -E -e "s#/etc/(pki|firefox|chromium|docker|containers|ca-certificates)/#$T/root&#g" \
		-e "s#/usr/share/pki#$T/root&#g" \
		-e "s#https://(mail|git).example.com/#https://localhost:$tls/#g" \
		"$f"
	grep -q "$fp" "$f" && sed "s/$fp/$(printf '%064d' 0)/" "$f" \
		>"$T/wrong/${f##*/}"
done

cat >"$T/inside.sh" <<EOF
set -u
T=$T d=$d tls=$tls slug=$slug fp=$fp SANCA_URL=$SANCA_URL programs=$programs
records='$(stat -c %d:%i /var/lib/dpkg/status 2>&1)'
EOF
cat >>"$T/inside.sh" <<'EOF'
unset SSL_CERT_FILE SSL_CERT_DIR CURL_CA_BUNDLE REQUESTS_CA_BUNDLE \
	NODE_EXTRA_CA_CERTS GIT_SSL_CAINFO PIP_CERT JAVA_TOOL_OPTIONS
HOME=$T/home PATH=$T/bin:$PATH
export HOME PATH
# Whatever a command does, of the system itself nothing can change.
for place in /etc /usr; do
	mount --rbind $place $place && mount -o remount,bind,ro $place || exit 1
done
mount -t tmpfs none /usr/local/share/ca-certificates &&
	mkdir "$T/ssl" && { cp -a /etc/ssl/. "$T/ssl" 2>/dev/null || :; } &&
	mount --bind "$T/ssl" /etc/ssl || exit 1
. "$programs/trust_own_dpkg.sh"
own_dpkg "$T/dpkg" || exit 1
# Names in a certificate, and a server that has one.
site=https://localhost:$tls/healthz
refused()
{
	! "$@" >/dev/null 2>&1
}
# run NAME [LINE...]: the command in a folder of its own, then lines in the same
# shell.
run()
{
	run_name=$1
	shift
	mkdir -p "$T/work" && cd "$T/work" || return 1
	echo "ran $run_name" >>"$T/ran"
	{
		cat "$T/commands/$run_name"
		echo '[ $? = 0 ] || exit 9'
		[ $# = 0 ] || printf '%s\n' "$@"
	} >"$T/script"
	sh "$T/script" >"$T/out" 2>&1 && return 0
	cat "$T/out"
	return 1
}
# store: everything that installing could change.
store()
{
	find /usr/local/share/ca-certificates /etc/ssl "$T/root" "$T/home" \
		-type f -exec sha256sum {} + 2>/dev/null | sort -k 2 | sha256sum
}
say()
{
	if [ "$1" = 0 ]; then
		echo "pass $2"
	else
		echo "fail $2"
		sed 's/^/: /' "$T/log"
	fi
}
# claim NAME COMMAND...
claim()
{
	claim_name=$1
	shift
	"$@" >"$T/log" 2>&1
	say $? "$claim_name"
}
has()
{
	if command -v "$1" >/dev/null; then
		return 0
	fi
	echo "skip $1"
	return 1
}

if [ -e /var/lib/dpkg/status ]; then
	claim 'no hook finds the dpkg of this machine' \
		test "$(stat -c %d:%i /var/lib/dpkg/status)" != "$records"
fi
mkdir -p "$T/home/.mozilla/firefox/x.default" "$T/work"
certutil -d "sql:$T/home/.mozilla/firefox/x.default" -N --empty-password

# A fingerprint that does not match: nothing at all may change.
before=$(store)
for f in "$T/wrong/"*; do
	rm -rf "$T/work" && mkdir "$T/work" && cd "$T/work" || exit 1
	claim "a wrong fingerprint stops ${f##*/}" refused sh "$f"
	claim 'and leaves no certificate' test ! -e "$slug.crt"
done
is_same()
{
	test "$before" = "$(store)"
}
claim 'no wrong fingerprint changed a store' is_same

# Debian, and what follows its store.
claim 'before: curl refuses' refused curl -fsS "$site"
claim 'before: Debian does not know it' \
	refused openssl verify -CApath /etc/ssl/certs "$d/public/ca.pem"
claim 'debian-install' run debian-install
claim 'debian-check' run debian-check
claim 'curl believes the system' curl -fsS "$site"
py='import sys, urllib.request; urllib.request.urlopen(sys.argv[1]).read()'
[ -x /usr/bin/python3 ] &&
	claim 'Python believes the system' /usr/bin/python3 -c "$py" "$site"
if has wget; then
	claim 'wget believes the system' wget -q -O /dev/null "$site"
fi
claim 'python-bundle names what is there' run python-bundle \
	'curl -fsS --cacert "$REQUESTS_CA_BUNDLE" '"$site" 'test -s "$PIP_CERT"'
claim 'debian-remove' run debian-remove
claim 'after: curl refuses again' refused curl -fsS "$site"

# One program each.
claim 'curl-get' run curl-get
claim 'curl-use' run curl-use
if has wget; then
	claim 'wget-use' run wget-use
fi
claim 'before: Python refuses' refused python3 -c "$py" "$site"
claim 'python-own' run python-own "python3 -c '$py' $site"
if has node; then
	js="require('https').get('$site', a => process.exit(a.statusCode === 200 ? 0 : 2)).on('error', () => process.exit(1))"
	claim 'before: Node refuses' refused node -e "$js"
	claim 'node-install' run node-install "node -e \"$js\""
fi
if has git; then
	ls_remote="git ls-remote https://localhost:$tls/none.git 2>&1"
	claim 'before: git refuses' sh -c "$ls_remote | grep -i certificate"
	claim 'git-install' run git-install "$ls_remote | grep 'not found'"
	claim 'git-remove' run git-remove "$ls_remote | grep -i certificate"
fi

# NSS.
claim 'firefox-profile' run firefox-profile \
	"certutil -d sql:$HOME/.mozilla/firefox/x.default -V -u L -n $slug"
claim 'firefox-policy' run firefox-policy \
	"python3 -c 'import json; json.load(open(\"$T/root/etc/firefox/policies/policies.json\"))'"
claim 'an own policy of Firefox stays' refused run firefox-policy
claim 'chromium-nss, new place' run chromium-nss \
	"certutil -d sql:$HOME/.local/share/pki/nssdb -V -u L -n $slug"
claim 'chromium-nss again' run chromium-nss
claim 'chromium-nss-remove' run chromium-nss-remove \
	"! certutil -d sql:$HOME/.local/share/pki/nssdb -L -n $slug"
mkdir -p "$HOME/.pki/nssdb"
claim 'chromium-nss, old place' run chromium-nss \
	"certutil -d sql:$HOME/.pki/nssdb -V -u L -n $slug"
claim 'chromium-policy holds the root' run chromium-policy \
	"python3 -c 'import base64, hashlib, json
o = json.load(open(\"$T/root/etc/chromium/policies/managed/$slug.json\"))
d = base64.b64decode(o[\"CACertificates\"][0])
assert hashlib.sha256(d).hexdigest() == \"$fp\"'"

# Java.
if has keytool; then
	claim 'java-own' run java-own \
		"keytool -list -keystore $slug.p12 -storepass changeit | grep -q trustedCertEntry"
	home=$(readlink -f "$(command -v keytool)")
	case $(readlink -f "${home%/bin/keytool}/lib/security/cacerts") in
	/etc/ssl/*)
		claim 'java-install' run java-install
		claim 'java-check' run java-check \
			"keytool -list -cacerts -alias $slug -storepass changeit | tr -d ':\n' | grep -i $fp"
		claim 'java-remove' run java-remove
		claim 'after: Java does not know it' refused run java-check
		;;
	*) echo 'skip the cacerts of a Java outside /etc/ssl' ;;
	esac
fi

# Other systems: only download, comparison and place.
for name in fedora:etc/pki/ca-trust/source/anchors/$slug.pem \
	arch:etc/ca-certificates/trust-source/anchors/$slug.crt \
	opensuse:usr/share/pki/trust/anchors/$slug.pem; do
	place=$T/root/${name#*:}
	claim "${name%%:*}-install puts it there" run "${name%%:*}-install" \
		"openssl x509 -in $place -noout"
	claim "${name%%:*}-remove" run "${name%%:*}-remove" "test ! -e $place"
done
claim 'fedora and arch are told' sh -c \
	"grep -q 'update-ca-trust extract' $T/called && grep -q 'trust extract-compat' $T/called"
for name in image-get:$slug.crt \
	docker-registry:$T/root/etc/docker/certs.d/registry.example.com:5000/ca.crt \
	podman-registry:$T/root/etc/containers/certs.d/registry.example.com:5000/ca.crt; do
	claim "${name%%:*}" run "${name%%:*}" \
		"openssl x509 -in ${name#*:} -noout"
done

# None is left out.
for f in "$T/commands/"*; do
	grep -q "^ran ${f##*/}\$" "$T/ran" || echo "fail ${f##*/} is never run"
done
EOF
timeout 150 unshare -Urm sh "$T/inside.sh" >"$T/verdicts" 2>"$T/inside.err" ||
	diag <"$T/inside.err"
verdicts "$T/verdicts"
like 'it came to the end' "$(cat "$T/verdicts")" ' podman-registry$'
done_testing
