import { describe, expect, it } from "vitest";
import { Creations, isMadeSince, match } from "../../../src/client/http/create-recovery.js";

const at = (id: number, time: string) => ({ id, createdAt: new Date(`2026-01-05T${time}Z`) });
const noon = new Date("2026-01-05T12:00:00Z");

describe("isMadeSince", () => {
  it("allows for two seconds of clock difference", () => {
    expect(isMadeSince(at(1, "11:59:58.000"), noon)).toBe(true);
    expect(isMadeSince(at(1, "11:59:57.999"), noon)).toBe(false);
    expect(isMadeSince(at(1, "13:00:00"), noon)).toBe(true);
  });
});

describe("match", () => {
  it("assigns each candidate once, the oldest first, and undefined without one", () => {
    const candidates = [at(9, "12:00"), at(4, "12:00"), at(7, "12:00")];
    const found = match([1, 1, 0, 1], candidates, (want) => want === 1);
    expect(found.map((one) => one?.id)).toEqual([4, 7, undefined, 9]);
  });
});

describe("Creations", () => {
  it("returns no record twice and none older than the request", () => {
    const creations = new Creations();
    creations.claim("job", [5]);
    const candidates = [at(4, "11:00"), at(5, "12:00"), at(6, "12:00")];
    expect(creations.unclaimed("job", candidates, noon).map(({ id }) => id)).toEqual([6]);
    expect(creations.unclaimed("user", candidates, noon).map(({ id }) => id)).toEqual([5, 6]);
  });

  it("runs creates of one key one after the other, also after a failure", async () => {
    const creations = new Creations();
    const events: string[] = [];
    const create = (name: string, fails = false) =>
      creations.alone("same", async () => {
        events.push(`${name} begins`);
        await Promise.resolve();
        events.push(`${name} ends`);
        if (fails) throw new Error(name);
        return name;
      });
    const runs = [create("a", true), create("b"), create("c")];
    expect((await Promise.allSettled(runs)).map(({ status }) => status)).toEqual([
      "rejected",
      "fulfilled",
      "fulfilled",
    ]);
    expect(events).toEqual(["a begins", "a ends", "b begins", "b ends", "c begins", "c ends"]);
  });

  it("runs creates of different keys at the same time", async () => {
    const creations = new Creations();
    let release = () => {};
    const held = creations.alone("one", () => new Promise<void>((resolve) => (release = resolve)));
    expect(await creations.alone("other", async () => "done")).toBe("done");
    release();
    await held;
  });
});
