# shellcheck shell=sh
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The sanca authors
# TAP for program tests in sh, and how they start and stop a sancad.
#
#	. "${0%/*}/../lib.sh"
#	requires openssl
#	ok 'the root is self-signed' openssl verify -CAfile "$T/root" "$T/root"
#	is 'the answer is 201' "$status" 201
#	done_testing
#
# $T is a scratch folder of the test's own; it goes when the test ends.

set -u
LC_ALL=C.UTF-8
TZ=UTC
export LC_ALL TZ
umask 022
unset SANCA_DIR http_proxy https_proxy all_proxy ALL_PROXY

# By hand, without make: sh tests/program/NAME.sh in the build folder.
: "${top_builddir:=$(pwd)}"
: "${top_srcdir:=$(cd "${0%/*}/../.." && pwd)}"
: "${SANITIZE:=no}"

# The programs under test. sancad finds its children beside itself.
sanca=$top_builddir/sanca
sancad=$top_builddir/sancad
export top_builddir top_srcdir sanca sancad

tap_points=0
tap_failed=0
tap_planned=
tap_cleanups=
SANCAD_PID=

T=$(mktemp -d "${TMPDIR:-/tmp}/sanca-test.XXXXXX") || exit 99
# Another user's process (the signer's, as root) must be able to walk through.
chmod 755 "$T"

tap_on_exit()
{
	tap_status=$?
	trap - EXIT
	for tap_f in $tap_cleanups; do
		"$tap_f"
	done
	stop_sancad
	rm -rf "$T"
	exit "$tap_status"
}
trap tap_on_exit EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

# cleanup_fn FUNCTION: call FUNCTION when the test ends, the last named first.
cleanup_fn()
{
	tap_cleanups="$1 $tap_cleanups"
}

# plan N: say beforehand how many points there will be.
plan()
{
	tap_planned=$1
	echo "1..$1"
}

# diag TEXT...: a line for the reader of the log. With no TEXT: standard input.
diag()
{
	if [ $# -gt 0 ]; then
		echo "# $*"
	else
		sed 's/^/# /'
	fi
}

# pass NAME, fail NAME: one point. fail is false, for `|| return`.
pass()
{
	tap_points=$((tap_points + 1))
	echo "ok $tap_points - $1"
}

fail()
{
	tap_points=$((tap_points + 1))
	tap_failed=$((tap_failed + 1))
	echo "not ok $tap_points - $1"
	return 1
}

# ok NAME COMMAND...: COMMAND succeeds. What it printed is shown if not.
ok()
{
	tap_name=$1
	shift
	tap_rc=0
	"$@" >"$T/.out" 2>&1 || tap_rc=$?
	if [ "$tap_rc" = 0 ]; then
		pass "$tap_name"
		return 0
	fi
	fail "$tap_name" || :
	diag "exit status $tap_rc of: $*"
	diag <"$T/.out"
	return 1
}

# exits NAME STATUS COMMAND...: COMMAND ends with exactly this status. Its
# standard output is left in $T/stdout, its standard error in $T/stderr.
exits()
{
	tap_name=$1
	tap_want=$2
	shift 2
	tap_rc=0
	"$@" >"$T/stdout" 2>"$T/stderr" || tap_rc=$?
	if [ "$tap_rc" = "$tap_want" ]; then
		pass "$tap_name"
		return 0
	fi
	fail "$tap_name" || :
	diag "exit status $tap_rc, want $tap_want, of: $*"
	diag <"$T/stdout"
	diag <"$T/stderr"
	return 1
}

# is NAME GOT WANT: the same text.
is()
{
	if [ "$2" = "$3" ]; then
		pass "$1"
		return 0
	fi
	fail "$1" || :
	printf 'got  %s\n' "$2" | diag
	printf 'want %s\n' "$3" | diag
	return 1
}

# like NAME GOT REGEX: a line of GOT matches the extended regular expression.
like()
{
	if printf '%s\n' "$2" | grep -E -q -e "$3"; then
		pass "$1"
		return 0
	fi
	fail "$1" || :
	printf 'got  %s\n' "$2" | diag
	printf 'want a match of %s\n' "$3" | diag
	return 1
}

# unlike NAME GOT REGEX: no line of GOT matches.
unlike()
{
	if ! printf '%s\n' "$2" | grep -E -q -e "$3"; then
		pass "$1"
		return 0
	fi
	fail "$1" || :
	printf 'got  %s\n' "$2" | diag
	printf 'want no match of %s\n' "$3" | diag
	return 1
}

# skip NAME REASON: one point that could not be tested here.
skip()
{
	tap_points=$((tap_points + 1))
	echo "ok $tap_points - $1 # SKIP $2"
}

# skip_all REASON: nothing of this test can be tested here. Only before the
# first point.
skip_all()
{
	echo "1..0 # SKIP $1"
	exit 0
}

# requires PROGRAM...: else skip the whole test.
requires()
{
	for tap_p; do
		command -v "$tap_p" >/dev/null ||
			skip_all "$tap_p is not installed"
	done
}

# bail TEXT: the test itself cannot go on; that is a failure.
bail()
{
	echo "Bail out! $*"
	exit 99
}

# done_testing: the last line of a test.
done_testing()
{
	[ -n "$tap_planned" ] || echo "1..$tap_points"
	[ "$tap_failed" = 0 ] && [ "$tap_points" -gt 0 ]
	exit $?
}

# free_port: print a TCP port of 127.0.0.1 on which nobody listens.
free_port()
{
	python3 -c 'import socket
s = socket.socket()
s.bind(("127.0.0.1", 0))
print(s.getsockname()[1])'
}

# wait_for SECONDS COMMAND...: until COMMAND succeeds; false when it did not.
wait_for()
{
	tap_tries=$(($1 * 20))
	shift
	while ! "$@" >/dev/null 2>&1; do
		tap_tries=$((tap_tries - 1))
		[ "$tap_tries" -gt 0 ] || return 1
		sleep 0.05
	done
}

tap_healthy()
{
	[ "$(curl -s -m 2 -o /dev/null -w '%{http_code}' \
		"$SANCA_URL/healthz")" = 200 ]
}

# A child that ended but was not waited for yet is gone too.
tap_gone()
{
	! kill -0 "$1" || grep -q '^State:.Z' "/proc/$1/status"
}

tap_ready_or_gone()
{
	tap_gone "$SANCAD_PID" || tap_healthy
}

# start_sancad DIR [OPTION...]: start sancad on the data directory DIR and wait
# until it serves. Sets SANCAD_PID and SANCA_URL (of the first `listen =` in
# DIR/sanca.conf); its messages go to $T/sancad.log. False, with the messages
# shown, when it does not come up in 10 s.
start_sancad()
{
	tap_dir=$1
	shift
	tap_listen=$(sed -n 's/^[[:space:]]*listen[[:space:]]*=[[:space:]]*//p' \
		"$tap_dir/sanca.conf" | head -n 1)
	SANCA_URL=http://$tap_listen
	"$sancad" -d "$tap_dir" "$@" >>"$T/sancad.log" 2>&1 &
	SANCAD_PID=$!
	if wait_for 10 tap_ready_or_gone && tap_healthy; then
		return 0
	fi
	diag "sancad does not serve $SANCA_URL"
	diag <"$T/sancad.log"
	stop_sancad
	return 1
}

# stop_sancad: SIGTERM, and SIGKILL after 10 s. Returns its exit status, 137
# when it had to be killed; 0 when none runs.
stop_sancad()
{
	[ -n "$SANCAD_PID" ] || return 0
	tap_pid=$SANCAD_PID
	SANCAD_PID=
	kill -TERM "$tap_pid" 2>/dev/null
	if ! wait_for 10 tap_gone "$tap_pid"; then
		diag "sancad $tap_pid did not stop on SIGTERM: killed"
		kill -KILL "$tap_pid" 2>/dev/null
	fi
	tap_rc=0
	wait "$tap_pid" 2>/dev/null || tap_rc=$?
	return "$tap_rc"
}
