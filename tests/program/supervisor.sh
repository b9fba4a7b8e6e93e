#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The sanca authors
# sancad over children that only speak the protocol: start, settings, restart,
# reload, stop, and what it refuses.

. "${0%/*}/../lib.sh"
requires python3

D=$T/ca
L=$T/libexec
FAKE_NOTES=$T/notes
SANCA_LIBEXEC=$L
export FAKE_NOTES SANCA_LIBEXEC
pid=

tap_stop_pid()
{
	[ -z "$pid" ] || kill -KILL "$pid" 2>/dev/null
}
cleanup_fn tap_stop_pid

# Data directory as sanca init leaves it, without what only the signer reads.
make_data()
{
	rm -rf "$D" "$FAKE_NOTES"
	mkdir -p "$D/ca" "$D/log" "$D/front" "$D/public" "$FAKE_NOTES" "$L"
	chmod 700 "$D/ca" "$D/front"
	chmod 750 "$D/log"
	chmod 755 "$D" "$D/public"
	printf 'x\n' >"$D/ca/ca.key"
	chmod 600 "$D/ca/ca.key"
	write_conf
	if [ "$(id -u)" = 0 ]; then
		chown -R 64002:64002 "$D/ca" "$D/log" "$D/public"
		chown 64001:64001 "$D/front"
	fi
}

# write_conf LINE...: more lines for [process].
write_conf()
{
	{
		echo '[http]'
		echo 'listen = 127.0.0.1:0'
		echo 'listen-tls = 127.0.0.1:0'
		echo 'tls-name = ca.example.com'
		echo 'metrics-listen = 127.0.0.1:0'
		echo '[process]'
		echo 'front-user = 64001:64001'
		echo 'signer-user = 64002:64002'
		for line; do
			echo "$line"
		done
	} >"$D/sanca.conf"
	chmod 644 "$D/sanca.conf"
}

for name in sanca-signer sanca-front; do
	mkdir -p "$L"
	cp "$top_srcdir/tests/program/fake_child.py" "$L/$name"
	chmod 755 "$L/$name"
done

# begin [COMMAND...]: start sancad (under COMMAND) in the background.
begin()
{
	: >"$T/log"
	"$@" "$sancad" -d "$D" >>"$T/log" 2>&1 &
	pid=$!
}

says()
{
	grep -q -e "$1" "$T/log"
}

# end: SIGTERM, and its exit status.
end()
{
	kill -TERM "$pid"
	wait_for 10 tap_gone "$pid"
	rc=0
	wait "$pid" || rc=$?
	pid=
	return "$rc"
}

# pid_of NAME: of the newest child of this name.
pid_of()
{
	sed -n "s/.*$1 is pid \([0-9]*\)\$/\1/p" "$T/log" | tail -n 1
}

count()
{
	grep -c -e "$1" "$2"
}

# counted N PATTERN FILE
counted()
{
	[ "$(count "$2" "$3")" -ge "$1" ]
}

show()
{
	diag <"$T/log"
}

# ---- start

make_data
begin env
ok 'it becomes ready' wait_for 10 says ': ready$' || show
ports=$(cat "$D/run/ports")
like 'run/ports names the plain port' "$ports" '^http 127.0.0.1:[1-9][0-9]*$'
like 'and the TLS port' "$ports" '^https 127.0.0.1:[1-9][0-9]*$'
like 'and the metrics port' "$ports" '^metrics 127.0.0.1:[1-9][0-9]*$'
ok 'the control socket is a socket' test -S "$D/run/control/sanca.sock"
is 'for its owner only' "$(stat -c %a "$D/run/control/sanca.sock")" 600
like 'the signer had the settings first' "$(cat "$FAKE_NOTES/sanca-signer")" \
	'settings 1 '
like 'the front has them too' "$(cat "$FAKE_NOTES/sanca-front")" 'settings 1 '
ok 'they greet each other' wait_for 5 grep -q 'hello of sanca-front' \
	"$FAKE_NOTES/sanca-signer"
