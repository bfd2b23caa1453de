-- SPDX-License-Identifier: GPL-2.0-only
-- Version 4: what was there and could not be read is told, not left out.

ALTER TABLE run ADD COLUMN unread TEXT NOT NULL DEFAULT ''; -- why its run.json, or its folder, could not be read

-- A trial whose result.json could not be read, or is none. Such a run is looked at again each time.
CREATE TABLE unread (
	run      INTEGER NOT NULL REFERENCES run (id) ON DELETE CASCADE,
	folder   TEXT NOT NULL,                  -- as of a trial
	machine  TEXT NOT NULL,                  -- as the folder says
	scenario TEXT NOT NULL,                  -- the same
	reason   TEXT NOT NULL,
	PRIMARY KEY (run, folder)
) STRICT, WITHOUT ROWID;

-- For who reads: those as trials with a verdict of their own.
CREATE VIEW told AS
	SELECT id, run, folder, machine, scenario, kernel, accelerator, verdict, known, seconds, message FROM trial
	UNION ALL
	SELECT 0, run, folder, machine, scenario, '', '', 'UNREAD', '', 0.0, reason FROM unread;
