-- SPDX-License-Identifier: GPL-2.0-only
-- Version 5: a file that ran in many trials is in the store once.

CREATE TABLE file (
	id     INTEGER PRIMARY KEY,
	path   TEXT NOT NULL,
	sha256 TEXT NOT NULL,
	UNIQUE (path, sha256)
) STRICT;

CREATE TABLE used (
	trial INTEGER NOT NULL REFERENCES trial (id) ON DELETE CASCADE,
	file  INTEGER NOT NULL REFERENCES file (id),
	PRIMARY KEY (trial, file)
) STRICT, WITHOUT ROWID;

INSERT INTO file (path, sha256) SELECT DISTINCT path, sha256 FROM ingredient;
INSERT INTO used SELECT trial, file.id FROM ingredient JOIN file USING (path, sha256);
DROP TABLE ingredient;

-- What ran: the hashes of hashes.txt.
CREATE VIEW ingredient AS
	SELECT trial, path, sha256 FROM used JOIN file ON file.id = used.file;
