-- A source may lead to one folder of a drive: the application's own. Null stands for the drive's root.
ALTER TABLE drives ADD COLUMN folder_id TEXT;
