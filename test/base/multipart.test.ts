import { expect, it } from "vitest";
import { encodeForm } from "../../src/base/multipart.js";

it("a name cannot end a header", () => {
  const { body } = encodeForm([{ name: 'a"\r\nx: y', bytes: Buffer.from("abc") }]);
  expect(body.toString()).toContain('name="a%22%0D%0Ax: y"');
});
