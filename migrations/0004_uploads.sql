-- Uploads that a later process can go on with. How far one has come is sealed as a whole: it holds a URL
-- that lets whoever has it write the file. The times lie open, so that what has expired can be found.
CREATE TABLE uploads (
    id         TEXT    NOT NULL PRIMARY KEY,
    tenant_id  TEXT    NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
    drive_id   TEXT    NOT NULL,
    sealed     BLOB    NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT;

CREATE INDEX uploads_tenant_id ON uploads (tenant_id);
CREATE INDEX uploads_expires_at ON uploads (expires_at);
