-- SPDX-License-Identifier: GPL-3.0-or-later
-- SPDX-FileCopyrightText: 2026 The sanca authors
-- ca.db: what one CA knows. Everything that proves something is append-only,
-- by trigger here and by the Merkle tree over log_entry.

CREATE TABLE issuer (
	id          INTEGER PRIMARY KEY,
	tag         TEXT NOT NULL UNIQUE,     -- /i/TAG/ca.cer
	certificate BLOB NOT NULL,            -- DER
	chain       BLOB NOT NULL,            -- further DER, up to the root
	spki_sha256 BLOB NOT NULL,
	created_at  INTEGER NOT NULL,
	retired_at  INTEGER
) STRICT;

CREATE TABLE requester (
	id          INTEGER PRIMARY KEY,
	name        TEXT NOT NULL UNIQUE,
	policy      TEXT NOT NULL,
	rights      INTEGER NOT NULL,
	created_at  INTEGER NOT NULL,
	expires_at  INTEGER NOT NULL DEFAULT 0, -- 0: never
	disabled_at INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE token (
	id          INTEGER PRIMARY KEY,
	requester   INTEGER NOT NULL REFERENCES requester (id),
	hash        BLOB NOT NULL UNIQUE,     -- SHA-256 of the token
	rights      INTEGER NOT NULL,
	created_at  INTEGER NOT NULL,
	expires_at  INTEGER NOT NULL DEFAULT 0,
	revoked_at  INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX token_by_requester ON token (requester);

-- A serial is spent here, durably, before anything is signed. What became of
-- it is told by the tables that point back: certificate, void. Numbers are
-- without gaps. The serial carries the number (state.serial_secret), which
-- makes it unique and leads to the row without an index.
CREATE TABLE reservation (
	id              INTEGER PRIMARY KEY,
	issuer          INTEGER NOT NULL REFERENCES issuer (id),
	serial          BLOB NOT NULL,
	reserved_at     INTEGER NOT NULL,
	requester       INTEGER NOT NULL REFERENCES requester (id),
	door            INTEGER NOT NULL,
	door_reference  TEXT,                 -- an ACME order, an approval
	peer            TEXT NOT NULL,
	request_id      TEXT NOT NULL,
	profile         INTEGER NOT NULL,
	policy          TEXT NOT NULL,
	policy_digest   BLOB NOT NULL,
	generation      INTEGER NOT NULL,
	names_requested BLOB NOT NULL,        -- names_encode()
	names           BLOB NOT NULL,
	spki_sha256     BLOB NOT NULL,
	not_before      INTEGER NOT NULL,
	not_after       INTEGER NOT NULL,
	replaces        INTEGER REFERENCES reservation (id),
	idempotency     BLOB,                 -- SHA-256 of the Idempotency-Key
	request_digest  BLOB NOT NULL         -- what the key was used for
) STRICT;
CREATE INDEX reservation_by_requester ON reservation (requester, id);
CREATE INDEX reservation_by_end ON reservation (not_after, id);
CREATE INDEX reservation_by_idempotency ON reservation (requester, idempotency)
	WHERE idempotency IS NOT NULL;

-- The fat part, apart so that scans of the thin part stay fast.
CREATE TABLE document (
	reservation INTEGER PRIMARY KEY REFERENCES reservation (id),
	tbs         BLOB NOT NULL,            -- exactly what is signed
	csr         BLOB NOT NULL,            -- private
	diagnosis   TEXT NOT NULL             -- private, JSON
) STRICT;

-- Issued. The certificate is SEQUENCE { tbs, algorithm, signature }: its bytes
-- follow from document.tbs and signature, so no octet is stored twice.
CREATE TABLE certificate (
	reservation INTEGER PRIMARY KEY REFERENCES reservation (id),
	issued_at   INTEGER NOT NULL,
	sig_alg     INTEGER NOT NULL,
	signature   BLOB NOT NULL,
	sha256      BLOB NOT NULL,
	sha1        BLOB NOT NULL,
	log_index   INTEGER NOT NULL UNIQUE,
	hashes      BLOB NOT NULL             -- what it is found by
) STRICT;

-- The hashes of many certificates, sorted (src/store/lookup.h). A certificate
-- is found by its names, the domains above them and both thumbprints: 31 bits
-- of hash for each, 4 octets in certificate.hashes, rising. When all of 256
-- reservations are decided, their hashes are written here as one run, each as
-- hash (32 bits) | place in the run (16 bits), rising; 32 runs of level 0
-- are merged into one of level 1. A run is cut into rows by the first bits of
-- the hash. The number of a row is runs of level 0 until then | level (4 bits)
-- | part (12 bits), so that each is added at the end. The older levels stay:
-- nothing here is deleted. Reservations after the last run are searched in
-- certificate itself.
CREATE TABLE lookup_run (
	id          INTEGER PRIMARY KEY,
	entries     BLOB NOT NULL
) STRICT;

-- Reserved, never answered: the signature may or may not have been made.
CREATE TABLE void (
	reservation INTEGER PRIMARY KEY REFERENCES reservation (id),
	voided_at   INTEGER NOT NULL,
	reason      TEXT NOT NULL,
	log_index   INTEGER NOT NULL UNIQUE
) STRICT;

-- The present state; every change of it is a log entry. (Filled later.)
CREATE TABLE revocation (
	reservation INTEGER PRIMARY KEY REFERENCES reservation (id),
	revoked_at  INTEGER NOT NULL,
	reason      INTEGER NOT NULL,
	invalid_at  INTEGER,
	log_index   INTEGER NOT NULL
) STRICT;

-- Who first had a certificate for a key; another requester may not. The id is
-- the first 63 bits of the SHA-256 of the key, or the next free one.
CREATE TABLE subject_key (
	id          INTEGER PRIMARY KEY,
	requester   INTEGER NOT NULL,
	reservation INTEGER NOT NULL          -- the first one; it has the key
) STRICT;

CREATE TABLE blocked_key (
	spki_sha256 BLOB PRIMARY KEY,
	blocked_at  INTEGER NOT NULL,
	reason      TEXT NOT NULL,
	log_index   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Requests that wait for a person. (Filled later.)
CREATE TABLE approval (
	id          INTEGER PRIMARY KEY,
	reservation INTEGER REFERENCES reservation (id),
	approver    INTEGER NOT NULL REFERENCES requester (id),
	decided_at  INTEGER NOT NULL,
	decision    TEXT NOT NULL,
	word        TEXT NOT NULL,
	log_index   INTEGER NOT NULL
) STRICT;

-- doc/PROTOCOL.log
CREATE TABLE log_entry (
	idx         INTEGER PRIMARY KEY,      -- from 0, without gaps
	type        INTEGER NOT NULL,
	time        INTEGER NOT NULL,
	body        BLOB NOT NULL
) STRICT;
-- To count refusals (type 3) without reading the log.
CREATE INDEX log_entry_refusals ON log_entry (idx) WHERE type = 3;

-- Complete runs of 256 hashes: level 0 over entries, level n over the roots of
-- the runs of level n-1.
CREATE TABLE log_tile (
	level       INTEGER NOT NULL,
	idx         INTEGER NOT NULL,
	hashes      BLOB NOT NULL,
	PRIMARY KEY (level, idx)
) STRICT, WITHOUT ROWID;

CREATE TABLE log_head (
	size        INTEGER PRIMARY KEY,
	time        INTEGER NOT NULL,
	root        BLOB NOT NULL,
	note        TEXT NOT NULL             -- signed
) STRICT;

-- Under which name and key the heads are signed, and what hides the number of
-- a reservation in its serial (src/pki/serial.c). One row.
CREATE TABLE state (
	id             INTEGER PRIMARY KEY CHECK (id = 1),
	log_public_key BLOB NOT NULL,
	log_origin     TEXT NOT NULL,
	serial_secret  BLOB NOT NULL
) STRICT;

CREATE TRIGGER issuer_kept BEFORE DELETE ON issuer
	BEGIN SELECT RAISE(ABORT, 'issuer is append-only'); END;
CREATE TRIGGER requester_kept BEFORE DELETE ON requester
	BEGIN SELECT RAISE(ABORT, 'requester is append-only'); END;
CREATE TRIGGER issuer_changed BEFORE UPDATE ON issuer
	WHEN NEW.certificate IS NOT OLD.certificate OR NEW.tag IS NOT OLD.tag
	BEGIN SELECT RAISE(ABORT, 'an issuer can only be retired'); END;
CREATE TRIGGER requester_changed BEFORE UPDATE ON requester
	WHEN NEW.id IS NOT OLD.id OR NEW.name IS NOT OLD.name
	     OR NEW.created_at IS NOT OLD.created_at
	BEGIN SELECT RAISE(ABORT, 'a requester keeps its name'); END;
CREATE TRIGGER token_kept BEFORE DELETE ON token
	BEGIN SELECT RAISE(ABORT, 'token is append-only'); END;
CREATE TRIGGER token_changed BEFORE UPDATE ON token
	WHEN OLD.revoked_at <> 0 OR NEW.hash IS NOT OLD.hash
	     OR NEW.requester IS NOT OLD.requester
	     OR NEW.rights IS NOT OLD.rights
	     OR NEW.expires_at IS NOT OLD.expires_at
	BEGIN SELECT RAISE(ABORT, 'a token can only be revoked'); END;
CREATE TRIGGER reservation_kept BEFORE DELETE ON reservation
	BEGIN SELECT RAISE(ABORT, 'reservation is append-only'); END;
CREATE TRIGGER reservation_changed BEFORE UPDATE ON reservation
	BEGIN SELECT RAISE(ABORT, 'reservation is append-only'); END;
CREATE TRIGGER document_kept BEFORE DELETE ON document
	BEGIN SELECT RAISE(ABORT, 'document is append-only'); END;
CREATE TRIGGER document_changed BEFORE UPDATE ON document
	BEGIN SELECT RAISE(ABORT, 'document is append-only'); END;
CREATE TRIGGER certificate_kept BEFORE DELETE ON certificate
	BEGIN SELECT RAISE(ABORT, 'certificate is append-only'); END;
CREATE TRIGGER certificate_changed BEFORE UPDATE ON certificate
	BEGIN SELECT RAISE(ABORT, 'certificate is append-only'); END;
CREATE TRIGGER lookup_run_kept BEFORE DELETE ON lookup_run
	BEGIN SELECT RAISE(ABORT, 'lookup_run is append-only'); END;
CREATE TRIGGER lookup_run_changed BEFORE UPDATE ON lookup_run
	BEGIN SELECT RAISE(ABORT, 'lookup_run is append-only'); END;
CREATE TRIGGER subject_key_kept BEFORE DELETE ON subject_key
	BEGIN SELECT RAISE(ABORT, 'subject_key is append-only'); END;
CREATE TRIGGER subject_key_changed BEFORE UPDATE ON subject_key
	BEGIN SELECT RAISE(ABORT, 'subject_key is append-only'); END;
CREATE TRIGGER void_kept BEFORE DELETE ON void
	BEGIN SELECT RAISE(ABORT, 'void is append-only'); END;
CREATE TRIGGER void_changed BEFORE UPDATE ON void
	BEGIN SELECT RAISE(ABORT, 'void is append-only'); END;
CREATE TRIGGER blocked_key_kept BEFORE DELETE ON blocked_key
	BEGIN SELECT RAISE(ABORT, 'blocked_key is append-only'); END;
CREATE TRIGGER blocked_key_changed BEFORE UPDATE ON blocked_key
	BEGIN SELECT RAISE(ABORT, 'blocked_key is append-only'); END;
CREATE TRIGGER log_entry_kept BEFORE DELETE ON log_entry
	BEGIN SELECT RAISE(ABORT, 'log_entry is append-only'); END;
CREATE TRIGGER log_entry_changed BEFORE UPDATE ON log_entry
	BEGIN SELECT RAISE(ABORT, 'log_entry is append-only'); END;
CREATE TRIGGER log_tile_kept BEFORE DELETE ON log_tile
	BEGIN SELECT RAISE(ABORT, 'log_tile is append-only'); END;
CREATE TRIGGER log_tile_changed BEFORE UPDATE ON log_tile
	BEGIN SELECT RAISE(ABORT, 'log_tile is append-only'); END;
CREATE TRIGGER log_head_kept BEFORE DELETE ON log_head
	BEGIN SELECT RAISE(ABORT, 'log_head is append-only'); END;
CREATE TRIGGER log_head_changed BEFORE UPDATE ON log_head
	BEGIN SELECT RAISE(ABORT, 'log_head is append-only'); END;
CREATE TRIGGER state_kept BEFORE DELETE ON state
	BEGIN SELECT RAISE(ABORT, 'state is append-only'); END;
CREATE TRIGGER state_changed BEFORE UPDATE ON state
	BEGIN SELECT RAISE(ABORT, 'state is append-only'); END;
