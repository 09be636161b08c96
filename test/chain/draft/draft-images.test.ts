import { describe, expect, it } from "vitest";
import { distribute, shuffled } from "../../../src/chain/draft/split.js";
import { compareNames } from "../../../src/domain/names.js";
import { startLocal } from "../local.js";

const names = ["fruits_06.png", "fruits_02.png", "fruits_04.png", "fruits_01.png", "fruits_05.png", "fruits_03.png"];

describe("the images of a draft", () => {
  it("are cut to the range once, given by name or id, in the given order", async () => {
    const { team, project } = await startLocal();
    const all = await project(5555).images();
    const idOf = (name: string) => all.find((image) => image.name === name)?.id ?? 0;
    const draft = { name: "x", dataset: 10555, assign: 7, range: [3, 5] as const };
    for (const images of [names, names.map(idOf)]) {
      for (const jobs of [
        await team(8)
          .job({ ...draft, images })
          .create(),
        await team(8)
          .split({ ...draft, images })
          .create(),
      ]) {
        expect(new Set((await jobs.images()).map(({ name }) => name))).toEqual(new Set(names.slice(2, 5)));
      }
    }
  });

  it("are the same of a range with and without a split: by natural name, not by id", async () => {
    const { team, api } = await startLocal();
    const { id: dataset } = await api.dataset.create(5555, "frames");
    const hashes = [...(await api.image.getList(10555))].map(({ hash }) => hash ?? "");
    await api.image.upload(
      dataset,
      ["f_10.png", "f_2.png", "f_1.png", "f_30.png"].map((name, at) => ({ name, hash: hashes[at]! })),
    );
    const draft = { name: "x", dataset, assign: 7, range: [2, 3] as const };
    for (const jobs of [await team(8).job(draft).create(), await team(8).split(draft).create()]) {
      expect((await jobs.images()).map(({ name }) => name)).toEqual(["f_2.png", "f_10.png"]);
    }
  });

  it("are part of what ensure() compares, cut to the range", async () => {
    const { team } = await startLocal();
    const draft = team(8).job({ name: "x", dataset: 10555, assign: 7, images: names });
    const [job] = await draft.range(3, 5).ensure();
    await expect(draft.range(3, 5).ensure()).resolves.toMatchObject([{ id: job!.id }]);
    await expect(draft.range(1, 2).ensure()).rejects.toThrow("has images");
  });

  it("are given by ids and names in one list, each image once", async () => {
    const { team, as } = await startLocal();
    const images = [283002, "fruits_01.png", "fruits_02.png", 283003];
    const jobs = await team(8)
      .job({ name: "x", dataset: 10555, assign: 7, images, range: [2, 3] })
      .ensure();
    expect((await jobs.images()).map(({ id }) => id)).toEqual([283001, 283003]);
    const again = await team(8)
      .job({ name: "x", dataset: 10555, assign: 7, images, range: [2, 3] })
      .ensure();
    expect(again.map(({ id }) => id)).toEqual(jobs.map(({ id }) => id));
    expect(() => as("ana").mark(37, "done", [283001, "fruits_03.png"])).not.toThrow();
  });

  it("are split in the given order, else in natural order, or by the seed", async () => {
    const { team, server } = await startLocal();
    for (const login of ["ana", "ben", "cyn"]) await server.hire(login, 3);
    const spec = { dataset: 10555, assign: ["ana", "ben", "cyn"] };
    const sharesOf = async (more: object) => {
      const jobs = await team(8)
        .split({ name: `n${JSON.stringify(more).length}`, ...spec, ...more })
        .create();
      const images = await jobs.images();
      return jobs.map(({ id }) => images.filter(({ jobId }) => jobId === id).map(({ name }) => name));
    };
    const asNamed = await sharesOf({ images: names });
    expect(asNamed.map((share) => new Set(share))).toEqual([0, 2, 4].map((at) => new Set(names.slice(at, at + 2))));
    expect((await sharesOf({})).flat()).toEqual([...names].sort());
    const seeded = (await sharesOf({ shuffle: 7 })).map((share) => new Set(share));
    const byHand = shuffled(
      names.map((name) => ({ name })),
      7,
    ).map(({ name }) => name);
    expect(seeded).toEqual([0, 2, 4].map((at) => new Set(byHand.slice(at, at + 2))));
  });
});

describe("compareNames", () => {
  it("sorts frame_2 before frame_10", () => {
    expect(["frame_10", "frame_2", "frame_1"].sort(compareNames)).toEqual(["frame_1", "frame_2", "frame_10"]);
  });
});

describe("distribution with overlap", () => {
  it.each([
    [600, [1, 1, 1], 2],
    [7, [5, 1, 1], 2],
    [10, [1, 1], 2],
    [101, [1, 2, 3, 4, 5], 3],
    [3, [1, 1, 1, 1, 1], 4],
  ])("gives each of %d items to different people, by weights %j, %d times", (count, weights, overlap) => {
    const items = Array.from({ length: count }, (_, index) => index);
    const layers = distribute(items, weights, overlap);
    expect(layers.map((shares) => shares.flat().length)).toEqual(Array.from({ length: overlap }, () => count));
    for (const item of items) {
      const people = layers.flatMap((shares) => [...shares.keys()].filter((person) => shares[person]!.includes(item)));
      expect(new Set(people).size).toBe(overlap);
    }
    for (const person of weights.keys()) {
      expect(layers.reduce((sum, shares) => sum + shares[person]!.length, 0)).toBeLessThanOrEqual(count);
    }
  });
});
