-- SPDX-License-Identifier: GPL-2.0-only
-- Version 3: a run that was killed does not look like one that has ended.

ALTER TABLE run ADD COLUMN planned INTEGER; -- trials that it was to play; NULL: it did not say
ALTER TABLE run ADD COLUMN going INTEGER NOT NULL DEFAULT 0; -- when the store last looked
