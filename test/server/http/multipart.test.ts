import { describe, expect, it } from "vitest";
import { parseMultipart, writeMultipart } from "../../../src/server/http/multipart.js";

const parts = [
  { name: "0-file", mime: "image/png", bytes: Buffer.from([0, 13, 10, 45, 45, 255]) },
  { name: "1-file", mime: "image/png", bytes: Buffer.alloc(0) },
];

describe("multipart bodies", () => {
  it("come back byte by byte, line breaks and dashes too", () => {
    const { mime, bytes } = writeMultipart(parts, "b0undary");
    expect(parseMultipart(mime, bytes).map((part) => ({ name: part.name, bytes: [...part.bytes] }))).toEqual(
      parts.map(({ name, bytes }) => ({ name, bytes: [...bytes] })),
    );
  });

  it("may quote their boundary, and carry a preamble and more headers", () => {
    const body = `before\r\n--x\r\nX-Other: 1\r\nContent-Disposition: form-data; filename="f"; name="a"\r\n\r\nhi\r\n--x--\r\n`;
    expect(parseMultipart('multipart/form-data; boundary="x"', Buffer.from(body))[0]).toEqual({
      name: "a",
      bytes: Buffer.from("hi"),
    });
  });

  it.each([
    ["of another type", "application/json", "{}"],
    ["without a boundary", "multipart/form-data", "--x--"],
    ["cut short", "multipart/form-data; boundary=x", '--x\r\nContent-Disposition: form-data; name="a"\r\n\r\nhal'],
    ["empty", "multipart/form-data; boundary=x", ""],
  ])("are refused when %s", (_what, type, body) => {
    expect(() => parseMultipart(type, Buffer.from(body))).toThrow(/must be multipart|cut short/);
  });
});
