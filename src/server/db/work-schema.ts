/** The tables of jobs, queues, webhooks, activity and team files. They refer to those of `schema.ts`. */
export const workSchema = `
CREATE TABLE IF NOT EXISTS queues (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL,
  readme TEXT NOT NULL,
  description TEXT NOT NULL,
  teamId INTEGER NOT NULL REFERENCES teams,
  projectId INTEGER NOT NULL REFERENCES projects,
  datasetId INTEGER NOT NULL REFERENCES datasets,
  createdBy INTEGER NOT NULL REFERENCES users,
  status TEXT NOT NULL DEFAULT 'pending',
  disabled INTEGER NOT NULL DEFAULT 0,
  meta TEXT NOT NULL,
  queueMeta TEXT NOT NULL,
  createdAt TEXT NOT NULL,
  finishedAt TEXT
);
CREATE INDEX IF NOT EXISTS teamQueues ON queues (teamId, disabled, id);

CREATE TABLE IF NOT EXISTS queuePeople (
  queueId INTEGER NOT NULL REFERENCES queues ON DELETE CASCADE,
  part TEXT NOT NULL,
  userId INTEGER NOT NULL REFERENCES users,
  PRIMARY KEY (queueId, part, userId)
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS queueImages (
  queueId INTEGER NOT NULL REFERENCES queues ON DELETE CASCADE,
  imageId INTEGER NOT NULL REFERENCES images ON DELETE CASCADE,
  jobId INTEGER,
  position INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (queueId, imageId)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS waitingImages ON queueImages (queueId, imageId) WHERE jobId IS NULL;
CREATE INDEX IF NOT EXISTS nextImages ON queueImages (queueId, position, imageId) WHERE jobId IS NULL;
CREATE INDEX IF NOT EXISTS queuesOfImage ON queueImages (imageId);

CREATE TABLE IF NOT EXISTS webhooks (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  teamId INTEGER NOT NULL REFERENCES teams,
  action TEXT NOT NULL,
  url TEXT NOT NULL,
  meta TEXT NOT NULL,
  lastDelivery TEXT,
  createdAt TEXT NOT NULL,
  updatedAt TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS teamWebhooks ON webhooks (teamId, action);

CREATE TABLE IF NOT EXISTS deliveries (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  webhookId INTEGER NOT NULL REFERENCES webhooks ON DELETE CASCADE,
  body TEXT NOT NULL,
  attempts INTEGER NOT NULL DEFAULT 0,
  dueAt INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX IF NOT EXISTS dueDeliveries ON deliveries (dueAt);
CREATE INDEX IF NOT EXISTS deliveriesOfWebhook ON deliveries (webhookId);

CREATE TABLE IF NOT EXISTS jobs (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL,
  readme TEXT NOT NULL,
  description TEXT NOT NULL,
  teamId INTEGER NOT NULL REFERENCES teams,
  workspaceId INTEGER NOT NULL REFERENCES workspaces,
  projectId INTEGER NOT NULL REFERENCES projects,
  datasetId INTEGER NOT NULL REFERENCES datasets,
  createdBy INTEGER NOT NULL REFERENCES users,
  userId INTEGER NOT NULL REFERENCES users,
  reviewerId INTEGER REFERENCES users,
  labelingQueueId INTEGER,
  status TEXT NOT NULL,
  disabled INTEGER NOT NULL DEFAULT 0,
  priority INTEGER NOT NULL DEFAULT 0,
  meta TEXT NOT NULL,
  customData TEXT NOT NULL,
  imagesCount INTEGER NOT NULL,
  finishedImagesCount INTEGER NOT NULL DEFAULT 0,
  acceptedImagesCount INTEGER NOT NULL DEFAULT 0,
  rejectedImagesCount INTEGER NOT NULL DEFAULT 0,
  createdAt TEXT NOT NULL,
  startedAt TEXT,
  finishedAt TEXT
);
CREATE INDEX IF NOT EXISTS teamJobs ON jobs (teamId, disabled, id);
CREATE INDEX IF NOT EXISTS teamJobNames ON jobs (teamId, name, id);
CREATE INDEX IF NOT EXISTS annotatorJobs ON jobs (userId, teamId, id);
CREATE INDEX IF NOT EXISTS reviewerJobs ON jobs (reviewerId, teamId, id);
CREATE INDEX IF NOT EXISTS datasetJobs ON jobs (datasetId, id);
CREATE INDEX IF NOT EXISTS queueJobs ON jobs (labelingQueueId, id);

CREATE TABLE IF NOT EXISTS jobImages (
  jobId INTEGER NOT NULL REFERENCES jobs ON DELETE CASCADE,
  imageId INTEGER NOT NULL REFERENCES images ON DELETE CASCADE,
  mark TEXT NOT NULL DEFAULT 'none',
  position INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (jobId, imageId)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS jobsOfImage ON jobImages (imageId);

CREATE TABLE IF NOT EXISTS activity (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  teamId INTEGER NOT NULL,
  userId INTEGER NOT NULL,
  action TEXT NOT NULL,
  date TEXT NOT NULL,
  projectId INTEGER,
  datasetId INTEGER,
  imageId INTEGER,
  classId INTEGER,
  figureId INTEGER,
  jobId INTEGER,
  tagId INTEGER,
  meta TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS teamActivity ON activity (teamId, id);
CREATE INDEX IF NOT EXISTS jobActivity ON activity (jobId, id);

CREATE TABLE IF NOT EXISTS teamFiles (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  teamId INTEGER NOT NULL REFERENCES teams ON DELETE CASCADE,
  userId INTEGER NOT NULL REFERENCES users,
  path TEXT NOT NULL,
  blob TEXT NOT NULL,
  size INTEGER NOT NULL,
  hash TEXT NOT NULL,
  mime TEXT NOT NULL,
  createdAt TEXT NOT NULL,
  updatedAt TEXT NOT NULL,
  UNIQUE (teamId, path)
);

CREATE TABLE IF NOT EXISTS selfDisabled (userId INTEGER PRIMARY KEY REFERENCES users);

CREATE TABLE IF NOT EXISTS collections (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  projectId INTEGER NOT NULL REFERENCES projects ON DELETE CASCADE,
  name TEXT NOT NULL,
  description TEXT NOT NULL,
  type TEXT NOT NULL,
  meta TEXT NOT NULL,
  createdBy INTEGER NOT NULL REFERENCES users,
  createdAt TEXT NOT NULL,
  updatedAt TEXT NOT NULL,
  UNIQUE (projectId, name)
);

CREATE TABLE IF NOT EXISTS collectionItems (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  collectionId INTEGER NOT NULL REFERENCES collections ON DELETE CASCADE,
  imageId INTEGER NOT NULL REFERENCES images ON DELETE CASCADE,
  score REAL,
  createdAt TEXT NOT NULL,
  UNIQUE (collectionId, imageId)
);
CREATE INDEX IF NOT EXISTS collectionsOfImage ON collectionItems (imageId);

CREATE TABLE IF NOT EXISTS queueCollections (
  queueId INTEGER PRIMARY KEY REFERENCES queues ON DELETE CASCADE,
  collectionId INTEGER NOT NULL
);

CREATE TABLE IF NOT EXISTS issues (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  teamId INTEGER NOT NULL REFERENCES teams ON DELETE CASCADE,
  parentId INTEGER REFERENCES issues ON DELETE CASCADE,
  name TEXT NOT NULL,
  status TEXT NOT NULL DEFAULT 'open',
  isPinned INTEGER NOT NULL DEFAULT 0,
  isLocal INTEGER NOT NULL DEFAULT 0,
  assignees TEXT NOT NULL DEFAULT '[]',
  meta TEXT NOT NULL DEFAULT '{}',
  bindingField TEXT,
  bindingValue INTEGER,
  imageId INTEGER REFERENCES images ON DELETE SET NULL,
  projectId INTEGER REFERENCES projects ON DELETE SET NULL,
  createdBy INTEGER NOT NULL REFERENCES users,
  createdAt TEXT NOT NULL,
  updatedAt TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS teamIssues ON issues (teamId, parentId, id);
CREATE INDEX IF NOT EXISTS subIssues ON issues (parentId, id);
CREATE INDEX IF NOT EXISTS issuesOfImage ON issues (imageId);

CREATE TABLE IF NOT EXISTS issueComments (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  issueId INTEGER NOT NULL REFERENCES issues ON DELETE CASCADE,
  comment TEXT NOT NULL,
  createdBy INTEGER NOT NULL REFERENCES users,
  createdAt TEXT NOT NULL,
  updatedAt TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS commentsOfIssue ON issueComments (issueId, id);

CREATE TABLE IF NOT EXISTS guides (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  teamId INTEGER NOT NULL REFERENCES teams ON DELETE CASCADE,
  name TEXT NOT NULL,
  description TEXT NOT NULL,
  filePath TEXT NOT NULL,
  createdBy INTEGER NOT NULL REFERENCES users,
  createdAt TEXT NOT NULL,
  updatedAt TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS teamGuides ON guides (teamId, id);
`;
