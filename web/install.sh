#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The sanca authors
# Lets this Linux machine trust the root certificate of a private CA, or no
# longer. It comes over the network: read it before you run it. Nothing is
# touched unless the root has the fingerprint that you give.

set -u

# Filled in where it was downloaded from; @ means that nothing was.
default_url=@url@
slug=@slug@

usage()
{
	cat >&2 <<'END'
usage: sh install.sh SHA256 [--url URL] [--file FILE] [--user] [--uninstall]
                     [--dry-run]
  SHA256       fingerprint of the root, hex, with or without colons: from
               paper or a person, never from where this script came from
  --url URL    address of the CA, such as http://pki.contoso.local:8080
  --file FILE  take the root from this file instead (PEM or DER)
  --user       only browsers of the user who runs it; needs no root
  --uninstall  take the root with this fingerprint out of every store
  --dry-run    only say what would be done
END
	exit 2
}

# Names of files come from other users too: nothing that a terminal obeys.
say()
{
	printf '%s\n' "$*" | tr -c '[:print:]\n' '?'
}

failures=0
failed()
{
	say "failed:    $*"
	failures=$((failures + 1))
}

stop()
{
	say "install.sh: $*" >&2
	exit 1
}

# may TEXT: whether it may be done; in a dry run it is only said.
may()
{
	[ "$dry_run" = yes ] || return 0
	say "would:     $*"
	return 1
}

has()
{
	command -v "$1" >/dev/null 2>&1
}

# ---- certificates ------------------------------------------------------------

sha256()
{
	if has sha256sum; then
		sha256sum | cut -c 1-64
	elif has openssl; then
		openssl dgst -sha256 -r | cut -c 1-64
	else
		shasum -a 256 | cut -c 1-64
	fi
}

decode()
{
	if has base64; then
		base64 -d 2>/dev/null
	else
		openssl base64 -d 2>/dev/null
	fi
}

encode()
{
	if has base64; then
		base64
	else
		openssl base64
	fi
}

# body FILE: the base64 of the one certificate in a PEM file; false when there
# is none, more than one, or one that is not whole.
body()
{
	awk '
	{ sub(/\r$/, "") }
	/^-----BEGIN / { begun++; if (!/ CERTIFICATE-----$/) bad = 1; next }
	/^-----END / { ended++; next }
	begun > ended { print; lines++; if (!/^[A-Za-z0-9+\/=]+$/) bad = 1 }
	END { exit !(begun == 1 && ended == 1 && lines > 0 && !bad) }
	' "$1"
}

# der FILE: the certificate in a PEM or DER file.
der()
{
	if [ "$(od -An -tx1 -N1 "$1" | tr -d ' ')" = 30 ]; then
		cat "$1"
	else
		body "$1" >/dev/null && body "$1" | decode
	fi
}

# is_ours FILE: whether it holds the root of this fingerprint and no other.
is_ours()
{
	[ -f "$1" ] && [ ! -L "$1" ] && [ -r "$1" ] &&
		[ "$(der "$1" 2>/dev/null | sha256)" = "$fp" ]
}

# An answer may not fill the disk: 1 MiB at most.
download()
{
	(
		ulimit -f 2048
		if has curl; then
			curl -fsS --max-time 20 -o "$2" "$1"
		elif has wget; then
			wget -q -T 20 -O "$2" "$1"
		else
			say 'install.sh: neither curl nor wget is here:' \
				'download the root by other means and use' \
				'--file' >&2
			exit 1
		fi
	)
}

# fetch: the root in $tmp/root.pem, written anew from the very octets that the
# fingerprint was taken of. Ends everything when it is another.
fetch()
{
	if [ -n "$file" ]; then
		from=$file
		cp "$file" "$tmp/answer" || stop "$file cannot be read"
	else
		[ -n "$url" ] || stop 'say where the CA is: --url or --file'
		from=$url/ca.pem
		download "$from" "$tmp/answer" ||
			stop "$from cannot be downloaded; nothing is installed"
	fi
	if ! der "$tmp/answer" >"$tmp/root.der" || [ ! -s "$tmp/root.der" ]; then
		stop "$from is not one whole certificate;" \
			'nothing is installed'
	fi
	got=$(sha256 <"$tmp/root.der")
	[ "$got" = "$fp" ] || {
		say "install.sh: $from is NOT the root that you expect." >&2
		say "  its fingerprint  $got" >&2
		say "  you gave         $fp" >&2
		stop 'Nothing is installed. If you typed the fingerprint' \
			'rightly, somebody stands between you and the CA.'
	}
	{
		echo '-----BEGIN CERTIFICATE-----'
		encode <"$tmp/root.der" | tr -d '\n' | fold -w 64
		echo
		echo '-----END CERTIFICATE-----'
	} >"$tmp/root.pem"
	is_ours "$tmp/root.pem" || stop 'the root could not be written'
	say "the root has the fingerprint $fp"
}

