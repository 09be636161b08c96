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

const traitsShape = {
  slow: z.number("expected a number").min(1, "expected a number from 1, for example 3").optional(),
  sloppy: z.boolean("expected true or false").optional(),
  stopAfter: z.int("expected a whole number").min(0, "expected a number of images from 0").optional(),
};

/** Checks the traits of one person. @internal */
export const traitsSchema = z.strictObject(traitsShape, {
  error: ({ code, keys }) =>
    code === "unrecognized_keys" ? `unknown trait '${keys[0]}': ${Object.keys(traitsShape).join(", ")}` : undefined,
});

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
