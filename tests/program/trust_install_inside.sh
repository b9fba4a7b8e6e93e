#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The sanca authors
# The part of trust_install.sh that runs in a mount namespace of its own. Prints
# "pass NAME", "fail NAME", "skip NAME", and ": TEXT" for the reader.

set -u
url=$1
unset SSL_CERT_FILE SSL_CERT_DIR CURL_CA_BUNDLE REQUESTS_CA_BUNDLE PIP_CERT \
	NODE_EXTRA_CA_CERTS GIT_SSL_CAINFO JAVA_TOOL_OPTIONS JAVA_HOME \
	XDG_CONFIG_HOME XDG_DATA_HOME XDG_CACHE_HOME SUDO_USER
HOME=$T/home
LC_ALL=C.UTF-8
export HOME LC_ALL

# ---- a machine of our own

# Of the system nothing can change but a copy of /etc, and nobody has a home
# but root, and (where we may become another) a visitor.
# They are gone with this namespace.
mkdir "$T/etc" "$T/home" "$T/work" "$T/visitor"
mount -t tmpfs none "$T/etc" || exit 1
cp -a /etc/. "$T/etc" 2>/dev/null
{
	echo "root:x:0:0:root:$T/home:/bin/sh"
	[ "$own" = -Urm ] || echo "visitor:x:54321:54321::$T/visitor:/bin/sh"
} >"$T/etc/passwd"
printf 'passwd: files\ngroup: files\nhosts: files dns\n' >"$T/etc/nsswitch.conf"
rm -rf "$T/etc/firefox" "$T/etc/chromium"
for place in /usr /opt /srv; do
	[ ! -d $place ] || { mount --rbind $place $place &&
		mount -o remount,bind,ro $place; } || exit 1
done
# Writable in the copy alone.
mount --bind "$T/etc" /etc &&
	mount -t tmpfs none /usr/local/share/ca-certificates || exit 1
. "$programs/trust_own_dpkg.sh"
own_dpkg "$T/dpkg" || exit 1
site=https://localhost:$tls/trust
anchor=/usr/local/share/ca-certificates/http-test-ca.crt
policies=/etc/firefox/policies/policies.json

refused()
{
	! "$@" >/dev/null 2>&1
}
# claim NAME COMMAND...
claim()
{
	claim_name=$1
	shift
	if "$@" >"$T/log" 2>&1; then
		echo "pass $claim_name"
	else
		echo "fail $claim_name"
		tail -n 30 "$T/log" | sed 's/^/: /'
	fi
}
has()
{
	command -v "$1" >/dev/null && return 0
	echo "skip $2"
	return 1
}
# tree PLACE...: all that installing could change, to the octet.
tree()
{
	find /etc /usr/local/share/ca-certificates "$T/home" "$T/visitor" \
		"$T/jdk" \( -type f -exec sha256sum {} + \) -o \
		\( ! -type d -printf '%p %l\n' \) -o -print 2>/dev/null |
		sort -k 2 | grep -v -e /etc/mtab
}
unchanged()
{
	tree >"$T/after"
	diff "$T/before" "$T/after"
}
install()
{
	sh "$T/install.sh" "$@"
}

# ---- the clients

by_curl() { curl -fsS -o /dev/null -m 20 "$site"; }
by_openssl()
{
	openssl s_client -connect "localhost:$tls" -servername localhost \
		-verify_return_error -brief </dev/null
}
by_wget() { wget -q -T 20 -t 1 -O /dev/null "$site"; }
by_git()
{
	git ls-remote "https://localhost:$tls/none.git" >"$T/git" 2>&1
	cat "$T/git"
	grep -q 'not found' "$T/git"
}
by_python()
{
	/usr/bin/python3 -c 'import sys, urllib.request
urllib.request.urlopen(sys.argv[1], timeout=20).read()' "$site"
}
by_sanca() { "$sanca" trust check "localhost:$tls"; }
by_java() { java -cp "$T/work" TrustFetch "$site"; }
by_node()
{
	NODE_EXTRA_CA_CERTS=$anchor node -e "require('https').get('$site',
		a => process.exit(a.statusCode === 200 ? 0 : 2)).on('error',
		() => process.exit(1))"
}
# chromium_in HOME
chromium_in()
{
	HOME=$1 timeout 40 chromium --headless --no-sandbox --disable-gpu \
		--disable-dev-shm-usage --no-first-run --disable-extensions \
		--disable-background-networking \
		--user-data-dir="$1/.config/chromium" --dump-dom "$site" \
		2>"$T/chromium.err" >"$T/dom"
	grep -q 'HTTP Test CA' "$T/dom"
}
by_firefox()
{
	python3 "$programs/trust_firefox.py" "$site" "$T/profile"
}

