import { describe, expect, it } from "vitest";
import { display } from "../../../src/domain/display/display.js";
import { startLocal } from "../local.js";

describe("thumbnails", () => {
  it("are made of a dataset's images, in order", async () => {
    const { project, calls, forget } = await startLocal();
    forget();
    const pictures = await project(5555).dataset(10555).images().thumbnails();
    expect(calls.filter((method) => method === "images.download")).toHaveLength(6);
    expect(pictures.map(({ name }) => name)).toEqual([1, 2, 3, 4, 5, 6].map((at) => `fruits_0${at}.png`));
    for (const { picture } of pictures) {
      expect(picture).toMatchObject({ width: 160, src: expect.stringMatching(/^data:image\/webp;base64,[\w+/=]+$/) });
      expect(picture?.height).toBeLessThanOrEqual(120);
      expect(picture?.src.length).toBeLessThan(20_000);
    }
    expect(pictures[display]()).toMatchObject({
      kind: "table",
      columns: [{ title: "ID" }, { title: "Name" }, { title: "Picture", kind: "image" }],
    });
  });

  it("are made only of the images that where() keeps, four at once", async () => {
    const { team, job, calls, forget } = await startLocal();
    const [made] = await team(8).ensureAnnotator("labeler_1").job({ name: "a", dataset: 10555 }).create();
    forget();
    const images = job(made!.id)
      .images()
      .where(({ id }) => id > 283_001);
    for await (const { id } of images.thumbnails()) {
      expect(id).toBe(283_002);
      break;
    }
    expect(calls.filter((method) => method === "images.download")).toHaveLength(4);
  });

  it("show `no picture` for an image without content", async () => {
    const { project, server } = await startLocal();
    const images = [{ title: "linked.png", link: "http://127.0.0.1/a.png" }];
    await server.must("images.bulk.add", { datasetId: 10555, images });
    const linked = await project(5555)
      .images()
      .where(({ name }) => name === "linked.png")
      .thumbnails();
    expect(linked).toMatchObject([{ name: "linked.png", picture: null }]);
    expect(linked[display]()).toMatchObject({ rows: [[expect.any(Number), "linked.png", "no picture"]] });
  });
});