# ---- the store of the system -------------------------------------------------

# family: who looks after this system's store.
family()
{
	words=
	# What it sets stays in a shell of its own.
	[ ! -r /etc/os-release ] ||
		words=$(. /etc/os-release && echo "${ID-} ${ID_LIKE-}")
	for word in $words; do
		case $word in
		debian | ubuntu | alpine) is=debian needs=update-ca-certificates ;;
		fedora | rhel | centos | amzn) is=fedora needs=update-ca-trust ;;
		arch) is=arch needs=trust ;;
		suse | opensuse* | sles) is=suse needs=update-ca-certificates ;;
		*) continue ;;
		esac
		if has "$needs"; then
			echo "$is"
			return
		fi
	done
	# An unknown system: by its tools and places.
	if has update-ca-trust && [ -d /etc/pki/ca-trust/source/anchors ]; then
		echo fedora
	elif has update-ca-certificates && [ -d /usr/share/pki/trust/anchors ]; then
		echo suse
	elif has update-ca-certificates; then
		echo debian
	elif has trust && [ -d /etc/ca-certificates/trust-source/anchors ]; then
		echo arch
	elif has trust; then
		echo p11-kit
	else
		echo none
	fi
}

# anchors: where the family keeps what its administrator adds; and the ending.
anchors()
{
	case $1 in
	debian) place=/usr/local/share/ca-certificates ending=crt ;;
	fedora) place=/etc/pki/ca-trust/source/anchors ending=pem ;;
	arch) place=/etc/ca-certificates/trust-source/anchors ending=crt ;;
	suse) place=/usr/share/pki/trust/anchors ending=pem ;;
	*) place='' ending='' ;;
	esac
}

# refresh [--fresh]: brings the store in line with the place.
refresh()
{
	case $family in
	# Alpine knows no --fresh, nor needs it.
	debian) update-ca-certificates "$@" || update-ca-certificates ;;
	fedora) update-ca-trust extract ;;
	arch) trust extract-compat ;;
	suse) update-ca-certificates ;;
	esac >"$tmp/out" 2>&1 </dev/null
}