args=$(grep ' args ' "$FAKE_NOTES/sanca-front")
like 'the front gets its listeners' "$args" \
	'--plain-fd [0-9]+ --tls-fd [0-9]+ --metrics-fd [0-9]+'
unlike 'the signer gets none' "$(grep ' args ' "$FAKE_NOTES/sanca-signer")" \
	'plain-fd|tls-fd|metrics-fd'
is 'the signer inherits two channels and the control listener' \
	"$(sed -n 's/.* sockets //p' "$FAKE_NOTES/sanca-signer" | wc -w)" 3
is 'the front two channels and three listeners' \
	"$(sed -n 's/.* sockets //p' "$FAKE_NOTES/sanca-front" | wc -w)" 5
if [ "$(id -u)" = 0 ]; then
	like 'as root the front gets a user and the log group' "$args" \
		'--user 64001:64001 --log-gid 64002'
	like 'and the signer another' \
		"$(grep ' args ' "$FAKE_NOTES/sanca-signer")" \
		'--user 64002:64002'
else
	unlike 'without root there is no user' "$args" '--user'
	ok 'and what that means is said' says 'not against compromise'
fi

exits 'a second sancad on the directory is refused (J07)' 1 \
	"$sancad" -d "$D"
like 'with the pid of the first' "$(cat "$T/stderr")" "process $pid"
ok 'which still works' kill -0 "$pid"
ok 'and whose control socket is still there' \
	test -S "$D/run/control/sanca.sock"

# ---- reload

echo '# changed' >>"$D/sanca.conf"
kill -HUP "$pid"
ok 'SIGHUP: the front has generation 2' wait_for 5 \
	grep -q 'settings 2 ' "$FAKE_NOTES/sanca-front"
ok 'the signer had it before' grep -q 'settings 2 ' "$FAKE_NOTES/sanca-signer"
cp "$D/sanca.conf" "$T/good.conf"
echo 'no-such-key = 1' >>"$D/sanca.conf"
bad_line=$(wc -l <"$D/sanca.conf")
kill -HUP "$pid"
ok 'a bad sanca.conf is named with its line' wait_for 5 \
	says "sanca.conf:$bad_line:" || show
ok 'and changes nothing' says 'the settings stay as they were'
cp "$T/good.conf" "$D/sanca.conf"
sed -i 's/^listen = .*/listen = 127.0.0.1:1/' "$D/sanca.conf"
kill -HUP "$pid"
ok 'listeners cannot be reloaded, which is said' wait_for 5 \
	says 'other listeners are taken up only by a restart' || show
cp "$T/good.conf" "$D/sanca.conf"
for n in 1 2 3 4 5 6 7 8 9 10; do
	echo "# $n" >>"$D/sanca.conf"
	kill -HUP "$pid"
done
# Looked up anew each time: a generation in between may reach nobody.
all_have_the_last()
{
	last=$(sed -n 's/.*generation \([0-9]*\)$/\1/p' "$T/log" | tail -n 1)
	grep -q "settings $last " "$FAKE_NOTES/sanca-signer" &&
		grep -q "settings $last " "$FAKE_NOTES/sanca-front"
}
ok 'after many SIGHUP all have the last generation (L10)' wait_for 10 \
	all_have_the_last

# all_settings: how often a child was told settings.
all_settings()
{
	cat "$FAKE_NOTES/sanca-signer" "$FAKE_NOTES/sanca-front" |
		grep -c ' settings '
}
told=$(all_settings)
kill -HUP "$pid"
ok 'SIGHUP with the same text is said to change nothing' wait_for 5 \
	says 'sanca.conf says what it said before'
is 'and no child is told anything' "$(all_settings)" "$told"

cp "$D/sanca.conf" "$T/good.conf"
good=$(sed -n 's/.*generation \([0-9]*\)$/\1/p' "$T/log" | tail -n 1)
echo '# refuse' >>"$D/sanca.conf"
kill -HUP "$pid"
ok 'what the signer alone refuses is told in its words' wait_for 5 \
	says 'sanca-signer does not take the new sanca.conf: tls-name: not' ||
	show
