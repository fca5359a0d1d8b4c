-- Entries that are being put in the place of others. Between the two steps of it the place is empty: whoever comes
-- after a process that was killed there fills it again. `beside` is the name of what was made for this alone.
CREATE TABLE exchanges (
    id         TEXT    NOT NULL PRIMARY KEY,
    tenant_id  TEXT    NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
    drive_id   TEXT    NOT NULL,
    name       TEXT    NOT NULL,
    old_item   TEXT    NOT NULL,
    old_name   TEXT    NOT NULL,
    new_item   TEXT    NOT NULL,
    beside     TEXT,
    created_at INTEGER NOT NULL
) STRICT;

CREATE INDEX exchanges_tenant_id ON exchanges (tenant_id);
