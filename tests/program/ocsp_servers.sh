#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The sanca authors
# Servers that staple the answers of our responder, and browsers that ask it.
# nginx and Apache fetch by the address in the certificate; HAProxy and
# gnutls-serv take a file that openssl fetched. Postfix 3.7 cannot staple (it
# has no setting for it), so that nothing of ours can be tried with it: the test
# holds to that. Browsers are Debian's, with their policies, in a mount
# namespace of their own.

. "${0%/*}/revocation_lib.sh"
PATH=$PATH:/usr/sbin:/sbin
requires nginx

revocation_ca
start_sancad "$d" || bail 'sancad does not start'
token=$(http_token alice --may issue,revoke)
enrol good >"$T/good.serial"
enrol bad >"$T/bad.serial"
is 'one is revoked' \
	"$(revoke_http "$(cat "$T/bad.serial")" "$token")" 200
for name in good bad; do
	cat "$T/$name.crt" "$T/root.pem" >"$T/$name.chain"
done

server_pid=
end()
{
	[ -n "$server_pid" ] || return 0
	kill -TERM "$server_pid" 2>/dev/null
	wait_for 5 tap_gone "$server_pid" || kill -KILL "$server_pid"
	wait "$server_pid" 2>/dev/null
	server_pid=
}
cleanup_fn end
listens()
{
	python3 -c 'import socket, sys
socket.create_connection(("127.0.0.1", int(sys.argv[1])), 1)' "$1"
}
# begin PORT PROGRAM...: a server in the foreground, until end.
begin()
{
	begin_port=$1
	shift
	"$@" >"$T/server.log" 2>&1 &
	server_pid=$!
	wait_for 10 listens "$begin_port" && return 0
	fail "$1 serves" || diag <"$T/server.log"
	return 1
}
# stapled PORT WORD: openssl sees a response that says so, and verifies chain
# and response.
stapled()
{
	echo | timeout 10 openssl s_client -connect "127.0.0.1:$1" -status \
		-CAfile "$T/root.pem" >"$T/status.out" 2>&1
	grep -q 'OCSP Response Status: successful' "$T/status.out" &&
		grep -q "Cert Status: $2" "$T/status.out" &&
		grep -q 'Verify return code: 0 (ok)' "$T/status.out"
}
# not_stapled PORT: it serves, without a response.
not_stapled()
{
	! stapled "$1" good &&
		grep -q 'OCSP response: no response sent' "$T/status.out"
}

# ---- nginx, by the AIA in the certificate (ssl_stapling_verify: its own check)

good_port=$(free_port)
bad_port=$(free_port)
mkdir "$T/nginx" "$T/www"
echo '<!doctype html><title>HTTP Test CA</title>' >"$T/www/index.html"
# nginx_site NAME PORT
nginx_site()
{
	cat <<END
	server {
		listen 127.0.0.1:$2 ssl;
		server_name $1.contoso.com;
		root $T/www;
		ssl_certificate $T/$1.chain;
		ssl_certificate_key $T/$1.key;
		ssl_stapling $3;
		ssl_stapling_verify $3;
		ssl_trusted_certificate $T/root.pem;
	}
END
}
# nginx_conf on|off
nginx_conf()
{
	cat <<END
daemon off;
master_process off;
pid $T/nginx/pid;
error_log stderr;
events { }
http {
	access_log off;
	types { text/html html; }
	client_body_temp_path $T/nginx/b;
	proxy_temp_path $T/nginx/p;
	fastcgi_temp_path $T/nginx/f;
	uwsgi_temp_path $T/nginx/u;
	scgi_temp_path $T/nginx/s;
$(nginx_site good "$good_port" "$1")
$(nginx_site bad "$bad_port" "$1")
}
END
}
nginx_conf on >"$T/nginx.conf"
# Without a word on where it is: 127.0.0.1 needs no resolver.
begin "$good_port" nginx -e stderr -p "$T/nginx" -c "$T/nginx.conf" && {
	# The first client only makes it ask.
	ok 'nginx staples our answer' wait_for 10 stapled "$good_port" good
	stapled "$bad_port" revoked
	sleep 0.5
	ok 'nginx does not staple what is revoked' not_stapled "$bad_port"
	like 'and says why' "$(cat "$T/server.log")" 'status "revoked"'
	ok 'gnutls-cli takes the stapled answer' sh -c "echo | timeout 10 \
		gnutls-cli --x509cafile '$T/root.pem' --ocsp \
		-p $good_port --verify-hostname good.contoso.com 127.0.0.1"
}
end

