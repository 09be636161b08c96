import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { deflateSync } from "node:zlib";
import sharp from "sharp";
import { describe, expect, it, onTestFinished } from "vitest";
import { display } from "../../../src/domain/display/display.js";
import { renderHtml } from "../../../src/render/html/html.js";
import { mimeBundle } from "../../../src/render/html/mime.js";
import "../../../src/render/show.js";
import { renderTerminal } from "../../../src/render/terminal/terminal.js";
import { role } from "../../support/server.js";
import { failureOf, type Local, startLocal } from "../local.js";

const lemon = {
  classTitle: "lemon",
  geometryType: "bitmap",
  tags: [],
  bitmap: { data: "eJzrDPBz5+WS4mJgYOD19HAJAtJMIMzMBCQlFNMbgBQAd3sFnw==", origin: [10, 10] },
};

async function folder(): Promise<string> {
  const made = await mkdtemp(join(tmpdir(), "slylab-sheet-"));
  onTestFinished(() => rm(made, { recursive: true, force: true }));
  return made;
}

async function reviewed(): Promise<Local> {
  const local = await startLocal();
  await local.server.hire("labeler_1", role.annotator);
  await local
    .team(8)
    .job({ name: "lemons", dataset: 10555, classes: ["lemon"], assign: "labeler_1" })
    .create();
  const annotation = { description: "", tags: [], size: { width: 800, height: 600 }, objects: [lemon, lemon] };
  await local.api.annotation.upload(10555, 283_001, annotation);
  await local.api.annotation.upload(10555, 283_002, {
    ...annotation,
    objects: [{ ...lemon, classTitle: "kiwi" }],
  });
  await local.as("labeler_1", { password: "labeler_1 secret" }).start(37).mark(37).submit(37);
  await local.job(37).review((image) => (image.id === 283_001 ? "accepted" : "rejected"));
  local.forget();
  return local;
}

describe("thumbnails with labels", () => {
  it("have the mark and count the objects of the job's classes; a terminal shows a table", async () => {
    const { job, calls } = await reviewed();
    const sheet = await job(37).images().thumbnails({ labels: true, size: 320 });
    expect(
      sheet.map(({ mark, objects }) => [mark, objects?.map(({ className, count }) => [className, count])]),
    ).toEqual([["accepted", [["lemon", 2]]], ...Array(5).fill(["rejected", []])]);
    expect(Math.max(...sheet.map(({ picture }) => Math.max(picture?.width ?? 0, picture?.height ?? 0)))).toBe(320);
    const text = renderTerminal(sheet[display](), { columns: 80, color: false });
    expect(text).toMatch(/ID.*Name.*Mark.*Objects.*lemon/);
    expect(text).toMatch(/283001.*fruits_01.png.*accepted.* 2 .* 2 /);
    expect(text).not.toContain("kiwi");
    expect(calls.filter((method) => method === "annotations.bulk.info")).toHaveLength(1);
    expect(calls.filter((method) => method === "projects.meta")).toHaveLength(1);
  });

  it("of a dataset count the objects of all classes", async () => {
    const { project } = await reviewed();
    const sheet = await project(5555).dataset(10555).images().thumbnails({ labels: true });
    expect(sheet[display]()).toMatchObject({
      kind: "sheet",
      legend: [
        { name: "lemon", count: 2 },
        { name: "kiwi", count: 1 },
      ],
    });
    expect(sheet.filter(({ mark }) => mark !== null)).toEqual([]);
  });

  it("draw the objects into the pictures", async () => {
    const { project, api } = await startLocal();
    const mask = await sharp({ create: { width: 200, height: 200, channels: 4, background: "#ffffff" } })
      .png()
      .toBuffer();
    const bitmap = { data: deflateSync(mask).toString("base64"), origin: [100, 100] };
    const objects = [{ ...lemon, bitmap }];
    await api.annotation.upload(10555, 283_001, {
      description: "",
      tags: [],
      size: { width: 800, height: 600 },
      objects,
    });
    const images = project(5555).dataset(10555).images();
    const [bare] = await images.thumbnails({ size: 320 });
    const [drawn] = await images.thumbnails({ labels: true, size: 320 });
    expect(bare?.picture?.src).not.toBe(drawn?.picture?.src);
  });

  it("report progress", async () => {
    const { project } = await reviewed();
    const reported: string[] = [];
    await project(5555)
      .dataset(10555)
      .images()
      .thumbnails({ labels: true })
      .run({ onProgress: ({ label, done, total }) => void reported.push(`${label} ${done}/${total}`) });
    expect(reported).toEqual([1, 2, 3, 4, 5, 6].map((done) => `thumbnails ${done}/6`));
  });

  it("are still a contact sheet after where()", async () => {
    const { job } = await reviewed();
    const rejected = await job(37)
      .images()
      .thumbnails({ labels: true })
      .where(({ mark }) => mark === "rejected");
    expect(rejected).toHaveLength(5);
    expect(rejected[display]()).toMatchObject({ kind: "sheet" });
  });

  it("check their options at the call", async () => {
    const { job } = await startLocal();
    const images = job(37).images();
    for (const [options, text] of [
      [{ lables: true }, "did you mean 'labels'?"],
      [{ labels: "yes" }, "expected true or false"],
      [{ size: 0 }, "expected 16 to 2048 pixels"],
      [{ size: 5000 }, "expected 16 to 2048 pixels"],
      [{ size: 1.5 }, "expected 16 to 2048 pixels"],
      [{ columns: 0 }, "expected 1 to 24 columns"],
    ] as const) {
      expect(() => images.thumbnails(options as object), JSON.stringify(options)).toThrow(
        expect.objectContaining({
          code: "argument",
          [text.startsWith("did you mean") ? "hint" : "message"]: expect.stringContaining(text),
        }),
      );
    }
  });
});

