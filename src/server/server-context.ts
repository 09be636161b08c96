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
import { defaultPasswordCost, type RandomBytes } from "./users/secrets.js";
import { WebhookDispatcher } from "./webhooks/webhook-dispatcher.js";
import { WebhookHosts } from "./webhooks/webhook-hosts.js";

/** Services that all methods share. */
export interface ServerContext {
  readonly stores: Stores;
  readonly access: Access;
  readonly lifecycle: JobLifecycle;
  readonly queueWork: QueueWork;
  readonly marking: Marking;
  readonly annotating: Annotating;
  readonly hooks: WebhookDispatcher;
  /** Contents of team files. */
  readonly blobs: BlobFolder;
  readonly storageUrls: StorageUrls;
  readonly links: LinkFetcher;
  readonly clock: Clock;
  readonly randomBytes: RandomBytes;
  /** The cost of password hashes. */
  readonly passwordCost: number;
  /** Whether simulated people work on this instance; undefined if unknown to clients. */
  readonly simulatedPeople: boolean | undefined;
}

/** Options of {@link createServerContext}. */
export interface ServerContextOptions {
  readonly clock: Clock;
  readonly randomBytes: RandomBytes;
  /** The `N` of scrypt for password hashes. Default: 16384. */
  readonly passwordCost?: number | undefined;
  /** Other machines that webhooks may be delivered to: any host, or the listed ones. */
  readonly trustedHooks: boolean | readonly string[];
  /** Receives internal errors of the instance. */
  readonly onFailure?: (error: unknown, what: string) => void;
  readonly blobs: BlobFolder;
  /** Whether simulated people work on this instance; reported to clients. */
  readonly simulatedPeople?: boolean | undefined;
  /** Other hosts that linked images may be fetched from. Default: none. */
  readonly linkHosts?: readonly string[];
}

/** Creates the services. */
export function createServerContext(
  stores: Stores,
  { clock, randomBytes, trustedHooks, linkHosts = [], onFailure, blobs, ...options }: ServerContextOptions,
): ServerContext {
  const { passwordCost = defaultPasswordCost, simulatedPeople } = options;
  const access = new Access(stores);
  const marking = new Marking(stores, access);
  const annotating = new Annotating(stores, marking);
  const lifecycle = new JobLifecycle(stores);
  const hooks = new WebhookDispatcher(stores, new WebhookHosts(trustedHooks), onFailure);
  const queueWork = new QueueWork(stores, lifecycle, hooks);
  const links = new LinkFetcher(stores.images, linkHosts);
  const storageUrls = new StorageUrls(stores.settings.get("jwtKey") ?? "");
  notifyOfCompletedJobs(lifecycle, hooks);
  const parts = { stores, access, lifecycle, queueWork, marking, annotating, hooks, storageUrls, links, blobs };
  return { ...parts, clock, randomBytes, passwordCost, simulatedPeople };
}