ok 'with the generation that stays' says "as they were, generation $good"
unlike 'the front never has them' "$(cat "$FAKE_NOTES/sanca-front")" \
	"settings $((good + 1)) "
kill -HUP "$pid"
ok 'asked again, the signer refuses again' wait_for 5 counted 2 \
	'does not take the new' "$T/log"
before=$(pid_of sanca-signer)
kill -KILL "$before"
ok 'a signer that starts then' wait_for 5 counted 2 \
	'sanca-signer .* is ready' "$T/log"
ok 'starts with the old ones' grep -q \
	"^$(pid_of sanca-signer) settings $good " "$FAKE_NOTES/sanca-signer"
cp "$T/good.conf" "$D/sanca.conf"
echo '# die' >>"$D/sanca.conf"
before=$(pid_of sanca-signer)
kill -HUP "$pid"
ok 'settings that kill the signer' wait_for 5 \
	says "sanca-signer (pid $before) ended with status 1"
cp "$T/good.conf" "$D/sanca.conf"
echo '# better' >>"$D/sanca.conf"
ok 'are no start of the next one, and are read again' wait_for 10 \
	all_have_the_last
end
make_data
begin env
ok 'another sancad begins' wait_for 10 says ': ready$' || show
echo '# changed' >>"$D/sanca.conf"
kill -HUP "$pid"
ok 'and has generation 2' wait_for 5 \
	grep -q 'settings 2 ' "$FAKE_NOTES/sanca-front"

# ---- restart

before=$(pid_of sanca-signer)
kill -KILL "$before"
ok 'a killed signer is started again' wait_for 5 \
	counted 2 'sanca-signer is pid' "$T/log"
ok 'its end is logged' says "sanca-signer (pid $before) was killed by signal 9"
ok 'it is ready again' wait_for 5 counted 2 'sanca-signer .* is ready' "$T/log"
ok 'the front got a new channel' wait_for 5 \
	grep -q ' channel$' "$FAKE_NOTES/sanca-front"
ok 'on which the new signer hears it' wait_for 5 sh -c \
	"grep -q '^$(pid_of sanca-signer) hello of sanca-front' \
	'$FAKE_NOTES/sanca-signer'"
now=$(sed -n 's/.*generation \([0-9]*\)$/\1/p' "$T/log" | tail -n 1)
ok 'the new signer has the present generation' grep -q \
	"^$(pid_of sanca-signer) settings $now " "$FAKE_NOTES/sanca-signer"
is 'the front was left alone' "$(count 'sanca-front is pid' "$T/log")" 1

kill -KILL "$(pid_of sanca-front)"
ok 'a killed front is started again' wait_for 5 \
	counted 2 'sanca-front .* is ready' "$T/log"
ok 'the signer got a new channel' wait_for 5 \
	grep -q ' channel$' "$FAKE_NOTES/sanca-signer"
ok 'on which the new front hears it' wait_for 5 sh -c \
	"grep -q '^$(pid_of sanca-front) hello of sanca-signer' \
	'$FAKE_NOTES/sanca-front'"

kill -KILL "$(pid_of sanca-front)" "$(pid_of sanca-signer)"
ok 'both killed at once come back' wait_for 5 sh -c \
	"[ \$(grep -c 'sanca-front .* is ready' '$T/log') -ge 3 ] &&
	[ \$(grep -c 'sanca-signer .* is ready' '$T/log') -ge 3 ]" || show
ok 'and hear each other' wait_for 5 sh -c \
	"grep -q '^$(pid_of sanca-front) hello of sanca-signer' \
	'$FAKE_NOTES/sanca-front'"

kill -USR2 "$(pid_of sanca-front)"
ok 'a child that says what it may not is killed' wait_for 5 \
	says 'sanca-front .*said what it may not' || show
ok 'and replaced' wait_for 5 counted 4 'sanca-front .* is ready' "$T/log"

