import { describe, expect, it } from "vitest";
import { decodeBmp } from "../../../src/chain/images/bmp.js";
import { shrink } from "../../../src/chain/images/thumbnail.js";
import { makeBmp } from "../../support/bmp.js";

describe("decodeBmp", () => {
  it.each([
    [24, false],
    [24, true],
    [32, false],
  ])("decodes %i bits per pixel (stored top down: %s)", (bits, isTopDown) => {
    const pixels = decodeBmp(makeBmp(3, 2, { bits, isTopDown }));
    expect(pixels).toMatchObject({ width: 3, height: 2 });
    expect([...pixels!.data.subarray(0, 4)]).toEqual([255, 0, 0, 255]);
    expect([...pixels!.data.subarray(12, 16)]).toEqual([0, 0, 255, 255]);
  });

  it("makes thumbnails of BMP pictures possible", async () => {
    const picture = await shrink(makeBmp(400, 200));
    expect(picture).toMatchObject({ width: 160, height: 80 });
    expect(picture?.src).toMatch(/^data:image\/webp;base64,/);
  });

  it("rejects truncated files and other formats", async () => {
    expect(await shrink(makeBmp(40, 20).subarray(0, 500))).toBeNull();
    expect(decodeBmp(Buffer.from("not a picture"))).toBeUndefined();
  });
});
