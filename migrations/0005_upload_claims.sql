-- Who is at work on an upload, and until when nobody else may be. Both are empty where nobody is.
ALTER TABLE uploads ADD COLUMN claim TEXT;
ALTER TABLE uploads ADD COLUMN claimed_until INTEGER;
