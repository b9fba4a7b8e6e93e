#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The sanca authors
# Makes ./configure; with --deps first installs what building and testing need:
# Debian packages, and into tests/web/node_modules what drives the browser.

set -eu
cd "$(dirname "$0")"

build_deps='
autoconf
automake
build-essential
libc-ares-dev
libcrypt-dev
libcurl4-gnutls-dev
libgmp-dev
libgnutls28-dev
libidn2-dev
libinih-dev
libjansson-dev
libmicrohttpd-dev
libpng-dev
libqrencode-dev
libsqlite3-dev
libunistring-dev
pkg-config
'

test_deps='
acme-tiny
apache2-bin
binutils
busybox
cabextract
caddy
certbot
chromium
chromium-sandbox
clang
clang-format
clang-tidy
cppcheck
curl
default-jdk-headless
dehydrated
dovecot-core
dovecot-imapd
dovecot-pop3d
faketime
firefox-esr
git
gnutls-bin
haproxy
iproute2
ldnsutils
lego
libapache2-mod-md
libclang-rt-14-dev
libnss3-tools
librsvg2-bin
mandoc
nginx-light
openssl
pebble
postfix
procps
python3
python3-aiosmtpd
python3-cryptography
python3-dnslib
python3-icalendar
shellcheck
softhsm2
sqlite3
strace
uacme
unbound
util-linux
wget
xxd
zbar-tools
'

# Node.js may also have come from elsewhere: then it brings npm.
if ! command -v node >/dev/null || ! command -v npm >/dev/null; then
	test_deps="$test_deps
nodejs
npm"
fi

print_deps()
{
	echo 'sanca needs these, under their Debian 12 package names.' >&2
	echo 'To build:' >&2
	# Words on purpose: the lists hold one name per line.
	# shellcheck disable=SC2086
	printf '  %s\n' $build_deps >&2
	echo 'To test:' >&2
	# shellcheck disable=SC2086
	printf '  %s\n' $test_deps >&2
}

# With a command before it: packages that hold a server do not start it, and
# Postfix does not ask what to send where. A policy that is there stays.
# As root, so told to sh.
# shellcheck disable=SC2016
install_quietly='set -eu
policy=/usr/sbin/policy-rc.d
if [ ! -e $policy ]; then
	trap "rm -f $policy" EXIT
	printf "#!/bin/sh\nexit 101\n" >$policy
	chmod 755 $policy
fi
echo postfix postfix/main_mailer_type select No configuration |
	debconf-set-selections
apt-get install -q -y --no-install-recommends "$@"'

install_deps()
{
	if ! [ -e /etc/debian_version ] || ! command -v apt-get >/dev/null; then
		print_deps
		echo 'autogen.sh: this is not Debian: install their like' \
			'and run ./autogen.sh without --deps' >&2
		exit 1
	fi
	missing=
	for p in $build_deps $test_deps; do
		state=$(dpkg-query -W -f '${db:Status-Status}' "$p" \
			2>/dev/null) || state=
		[ "$state" = installed ] || missing="$missing $p"
	done
	[ -n "$missing" ] || return 0
	as_root=
	if [ "$(id -u)" != 0 ]; then
		if ! command -v sudo >/dev/null; then
			print_deps
			echo 'autogen.sh: not root and no sudo: as root, run' \
				"apt-get install$missing" >&2
			exit 1
		fi
		as_root=sudo
	fi
	$as_root env DEBIAN_FRONTEND=noninteractive apt-get update -q
	# shellcheck disable=SC2086
	$as_root env DEBIAN_FRONTEND=noninteractive \
		sh -c "$install_quietly" sh $missing
}

# What drives the browser in the web tests, as the lock file has it. Where that
# cannot be had those tests are skipped and say so: no reason not to build.
install_modules()
{
	lock=tests/web/package-lock.json
	stamp=tests/web/node_modules/.installed
	! cmp -s "$lock" "$stamp" || return 0
	if npm ci --prefix tests/web; then
		cp "$lock" "$stamp"
	else
		echo 'autogen.sh: npm ci failed: make check will skip the' \
			'web tests' >&2
	fi
}

case "${1-}" in
--deps)
	install_deps
	install_modules
	;;
'')
	;;
*)
	echo 'usage: ./autogen.sh [--deps]' >&2
	exit 2
	;;
esac

autoreconf -fi
