import { FigureStore } from "./annotations/figure-store.js";
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
import { DatasetStore } from "./projects/dataset-store.js";
import { MetaStore } from "./projects/meta-store.js";
import { ProjectStore } from "./projects/project-store.js";
import { QueueStore } from "./queues/queue-store.js";
import { ActivityStore } from "./teams/activity-store.js";
import { TeamStore } from "./teams/team-store.js";
import { AccountStore } from "./users/account-store.js";
import { RoleStore } from "./users/role-store.js";
import { WebhookStore } from "./webhooks/webhook-store.js";

/** All that is kept, one store a subject. */
export interface Stores {
  readonly database: Database;
  readonly settings: SettingStore;
  readonly accounts: AccountStore;
  readonly roles: RoleStore;
  readonly teams: TeamStore;
  readonly projects: ProjectStore;
  readonly metas: MetaStore;
  readonly datasets: DatasetStore;
  readonly images: ImageStore;
  readonly imageTags: ImageTagStore;
  readonly figures: FigureStore;
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

/** The stores over one database. */
export function createStores(database: Database): Stores {
  return {
    database,
    settings: new SettingStore(database),
    accounts: new AccountStore(database),
    roles: new RoleStore(database),
    teams: new TeamStore(database),
    projects: new ProjectStore(database),
    metas: new MetaStore(database),
    datasets: new DatasetStore(database),
    images: new ImageStore(database),
    imageTags: new ImageTagStore(database),
    figures: new FigureStore(database),
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
