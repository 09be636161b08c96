import { Access } from "./access.js";
import { Annotating } from "./annotating.js";
import type { Clock } from "./clock.js";
import { Hooks } from "./hooks.js";
import { JobLife } from "./job-life.js";
import { Marking } from "./marking.js";
import { QueueWork, tellOfCompletedJobs } from "./queue-work.js";
import type { RandomBytes } from "./secrets.js";
import type { Stores } from "./stores/stores.js";

/** What every method works with. */
export interface House {
  readonly stores: Stores;
  readonly access: Access;
  readonly life: JobLife;
  readonly queueWork: QueueWork;
  readonly marking: Marking;
  readonly annotating: Annotating;
  readonly hooks: Hooks;
  readonly clock: Clock;
  readonly randomBytes: RandomBytes;
}

/** What the outside decides about a house. */
export interface HouseOptions {
  readonly clock: Clock;
  readonly randomBytes: RandomBytes;
  /** Whether webhooks may go beyond this machine. */
  readonly trustedHooks: boolean;
}

/** Puts the parts together. */
export function createHouse(stores: Stores, { clock, randomBytes, trustedHooks }: HouseOptions): House {
  const access = new Access(stores);
  const marking = new Marking(stores, access);
  const annotating = new Annotating(stores, marking);
  const life = new JobLife(stores);
  const hooks = new Hooks(stores, trustedHooks);
  const queueWork = new QueueWork(stores, life, hooks);
  tellOfCompletedJobs(life, hooks);
  return { stores, access, life, queueWork, marking, annotating, hooks, clock, randomBytes };
}
