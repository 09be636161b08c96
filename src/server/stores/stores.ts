import type { Database } from "../database.js";
import { AccountStore } from "./accounts.js";
import { ActivityStore } from "./activity.js";
import { DatasetStore } from "./datasets.js";
import { FigureStore } from "./figures.js";
import { ImageTagStore } from "./image-tags.js";
import { ImageStore } from "./images.js";
import { JobImageStore } from "./job-images.js";
import { JobStore } from "./jobs.js";
import { MetaStore } from "./metas.js";
import { ProjectStore } from "./projects.js";
import { QueueStore } from "./queues.js";
import { RoleStore } from "./roles.js";
import { SettingStore } from "./settings.js";
import { TeamStore } from "./teams.js";
import { WebhookStore } from "./webhooks.js";

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
  };
}
