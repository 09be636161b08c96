/** Traits of individual simulated people. */
import { z } from "zod";

/** Traits of a simulated person; missing ones have the defaults. */
export interface PersonTraits {
  /** Factor for the duration of each action, at least 1. */
  readonly slow?: number | undefined;
  /** Whether the person draws inexactly, misses objects and confuses classes. */
  readonly sloppy?: boolean | undefined;
  /** Number of images after which the person stops working; 0 for a person who never starts. */
  readonly stopAfter?: number | undefined;
}

/** Checks the traits of one person. @internal */
export const traitsSchema = z
  .strictObject({
    slow: z.number("expected a number of 1 or more, for example 3").min(1),
    sloppy: z.boolean(),
    stopAfter: z.int("expected a number of images, 0 or more").min(0),
  })
  .partial();

/** Errors of drawings: the offset relative to an object's size, and the rates of missed, mistaken and imagined objects. */
export interface DrawingError {
  readonly offset: number;
  readonly missed: number;
  readonly mistaken: number;
  readonly imagined: number;
}

const careful: DrawingError = { offset: 0.025, missed: 0.03, mistaken: 0.02, imagined: 0.02 };
const sloppy: DrawingError = { offset: 0.11, missed: 0.2, mistaken: 0.12, imagined: 0.1 };

/** Returns the errors of a person with these traits. */
export function errorOf(traits: PersonTraits | undefined): DrawingError {
  return traits?.sloppy === true ? sloppy : careful;
}
