-- SPDX-License-Identifier: GPL-3.0-or-later
-- SPDX-FileCopyrightText: 2026 The sanca authors
-- Revocation: who is revoked, and every CRL that was signed.

-- Nothing was ever written to the one of schema 1.
DROP TABLE revocation;

-- The present state of each serial that was ever revoked; every change of it is
-- a log entry. All that a CRL needs stands here, so that a million of them are
-- one scan of a narrow table.
CREATE TABLE revocation (
	reservation INTEGER PRIMARY KEY REFERENCES reservation (id),
	serial      BLOB NOT NULL,            -- as in reservation
	not_after   INTEGER NOT NULL,         -- as in reservation
	revoked_at  INTEGER NOT NULL,
	reason      INTEGER NOT NULL,         -- CRLReason; 8: a hold was lifted
	log_index   INTEGER NOT NULL UNIQUE   -- the entry that made it so
) STRICT;

-- A row stands, with its log entry, before its CRL is signed.
CREATE TABLE crl (
	number      INTEGER PRIMARY KEY,      -- cRLNumber, growing
	issuer      INTEGER NOT NULL REFERENCES issuer (id),
	this_update INTEGER NOT NULL,
	next_update INTEGER NOT NULL,
	entries     INTEGER NOT NULL,
	covers      INTEGER NOT NULL,         -- changes before this log index
	tbs_sha256  BLOB NOT NULL,            -- of the TBSCertList
	log_index   INTEGER NOT NULL UNIQUE
) STRICT;

-- AFTER, since an upsert asks a BEFORE trigger also when it updates.
CREATE TRIGGER revocation_added AFTER INSERT ON revocation
	WHEN NEW.reason = 8
	     OR NOT EXISTS (SELECT 1 FROM reservation r
	                    WHERE r.id = NEW.reservation
	                          AND r.serial IS NEW.serial
	                          AND r.not_after IS NEW.not_after)
	BEGIN SELECT RAISE(ABORT, 'no such serial can be revoked so'); END;
CREATE TRIGGER revocation_kept BEFORE DELETE ON revocation
	BEGIN SELECT RAISE(ABORT, 'revocation is append-only'); END;
-- A hold (6) may be lifted or become final, what was lifted (8) may be revoked
-- anew, and the rest can only become keyCompromise (1), at the time that it has.
CREATE TRIGGER revocation_changed BEFORE UPDATE ON revocation
	WHEN NEW.reservation IS NOT OLD.reservation OR NEW.serial IS NOT OLD.serial
	     OR NEW.not_after IS NOT OLD.not_after
	     OR NEW.log_index <= OLD.log_index
	     OR (OLD.reason <> 8 AND NEW.revoked_at IS NOT OLD.revoked_at)
	     OR NOT (OLD.reason = 6 AND NEW.reason <> 6
	             OR OLD.reason = 8 AND NEW.reason <> 8
	             OR OLD.reason <> 1 AND NEW.reason = 1)
	BEGIN SELECT RAISE(ABORT, 'a revocation is final'); END;
CREATE TRIGGER crl_kept BEFORE DELETE ON crl
	BEGIN SELECT RAISE(ABORT, 'crl is append-only'); END;
CREATE TRIGGER crl_changed BEFORE UPDATE ON crl
	BEGIN SELECT RAISE(ABORT, 'crl is append-only'); END;