clients='curl openssl git python sanca'
! has wget 'wget believes what install.sh did' || clients="$clients wget"
! has node 'Node.js believes it' || clients="$clients node"
if has javac 'Java believes it'; then
	clients="$clients java"
	javac -d "$T/work" "$programs/TrustFetch.java" || exit 1
fi

# everywhere PHASE refused|accepted
everywhere()
{
	for client in $clients; do
		if [ "$2" = refused ]; then
			claim "$1: $client refuses" refused "by_$client"
		else
			claim "$1: $client accepts" "by_$client"
		fi
	done
}

# ---- nothing is installed but the root with that fingerprint

mkdir -p "$HOME/.mozilla/firefox/x.default" "$HOME/.config/chromium"
certutil -d "sql:$HOME/.mozilla/firefox/x.default" -N --empty-password
[ "$own" = -Urm ] || {
	mkdir -p "$T/visitor/.pki/nssdb"
	chown -R 54321:54321 "$T/visitor"
	runuser -u visitor -- certutil -d "sql:$T/visitor/.pki/nssdb" \
		-N --empty-password
}
# A Java whose store is no other's.
mkdir -p "$T/jdk/bin" "$T/jdk/lib/security"
! command -v keytool >/dev/null ||
	ln -s "$(command -v keytool)" "$T/jdk/bin/keytool"
cp /etc/ssl/certs/java/cacerts "$T/jdk/lib/security/cacerts" 2>/dev/null
JAVA_HOME=$T/jdk
export JAVA_HOME

tree >"$T/before"
wrong=$(echo "$fp" | tr '0-9a-f' '1-9a-f0')
claim 'another fingerprint is refused' refused install "$wrong"
claim 'and nothing was changed' unchanged
claim 'half a fingerprint is refused' refused install "${fp%????}"
claim 'no fingerprint is refused' refused install
for bad in truncated html two empty other; do
	f=$T/work/$bad
	case $bad in
	truncated) head -c 400 "$T/root.pem" >"$f" ;;
	html) echo '<html><h1>503 Unavailable</h1></html>' >"$f" ;;
	two) cat "$T/root.pem" "$T/other.pem" >"$f" ;;
	empty) : >"$f" ;;
	other) cp "$T/other.pem" "$f" ;;
	esac
	claim "a file that is $bad is refused" refused \
		install "$fp" --file "$f"
