import { describe, expect, it } from "vitest";
import { decodeBmp } from "../../../src/chain/images/bmp.js";
import { shrink } from "../../../src/chain/images/thumbnail.js";
import { makeBmp } from "../../support/bmp.js";

describe("a BMP", () => {
  it.each([
    [24, false],
    [24, true],
    [32, false],
  ])("of %i bits is read from the top (stored top down: %s)", (bits, isTopDown) => {
    const pixels = decodeBmp(makeBmp(3, 2, { bits, isTopDown }));
    expect(pixels).toMatchObject({ width: 3, height: 2 });
    expect([...pixels!.data.subarray(0, 4)]).toEqual([255, 0, 0, 255]);
    expect([...pixels!.data.subarray(12, 16)]).toEqual([0, 0, 255, 255]);
  });

  it("has a thumbnail", async () => {
    const picture = await shrink(makeBmp(400, 200));
    expect(picture).toMatchObject({ width: 160, height: 80 });
    expect(picture?.src).toMatch(/^data:image\/webp;base64,/);
  });

  it("that is cut short has none, and other files are left to sharp", async () => {
    expect(await shrink(makeBmp(40, 20).subarray(0, 500))).toBeNull();
    expect(decodeBmp(Buffer.from("not a picture"))).toBeUndefined();
  });
});
