import { Annotating } from "./annotations/annotating.js";
import { Marking } from "./annotations/marking.js";
import type { Clock } from "./clock.js";
import type { BlobFolder } from "./files/blob-folder.js";
import { LinkFetcher } from "./images/link-fetcher.js";
import { StorageUrls } from "./images/storage-urls.js";
import { JobLifecycle } from "./jobs/job-lifecycle.js";
import { notifyOfCompletedJobs, QueueWork } from "./queues/queue-work.js";
import type { Stores } from "./stores.js";
import { Access } from "./users/access.js";
import type { RandomBytes } from "./users/secrets.js";
import { WebhookDispatcher } from "./webhooks/webhook-dispatcher.js";
import { WebhookHosts } from "./webhooks/webhook-hosts.js";

/** What every method works with. */
export interface ServerContext {
  readonly stores: Stores;
  readonly access: Access;
  readonly life: JobLifecycle;
  readonly queueWork: QueueWork;
  readonly marking: Marking;
  readonly annotating: Annotating;
  readonly hooks: WebhookDispatcher;
  /** The contents of team files. */
  readonly blobs: BlobFolder;
  readonly storageUrls: StorageUrls;
  readonly links: LinkFetcher;
  readonly clock: Clock;
  readonly randomBytes: RandomBytes;
  /** Whether simulated people work here; undefined if the process that opened it knows. */
  readonly simulatedPeople: boolean | undefined;
}

/** Options given by the caller that opens the instance. */
export interface ServerContextOptions {
  readonly clock: Clock;
  readonly randomBytes: RandomBytes;
  /** Where webhooks may go beyond this machine: to any host, or to those named. */
  readonly trustedHooks: boolean | readonly string[];
  /** Told of failures of the instance's own. */
  readonly onFailure?: (error: unknown, what: string) => void;
  readonly blobs: BlobFolder;
  /** Whether simulated people work here, to be told to clients. */
  readonly simulatedPeople?: boolean | undefined;
  /** Hosts beside this machine that pictures by link are fetched from. Default: none. */
  readonly linkHosts?: readonly string[];
}

/** Puts the parts together. */
export function createServerContext(
  stores: Stores,
  { clock, randomBytes, trustedHooks, linkHosts = [], onFailure, blobs, simulatedPeople }: ServerContextOptions,
): ServerContext {
  const access = new Access(stores);
  const marking = new Marking(stores, access);
  const annotating = new Annotating(stores, marking);
  const life = new JobLifecycle(stores);
  const hooks = new WebhookDispatcher(stores, new WebhookHosts(trustedHooks), onFailure);
  const queueWork = new QueueWork(stores, life, hooks);
  const links = new LinkFetcher(stores.images, linkHosts);
  const storageUrls = new StorageUrls(stores.settings.get("jwtKey") ?? "");
  notifyOfCompletedJobs(life, hooks);
  const parts = { stores, access, life, queueWork, marking, annotating, hooks, storageUrls, links, blobs };
  return { ...parts, clock, randomBytes, simulatedPeople };
}
