#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The sanca authors
# M05: the programs hold no switch for tests: no such symbol, no variable of the
# environment and no option that is not documented.

set -u
case ${SANITIZE:-no} in
no) ;;
*)
	echo 'a sanitizer build holds more'
	exit 77
	;;
esac
status=0
found=$(mktemp)
trap 'rm -f "$found"' EXIT

# say WHAT LIST: LIST must be empty.
say()
{
	[ -z "$2" ] || {
		printf '%s: %s\n' "$1" "$(echo "$2" | tr '\n' ' ')"
		status=1
	}
}

# Of systemd: sd_listen_fds(3), sd_notify(3), systemd.exec(5).
known='LISTEN_FDNAMES LISTEN_PID LISTEN_FDS NOTIFY_SOCKET JOURNAL_STREAM'
known="$known $(sed -n 's/^\.It Ev //p' doc/*.[1-8])"
grep -r -h -o --include='*.[ch]' 'getenv([^)]*)' src include |
	sed 's/.*(//; s/[")]//g' | sort -u >"$found"
while read -r name; do
	case " $(echo "$known" | tr '\n' ' ') " in
	*" $name "*) ;;
	*) say 'a variable of the environment that no manual has' "$name" ;;
	esac
done <"$found"

# Descriptors and users that sancad hands to its children, and what `sanca notify`
# tells sanca-notifier.
internal='--[a-z]*-fd|--log-gid|--user|--control-channel-fd|--offline|--test'
for p in sanca sancad sanca-front sanca-signer sanca-notifier sanca-validator; do
	say "$p: symbols of tests" "$(nm "$top_builddir/$p" |
		awk '{ print $NF }' |
		grep -i -E 'for_tests?$|^test_|_stub|inject|mock|fake|fuzz|backdoor|debug_|gcov|__wrap_' |
		sort -u)"
	for option in $(strings -n 4 "$top_builddir/$p" |
		grep -E '^--[a-z][a-z-]*$' | grep -v -x -E -e "$internal" |
		sort -u); do
		grep -q -e "Fl ${option#-}" doc/*.[1-8] ||
			say "$p: an option that no manual has" "$option"
	done
	say "$p: variables for tests" "$(strings -n 4 "$top_builddir/$p" |
		grep -E '^(FAULT|DEBUG|TEST|FUZZ)_[A-Z_]+$')"
done
say 'code for some builds only' "$(grep -r -n -E --include='*.[ch]' \
	'^#[[:space:]]*if.*\b(DEBUG|TEST|TESTING|FUZZ|FUZZING)' src include)"
# Without config.h such a line is silently false.
grep -r -l -E --include='*.[ch]' \
	'^#[[:space:]]*if.*\b(SANCA_(SANITIZE|CHAOS)|HAVE_)' src include tests |
	sort >"$found"
while read -r file; do
	grep -q '^#include "config.h"' "$file" ||
		say 'asks what config.h says and does not include it' "$file"
done <"$found"
exit $status
