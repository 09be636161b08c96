import { FigureStore } from "./annotations/figure-store.js";
import { RemovedFigureStore } from "./annotations/removed-figure-store.js";
import { TagDataStore } from "./annotations/tag-data-store.js";
import { CollectionStore } from "./collections/collection-store.js";
import type { Database } from "./db/database.js";
import { SettingStore } from "./db/setting-store.js";
import { FileStore } from "./files/file-store.js";
import { GuideStore } from "./guides/guide-store.js";
import { ImageStore } from "./images/image-store.js";
import { ImageTagStore } from "./images/image-tag-store.js";
import { IssueStore } from "./issues/issue-store.js";
import { JobImageStore } from "./jobs/job-image-store.js";
import { JobStore } from "./jobs/job-store.js";
import { ArrangementStore } from "./projects/arrangement-store.js";
import { DatasetStore } from "./projects/dataset-store.js";
import { MetaStore } from "./projects/meta-store.js";
import { ProjectClone } from "./projects/project-clone.js";
import { ProjectCounts } from "./projects/project-stats.js";
import { ProjectStore } from "./projects/project-store.js";
import { RemovalStore } from "./projects/removal-store.js";
import { QueueStore } from "./queues/queue-store.js";
import { TaskStore } from "./tasks/task-store.js";
import { ActivityStore } from "./teams/activity-store.js";
import { TeamStore } from "./teams/team-store.js";
import { AccountStore } from "./users/account-store.js";
import { RoleStore } from "./users/role-store.js";
import { TokenCipher } from "./users/token-cipher.js";
import { WebhookStore } from "./webhooks/webhook-store.js";

/** The stores of an instance, one per subject. */
export interface Stores {
  readonly database: Database;
  readonly settings: SettingStore;
  readonly accounts: AccountStore;
  readonly roles: RoleStore;
  readonly teams: TeamStore;
  readonly projects: ProjectStore;
  readonly metas: MetaStore;
  readonly datasets: DatasetStore;
  readonly arrangement: ArrangementStore;
  readonly projectClone: ProjectClone;
  readonly projectStats: ProjectCounts;
  readonly removal: RemovalStore;
  readonly tasks: TaskStore;
  readonly images: ImageStore;
  readonly imageTags: ImageTagStore;
  readonly figures: FigureStore;
  readonly removedFigures: RemovedFigureStore;
  readonly tagData: TagDataStore;
  readonly jobs: JobStore;
  readonly jobImages: JobImageStore;
  readonly queues: QueueStore;
  readonly activity: ActivityStore;
  readonly webhooks: WebhookStore;
  readonly files: FileStore;
  readonly collections: CollectionStore;
  readonly issues: IssueStore;
  readonly guides: GuideStore;
}

/** Creates the stores of a database. `tokenCipher` encrypts its tokens. */
export function createStores(database: Database, tokenCipher = new TokenCipher()): Stores {
  return {
    database,
    settings: new SettingStore(database),
    accounts: new AccountStore(database, tokenCipher),
    roles: new RoleStore(database),
    teams: new TeamStore(database),
    projects: new ProjectStore(database),
    metas: new MetaStore(database),
    datasets: new DatasetStore(database),
    arrangement: new ArrangementStore(database),
    projectClone: new ProjectClone(database),
    projectStats: new ProjectCounts(database),
    removal: new RemovalStore(database),
    tasks: new TaskStore(database),
    images: new ImageStore(database),
    imageTags: new ImageTagStore(database),
    figures: new FigureStore(database),
    removedFigures: new RemovedFigureStore(database),
    tagData: new TagDataStore(database),
    jobs: new JobStore(database),
    jobImages: new JobImageStore(database),
    queues: new QueueStore(database),
    activity: new ActivityStore(database),
    webhooks: new WebhookStore(database),
    files: new FileStore(database),
    collections: new CollectionStore(database),
    issues: new IssueStore(database),
    guides: new GuideStore(database),
  };
}
