import fc from "fast-check";
import { expect, it } from "vitest";
import { encodeForm } from "../../../src/base/multipart.js";
import { decodeParts } from "../../../src/client/http/multipart.js";

const part = (name: string, bytes: Uint8Array) => ({ name, fileName: name, mime: "image/*", bytes });

it("a multipart body returns the packed bytes", () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 200 }), { minLength: 1, maxLength: 5 }), (contents) => {
      const form = encodeForm(contents.map((bytes, at) => part(String(at), bytes)));
      const parts = decodeParts(form.body, form.contentType);
      expect(parts?.map(({ name, bytes }) => [name, [...bytes]])).toEqual(
        contents.map((bytes, at) => [String(at), [...bytes]]),
      );
    }),
  );
});

it("a boundary within a line does not end a part", () => {
  const body = Buffer.from('--b\r\nContent-Disposition: form-data; name="7"\r\n\r\nx--b--y\r\n--b--\r\n');
  expect(decodeParts(body, 'multipart/form-data; boundary="b"')).toEqual([
    { name: "7", bytes: Buffer.from("x--b--y") },
  ]);
});

it("a truncated body is rejected, wherever it is cut", () => {
  const { body, contentType } = encodeForm([part("1", Buffer.from("abc")), part("2", Buffer.from("def"))]);
  const whole = body.length - 4;
  for (let length = 0; length < whole; length += 1) {
    expect(decodeParts(body.subarray(0, length), contentType)).toBeUndefined();
  }
});

it("another body than multipart is rejected", () => {
  expect(decodeParts(Buffer.from("{}"), "application/json")).toBeUndefined();
});
