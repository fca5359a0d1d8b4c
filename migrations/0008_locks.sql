-- Locks of RFC 4918, by drive and path from its root, so that they bind through every mount and face. They
-- outlive the process, since a program that holds one comes back with its token after a restart, but not their
-- account. `path_key` is that under which paths of a drive are compared; it is kept for people who look into
-- the table, and made anew from `path` when a row is read.
CREATE TABLE locks (
    token      TEXT    NOT NULL PRIMARY KEY,
    drive_id   TEXT    NOT NULL,
    path       TEXT    NOT NULL,
    path_key   TEXT    NOT NULL,
    scope      TEXT    NOT NULL,
    depth      TEXT    NOT NULL,
    owner      TEXT,
    account_id TEXT    NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    seconds    INTEGER NOT NULL
) STRICT;

CREATE INDEX locks_account_id ON locks (account_id);
CREATE INDEX locks_expires_at ON locks (expires_at);
