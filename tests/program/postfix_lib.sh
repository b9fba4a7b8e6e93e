# shellcheck shell=sh
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The sanca authors
# Debian's Postfix with folders of its own, in a mount namespace of the test's:
# that of this machine is never touched. Needs lib.sh before it, and root.
# /etc/postfix is the test's to make and to fill; postfix_base helps.
# For those who read this file.
# shellcheck disable=SC2034

postfix_log=/var/spool/postfix/log

# postfix_base SETTING...: a main.cf that delivers nothing, with these lines too,
# and the services that smtpd needs; further ones are the test's to add.
postfix_base()
{
	{
		printf '%s\n' 'compatibility_level = 3.6' \
			'myhostname = mail.contoso.com' \
			'inet_protocols = ipv4' 'mydestination =' \
			'alias_maps =' 'smtputf8_enable = no' \
			"maillog_file = $postfix_log" \
			'maillog_file_prefixes = /var' \
			'queue_directory = /var/spool/postfix' "$@"
	} >/etc/postfix/main.cf
	cat >/etc/postfix/master.cf <<'X'
smtp inet n - n - - smtpd
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
anvil unix - - n - 1 anvil
postlog unix-dgram n - n - 1 postlogd
X
}

# The port 25 of an address.
postfix_listens()
{
	python3 -c 'import socket, sys
socket.create_connection((sys.argv[1], 25), 1)' "$1"
}

# postfix_start ADDRESS: until it serves there. A queue of its own; "postfix
# start" would look at all of the system's files.
postfix_start()
{
	mount -t tmpfs -o mode=755 none /var/lib/postfix
	mount -t tmpfs -o mode=755 none /var/spool/postfix
	chown postfix /var/lib/postfix
	(
		cd /var/spool/postfix || exit
		mkdir active bounce corrupt defer deferred flush hold incoming \
			pid private saved trace
		mkdir -m 730 maildrop
		mkdir -m 710 public
		chown postfix active bounce corrupt defer deferred flush hold \
			incoming private saved trace maildrop public
		chgrp postdrop maildrop public
	)
	"$(postconf -h daemon_directory)/master" -d >"$T/postfix.log" 2>&1 &
	postfix_pid=$!
	wait_for 10 postfix_listens "$1" ||
		diag 'Postfix does not serve port 25'
}

postfix_stop()
{
	[ -n "$postfix_pid" ] || return 0
	kill -TERM "$postfix_pid"
	wait "$postfix_pid" 2>/dev/null
	postfix_pid=
}
postfix_pid=
cleanup_fn postfix_stop
