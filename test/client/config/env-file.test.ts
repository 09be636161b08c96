import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { readEnvFile } from "../../../src/client/config/env-file.js";

function fileWith(content: string | Buffer): string {
  const path = join(mkdtempSync(join(tmpdir(), "slylab-env-")), "local.env");
  writeFileSync(path, content);
  return path;
}

it("an env file gives values and their line numbers", () => {
  const { values, whereIs } = readEnvFile(
    fileWith("\uFEFF# mine\r\nexport A=`x y`\r\nB='1' # one\r\nA=2\r\n"),
    "local.env",
  );
  expect(values).toEqual({ A: "2", B: "1" });
  expect([whereIs("A"), whereIs("B")]).toEqual(["local.env:4", "local.env:3"]);
});

it("a missing env file is empty, and an unreadable one is rejected", () => {
  const folder = mkdtempSync(join(tmpdir(), "slylab-env-"));
  expect(readEnvFile(join(folder, "none"), "local.env").values).toEqual({});
  mkdirSync(join(folder, "local.env"));
  expect(() => readEnvFile(join(folder, "local.env"), "local.env")).toThrow("local.env cannot be read: it is a folder");
});

it("rejects pipes and devices without waiting for them, and reads /dev/null as empty", () => {
  const folder = mkdtempSync(join(tmpdir(), "slylab-env-"));
  execFileSync("mkfifo", [join(folder, "local.env")]);
  const read = (name: string) => readEnvFile(join(folder, name), "local.env");
  expect(() => read("local.env")).toThrow("local.env is a named pipe, expected a file");
  symlinkSync("/dev/zero", join(folder, "zero.env"));
  expect(() => read("zero.env")).toThrow("local.env is a device, expected a file");
  symlinkSync("/dev/null", join(folder, "null.env"));
  expect(read("null.env").values).toEqual({});
});

it.each([
  ["UTF-16", Buffer.from("\uFEFFA=1\n", "utf16le")],
  ["UTF-16", Buffer.from("\uFEFFA=1\n", "utf16le").swap16()],
  ["UTF-16", Buffer.from("A=1\n", "utf16le")],
  ["UTF-32", Buffer.from("fffe0000410000003d00000031000000", "hex")],
])("%s text is rejected with a clear error", (name, bytes) => {
  expect(() => readEnvFile(fileWith(bytes), "local.env")).toThrow(`local.env is ${name} text, expected UTF-8`);
});

it("the place of a variable is the setting that counts, not a line within a value or a comment", () => {
  const file = fileWith(
    'API_TOKEN=first\nNOTE="a\nAPI_TOKEN=within\nb"\n  export API_TOKEN = `last`\n#API_TOKEN=none\nA=\'open\n',
  );
  const { values, whereIs } = readEnvFile(file, "local.env");
  expect(values.API_TOKEN).toBe("last");
  expect(whereIs("API_TOKEN")).toBe("local.env:5");
  expect(whereIs("NOTE")).toBe("local.env:2");
  expect(whereIs("A")).toBe("local.env:7");
});
