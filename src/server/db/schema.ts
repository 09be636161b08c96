import { workSchema } from "./work-schema.js";

/**
 * The tables. New columns must be nullable or have a default: older databases get them when they are opened.
 * Columns have the names of the API's fields. Ids are AUTOINCREMENT, so that removed ids are never reused.
 */
export const schema = `
CREATE TABLE IF NOT EXISTS settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

-- password: a salted hash. tokenKey: the hash of the API token, for the check of requests; token: the encrypted token.
-- logins: how often the user logged in.
CREATE TABLE IF NOT EXISTS users (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  login TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  email TEXT,
  password TEXT NOT NULL,
  tokenKey TEXT NOT NULL UNIQUE,
  token TEXT NOT NULL,
  isAdmin INTEGER NOT NULL DEFAULT 0,
  isRestricted INTEGER NOT NULL DEFAULT 0,
  disabled INTEGER NOT NULL DEFAULT 0,
  logins INTEGER NOT NULL DEFAULT 0,
  lastLogin TEXT,
  createdAt TEXT NOT NULL,
  updatedAt TEXT NOT NULL
);

-- Roles are built in, so their dates are constants.
CREATE TABLE IF NOT EXISTS roles (
  id INTEGER PRIMARY KEY,
  role TEXT NOT NULL,
  createdAt TEXT NOT NULL DEFAULT '2019-01-01T00:00:00.000Z',
  updatedAt TEXT NOT NULL DEFAULT '2019-01-01T00:00:00.000Z'
);
INSERT OR IGNORE INTO roles (id, role) VALUES
  (1, 'admin'), (2, 'developer'), (3, 'annotator'), (4, 'viewer'), (5, 'reviewer'), (6, 'manager');

CREATE TABLE IF NOT EXISTS teams (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL,
  description TEXT NOT NULL,
  archived INTEGER NOT NULL DEFAULT 0,
  createdAt TEXT NOT NULL,
  updatedAt TEXT NOT NULL
);
CREATE UNIQUE INDEX IF NOT EXISTS teamNames ON teams (name) WHERE archived = 0;

CREATE TABLE IF NOT EXISTS members (
  teamId INTEGER NOT NULL REFERENCES teams,
  userId INTEGER NOT NULL REFERENCES users,
  roleId INTEGER NOT NULL,
  PRIMARY KEY (teamId, userId)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS memberships ON members (userId);

CREATE TABLE IF NOT EXISTS workspaces (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  teamId INTEGER NOT NULL REFERENCES teams,
  name TEXT NOT NULL,
  description TEXT NOT NULL,
  hidden INTEGER NOT NULL DEFAULT 0,
  archived INTEGER NOT NULL DEFAULT 0,
  createdAt TEXT NOT NULL,
  updatedAt TEXT NOT NULL
);
CREATE UNIQUE INDEX IF NOT EXISTS workspaceNames ON workspaces (teamId, name) WHERE archived = 0;

-- backupArchive: where clients stored a backup of the archived project, as JSON.
CREATE TABLE IF NOT EXISTS projects (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  workspaceId INTEGER NOT NULL REFERENCES workspaces,
  teamId INTEGER NOT NULL REFERENCES teams,
  name TEXT NOT NULL,
  description TEXT NOT NULL,
  readme TEXT NOT NULL,
  type TEXT NOT NULL,
  settings TEXT NOT NULL,
  customData TEXT NOT NULL,
  createdBy INTEGER NOT NULL REFERENCES users,
  backupArchive TEXT NOT NULL DEFAULT '{}',
  archived INTEGER NOT NULL DEFAULT 0,
  createdAt TEXT NOT NULL,
  updatedAt TEXT NOT NULL
);
CREATE UNIQUE INDEX IF NOT EXISTS projectNames ON projects (workspaceId, name) WHERE archived = 0;
CREATE INDEX IF NOT EXISTS teamProjects ON projects (teamId, archived, id);

CREATE TABLE IF NOT EXISTS classes (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  projectId INTEGER NOT NULL REFERENCES projects,
  position INTEGER NOT NULL,
  name TEXT NOT NULL,
  description TEXT NOT NULL,
  shape TEXT NOT NULL,
  color TEXT NOT NULL,
  hotkey TEXT NOT NULL,
  settings TEXT NOT NULL,
  createdAt TEXT NOT NULL,
  updatedAt TEXT NOT NULL,
  UNIQUE (projectId, name)
);

CREATE TABLE IF NOT EXISTS tags (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  projectId INTEGER NOT NULL REFERENCES projects,
  position INTEGER NOT NULL,
  name TEXT NOT NULL,
  color TEXT NOT NULL,
  hotkey TEXT NOT NULL,
  settings TEXT NOT NULL,
  createdAt TEXT NOT NULL,
  updatedAt TEXT NOT NULL,
  UNIQUE (projectId, name)
);

-- nameKey, here and in images: a key that sorts names in natural order (natural-key.ts).
CREATE TABLE IF NOT EXISTS datasets (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  projectId INTEGER NOT NULL REFERENCES projects,
  parentId INTEGER REFERENCES datasets,
  name TEXT NOT NULL,
  nameKey TEXT NOT NULL DEFAULT '',
  description TEXT NOT NULL,
  customData TEXT NOT NULL,
  imagesCount INTEGER NOT NULL DEFAULT 0,
  size INTEGER NOT NULL DEFAULT 0,
  createdBy INTEGER NOT NULL REFERENCES users,
  archived INTEGER NOT NULL DEFAULT 0,
  createdAt TEXT NOT NULL,
  updatedAt TEXT NOT NULL
);
CREATE UNIQUE INDEX IF NOT EXISTS datasetNames ON datasets (projectId, ifnull(parentId, 0), name) WHERE archived = 0;

CREATE INDEX IF NOT EXISTS nestedDatasets ON datasets (parentId) WHERE parentId IS NOT NULL;

CREATE TABLE IF NOT EXISTS pictures (
  hash TEXT PRIMARY KEY,
  bytes BLOB NOT NULL,
  mime TEXT NOT NULL,
  width INTEGER NOT NULL,
  height INTEGER NOT NULL
);

-- The users who uploaded an image's content, and may create images from it before an image uses it.
CREATE TABLE IF NOT EXISTS uploaders (
  hash TEXT NOT NULL REFERENCES pictures ON DELETE CASCADE,
  userId INTEGER NOT NULL REFERENCES users,
  PRIMARY KEY (hash, userId)
) WITHOUT ROWID;

-- customSort: the key by which lists can be sorted in the user's own order.
CREATE TABLE IF NOT EXISTS images (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  datasetId INTEGER NOT NULL REFERENCES datasets,
  name TEXT NOT NULL,
  nameKey TEXT NOT NULL DEFAULT '',
  link TEXT,
  hash TEXT,
  mime TEXT,
  size INTEGER NOT NULL,
  width INTEGER,
  height INTEGER,
  labelsCount INTEGER NOT NULL DEFAULT 0,
  description TEXT NOT NULL DEFAULT '',
  meta TEXT NOT NULL,
  parentId INTEGER,
  customSort TEXT,
  createdBy INTEGER NOT NULL REFERENCES users,
  createdAt TEXT NOT NULL,
  updatedAt TEXT NOT NULL,
  UNIQUE (datasetId, name)
);
CREATE INDEX IF NOT EXISTS datasetImages ON images (datasetId, id);
CREATE INDEX IF NOT EXISTS datasetImageNames ON images (datasetId, nameKey, id);
CREATE INDEX IF NOT EXISTS pictureImages ON images (hash);
-- Content is removed with the last image that uses it. Content that was only uploaded stays.
CREATE TRIGGER IF NOT EXISTS freePicture AFTER DELETE ON images WHEN old.hash IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM images WHERE hash = old.hash)
BEGIN DELETE FROM pictures WHERE hash = old.hash; END;

CREATE TABLE IF NOT EXISTS imageTags (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  imageId INTEGER NOT NULL REFERENCES images ON DELETE CASCADE,
  tagId INTEGER NOT NULL REFERENCES tags ON DELETE CASCADE,
  value TEXT,
  customData TEXT NOT NULL DEFAULT '{}',
  labelerId INTEGER NOT NULL REFERENCES users,
  jobId INTEGER,
  createdAt TEXT NOT NULL,
  updatedAt TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS tagsOfImage ON imageTags (imageId, tagId);
CREATE INDEX IF NOT EXISTS imagesOfTag ON imageTags (tagId, imageId);

-- extra: the figure's other fields, as JSON, for example priority and customData.
CREATE TABLE IF NOT EXISTS figures (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  imageId INTEGER NOT NULL REFERENCES images ON DELETE CASCADE,
  classId INTEGER NOT NULL REFERENCES classes ON DELETE CASCADE,
  labelerId INTEGER NOT NULL REFERENCES users,
  geometryType TEXT NOT NULL,
  geometry TEXT NOT NULL,
  extra TEXT NOT NULL,
  area REAL,
  createdAt TEXT NOT NULL,
  updatedAt TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS figuresOfImage ON figures (imageId, id);
CREATE INDEX IF NOT EXISTS figuresOfClass ON figures (classId, imageId);

CREATE TABLE IF NOT EXISTS figureTags (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  figureId INTEGER NOT NULL REFERENCES figures ON DELETE CASCADE,
  tagId INTEGER NOT NULL REFERENCES tags ON DELETE CASCADE,
  value TEXT,
  customData TEXT NOT NULL DEFAULT '{}',
  labelerId INTEGER NOT NULL REFERENCES users,
  jobId INTEGER,
  createdAt TEXT NOT NULL,
  updatedAt TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS tagsOfFigure ON figureTags (figureId);
CREATE INDEX IF NOT EXISTS figuresOfTag ON figureTags (tagId, figureId);

CREATE TABLE IF NOT EXISTS removedFigures (
  id INTEGER PRIMARY KEY,
  imageId INTEGER NOT NULL REFERENCES images ON DELETE CASCADE,
  classId INTEGER NOT NULL REFERENCES classes ON DELETE CASCADE,
  labelerId INTEGER NOT NULL REFERENCES users,
  geometryType TEXT NOT NULL,
  geometry TEXT NOT NULL,
  extra TEXT NOT NULL,
  area REAL,
  tags TEXT NOT NULL,
  createdAt TEXT NOT NULL,
  updatedAt TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS removedFiguresOfImage ON removedFigures (imageId);
CREATE INDEX IF NOT EXISTS removedFiguresOfClass ON removedFigures (classId);

CREATE TABLE IF NOT EXISTS favoriteDatasets (
  userId INTEGER NOT NULL REFERENCES users,
  datasetId INTEGER NOT NULL REFERENCES datasets ON DELETE CASCADE,
  PRIMARY KEY (userId, datasetId)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS favoritesOfDataset ON favoriteDatasets (datasetId);

CREATE TABLE IF NOT EXISTS tasks (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  type TEXT NOT NULL,
  teamId INTEGER NOT NULL,
  workspaceId INTEGER NOT NULL,
  createdBy INTEGER NOT NULL REFERENCES users,
  status TEXT NOT NULL,
  meta TEXT NOT NULL,
  createdAt TEXT NOT NULL,
  startedAt TEXT,
  finishedAt TEXT
);
CREATE INDEX IF NOT EXISTS teamTasks ON tasks (teamId, id);
${workSchema}`;
