import { expect, it } from "vitest";
import { z } from "zod";
import { createNamed } from "../../../src/client/http/named.js";
import { ConflictError } from "../../../src/domain/errors.js";
import { timeSchema } from "../../../src/domain/records/wire.js";
import { type Asked, type Scripted, scriptedCaller } from "../../support/scripted-caller.js";

const thingSchema = z.object({ id: z.number(), name: z.string(), createdAt: timeSchema });
const nonunique = { error: "thing already exists", details: { type: "NONUNIQUE", errors: [] } };

function create(answer: (asked: Asked, addNumber: number) => Scripted) {
  let adds = 0;
  const { caller, asked } = scriptedCaller((request) =>
    answer(request, request.method === "things.add" ? ++adds : adds),
  );
  const made = createNamed(caller, {
    method: "things.add",
    body: { name: "a" },
    schema: thingSchema,
    parent: "box 1",
    sameName: (options) =>
      caller.list(
        "things.list",
        { label: "things", body: {}, schema: thingSchema, record: { plural: "things", columns: [] } },
        options,
      ),
  });
  return { made, adds: () => asked.filter(({ method }) => method === "things.add").length };
}

const list = (...entities: object[]) => ({ total: entities.length, perPage: 10, entities });
const thing = (ageMs: number) => ({ id: 5, name: "a", createdAt: new Date(Date.now() - ageMs).toISOString() });

it("a create with a lost response returns a record that is not older than the request", async () => {
  const { made, adds } = create(({ method }) => (method === "things.add" ? { status: 502, body: {} } : list(thing(0))));
  expect((await made).id).toBe(5);
  expect(adds()).toBe(1);
});

it("a create with a lost response is repeated if only an older record exists, and reports that the name is taken", async () => {
  const { made, adds } = create(({ method }, addNumber) => {
    if (method === "things.list") return list(thing(60_000));
    return addNumber === 1 ? { status: 502, body: {} } : { status: 400, body: nonunique };
  });
  await expect(made).rejects.toBeInstanceOf(ConflictError);
  expect(adds()).toBe(2);
});
