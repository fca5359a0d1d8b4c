-- The public half of a certificate: its DER form, its digests, and when it ends. All of it is NULL beside
-- a client secret, of which nothing may be known.
ALTER TABLE credentials ADD COLUMN certificate BLOB;
ALTER TABLE credentials ADD COLUMN thumbprint_sha1 BLOB;
ALTER TABLE credentials ADD COLUMN thumbprint_sha256 BLOB;
ALTER TABLE credentials ADD COLUMN expires_at INTEGER;
