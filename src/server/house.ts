import type { Access } from "./access.js";
import type { Clock } from "./clock.js";
import type { JobLife } from "./job-life.js";
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