find_anchor()
{
	for f in "$place"/*."$ending"; do
		if is_ours "$f"; then
			printf '%s\n' "$f"
			return 0
		fi
	done
	return 1
}

p11_has()
{
	trust extract --overwrite --format=pem-bundle --filter=ca-anchors \
		"$tmp/bundle" >/dev/null 2>&1
	[ -r "$tmp/bundle" ] && tr -d '\n' <"$tmp/bundle" |
		grep -qF "$(encode <"$tmp/root.der" | tr -d '\n')"
}

# p11 store|remove: where only p11-kit looks after the store.
p11()
{
	what=$1
	if p11_has; then
		[ "$what" = remove ] || what=none
	else
		[ "$what" = store ] || what=none
	fi
	if [ "$what" = none ]; then
		say "already:   the store of p11-kit needs no change"
	elif may "trust anchor --$what"; then
		if trust anchor "--$what" "$tmp/root.pem" >"$tmp/out" 2>&1; then
			say "done:      trust anchor --$what (p11-kit)"
		else
			failed "trust anchor --$what: $(head -n 1 "$tmp/out")"
		fi
	fi
}

system_install()
{
	anchor=$(find_anchor) && {
		say "already:   $anchor"
		return
	}
	anchor=$place/$name.$ending
	[ ! -e "$anchor" ] ||
		anchor=$place/$name-$(echo "$fp" | cut -c 1-8).$ending
	may "put $anchor there and refresh the store of the system" || return
	if mkdir -p "$place" && cp "$tmp/root.pem" "$anchor.new" &&
		chmod 644 "$anchor.new" && mv -f "$anchor.new" "$anchor" &&
		refresh; then
		say "done:      $anchor; the store of the system is refreshed"
	else
		rm -f "$anchor.new" "$anchor"
		failed "$anchor: $(tail -n 1 "$tmp/out" 2>/dev/null)"
	fi
}

system_uninstall()
{
	gone=no
	while anchor=$(find_anchor); do
		printf '%s\n' "$anchor" >>"$tmp/removed"
		may "remove $anchor and refresh the store of the system" || return
		rm -f "$anchor" || {
			failed "$anchor cannot be removed"
			return
		}
		say "removed:   $anchor"
		gone=yes
	done
	if [ "$gone" = no ]; then
		say "already:   this root is not in $place"
	elif refresh --fresh; then
		say 'done:      the store of the system is refreshed'
	else
		failed "the store is not refreshed: $(tail -n 1 "$tmp/out")"
	fi
}

system_store()
{
	family=$(family)
	anchors "$family"
	anchor=
	if [ "$user_only" = yes ]; then
		say 'skipped:   the store of the system, for --user was given'
	elif [ "$family" = none ]; then
		failed 'no store of the system that is known here: neither' \
			'update-ca-certificates nor update-ca-trust nor trust'
	elif [ "$family" = p11-kit ]; then
		if [ "$uninstall" = yes ]; then
			p11 remove
		else
			p11 store
		fi
	elif [ "$uninstall" = yes ]; then
		system_uninstall
	else
		system_install
	fi
}

# ---- browsers ------------------------------------------------------------------

# as_user COMMAND...: as $user. Root does not write where others may have laid
# links.
as_user()
{
	if [ "$user" = "$me" ]; then
		HOME=$home "$@" </dev/null
	elif has runuser; then
		runuser -u "$user" -- env HOME="$home" "$@" </dev/null
	else
		return 1
	fi
}

# nss_nickname: that of our root in the database $db.
nss_nickname()
{
	as_user certutil -L -d "sql:$db" 2>/dev/null |
		sed -n '5,$s/ *[^ ,]*,[^ ,]*,[^ ,]* *$//p' >"$tmp/nicknames"
	while IFS= read -r nick; do
		if [ "$(as_user certutil -L -d "sql:$db" -n "$nick" -r \
			2>/dev/null | sha256)" = "$fp" ]; then
			printf '%s\n' "$nick"
			return 0
		fi
	done <"$tmp/nicknames"
	return 1
}

# A database with a primary password is not asked for it: that fails.
nss_one()
{
	if nick=$(nss_nickname); then
		if [ "$uninstall" = no ]; then
			say "already:   $db ($user)"
		elif ! may "remove it from $db ($user)"; then
			:
		elif as_user certutil -D -d "sql:$db" -n "$nick" \
			-f /dev/null >"$tmp/out" 2>&1; then
			say "removed:   from $db ($user)"
		else
			failed "$db ($user): $(tail -n 1 "$tmp/out")"
		fi
	elif [ "$uninstall" = no ] && may "add it to $db ($user)"; then
		nick=$name
		! as_user certutil -L -d "sql:$db" -n "$nick" >/dev/null 2>&1 ||
			nick=$name-$(echo "$fp" | cut -c 1-8)
		if as_user certutil -A -d "sql:$db" -t C,, -n "$nick" \
			-i "$tmp/root.pem" -f /dev/null >"$tmp/out" 2>&1; then
			say "done:      $db ($user)"
		else
			failed "$db ($user): $(tail -n 1 "$tmp/out")"
		fi
	fi
}

# Chromium on Linux looks only at a database, which it does not make itself.
nss_make()
{
	db=$home/.pki/nssdb
	[ ! -e "$home/.pki" ] && [ ! -e "$home/.local/share/pki" ] || return 0
	[ -d "$home/.config/chromium" ] || [ -d "$home/.config/google-chrome" ] ||
		{ [ "$user" = "${SUDO_USER:-$me}" ] &&
			{ has chromium || has google-chrome; }; } || return 0
	may "make $db for Chromium ($user)" || return 0
	# The mark lets --uninstall take the whole of it back.
	if as_user mkdir -p "$db" && as_user touch "$db/made-by-install.sh" &&
		as_user certutil -N -d "sql:$db" --empty-password \
			>"$tmp/out" 2>&1; then
		say "done:      made $db for Chromium ($user)"
	else
		failed "$db ($user): $(tail -n 1 "$tmp/out")"
	fi
}

# Our own database, once nothing else is in it.
nss_unmake()
{
	db=$home/.pki/nssdb
	[ -f "$db/made-by-install.sh" ] || return 0
	[ -z "$(as_user certutil -L -d "sql:$db" 2>/dev/null | sed '1,4d')" ] ||
		return 0
	may "remove $db ($user)" || return 0
	as_user rm -f "$db/cert9.db" "$db/key4.db" "$db/pkcs11.txt" \
		"$db/made-by-install.sh"
	as_user rmdir "$db" "$home/.pki" 2>/dev/null
	say "removed:   $db, which this script had made ($user)"
}

# browser_users: "NAME:HOME" of those whose browsers are seen to.
browser_users()
{
	me=$(id -un 2>/dev/null || id -u)
	if [ "$user_only" = yes ]; then
		printf '%s:%s\n' "$me" "$HOME"
		return
	fi
	{ getent passwd 2>/dev/null || cat /etc/passwd; } | awk -F : '
		($3 == 0 || ($3 >= 1000 && $3 < 60000)) && $6 ~ "^/." &&
		!seen[$3]++ { print $1 ":" $6 }'
}

nss()
{
	me=$(id -un 2>/dev/null || id -u)
	browser_users >"$tmp/users"
	if ! has certutil; then
		say 'skipped:   the databases of Firefox and Chromium, for there' \
			'is no certutil (Debian: libnss3-tools)'
		return
	fi
	seen=
	while IFS=: read -r user home; do
		[ -d "$home" ] || continue
		seen="$seen $user"
		[ "$uninstall" = yes ] || nss_make
		for db in "$home/.pki/nssdb" "$home/.local/share/pki/nssdb" \
			"$home"/snap/chromium/current/.pki/nssdb \
			"$home"/.mozilla/firefox/* "$home"/.thunderbird/* \
			"$home"/snap/firefox/common/.mozilla/firefox/*; do
			[ ! -f "$db/cert9.db" ] || nss_one
		done
		[ "$uninstall" = no ] || nss_unmake
	done <"$tmp/users"
	say "looked at: databases of Firefox and Chromium of$seen"
}

policies=/etc/firefox/policies/policies.json

policy_text()
{
	printf '{"policies":{"Certificates":{"Install":["%s"]}}}\n' "$1"
}

# is_policy FILE: one that this script wrote, for this root, under whatever name
# that was found.
is_policy()
{
	[ -f "$1" ] || return 1
	{
		printf '%s\n' "$place/$name.$ending" \
			"$place/$name-$(echo "$fp" | cut -c 1-8).$ending" \
			"$anchor"
		cat "$tmp/removed" 2>/dev/null
	} >"$tmp/anchors"
	while IFS= read -r f; do
		[ "$(cat "$1")" != "$(policy_text "$f")" ] || return 0
	done <"$tmp/anchors"
	return 1
}

firefox_policy()
{
	[ "$user_only" = no ] && [ -n "$place" ] || return 0
	if [ "$uninstall" = yes ]; then
		if is_policy "$policies" && may "remove $policies"; then
			rm -f "$policies"
			rmdir /etc/firefox/policies /etc/firefox 2>/dev/null
			say "removed:   $policies"
		fi
	elif ! has firefox && ! has firefox-esr && [ ! -d /etc/firefox ]; then
		say 'skipped:   the policy of Firefox, which is not here'
	elif [ -z "$anchor" ] || [ ! -f "$anchor" ]; then
		[ "$dry_run" = no ] || may "write $policies" || :
	elif is_policy "$policies"; then
		say "already:   $policies"
	elif [ -e "$policies" ]; then
		say "skipped:   $policies is there already; add \"$anchor\" to" \
			'policies, Certificates, Install yourself'
	elif may "write $policies"; then
		if mkdir -p "${policies%/*}" &&
			policy_text "$anchor" >"$policies.new" &&
			mv -f "$policies.new" "$policies"; then
			say "done:      $policies"
		else
			failed "$policies"
		fi
	fi
}

# ---- Java ------------------------------------------------------------------------

# java_stores: "KEYTOOL STORE", as links lead to it, of each Java.
java_stores()
{
	at=$(command -v keytool) && at=$(readlink -f "$at") && at=${at%/bin/keytool}
	for java in "${JAVA_HOME:-/none}" "$at" /usr/lib/jvm/* /usr/lib64/jvm/* \
		/usr/java/* /opt/java/* /opt/jdk*; do
		[ -x "$java/bin/keytool" ] || continue
		for f in "$java/lib/security/cacerts" \
			"$java/jre/lib/security/cacerts"; do
			[ ! -f "$f" ] || printf '%s\t%s\n' \
				"$(readlink -f "$java/bin/keytool")" \
				"$(readlink -f "$f")"
		done
	done | awk -F '\t' '!seen[$2]++'
}

# java_alias: that of our root in $store.
java_alias()
{
	LC_ALL=C "$keytool" -J-Duser.language=en -list -keystore "$store" \
		-storepass changeit 2>/dev/null </dev/null | awk -v fp="$fp" '
		/, trustedCertEntry/ { alias = $0; sub(/, [^,]*, [0-9]*, trusted.*|, trusted.*/, "", alias) }
		/\(SHA-256\):/ {
			gsub(/:/, "", $NF)
			if (tolower($NF) == fp) { print alias; found = 1; exit }
		}
		END { exit !found }'
}

