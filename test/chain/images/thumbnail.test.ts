import { describe, expect, it } from "vitest";
import { shrink, Thumbnail } from "../../../src/chain/images/thumbnail.js";
import { display } from "../../../src/domain/display/display.js";
import { renderHtml } from "../../../src/render/html/html.js";
import { renderTerminal } from "../../../src/render/terminal/terminal.js";
import { encodePng } from "../../support/png.js";

describe("shrink", () => {
  it("scales down to 160 × 120 pixels and keeps the aspect ratio", async () => {
    const wide = encodePng(800, 200, new Uint8Array(800 * 200 * 3).fill(90));
    const tall = encodePng(100, 600, new Uint8Array(100 * 600 * 3).fill(90));
    expect(await shrink(wide)).toMatchObject({ width: 160, height: 40 });
    expect(await shrink(tall)).toMatchObject({ width: 20, height: 120 });
  });

  it("does not enlarge", async () => {
    expect(await shrink(encodePng(2, 1, new Uint8Array(6)))).toMatchObject({ width: 2, height: 1 });
  });

  it("returns null for data that is not a picture, and for half a picture", async () => {
    expect(await shrink(new TextEncoder().encode("no picture"))).toBeNull();
    const whole = encodePng(
      64,
      64,
      new Uint8Array(64 * 64 * 3).map((_, at) => at * 7),
    );
    expect(await shrink(whole.subarray(0, whole.length / 2))).toBeNull();
  });
});

it("a thumbnail is displayed as a picture in HTML and as its size in a terminal", () => {
  const picture = { src: "data:image/webp;base64,AAAA", width: 160, height: 90 };
  const model = new Thumbnail({ id: 7, name: "lemon.jpg" }, picture)[display]();
  expect(model).toMatchObject({
    fields: [{ value: 7 }, { value: "lemon.jpg" }, { value: { alt: "lemon.jpg", text: "160 × 90 pixels" } }],
  });
  expect(renderHtml(model)).toContain(`<img class="thumb" src="${picture.src}" alt="lemon.jpg"`);
  expect(renderTerminal(model, { columns: 80, color: false })).toContain("160 × 90 pixels");
});
