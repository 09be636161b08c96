import { describe, expect, it } from "vitest";
import { z } from "zod";
import {
  idsSchema,
  namesSchema,
  parseArguments,
  referenceSchema,
  settingsSchema,
} from "../../../src/chain/core/arguments.js";
import { ArgumentError } from "../../../src/domain/errors.js";

const schema = z.object({
  status: z.union([z.enum(["pending", "stopped"]), z.array(z.enum(["pending", "stopped"]))]),
  options: settingsSchema({ ids: idsSchema, names: namesSchema, who: referenceSchema }).partial(),
});

function fault(values: unknown): ArgumentError {
  try {
    parseArguments("jobs", schema, values);
  } catch (error) {
    if (error instanceof ArgumentError) return error;
    throw error;
  }
  throw new Error("the arguments were accepted");
}

describe("parseArguments", () => {
  it("returns parsed values: single values as lists, duplicates removed", () => {
    const options = { ids: [1, 2, 1], names: "lemon", who: "anna" };
    expect(parseArguments("jobs", schema, { status: "pending", options })).toEqual({
      status: "pending",
      options: { ids: [1, 2], names: ["lemon"], who: "anna" },
    });
  });

  it.each([
    [{ status: "stoped", options: {} }, "jobs: status cannot be 'stoped'", "status", "did you mean 'stopped'?"],
    [{ status: ["stoped"], options: {} }, "jobs: status cannot be 'stoped'", "status", "did you mean 'stopped'?"],
    [{ status: "pending", options: { id: 1 } }, "jobs: unknown setting 'id'", "id", "did you mean 'ids'?"],
    [{ status: "pending", options: 7 }, "jobs: options cannot be 7", "options", "expected an object of settings"],
    [
      { status: "pending", options: { ids: "x" } },
      "jobs: options.ids cannot be 'x'",
      "options.ids",
      "expected an id, or a list of ids",
    ],
    [
      { status: "pending", options: { names: {} } },
      "jobs: options.names cannot be this object",
      "options.names",
      "expected a name, or a list of names",
    ],
    [
      { status: "pending", options: { who: 0 } },
      "jobs: options.who cannot be 0",
      "options.who",
      "expected an id above 0",
    ],
    [{ status: "pending" }, "jobs: options cannot be nothing", "options", "expected an object of settings"],
  ])("rejects %j and names method, argument and expected value", (values, message, argument, hint) => {
    expect(fault(values)).toMatchObject({ message, method: "jobs", argument, hint });
  });

  it("shortens long values in the message", () => {
    expect(fault({ status: "x".repeat(500), options: {} }).message.length).toBeLessThan(120);
  });
});
