-- SPDX-License-Identifier: GPL-2.0-only
-- Version 1 of results/results.sqlite: what `yard` keeps of its runs.
--
-- A run is one invocation of yard, a trial one scenario on one machine with one kernel. The logs
-- stay in results/runs/NAME/FOLDER; what is here can be made again from them, as long as they
-- are kept. Times are in seconds; moments are seconds since 1970 (UTC).

CREATE TABLE run (
	id          INTEGER PRIMARY KEY,
	name        TEXT NOT NULL UNIQUE,        -- the folder below results/runs
	started     INTEGER NOT NULL,
	seconds     REAL,                        -- NULL: it did not come to its end
	version     TEXT NOT NULL DEFAULT '',    -- of Cellyard, and the commit
	command     TEXT NOT NULL DEFAULT '',    -- what was typed
	processors  INTEGER NOT NULL DEFAULT 0,  -- of the computer
	interrupted INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE trial (
	id          INTEGER PRIMARY KEY,
	run         INTEGER NOT NULL REFERENCES run (id) ON DELETE CASCADE,
	folder      TEXT NOT NULL,               -- MACHINE/SCENARIO[@KERNEL][#N], below the run's
	machine     TEXT NOT NULL,
	scenario    TEXT NOT NULL,
	kernel      TEXT NOT NULL,
	accelerator TEXT NOT NULL DEFAULT '',    -- tcg, kvm
	verdict     TEXT NOT NULL CHECK (verdict IN ('PASS', 'FAIL', 'SKIP', 'ERROR', 'CRASH')),
	known       TEXT NOT NULL DEFAULT '',    -- why a failure was no news: scenarios/quarantine
	seconds     REAL NOT NULL,
	message     TEXT NOT NULL DEFAULT '',
	UNIQUE (run, folder)
) STRICT;

CREATE INDEX trial_history ON trial (scenario, machine, run);

-- What ran: the hashes of hashes.txt.
CREATE TABLE ingredient (
	trial  INTEGER NOT NULL REFERENCES trial (id) ON DELETE CASCADE,
	path   TEXT NOT NULL,
	sha256 TEXT NOT NULL,
	PRIMARY KEY (trial, path)
) STRICT, WITHOUT ROWID;

-- Measured values in the order in which they came.
CREATE TABLE sample (
	trial INTEGER NOT NULL REFERENCES trial (id) ON DELETE CASCADE,
	name  TEXT NOT NULL,                     -- jitter: of a cell's timer, in ns
	n     INTEGER NOT NULL,
	value REAL NOT NULL,
	PRIMARY KEY (trial, name, n)
) STRICT, WITHOUT ROWID;
