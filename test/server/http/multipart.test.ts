import { describe, expect, it } from "vitest";
import { encodeForm } from "../../../src/base/multipart.js";
import { boundaryOf, MultipartScanner } from "../../../src/server/http/multipart.js";
import { parseMultipart } from "../../support/parse-multipart.js";

const parts = [
  { name: "0-file", mime: "image/png", bytes: Buffer.from([0, 13, 10, 45, 45, 255]) },
  { name: "1-file", mime: "image/png", bytes: Buffer.alloc(0) },
];

describe("multipart bodies", () => {
  it("are read back with the same bytes, line breaks and dashes included", () => {
    const { body: bytes, contentType: mime } = encodeForm(parts, "b0undary");
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
  ])("are rejected when %s", (_what, type, body) => {
    expect(() => parseMultipart(type, Buffer.from(body))).toThrow(/must be multipart|cut short/);
  });

  it("have the same parts however they are split", () => {
    const { body: bytes, contentType: mime } = encodeForm(parts, "b0undary");
    for (let size = 1; size < 40; size += 1) {
      const found: [string, number[]][] = [];
      const scanner = new MultipartScanner(boundaryOf(mime), 10, {
        onPart: ({ name }) => found.push([name, []]),
        onData: (data) => found.at(-1)?.[1].push(...data),
        onPartEnd: () => {},
      });
      for (let at = 0; at < bytes.length; at += size) scanner.write(bytes.subarray(at, at + size));
      scanner.end();
      expect(found).toEqual(parts.map(({ name, bytes }) => [name, [...bytes]]));
    }
  });

  it("keep bytes that only start like the delimiter", () => {
    const content = Buffer.from("\r\n--b0undaryX\r\n--b0undar\r\n\r\n--b0undary-");
    const { body: bytes, contentType: mime } = encodeForm(
      [{ name: "a", mime: "image/png", bytes: content }],
      "b0undary",
    );
    expect(parseMultipart(mime, bytes)).toEqual([{ name: "a", bytes: content }]);
  });

  it("have part headers of at most 16 KB", () => {
    const head = `content-disposition: form-data; ${'x="'.repeat(200_000)}`;
    expect(() => parseMultipart("multipart/form-data; boundary=x", Buffer.from(`--x\r\n${head}\r\n\r\n--x--`))).toThrow(
      /headers of a part are larger/,
    );
  });

  it.each([
    ["a name with a semicolon", 'form-data; name="a;b"; filename="c"', "a;b"],
    ["a name without quotes", "form-data; name=ab", "ab"],
    ["a name that stands in another one", 'form-data; filename="name=x"; name="a"', "a"],
    ["no name", "form-data", ""],
  ])("may have %s", (_what, disposition, name) => {
    const body = `--x\r\nContent-Disposition: ${disposition}\r\n\r\nhi\r\n--x--`;
    expect(parseMultipart("multipart/form-data; boundary=x", Buffer.from(body))[0]?.name).toBe(name);
  });

  it("have a boundary of at most 70 characters", () => {
    expect(() => boundaryOf(`multipart/form-data; boundary=${"x".repeat(71)}`)).toThrow(/must be multipart/);
    expect(boundaryOf('Multipart/Form-Data;charset=utf-8; BOUNDARY="a b"')).toBe("a b");
  });
});