# EXPELLED: the signer has closed the front's channel for what came over it.
old=$(pid_of sanca-front)
signer=$(pid_of sanca-signer)
kill -WINCH "$signer"
ok 'a front that the signer expels is started again' wait_for 5 counted 5 \
	'sanca-front .* is ready' "$T/log" || show
ok 'the log says who and why' \
	says "closed the channel of sanca-front (pid $old), which is started again"
is 'the signer goes on' "$(pid_of sanca-signer)" "$signer"
front=$(pid_of sanca-front)
kill -WINCH "$front"
sleep 0.3
is 'from a front it means nothing' \
	"$(pid_of sanca-signer) $(pid_of sanca-front)" "$signer $front"

kill -STOP "$(pid_of sanca-signer)"
kill -CONT "$(pid_of sanca-signer)"
ok 'a stopped and continued child is no dead child' kill -0 "$pid"

# ---- stop

ok 'SIGTERM ends it with status 0 (L09)' end || show
is 'the front was asked first' \
	"$(sed -n 's/.*: \(sanca-[a-z]*\) (pid [0-9]*) ended$/\1/p' "$T/log" |
		tr '\n' ' ')" 'sanca-front sanca-signer '
ok 'both heard SIGTERM' sh -c \
	"grep -q SIGTERM '$FAKE_NOTES/sanca-front' &&
	grep -q SIGTERM '$FAKE_NOTES/sanca-signer'"
ok 'run/ports and the control socket are gone' test ! -e "$D/run/ports" -a \
	! -e "$D/run/control/sanca.sock"

# ---- a fault that a restart does not mend

make_data
begin env
wait_for 10 says ': ready$' || show
kill -USR1 "$(pid_of sanca-signer)"
wait_for 10 tap_gone "$pid"
rc=0
wait "$pid" || rc=$?
pid=
is 'FATAL stops all with the status of the fault' "$rc" 1
ok 'and its text' says 'sanca-signer cannot work: the database is broken'
ok 'the front was stopped too' grep -q SIGTERM "$FAKE_NOTES/sanca-front"

# ---- settings that no signer survives, mended

make_data
cp "$D/sanca.conf" "$T/good.conf"
echo '# stillborn' >>"$D/sanca.conf"
begin env
ok 'a signer that dies of its first settings is started again' wait_for 5 \
	counted 2 'sanca-signer .* ended with status 1' "$T/log"
cp "$T/good.conf" "$D/sanca.conf"
kill -HUP "$pid"
ok 'and starts when they are mended, by SIGHUP alone' wait_for 10 \
	says ': ready$' || show
end

# ---- the supervisor dies

make_data
begin env
wait_for 10 says ': ready$' || show
signer=$(pid_of sanca-signer)
kill -KILL "$pid"
wait "$pid" 2>/dev/null
pid=
ok 'children without a supervisor end' wait_for 5 tap_gone "$signer"
begin env
ok 'and a new one starts over what the dead one left' \
	wait_for 10 says ': ready$' || show
end

# ---- long paths, service manager

D=$T/$(printf 'd%.0s' $(seq 120))
make_data
begin env
ok 'the path of the data directory may be long' wait_for 10 says ': ready$' ||
	show
ok 'the control socket lies there' test -S "$D/run/control/sanca.sock"
end
D=$T/ca

make_data
cat >"$T/manager.py" <<'EOF'
import os, socket, sys
s = socket.socket()
s.bind(("127.0.0.1", 0))
s.listen()
n = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
n.bind(sys.argv[1] + "/notify")
pid = os.fork()
if pid == 0:
    os.dup2(s.fileno(), 3)
    os.set_inheritable(3, True)
    os.environ.update(LISTEN_PID=str(os.getpid()), LISTEN_FDS="1",
                      LISTEN_FDNAMES=sys.argv[2],
                      NOTIFY_SOCKET=sys.argv[1] + "/notify")
    os.execv(sys.argv[3], sys.argv[3:])