done
mkdir "$T/www"
port=$(python3 -c 'import socket
s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
python3 "$programs/trust_answers.py" "$port" "$T/root.pem" "$T/other.pem" &
answers=$!
trap 'kill $answers 2>/dev/null' EXIT
tries=100
until curl -s -m 1 -o /dev/null "http://127.0.0.1:$port/up"; do
	tries=$((tries - 1))
	[ $tries -gt 0 ] || break
	sleep 0.1
done
for bad in truncated html two missing endless; do
	claim "a server that answers $bad is refused" refused \
		install "$fp" --url "http://127.0.0.1:$port/$bad"
done
claim 'a server that is not there is refused' refused \
	install "$fp" --url http://127.0.0.1:1
kill $answers
claim 'a truncated script does nothing' sh -c \
	"head -c \$((\$(wc -c <'$T/install.sh') - 12)) '$T/install.sh' | sh -s $fp"
claim 'a dry run says what it would do' sh -c \
	"sh '$T/install.sh' $fp --dry-run | grep -q '^would:     put $anchor'"
claim 'none of this changed an octet' unchanged

# ---- before, after, and after that

everywhere before refused
if command -v chromium >/dev/null; then
	mkdir "$T/early"
	claim 'before: Chromium refuses' refused chromium_in "$T/early"
	claim 'before: because of the root' \
		grep -q ERR_CERT_AUTHORITY_INVALID "$T/chromium.err"
fi
if command -v firefox-esr >/dev/null; then
	mkdir "$T/profile"
	claim 'before: Firefox refuses' refused by_firefox
	claim 'before: because of the certificate' \
		test ! -e "$T/profile/unexpected"
	rm -rf "$T/profile"
fi
claim 'install.sh installs' install "$fp"
sed 's/^/: /' "$T/log"
everywhere 'after install.sh' accepted
claim 'what is installed is the root, to the octet' sh -c \
	"[ \"\$(openssl x509 -in $anchor -outform DER | sha256sum)\" = '$fp  -' ]"
firefox_db=$HOME/.mozilla/firefox/x.default
claim 'the profile of Firefox has it' \
	certutil -d "sql:$firefox_db" -V -u L -n http-test-ca
claim 'a database for Chromium was made' \
	certutil -d "sql:$HOME/.pki/nssdb" -V -u L -n http-test-ca
claim 'a Java with a store of its own has it' sh -c \
	"keytool -list -keystore $T/jdk/lib/security/cacerts \
	-storepass changeit | tr -d : | grep -qi $fp"
[ "$own" = -Urm ] || {
	claim 'another user has it' certutil -d "sql:$T/visitor/.pki/nssdb" \
		-V -u L -n http-test-ca
	claim 'whose files remain their own' sh -c \
		"! find $T/visitor ! -uid 54321 | grep ."
}

tree >"$T/before"
spaced=$(echo "$fp" | tr 'a-f' 'A-F' | sed 's/../&:/g; s/:$//')
claim 'a second time, the fingerprint with colons' install "$spaced"
claim 'changes nothing' unchanged
claim 'the same from a file, by busybox or dash' sh -c \
	"if command -v busybox; then s='busybox sh'; else s=dash; fi
	\$s '$T/install.sh' $fp --file '$T/root.pem'"
claim 'sanca trust install runs the same' "$sanca" trust install \
	--url "$url" --sha256 "$fp"
claim 'and changes nothing either' unchanged

with_variable()
{
	SSL_CERT_FILE=/some/where.pem sh "$T/install.sh" "$fp" >"$T/out" &&
		grep -q 'note: *SSL_CERT_FILE is /some/where.pem' "$T/out"
}
claim 'a variable that leads elsewhere is told' with_variable

# ---- browsers

if has chromium 'Chromium believes its database'; then
	claim 'Chromium accepts, by its database' chromium_in "$HOME"
	rm -rf "$HOME/.config/chromium"
fi
if has firefox-esr 'Firefox believes its policy'; then
	mkdir "$T/profile"
	claim 'Firefox accepts, by its policy' by_firefox
	rm -rf "$T/profile"
fi

claim 'install.sh --uninstall' install "$fp" --uninstall
sed 's/^/: /' "$T/log"
everywhere 'after --uninstall' refused
claim 'no file of it is left' refused ls "$anchor" "$policies" \
	"$HOME/.pki/nssdb/cert9.db"
claim 'nothing of it is in the bundle' refused grep -qF \
	"$(sed -n 5p "$T/root.pem")" /etc/ssl/certs/ca-certificates.crt
claim 'nor in the profile of Firefox' refused \
	certutil -d "sql:$firefox_db" -L -n http-test-ca
claim 'nor in the store of that Java' sh -c \
	"! keytool -list -keystore $T/jdk/lib/security/cacerts \
	-storepass changeit | tr -d : | grep -qi $fp"
[ "$own" = -Urm ] || claim 'nor with the other user' refused \
	certutil -d "sql:$T/visitor/.pki/nssdb" -L -n http-test-ca
if command -v chromium >/dev/null; then
	mkdir -p "$T/fresh"
	claim 'after --uninstall: Chromium refuses' refused chromium_in "$HOME"
	claim 'because of the root' \
		grep -q ERR_CERT_AUTHORITY_INVALID "$T/chromium.err"
	mkdir -p /etc/chromium/policies/managed
	curl -fsS "$url/ca.chromium.json" \
		-o /etc/chromium/policies/managed/ca.json
	claim 'Chromium accepts, by the policy file' chromium_in "$T/fresh"
	rm -r /etc/chromium
fi
if command -v firefox-esr >/dev/null; then
	mkdir "$T/profile"
	claim 'after --uninstall: Firefox refuses' refused by_firefox
	claim 'because of the certificate' test ! -e "$T/profile/unexpected"
fi
tree >"$T/before"
claim 'a second --uninstall' install "$fp" --uninstall
claim 'changes nothing more' unchanged

# Only what is this root, and only its own files. No Java from here on: it
# takes its time.
unset JAVA_HOME
[ ! -d /usr/lib/jvm ] || mount -t tmpfs none /usr/lib/jvm
cp "$T/other.pem" /usr/local/share/ca-certificates/http-test-ca.crt
mkdir -p /etc/firefox/policies
echo '{"policies":{}}' >"$policies"
certutil -d "sql:$firefox_db" -A -t C,, -n http-test-ca -i "$T/other.pem"
claim 'where another root has that name' install "$fp"
claim 'that one stays' cmp -s "$T/other.pem" "$anchor"
claim 'and the policy that was there' grep -qx '{"policies":{}}' "$policies"
claim 'it is accepted all the same' by_curl
claim 'and goes again' install "$fp" --uninstall
claim 'it alone' cmp -s "$T/other.pem" "$anchor"
claim 'from the profile too' \
	certutil -d "sql:$firefox_db" -L -n http-test-ca
claim 'it is refused' refused by_curl
rm -f "$anchor" "$policies"
claim 'install.sh calls it by the name of the CA' install "$fp"
claim 'in the policy too' grep -qF "$anchor" "$policies"
claim 'sanca trust install --uninstall, which knows no name' \
	"$sanca" trust install --sha256 "$fp" --uninstall
claim 'leaves neither' refused ls "$anchor"
claim 'nor the policy' refused ls "$policies"

# ---- a user's own browsers

claim '--user needs no system' install "$fp" --user
claim 'it sees to the profile' certutil -d "sql:$firefox_db" -V -u L \
	-n "http-test-ca-$(echo "$fp" | cut -c 1-8)"
claim 'and to nothing else' refused ls "$anchor"
claim '--user --uninstall' "$sanca" trust install --url "$url" \
	--sha256 "$fp" --user --uninstall

# ---- other systems: their tools are stubs that tell how they were called

# other ID TOOL PLACE ENDING CALL
other()
{
	bin=$T/bin.$1
	mkdir "$bin" && printf 'ID=%s\n' "$1" >"$T/etc/os-release.new"
	rm -f "$T/etc/os-release" && mv "$T/etc/os-release.new" "$T/etc/os-release"
	printf '#!/bin/sh\necho "${0##*/} $*" >>%s\n' "$bin/called" >"$bin/$2"
	chmod 755 "$bin/$2"
	PATH=$bin:$PATH sh "$T/install.sh" "$fp" >"$bin/out" 2>&1 ||
		cat "$bin/out"
	PATH=$bin:$PATH sh "$T/install.sh" "$fp" >>"$bin/out" 2>&1
	ls "$3/http-test-ca.$4" && [ "$(cat "$bin/called")" = "$5" ] &&
		grep "^already:   $3/http-test-ca.$4" "$bin/out" || return 1
	PATH=$bin:$PATH sh "$T/install.sh" "$fp" --uninstall >>"$bin/out" 2>&1
	[ ! -e "$3/http-test-ca.$4" ] && [ "$(wc -l <"$bin/called")" = 2 ]
}
rm -rf "$HOME/.mozilla"
mount -t tmpfs none /usr/share
claim 'Fedora' other fedora update-ca-trust \
	/etc/pki/ca-trust/source/anchors pem 'update-ca-trust extract'
claim 'Arch' other arch trust /etc/ca-certificates/trust-source/anchors crt \
	'trust extract-compat'
claim 'openSUSE' other opensuse-leap update-ca-certificates \
	/usr/share/pki/trust/anchors pem 'update-ca-certificates '
claim 'Alpine' other alpine update-ca-certificates \
	/usr/local/share/ca-certificates crt 'update-ca-certificates '
echo ': the end'
