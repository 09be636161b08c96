import { expect, it } from "vitest";
import { eachPart } from "../../../src/server/http/multipart-stream.js";

const type = "multipart/form-data; boundary=mark";
const body = [
  "preamble\r\n--mark\r\n",
  'Content-Disposition: form-data; name="path"\r\n\r\n/a/\r\n--mark\r\n',
  'content-disposition: form-data; name="file"; filename="a.png"\r\nContent-Type: image/png\r\n\r\n',
  "\r\n--mar\r\n--\r\n--mark\r\n",
  'content-disposition: form-data; name="empty"\r\n\r\n\r\n--mark--\r\nepilogue',
].join("");

async function* inPieces(text: string, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < text.length; at += size) yield Buffer.from(text.slice(at, at + size));
}

async function partsOf(text: string, size: number, contentType = type) {
  const parts: unknown[] = [];
  for await (const part of eachPart(contentType, inPieces(text, size))) {
    const pieces: Buffer[] = [];
    for await (const piece of part.body) pieces.push(piece);
    parts.push([part.name, part.fileName, part.mime, Buffer.concat(pieces).toString()]);
  }
  return parts;
}

it.each([1, 2, 3, 7, 64, 10_000])("a multipart stream has the same parts in pieces of %i bytes", async (size) => {
  expect(await partsOf(body, size)).toEqual([
    ["path", undefined, undefined, "/a/"],
    ["file", "a.png", "image/png", "\r\n--mar\r\n--"],
    ["empty", undefined, undefined, ""],
  ]);
});

it("a multipart stream skips the rest of a part that is not read", async () => {
  const names: string[] = [];
  for await (const { name } of eachPart(type, inPieces(body, 5))) names.push(name);
  expect(names).toEqual(["path", "file", "empty"]);
});

it("a multipart stream rejects a truncated body, wherever it is cut", async () => {
  const end = body.indexOf("--mark--") + 8;
  for (let length = 0; length < end; length += 1) {
    await expect(partsOf(body.slice(0, length), 50)).rejects.toThrow("is cut short");
  }
});

it("a multipart stream rejects other content types and endless fields", async () => {
  await expect(partsOf(body, 50, "application/json")).rejects.toThrow("must be multipart/form-data");
  const head = `--mark\r\n${"x".repeat(20_000)}`;
  await expect(partsOf(head, 5000)).rejects.toThrow("the headers of a part are larger than");
});