print(s.getsockname()[1], flush=True)
n.settimeout(0.1)
done, status, states = 0, 0, 0
for _ in range(200):
    try:
        print(n.recv(99).decode().split()[0], flush=True)
        states += 1
        if states == 1:
            os.kill(pid, 15)
    except socket.timeout:
        done, status = os.waitpid(pid, os.WNOHANG)
    if done:
        break
else:
    os.kill(pid, 9)
print(os.waitstatus_to_exitcode(status))
EOF
exits 'under socket activation it starts and stops' 0 python3 "$T/manager.py" \
	"$T" http "$sancad" -d "$D"
port=$(head -n 1 "$T/stdout")
like 'the given socket is the plain listener' "$(cat "$T/stderr")" \
	"listens on 127.0.0.1:$port for http\$"
is 'only that one' "$(count ' for http$' "$T/stderr")" 1
is 'systemd hears of it' "$(tail -n +2 "$T/stdout")" 'READY=1
STOPPING=1
0'
rm "$T/notify"
exits 'a socket of another name' 0 timeout 20 python3 "$T/manager.py" "$T" \
	gopher "$sancad" -d "$D"
like 'is refused with the names there are' "$(cat "$T/stderr")" \
	'"gopher".*http, https, client-https, probe or metrics'

# ---- --accept-rollback

make_data
begin sh -c 'exec "$0" "$@" --accept-rollback'
ok 'sancad --accept-rollback becomes ready' wait_for 10 says ': ready$' || show
like 'the signer is told' "$(grep ' args ' "$FAKE_NOTES/sanca-signer")" \
	'--accept-rollback'
kill -KILL "$(pid_of sanca-signer)"
ok 'a second signer is started' wait_for 10 counted 2 ' args ' \
	"$FAKE_NOTES/sanca-signer" || show
unlike 'but it is not told: once is for one start' \
	"$(grep ' args ' "$FAKE_NOTES/sanca-signer" | tail -n 1)" rollback
end

# ---- what is unsafe (J12)

# refuses NAME PATTERN: sancad does not start, and says why.
refuses()
{
	exits "$1" 2 timeout 10 "$sancad" -d "$D"
	like "$1: it says what to do" "$(cat "$T/stderr")" "$2"
}

make_data
chmod 755 "$D/ca"
refuses 'an open ca/' 'chmod 0700 ca'
make_data
chmod 640 "$D/ca/ca.key"
refuses 'a key that others may read' 'ca.key.*chmod go='
make_data
mv "$D/ca/ca.key" "$D/ca/real"
ln -s real "$D/ca/ca.key"
refuses 'a key that is a link' 'symbolic link'
make_data
mv "$D/log" "$D/elsewhere"
ln -s elsewhere "$D/log"
refuses 'a log/ that is a link' 'log must be a directory'
make_data
chmod 666 "$D/sanca.conf"
refuses 'a sanca.conf that all may write' 'chmod go-w sanca.conf'
make_data
chmod 777 "$D"
refuses 'a data directory that all may write' 'chmod 0755'
make_data
rm -r "$D/front"
refuses 'a directory that is missing' 'sanca init'
if [ "$(id -u)" = 0 ]; then
	make_data
	chown 64001 "$D/ca/ca.key"
	refuses 'a key of another owner' 'chown 64002'
	make_data
	sed -i 's/^front-user.*/front-user = no-such-user/' "$D/sanca.conf"
	refuses 'a user that does not exist' \
		'no-such-user.*systemd-sysusers.*front-user'
else
	skip 'a key of another owner' 'needs root'
	skip 'a user that does not exist' 'needs root'
fi
exits 'no such directory' 2 "$sancad" -d "$T/none"
exits 'no directory named' 2 env -u SANCA_DIR "$sancad"
exits 'wrong usage' 2 "$sancad" --no-such-option
exits '--version' 0 "$sancad" --version
like 'names its own' "$(cat "$T/stdout")" '^sancad [0-9]'
exits '--help' 0 "$sancad" --help
done_testing