# ---- Apache

if command -v apache2 >/dev/null; then
	port=$(free_port)
	port_bad=$(free_port)
	mkdir "$T/apache"
	{
		cat <<END
ServerRoot $T/apache
ServerName good.contoso.com
PidFile $T/apache/pid
Mutex file:$T/apache default
ErrorLog $T/apache/log
Listen 127.0.0.1:$port
Listen 127.0.0.1:$port_bad
LoadModule mpm_event_module /usr/lib/apache2/modules/mod_mpm_event.so
LoadModule authz_core_module /usr/lib/apache2/modules/mod_authz_core.so
LoadModule socache_shmcb_module /usr/lib/apache2/modules/mod_socache_shmcb.so
LoadModule ssl_module /usr/lib/apache2/modules/mod_ssl.so
StartServers 1
SSLUseStapling on
SSLStaplingCache shmcb:$T/apache/staple(128000)
END
		for site in "good $port" "bad $port_bad"; do
			cat <<END
<VirtualHost *:${site#* }>
SSLEngine on
SSLCertificateFile $T/${site% *}.chain
SSLCertificateKeyFile $T/${site% *}.key
</VirtualHost>
END
		done
	} >"$T/apache.conf"
	begin "$port" apache2 -D FOREGROUND -f "$T/apache.conf" && {
		ok 'Apache staples our answer' wait_for 10 stapled "$port" good
		ok 'and one that says revoked' wait_for 10 stapled \
			"$port_bad" revoked
	}
	end
else
	skip 'Apache staples our answer' 'apache2 is not installed'
fi

# ---- with a file that openssl fetched

openssl ocsp -issuer "$T/root.pem" -cert "$T/good.crt" -no_nonce \
	-url "$SANCA_URL$ocsp_path" -CAfile "$T/root.pem" \
	-respout "$T/good.ocsp" >"$T/fetched" 2>&1
if command -v haproxy >/dev/null; then
	port=$(free_port)
	mkdir "$T/haproxy"
	cat "$T/good.chain" "$T/good.key" >"$T/haproxy/good.pem"
	cp "$T/good.ocsp" "$T/haproxy/good.pem.ocsp"
	cp "$T/root.pem" "$T/haproxy/good.pem.issuer"
	cat >"$T/haproxy.conf" <<END
defaults
	mode http
	timeout connect 5s
	timeout client 5s
	timeout server 5s
frontend site
	bind 127.0.0.1:$port ssl crt $T/haproxy/good.pem
END
	begin "$port" haproxy -db -f "$T/haproxy.conf" &&
		ok 'HAProxy takes the answer and staples it' wait_for 5 \
			stapled "$port" good
	end
else
	skip 'HAProxy takes the answer and staples it' 'it is not installed'
fi
if command -v gnutls-serv >/dev/null; then
	port=$(free_port)
	begin "$port" gnutls-serv -q --echo --port "$port" \
		--x509certfile "$T/good.chain" --x509keyfile "$T/good.key" \
		--ocsp-response "$T/good.ocsp" &&
		ok 'gnutls-serv takes the answer and staples it' wait_for 5 \
			stapled "$port" good
	end
else
	skip 'gnutls-serv takes the answer and staples it' \
		'gnutls-bin is not installed'
fi
if command -v postconf >/dev/null; then
	mkdir "$T/postfix"
	: >"$T/postfix/main.cf"
	is 'Postfix has no setting for stapling: nothing to try' \
		"$(postconf -c "$T/postfix" -d 2>"$T/err" |
			grep -c -i -E 'ocsp|stapl')" 0
else
	skip 'Postfix has no setting for stapling' 'it is not installed'
fi

# ---- browsers

if [ "$(id -u)" != 0 ] || ! unshare -m true 2>/dev/null; then
	skip 'browsers refuse a revoked server' 'no namespace of one'"'"'s own'
	done_testing
fi
nginx_conf off >"$T/nginx.conf"
begin "$good_port" nginx -e stderr -p "$T/nginx" -c "$T/nginx.conf" || {
	diag <"$T/server.log"
	done_testing
}
export T programs good_port bad_port
timeout 240 unshare -m sh "$programs/ocsp_browsers_inside.sh" \
	>"$T/verdicts" 2>"$T/inside.err" || diag <"$T/inside.err"
verdicts "$T/verdicts"
like 'it came to the end' "$(cat "$T/verdicts")" '^: the end$'
end
done_testing
