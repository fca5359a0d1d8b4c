-- What programs say of items and Microsoft's side has no place for (RFC 4918, section 4.2). An item is known by its
-- id, which stays when it is renamed or moved in its drive. Where it lay when anything was last said of it is the key of
-- its path from the drive's root: what goes with a folder is found by it.
CREATE TABLE properties (
    drive_id   TEXT    NOT NULL,
    item_id    TEXT    NOT NULL,
    namespace  TEXT    NOT NULL,
    name       TEXT    NOT NULL,
    value      TEXT    NOT NULL,
    lang       TEXT,
    path_key   TEXT,
    updated_at INTEGER NOT NULL,
    PRIMARY KEY (drive_id, item_id, namespace, name)
) STRICT, WITHOUT ROWID;

CREATE INDEX properties_place ON properties (drive_id, path_key);

-- Sums of files' bytes that Microsoft's side does not reckon; true of the content that bears the tag.
CREATE TABLE checksums (
    drive_id    TEXT    NOT NULL,
    item_id     TEXT    NOT NULL,
    content_tag TEXT    NOT NULL,
    sums        TEXT    NOT NULL,
    updated_at  INTEGER NOT NULL,
    PRIMARY KEY (drive_id, item_id)
) STRICT, WITHOUT ROWID;

-- How network disks get a mount's bytes, and what is done with files that nobody chose to write.
ALTER TABLE mounts ADD COLUMN dav_delivery TEXT NOT NULL DEFAULT 'auto'
    CHECK (dav_delivery IN ('auto', 'redirect', 'proxy'));
ALTER TABLE mounts ADD COLUMN junk TEXT NOT NULL DEFAULT 'pass' CHECK (junk IN ('pass', 'reject'));
