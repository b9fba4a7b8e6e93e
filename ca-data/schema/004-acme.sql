-- SPDX-License-Identifier: GPL-3.0-or-later
-- SPDX-FileCopyrightText: 2026 The sanca authors
-- ACME (RFC 8555): accounts, orders and authorizations. What an order or a
-- challenge is said to be is worked out of these rows when it is asked for
-- (doc/adr/0026): nothing here has to be brought up to date after a crash.

-- Keys of external account binding (7.3.4). The key itself is HMAC-SHA-256 of
-- the kid under ca/binding.key, which only the signer reads.
CREATE TABLE acme_binding (
	id          INTEGER PRIMARY KEY,
	kid         TEXT NOT NULL UNIQUE,
	requester   INTEGER NOT NULL REFERENCES requester (id),
	created_at  INTEGER NOT NULL,
	expires_at  INTEGER NOT NULL DEFAULT 0, -- 0: never
	revoked_at  INTEGER NOT NULL DEFAULT 0,
	account     INTEGER NOT NULL DEFAULT 0  -- that it made; 0: not used yet
) STRICT;

CREATE TABLE acme_account (
	id          INTEGER PRIMARY KEY,
	requester   INTEGER NOT NULL REFERENCES requester (id),
	binding     INTEGER NOT NULL DEFAULT 0, -- 0: none
	spki        BLOB NOT NULL,
	thumbprint  BLOB NOT NULL UNIQUE,     -- RFC 7638, SHA-256
	contacts    TEXT NOT NULL,            -- addresses, separated by spaces
	agreed      INTEGER NOT NULL,         -- to the terms of service
	created_at  INTEGER NOT NULL,
	peer        TEXT NOT NULL,
	ended_at    INTEGER NOT NULL DEFAULT 0,
	ended_by    INTEGER NOT NULL DEFAULT 0 -- 1: its client, 2: this CA
) STRICT;

-- Numbers of orders and authorizations are addresses: none is given twice, also
-- after what had it was swept.
CREATE TABLE acme_order (
	id          INTEGER PRIMARY KEY AUTOINCREMENT,
	account     INTEGER NOT NULL REFERENCES acme_account (id),
	created_at  INTEGER NOT NULL,
	expires_at  INTEGER NOT NULL,
	profile     TEXT NOT NULL,            -- '': the policy's default
	not_after   INTEGER NOT NULL,         -- as asked; 0: the policy's default
	names       BLOB NOT NULL,            -- names_encode(), in the order asked
	replaces    INTEGER NOT NULL,         -- reservation (RFC 9773 5); 0: none
	-- Of the certificate. When that became void, the order is ready again.
	reservation INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX acme_order_by_account ON acme_order (account, id);
CREATE INDEX acme_order_by_end ON acme_order (expires_at);
CREATE INDEX acme_order_by_replaces ON acme_order (replaces)
	WHERE replaces <> 0;

-- One challenge of it is tried, and decides it.
CREATE TABLE acme_authz (
	id          INTEGER PRIMARY KEY AUTOINCREMENT,
	account     INTEGER NOT NULL REFERENCES acme_account (id),
	name        BLOB NOT NULL,            -- names_encode() of one, without "*."
	wildcard    INTEGER NOT NULL,         -- 1: for *.NAME, and only for that
	created_at  INTEGER NOT NULL,
	expires_at  INTEGER NOT NULL,
	token       TEXT NOT NULL,            -- base64url of 32 random octets
	-- Of the account's key when this was made: later ones do not count.
	thumbprint  BLOB NOT NULL,
	state       INTEGER NOT NULL,         -- enum acme_state
	method      INTEGER NOT NULL DEFAULT 0, -- enum acme_method; 0: none tried
	decided_at  INTEGER NOT NULL DEFAULT 0,
	address     TEXT NOT NULL DEFAULT '', -- that was looked at
	error       TEXT NOT NULL DEFAULT ''  -- "TYPE words"
) STRICT;
CREATE INDEX acme_authz_valid ON acme_authz (account, name, wildcard)
	WHERE state = 2;
CREATE INDEX acme_authz_tried ON acme_authz (id) WHERE state = 1 AND method <> 0;
CREATE INDEX acme_authz_by_end ON acme_authz (expires_at);

-- Each time that ACME is switched on adds LIMIT_ACME_NUMBERS_SKIPPED, which leads beyond
-- what a power cut took (doc/adr/0027). The first one leads to 0.
INSERT INTO sqlite_sequence (name, seq)
	VALUES ('acme_order', -100000), ('acme_authz', -100000);

CREATE TABLE acme_order_authz (
	order_id    INTEGER NOT NULL REFERENCES acme_order (id),
	place       INTEGER NOT NULL,
	authz       INTEGER NOT NULL REFERENCES acme_authz (id),
	PRIMARY KEY (order_id, place)
) STRICT, WITHOUT ROWID;
CREATE INDEX acme_order_authz_by_authz ON acme_order_authz (authz);

CREATE TRIGGER acme_binding_changed BEFORE UPDATE ON acme_binding
	WHEN NEW.kid IS NOT OLD.kid OR NEW.requester IS NOT OLD.requester
	     OR (OLD.account <> 0 AND NEW.account IS NOT OLD.account)
	     OR (OLD.revoked_at <> 0 AND NEW.revoked_at IS NOT OLD.revoked_at)
	BEGIN SELECT RAISE(ABORT, 'a binding is used once'); END;
CREATE TRIGGER acme_account_changed BEFORE UPDATE ON acme_account
	WHEN NEW.requester IS NOT OLD.requester OR OLD.ended_at <> 0
	     OR NEW.binding IS NOT OLD.binding
	BEGIN SELECT RAISE(ABORT, 'an account keeps its requester and its end'); END;
CREATE TRIGGER acme_account_kept BEFORE DELETE ON acme_account
	BEGIN SELECT RAISE(ABORT, 'accounts are kept'); END;
CREATE TRIGGER acme_order_changed BEFORE UPDATE ON acme_order
	WHEN NEW.account IS NOT OLD.account OR NEW.names IS NOT OLD.names
	BEGIN SELECT RAISE(ABORT, 'an order keeps its names'); END;
CREATE TRIGGER acme_authz_changed BEFORE UPDATE ON acme_authz
	WHEN NEW.account IS NOT OLD.account OR NEW.name IS NOT OLD.name
	     OR NEW.wildcard IS NOT OLD.wildcard OR NEW.token IS NOT OLD.token
	     OR (OLD.state <> 1 AND NOT (OLD.state = 2 AND NEW.state = 4))
	BEGIN SELECT RAISE(ABORT, 'an authorization is decided once'); END;
