import { Access } from "./access.js";
import { Annotating } from "./annotating.js";
import type { Clock } from "./clock.js";
import { JobLife } from "./job-life.js";
import { Marking } from "./marking.js";
import type { RandomBytes } from "./secrets.js";
import type { Stores } from "./stores/stores.js";

/** What every method works with. */
export interface House {
  readonly stores: Stores;
  readonly access: Access;
  readonly life: JobLife;
  readonly marking: Marking;
  readonly annotating: Annotating;
  readonly clock: Clock;
  readonly randomBytes: RandomBytes;
}

/** Puts the parts together. */
export function createHouse(stores: Stores, clock: Clock, randomBytes: RandomBytes): House {
  const access = new Access(stores);
  const marking = new Marking(stores, access);
  const annotating = new Annotating(stores, marking);
  return { stores, access, life: new JobLife(stores), marking, annotating, clock, randomBytes };
}
