/** How single simulated people differ from the others. */
import { z } from "zod";

/** How one of the simulated people works; what is left out is as with everybody. */
export interface PersonTraits {
  /** How many times longer each action takes, from 1. */
  readonly slow?: number | undefined;
  /** Draws inexactly, misses objects and takes one class for another. */
  readonly sloppy?: boolean | undefined;
  /** Does nothing more after this many images; 0 is somebody who never comes. */
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

/** How far a drawing is off, of an object's size, and how often things are missed, mistaken or imagined. */
export interface DrawingError {
  readonly offset: number;
  readonly missed: number;
  readonly mistaken: number;
  readonly imagined: number;
}

const careful: DrawingError = { offset: 0.025, missed: 0.03, mistaken: 0.02, imagined: 0.02 };
const sloppy: DrawingError = { offset: 0.11, missed: 0.2, mistaken: 0.12, imagined: 0.1 };

/** The errors of somebody with these traits. */
export function errorOf(traits: PersonTraits | undefined): DrawingError {
  return traits?.sloppy === true ? sloppy : careful;
}