describe("a contact sheet in a notebook", () => {
  it("shows pictures with badges, and plain text beside them", async () => {
    const { job } = await reviewed();
    const sheet = await job(37).images().thumbnails({ labels: true, columns: 3 });
    const bundle = mimeBundle(sheet);
    expect(String(bundle["text/html"]).match(/<img /g)).toHaveLength(6);
    expect(String(bundle["text/html"])).toMatch(/class="badge good"[^>]*>accepted</);
    expect(String(bundle["text/html"])).toContain("width:calc(33.333% - 12px)");
    expect(String(bundle["text/plain"])).toContain("fruits_01.png");
  });

  it("is limited to 3 MB of pictures; a line names the limit", () => {
    const src = `data:image/webp;base64,${"A".repeat(100_000)}`;
    const pictures = Array.from({ length: 602 }, (_none, at) => ({
      picture: { src, alt: `${at}` },
      name: `${at}.jpg`,
    }));
    const table = { kind: "table", columns: [], rows: [] } as const;
    const markup = renderHtml({ kind: "sheet", pictures, size: 320, legend: [], table });
    expect(markup.length).toBeLessThan(3_100_000);
    expect(markup).toMatch(/29 of 602 pictures are shown here.*\.sheet\(&#39;page\.html&#39;\)/);
  });
});

describe("a page of thumbnails", () => {
  it("is one self-contained file with all pictures, titled with the file's name", async () => {
    const { job } = await reviewed();
    const path = join(await folder(), "my <page>.html");
    const written = await job(37).images().thumbnails({ labels: true }).sheet(path);
    const page = await readFile(path, "utf8");
    expect(written).toMatchObject({ path, pictures: 6, size: Buffer.byteLength(page) });
    expect(page).toMatch(/^<!doctype html>/);
    expect(page).toContain("<title>my &lt;page&gt;.html</title>");
    expect(page.match(/<img src="data:image\/webp;base64,/g)).toHaveLength(6);
    expect(page).toContain("6 pictures · 1 accepted · 5 rejected");
    expect(page).not.toMatch(/<script|https?:\/\/|<link/);
    expect(page.trimEnd().endsWith("</html>")).toBe(true);
  });

  it("is written from awaited thumbnails without reading them again", async () => {
    const { job, calls, forget } = await reviewed();
    const path = join(await folder(), "page.html");
    const chain = job(37).images().thumbnails({ labels: true });
    const sheet = await chain;
    forget();
    await sheet.sheet(path);
    const first = await readFile(path, "utf8");
    await chain.sheet(path);
    expect(await readFile(path, "utf8")).toBe(first);
    expect(calls).toEqual([]);
  });

  it("escapes the names of images", async () => {
    const { server, project } = await startLocal();
    const name = '<img src=x onerror=alert(1)>"&\u202e.png';
    await server.must("images.editInfo", { id: 283_001, name });
    const path = join(await folder(), "page.html");
    await project(5555).dataset(10555).images().thumbnails({ size: 64 }).sheet(path);
    const page = await readFile(path, "utf8");
    expect(page).not.toContain("<img src=x");
    expect(page).not.toContain("\u202e");
    expect(page).toContain("&lt;img src=x onerror=alert(1)&gt;&quot;&amp;\\u202e.png");
  });

  it("keeps the previous page and no temporary file if writing fails", async () => {
    const { job } = await reviewed();
    const place = await folder();
    const path = join(place, "page.html");
    await writeFile(path, "before");
    const stop = new AbortController();
    const chain = job(37).images().thumbnails({ labels: true }).sheet(path);
    await failureOf(
      chain.run({
        signal: stop.signal,
        onStep: ({ label, state }) => void (label.startsWith("sheet") && state === "started" && stop.abort()),
      }),
    );
    expect(await readFile(path, "utf8")).toBe("before");
    expect(await readdir(place)).toEqual(["page.html"]);
  });

  it("checks its path at the call", async () => {
    const { job } = await startLocal();
    const thumbnails = job(37).images().thumbnails({ labels: true });
    for (const path of ["", "page", "page.png", ".html", join(await folder(), "none", "page.html"), 7 as never]) {
      expect(() => thumbnails.sheet(path), path).toThrow(
        expect.objectContaining({ code: "argument", argument: "path" }),
      );
    }
  });

  it("plans the file", async () => {
    const { job } = await reviewed();
    const path = join(await folder(), "page.html");
    const { steps } = await job(37).images().thumbnails({ labels: true }).sheet(path).plan();
    expect(steps.at(-1)).toMatchObject({ action: "create", what: `file ${path}` });
  });
});

it("thumbnails apply the EXIF orientation, and objects are drawn in the right place", async () => {
  const { shrink } = await import("../../../src/chain/images/thumbnail.js");
  const content = await sharp({ create: { width: 80, height: 40, channels: 3, background: "#000000" } })
    .withMetadata({ orientation: 6 })
    .jpeg()
    .toBuffer();
  const figure = {
    id: null,
    classId: null,
    classTitle: "a",
    geometryType: "rectangle",
    tags: [],
    points: {
      exterior: [
        [0, 60],
        [40, 80],
      ],
      interior: [],
    },
  };
  const picture = await shrink(content, { width: 80, height: 80 }, [{ figure, color: "#ff0000" }]);
  expect(picture).toMatchObject({ width: 40, height: 80 });
  const { data } = await sharp(Buffer.from(picture!.src.split(",")[1]!, "base64"))
    .raw()
    .toBuffer({ resolveWithObject: true });
  const redAt = (x: number, y: number) => data[(y * 40 + x) * 3] ?? 0;
  expect(redAt(20, 70)).toBeGreaterThan(40);
  expect(redAt(20, 30)).toBeLessThan(20);
});