java_one()
{
	if alias=$(java_alias); then
		if [ "$uninstall" = no ]; then
			say "already:   $store"
		elif ! may "remove it from $store"; then
			:
		elif "$keytool" -delete -keystore "$store" -alias "$alias" \
			-storepass changeit >"$tmp/out" 2>&1 </dev/null; then
			say "removed:   from $store"
		else
			failed "$store: $(head -n 1 "$tmp/out")"
		fi
	elif [ "$uninstall" = no ] && may "add it to $store"; then
		if "$keytool" -importcert -noprompt -keystore "$store" \
			-alias "$name-$(echo "$fp" | cut -c 1-8)" \
			-file "$tmp/root.pem" -storepass changeit \
			>"$tmp/out" 2>&1 </dev/null; then
			say "done:      $store"
		else
			failed "$store: $(head -n 1 "$tmp/out")"
		fi
	fi
}

java_all()
{
	[ "$user_only" = no ] || return 0
	java_stores >"$tmp/java"
	[ -s "$tmp/java" ] || say 'skipped:   Java, which is not here'
	while IFS='	' read -r keytool store; do
		case $store in
		/etc/pki/* | /var/lib/ca-certificates/*)
			say "skipped:   $store, which the system fills by itself" \
				'from its own store'
			;;
		# Debian's among them: a hook adds what is new, where it is
		# installed and can, but never removes.
		*) java_one ;;
		esac
	done <"$tmp/java"
}

# ---- all of it -------------------------------------------------------------------

# Who does not look where the root is now.
traps()
{
	[ "$uninstall" = no ] && [ "$user_only" = no ] || return 0
	for variable in SSL_CERT_FILE SSL_CERT_DIR CURL_CA_BUNDLE \
		REQUESTS_CA_BUNDLE GIT_SSL_CAINFO PIP_CERT; do
		value=$(printenv "$variable") || continue
		case $value in
		/etc/ssl/certs | /etc/ssl/certs/ca-certificates.crt | \
			/etc/ssl/ca-bundle.pem | /etc/pki/tls/certs* | \
			/etc/pki/ca-trust/extracted/*) ;;
		*)
			say "note:      $variable is $value: programs that heed" \
				'it do not look at the store of the system'
			;;
		esac
	done
	[ -z "$anchor" ] || say 'note:      Node.js looks at no store: set' \
		"NODE_EXTRA_CA_CERTS=$anchor"
	say 'note:      programs that run already look again only after a restart'
}

read_words()
{
	fp='' url='' file='' uninstall=no user_only=no dry_run=no
	case $default_url in
	@*) ;;
	*) url=$default_url ;;
	esac
	while [ $# -gt 0 ]; do
		case $1 in
		--url | --file)
			[ $# -gt 1 ] || usage
			if [ "$1" = --url ]; then
				url=${2%/}
			else
				file=$2
			fi
			shift
			;;
		--uninstall) uninstall=yes ;;
		--user) user_only=yes ;;
		--dry-run) dry_run=yes ;;
		-*) usage ;;
		*)
			[ -z "$fp" ] || usage
			fp=$(printf '%s' "$1" | tr -d ': \n\t' |
				tr '[:upper:]' '[:lower:]')
			;;
		esac
		shift
	done
	case $fp in
	*[!0-9a-f]*) fp= ;;
	esac
	[ ${#fp} = 64 ] || {
		say 'install.sh: give the SHA-256 of the root: 64 hex digits' >&2
		usage
	}
	case $url in
	'' | http://* | https://*) ;;
	*) usage ;;
	esac
	case $slug in
	@* | '') name=sanca-$(echo "$fp" | cut -c 1-12) ;;
	*) name=$slug ;;
	esac
}

main()
{
	LC_ALL=C
	PATH=$PATH:/usr/sbin:/sbin
	export LC_ALL PATH
	umask 022
	read_words "$@"
	if [ "$user_only" = no ] && [ "$dry_run" = no ] && [ "$(id -u)" != 0 ]; then
		stop 'the store of the system needs root: run it with sudo,' \
			'or with --user for your own browsers alone'
	fi
	tmp=$(mktemp -d) || stop 'no temporary folder'
	trap 'rm -rf "$tmp"' EXIT
	trap 'exit 1' HUP INT TERM
	# Other users' certutil reads the root here.
	chmod 755 "$tmp"
	if [ "$uninstall" = no ] || [ "$(family)" = p11-kit ]; then
		fetch
	fi
	system_store
	firefox_policy
	nss
	java_all
	traps
	[ "$failures" = 0 ] || stop "$failures of these failed"
}

# At the end, so that half of this script does nothing.
main "$@"
