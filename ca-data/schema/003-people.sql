-- SPDX-License-Identifier: GPL-3.0-or-later
-- SPDX-FileCopyrightText: 2026 The sanca authors
-- People: who they are, what waits for them, and what was renewed.

-- Addresses that are told before a certificate ends, separated by spaces.
ALTER TABLE requester ADD COLUMN contacts TEXT NOT NULL DEFAULT '';
-- The one name, in normal form, by which a certificate of this requester
-- stands for it on the listener for client certificates; '': none does.
ALTER TABLE requester ADD COLUMN client_name TEXT NOT NULL DEFAULT '';
CREATE UNIQUE INDEX requester_by_client_name ON requester (client_name)
	WHERE client_name <> '';

-- For the console; crypt(5), yescrypt.
CREATE TABLE password (
	requester   INTEGER PRIMARY KEY REFERENCES requester (id),
	hash        TEXT NOT NULL,
	set_at      INTEGER NOT NULL
) STRICT;

-- Addresses that nobody can guess: what is kept is the SHA-256 of the SHA-256
-- of the secret in them, as of tokens: the front reads this, and shows the first
-- of the two to the signer. Kind 1 opens the console once, to set a password (no requester: for
-- the first administrator, who chooses a name); kind 2 is a calendar.
CREATE TABLE link (
	id          INTEGER PRIMARY KEY,
	kind        INTEGER NOT NULL,
	hash        BLOB NOT NULL UNIQUE,
	requester   INTEGER REFERENCES requester (id),
	created_at  INTEGER NOT NULL,
	expires_at  INTEGER NOT NULL DEFAULT 0, -- 0: never
	ended_at    INTEGER NOT NULL DEFAULT 0  -- used, or withdrawn
) STRICT;

-- Tokens were kept as their SHA-256. The signer, when it starts, hashes those
-- once more (is_twice 1).
ALTER TABLE token ADD COLUMN is_twice INTEGER NOT NULL DEFAULT 0;
DROP TRIGGER token_changed;
CREATE TRIGGER token_changed BEFORE UPDATE ON token
	WHEN (OLD.revoked_at <> 0 AND NEW.is_twice IS OLD.is_twice)
	     OR (OLD.is_twice <> 0 AND NEW.is_twice IS NOT OLD.is_twice)
	     OR (NEW.hash IS NOT OLD.hash AND NEW.is_twice IS OLD.is_twice)
	     OR (OLD.revoked_at <> 0 AND NEW.revoked_at IS NOT OLD.revoked_at)
	     OR NEW.requester IS NOT OLD.requester
	     OR NEW.rights IS NOT OLD.rights
	     OR NEW.expires_at IS NOT OLD.expires_at
	BEGIN SELECT RAISE(ABORT, 'a token can only be revoked'); END;

-- Nothing was ever written to it.
DROP TABLE approval;

-- Requests that wait for a person, and for a while those that were decided;
-- the decision itself stands in the log. Numbers are never used again.
CREATE TABLE pending (
	id              INTEGER PRIMARY KEY AUTOINCREMENT,
	status_hash     BLOB NOT NULL UNIQUE, -- SHA-256 of the secret in its address
	requester       INTEGER NOT NULL REFERENCES requester (id),
	policy          TEXT NOT NULL,        -- within which it may be approved
	asked_at        INTEGER NOT NULL,
	expires_at      INTEGER NOT NULL,
	door            INTEGER NOT NULL,
	peer            TEXT NOT NULL,
	request_id      TEXT NOT NULL,
	contact         TEXT NOT NULL,        -- what the asker says of himself
	profile         TEXT NOT NULL,        -- '': the policy's default
	lifetime_s      INTEGER NOT NULL,     -- 0: the policy's default
	spki            BLOB NOT NULL,
	names           BLOB NOT NULL,        -- names_encode()
	names_requested BLOB NOT NULL,
	csr             BLOB NOT NULL,
	diagnosis       TEXT NOT NULL,
	why             TEXT NOT NULL,        -- why it was not issued at once
	state           INTEGER NOT NULL DEFAULT 1, -- 1 waits 2 approved 3 refused 4 expired
	decided_at      INTEGER NOT NULL DEFAULT 0,
	decided_by      TEXT NOT NULL DEFAULT '',
	word            TEXT NOT NULL DEFAULT '',   -- to the asker
	reservation     INTEGER REFERENCES reservation (id), -- that was issued
	replaces        INTEGER REFERENCES reservation (id)  -- a renewal: of what
) STRICT;
CREATE INDEX pending_by_state ON pending (state, id);
CREATE INDEX pending_by_peer ON pending (peer) WHERE state = 1;
CREATE INDEX pending_by_end ON pending (expires_at) WHERE state = 1;
CREATE INDEX pending_by_decision ON pending (decided_at) WHERE state > 1;
CREATE INDEX pending_by_replaces ON pending (replaces)
	WHERE replaces IS NOT NULL;

-- What replaced a certificate.
CREATE INDEX reservation_by_replaces ON reservation (replaces)
	WHERE replaces IS NOT NULL;

CREATE TRIGGER link_kept BEFORE DELETE ON link
	BEGIN SELECT RAISE(ABORT, 'link is append-only'); END;
CREATE TRIGGER link_changed BEFORE UPDATE ON link
	WHEN OLD.ended_at <> 0 OR NEW.hash IS NOT OLD.hash
	     OR NEW.kind IS NOT OLD.kind OR NEW.requester IS NOT OLD.requester
	     OR NEW.expires_at IS NOT OLD.expires_at
	BEGIN SELECT RAISE(ABORT, 'a link can only end'); END;
CREATE TRIGGER pending_changed BEFORE UPDATE ON pending
	WHEN OLD.state NOT IN (1, 2) OR NEW.id IS NOT OLD.id
	     OR NEW.status_hash IS NOT OLD.status_hash
	     OR NEW.requester IS NOT OLD.requester
	     OR NEW.policy IS NOT OLD.policy
	     OR NEW.spki IS NOT OLD.spki OR NEW.names IS NOT OLD.names
	     OR NEW.names_requested IS NOT OLD.names_requested
	     OR NEW.csr IS NOT OLD.csr
	     OR NEW.replaces IS NOT OLD.replaces
	BEGIN SELECT RAISE(ABORT, 'what was asked stays as it was'); END;
