-- Who may do what: accounts and groups, grants, folder rules, and by which passes people and programs come
-- in. Everything here is read as one snapshot, whose generation is apart from that of tenants and mounts:
-- a mount's state changes often, rights seldom.
CREATE TABLE rights_generation (
    id    INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    value INTEGER NOT NULL
) STRICT;

INSERT INTO rights_generation (id, value) VALUES (1, 0);

-- Whose administrators look after an account. It outlives its tenant, and is then the server's own.
ALTER TABLE accounts ADD COLUMN home_tenant_id TEXT REFERENCES tenants (id) ON DELETE SET NULL;
ALTER TABLE accounts ADD COLUMN enabled INTEGER NOT NULL DEFAULT 1 CHECK (enabled IN (0, 1));

CREATE TABLE tenant_admins (
    account_id TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    tenant_id  TEXT NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
    PRIMARY KEY (account_id, tenant_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE groups (
    id             TEXT    NOT NULL PRIMARY KEY,
    name           TEXT    NOT NULL,
    name_key       TEXT    NOT NULL UNIQUE,
    home_tenant_id TEXT    REFERENCES tenants (id) ON DELETE SET NULL,
    created_at     INTEGER NOT NULL,
    updated_at     INTEGER NOT NULL
) STRICT;

CREATE TABLE group_members (
    group_id   TEXT NOT NULL REFERENCES groups (id) ON DELETE CASCADE,
    account_id TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    PRIMARY KEY (group_id, account_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX group_members_account_id ON group_members (account_id);

-- For an account, for a group, or (neither) for everybody. `principal` is the id, or `guest`: one column
-- to be unique by, since NULLs are never equal.
CREATE TABLE grants (
    id         TEXT    NOT NULL PRIMARY KEY,
    principal  TEXT    NOT NULL,
    account_id TEXT    REFERENCES accounts (id) ON DELETE CASCADE,
    group_id   TEXT    REFERENCES groups (id) ON DELETE CASCADE,
    path       TEXT    NOT NULL,
    path_key   TEXT    NOT NULL,
    rights     TEXT    NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    CHECK (principal = COALESCE(account_id, group_id, 'guest')),
    CHECK (account_id IS NULL OR group_id IS NULL),
    UNIQUE (principal, path_key)
) STRICT;

CREATE INDEX grants_path_key ON grants (path_key);
CREATE INDEX grants_account_id ON grants (account_id);
CREATE INDEX grants_group_id ON grants (group_id);

-- `hide` holds one pattern a line. `password_generation` rises with every new password, also when there
-- was none for a while: what an older one had opened stays closed.
CREATE TABLE rules (
    id                  TEXT    NOT NULL PRIMARY KEY,
    path                TEXT    NOT NULL,
    path_key            TEXT    NOT NULL UNIQUE,
    inherited           INTEGER NOT NULL CHECK (inherited IN (0, 1)),
    hide                TEXT    NOT NULL,
    password_hash       TEXT,
    password_generation INTEGER NOT NULL,
    header              TEXT,
    readme              TEXT,
    view                TEXT,
    sort                TEXT,
    created_at          INTEGER NOT NULL,
    updated_at          INTEGER NOT NULL
) STRICT;

-- Sessions are shown to their owners now, so they have ids. Those from before have none to be named by:
-- whoever held one signs in again.
DROP TABLE sessions;

CREATE TABLE sessions (
    id            TEXT    NOT NULL PRIMARY KEY,
    token_hash    BLOB    NOT NULL UNIQUE,
    -- The token before the last rotation: requests under way still carry it, for a moment.
    previous_hash BLOB,
    rotated_at    INTEGER NOT NULL,
    account_id    TEXT    NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    -- What the client calls itself, cut short, and where it signed in from.
    client        TEXT,
    address       TEXT,
    created_at    INTEGER NOT NULL,
    seen_at       INTEGER NOT NULL,
    idle_until    INTEGER NOT NULL,
    expires_at    INTEGER NOT NULL
) STRICT;

CREATE INDEX sessions_account_id ON sessions (account_id);
-- Without the NULLs, which are nearly all: else the planner takes it for useless and reads every session.
CREATE UNIQUE INDEX sessions_previous_hash ON sessions (previous_hash) WHERE previous_hash IS NOT NULL;

-- Folders' passwords given in a session, each for one state of the password.
CREATE TABLE session_unlocks (
    session_id TEXT    NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    rule_id    TEXT    NOT NULL REFERENCES rules (id) ON DELETE CASCADE,
    generation INTEGER NOT NULL,
    PRIMARY KEY (session_id, rule_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX session_unlocks_rule_id ON session_unlocks (rule_id);

CREATE TABLE app_passwords (
    id         TEXT    NOT NULL PRIMARY KEY,
    account_id TEXT    NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    name       TEXT    NOT NULL,
    hash       BLOB    NOT NULL UNIQUE,
    created_at INTEGER NOT NULL,
    seen_at    INTEGER,
    expires_at INTEGER
) STRICT;

CREATE INDEX app_passwords_account_id ON app_passwords (account_id);

CREATE TABLE api_tokens (
    id         TEXT    NOT NULL PRIMARY KEY,
    account_id TEXT    NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    name       TEXT    NOT NULL,
    hash       BLOB    NOT NULL UNIQUE,
    scopes     TEXT    NOT NULL,
    prefix     TEXT,
    created_at INTEGER NOT NULL,
    seen_at    INTEGER,
    expires_at INTEGER
) STRICT;

CREATE INDEX api_tokens_account_id ON api_tokens (account_id);

-- Names are written out: rows outlive accounts. `fields` are names of what was changed, never values.
-- `path_key` ends with a slash here, so that all at and below a path is one range.
CREATE TABLE audit_log (
    id         INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    at         INTEGER NOT NULL,
    account_id TEXT,
    username   TEXT,
    pass       TEXT,
    address    TEXT,
    request_id TEXT,
    deed       TEXT    NOT NULL,
    ended      TEXT    NOT NULL,
    subject    TEXT,
    path       TEXT,
    path_key   TEXT,
    fields     TEXT    NOT NULL
) STRICT;

CREATE INDEX audit_log_at ON audit_log (at);
CREATE INDEX audit_log_account_id ON audit_log (account_id);
CREATE INDEX audit_log_deed ON audit_log (deed);
CREATE INDEX audit_log_path_key ON audit_log (path_key) WHERE path_key IS NOT NULL;

-- What a tenant's own administrators may mount: `*` alone for all, else names, each with a line's end.
ALTER TABLE tenants ADD COLUMN mountable_users TEXT NOT NULL DEFAULT '';
ALTER TABLE tenants ADD COLUMN mountable_sites TEXT NOT NULL DEFAULT '';
ALTER TABLE tenants ADD COLUMN mountable_drives TEXT NOT NULL DEFAULT '';

ALTER TABLE mounts ADD COLUMN proxy_allowed INTEGER NOT NULL DEFAULT 1 CHECK (proxy_allowed IN (0, 1));
ALTER TABLE mounts ADD COLUMN guest_redirect INTEGER NOT NULL DEFAULT 0 CHECK (guest_redirect IN (0, 1));
ALTER TABLE mounts ADD COLUMN follow_shortcuts TEXT NOT NULL DEFAULT 'never';
ALTER TABLE mounts ADD COLUMN permanent_delete INTEGER NOT NULL DEFAULT 0 CHECK (permanent_delete IN (0, 1));
ALTER TABLE mounts ADD COLUMN worker_url TEXT;
