import { Access } from "./access.js";
import type { Clock } from "./clock.js";
import { JobLife } from "./job-life.js";
import type { RandomBytes } from "./secrets.js";
import type { Stores } from "./stores/stores.js";

/** What every method works with. */
export interface House {
  readonly stores: Stores;
  readonly access: Access;
  readonly life: JobLife;
  readonly clock: Clock;
  readonly randomBytes: RandomBytes;
}

/** Puts the parts together. */
export function createHouse(stores: Stores, clock: Clock, randomBytes: RandomBytes): House {
  return { stores, access: new Access(stores), life: new JobLife(stores), clock, randomBytes };
}
