-- SPDX-License-Identifier: GPL-2.0-only
-- Version 2: what became of injected faults outlives the logs. Of trials that the store knew before it
-- says nothing.

CREATE TABLE outcome (
	trial   INTEGER NOT NULL REFERENCES trial (id) ON DELETE CASCADE,
	surface TEXT NOT NULL,                   -- what was tried, such as msr
	class   TEXT NOT NULL,                   -- what became of it, such as contained
	count   INTEGER NOT NULL,
	PRIMARY KEY (trial, surface, class)
) STRICT, WITHOUT ROWID;
