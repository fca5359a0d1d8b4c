-- Ids are text made by us, times are milliseconds since the Unix epoch, keys are folded text by which
-- rows are compared. Kinds and states are checked where rows are read, not here: a list of values in a
-- CHECK could not grow without rebuilding its table.

-- Rises with every change of tenants, credentials and mounts, whoever makes it; a server that reads
-- another number than last time reloads its snapshots.
CREATE TABLE generation (
    id    INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    value INTEGER NOT NULL
) STRICT;

INSERT INTO generation (id, value) VALUES (1, 0);

CREATE TABLE tenants (
    id              TEXT    NOT NULL PRIMARY KEY,
    name            TEXT    NOT NULL,
    cloud           TEXT    NOT NULL,
    directory_id    TEXT    NOT NULL,
    client_id       TEXT    NOT NULL,
    path_prefix     TEXT    NOT NULL,
    path_prefix_key TEXT    NOT NULL,
    origin          TEXT    NOT NULL,
    enabled         INTEGER NOT NULL CHECK (enabled IN (0, 1)),
    state_code      TEXT    NOT NULL,
    state_since     INTEGER NOT NULL,
    created_at      INTEGER NOT NULL,
    updated_at      INTEGER NOT NULL
) STRICT;

-- A row that is no longer declared stays, disabled, and its place in the tree is free again.
CREATE UNIQUE INDEX tenants_path_prefix_key ON tenants (path_prefix_key) WHERE enabled = 1;

CREATE TABLE credentials (
    id         TEXT    NOT NULL PRIMARY KEY,
    tenant_id  TEXT    NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
    kind       TEXT    NOT NULL,
    slot       TEXT    NOT NULL,
    sealed     BLOB    NOT NULL,
    created_at INTEGER NOT NULL,
    UNIQUE (tenant_id, slot)
) STRICT;

-- Deleting a tenant never deletes its mounts unseen: hence no cascade.
CREATE TABLE mounts (
    id           TEXT    NOT NULL PRIMARY KEY,
    tenant_id    TEXT    NOT NULL REFERENCES tenants (id),
    path         TEXT    NOT NULL,
    path_key     TEXT    NOT NULL,
    source_kind  TEXT    NOT NULL,
    source_value TEXT    NOT NULL,
    root_kind    TEXT    NOT NULL,
    root_value   TEXT    NOT NULL,
    delivery     TEXT    NOT NULL,
    read_only    INTEGER NOT NULL CHECK (read_only IN (0, 1)),
    origin       TEXT    NOT NULL,
    enabled      INTEGER NOT NULL CHECK (enabled IN (0, 1)),
    state_code   TEXT    NOT NULL,
    state_since  INTEGER NOT NULL,
    created_at   INTEGER NOT NULL,
    updated_at   INTEGER NOT NULL
) STRICT;

CREATE UNIQUE INDEX mounts_path_key ON mounts (path_key) WHERE enabled = 1;
CREATE INDEX mounts_tenant_id ON mounts (tenant_id);

-- Which drive a source turned out to be. Kept by source, not by mount: two mounts of one drive ask
-- once, and a mount whose source changes can't go on with the old drive.
CREATE TABLE drives (
    tenant_id    TEXT    NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
    source_kind  TEXT    NOT NULL,
    source_value TEXT    NOT NULL,
    drive_id     TEXT    NOT NULL,
    resolved_at  INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, source_kind, source_value)
) STRICT;

CREATE TABLE accounts (
    id            TEXT    NOT NULL PRIMARY KEY,
    username      TEXT    NOT NULL,
    username_key  TEXT    NOT NULL UNIQUE,
    role          TEXT    NOT NULL,
    password_hash TEXT    NOT NULL,
    generation    INTEGER NOT NULL,
    created_at    INTEGER NOT NULL,
    updated_at    INTEGER NOT NULL
) STRICT;

CREATE TABLE sessions (
    token_hash BLOB    NOT NULL PRIMARY KEY,
    account_id TEXT    NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    created_at INTEGER NOT NULL,
    seen_at    INTEGER NOT NULL,
    idle_until INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT;

CREATE INDEX sessions_account_id ON sessions (account_id);

CREATE TABLE keys (
    id         TEXT    NOT NULL PRIMARY KEY,
    purpose    TEXT    NOT NULL,
    sealed     BLOB    NOT NULL,
    created_at INTEGER NOT NULL,
    retired_at INTEGER
) STRICT;
