-- Names of groups belong to the tenant that the groups are at home in: whoever administers one does not learn what
-- another calls its groups. The bound was written into the table, which SQLite can't change, so that it is made
-- anew; what refers to it waits beside, since it would go with the old one.
CREATE TABLE kept_group_members AS SELECT * FROM group_members;
CREATE TABLE kept_group_grants AS SELECT * FROM grants WHERE group_id IS NOT NULL;
DELETE FROM group_members;
DELETE FROM grants WHERE group_id IS NOT NULL;

CREATE TABLE groups_at_home (
    id             TEXT    NOT NULL PRIMARY KEY,
    name           TEXT    NOT NULL,
    name_key       TEXT    NOT NULL,
    home_tenant_id TEXT    REFERENCES tenants (id) ON DELETE SET NULL,
    created_at     INTEGER NOT NULL,
    updated_at     INTEGER NOT NULL
) STRICT;

INSERT INTO groups_at_home (id, name, name_key, home_tenant_id, created_at, updated_at)
    SELECT id, name, name_key, home_tenant_id, created_at, updated_at FROM groups;

DROP TABLE groups;
ALTER TABLE groups_at_home RENAME TO groups;

-- Those of the server itself are at home nowhere, and NULLs are never equal.
CREATE UNIQUE INDEX groups_name ON groups (COALESCE(home_tenant_id, ''), name_key);

INSERT INTO group_members (group_id, account_id) SELECT group_id, account_id FROM kept_group_members;
INSERT INTO grants (id, principal, account_id, group_id, path, path_key, rights, created_at, updated_at)
    SELECT id, principal, account_id, group_id, path, path_key, rights, created_at, updated_at
    FROM kept_group_grants;

DROP TABLE kept_group_members;
DROP TABLE kept_group_grants;
