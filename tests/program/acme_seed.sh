# shellcheck shell=sh
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The sanca authors
# Rows of ACME as the signer writes them, for tests of what people see of it.
# Needs lib.sh before it, and python3 and sqlite3.

# acme_names NAME...: them as SQL has them, in the form of the database.
acme_names()
{
	python3 -c 'import sys
names = [n.encode() for n in sys.argv[1:]]
print("x\x27" + (bytes([len(names)]) + b"".join(
    bytes([2, len(n)]) + n for n in names)).hex() + "\x27")' "$@"
}

# acme_sql: standard input, into the database of the CA in $d.
acme_sql()
{
	sqlite3 -cmd '.timeout 5000' "$d/log/ca.db" || bail 'no rows of ACME'
}

# acme_account ID REQUESTER [CONTACTS]
acme_account()
{
	acme_sql <<END
INSERT INTO acme_account (id, requester, spki, thumbprint, contacts, agreed,
	created_at, peer) VALUES ($1,
	(SELECT id FROM requester WHERE name = '$2'), x'30', randomblob(32),
	'${3-mailto:ops@contoso.com}', 1, strftime('%s'), '192.0.2.7');
END
}

# acme_order ID ACCOUNT SECONDS NAME...: an order that ends in so many.
acme_order()
{
	acme_id=$1
	acme_of=$2
	acme_end=$3
	shift 3
	acme_sql <<END
INSERT INTO acme_order (id, account, created_at, expires_at, profile, not_after,
	names, replaces) VALUES ($acme_id, $acme_of, strftime('%s'),
	strftime('%s') + $acme_end, '', 0, $(acme_names "$@"), 0);
END
}

# acme_authz ORDER PLACE NAME WILDCARD STATE METHOD [ADDRESS [ERROR]]
acme_authz()
{
	acme_sql <<END
INSERT INTO acme_authz (account, name, wildcard, created_at, expires_at, token,
	thumbprint, state, method, decided_at, address, error)
	SELECT account, $(acme_names "$3"), $4, created_at, expires_at,
	hex(randomblob(21)) || 'A', (SELECT thumbprint FROM acme_account
	WHERE id = acme_order.account), $5, $6,
	CASE $5 WHEN 1 THEN 0 ELSE created_at END, '${7-}', '${8-}'
	FROM acme_order WHERE id = $1;
INSERT INTO acme_order_authz (order_id, place, authz)
	VALUES ($1, $2, last_insert_rowid());
END
}

# acme_seed REQUESTER RESERVATION: account 1 with one order of each kind.
acme_seed()
{
	acme_account 1 "$1"
	acme_order 1 1 3600 mail.contoso.com
	acme_authz 1 0 mail.contoso.com 0 1 0
	acme_order 2 1 3600 www.contoso.com ftp.contoso.com
	acme_authz 2 0 www.contoso.com 0 2 1 10.0.0.6:80
	acme_authz 2 1 ftp.contoso.com 0 3 1 10.0.0.7:80 \
		'incorrectResponse connected to 10.0.0.7:80, got 404 for /.well-known/acme-challenge/x'
	acme_order 3 1 3600 mail.contoso.com
	acme_authz 3 0 mail.contoso.com 0 2 2 10.0.0.53:53
	acme_order 4 1 3600 '*.contoso.com'
	acme_authz 4 0 contoso.com 1 2 15
	acme_order 5 1 -60 old.contoso.com
	acme_authz 5 0 old.contoso.com 0 1 0
	echo "UPDATE acme_order SET reservation = $2 WHERE id = 3" | acme_sql
}
