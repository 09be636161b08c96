import { execFileSync } from "node:child_process";
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { writeEnv } from "../../../src/cli/support/write-env.js";

const values = new Map<string, string | number>([
  ["API_TOKEN", "secret"],
  ["CONTEXT_TEAMID", 8],
]);

let folder: string;
let file: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "slylab-env-"));
  file = join(folder, "local.env");
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
});

async function modeOf(path: string): Promise<string> {
  return ((await stat(path)).mode & 0o777).toString(8);
}

describe("writeEnv", () => {
  it("keeps the other lines, and replaces its own", async () => {
    await writeFile(file, "# mine\nexport API_TOKEN=old\nOTHER=1\n\n");
    await writeEnv(file, values);
    expect(await readFile(file, "utf8")).toBe("# mine\nOTHER=1\nAPI_TOKEN=secret\nCONTEXT_TEAMID=8\n");
  });

  it("reads the file as clients do: byte order mark, colons, values of several lines, repeated names", async () => {
    const note = 'NOTE="first\nAPI_TOKEN=not a setting\nlast"';
    await writeFile(
      file,
      `\ufeffAPI_TOKEN=a\r\n API_TOKEN: 'b\r\nc'\r\n${note}\r\nexport API_TOKEN=\`d\`\r\n# API_TOKEN=e\r\n`,
    );
    await writeEnv(file, values);
    expect(await readFile(file, "utf8")).toBe(`${note}\n# API_TOKEN=e\nAPI_TOKEN=secret\nCONTEXT_TEAMID=8\n`);
  });

  it("leaves a file in another encoding alone", async () => {
    const before = Buffer.from("\ufeffOTHER=1\n", "utf16le");
    await writeFile(file, before);
    await expect(writeEnv(file, values)).rejects.toThrow(`${file} is UTF-16 text, expected UTF-8`);
    expect(await readFile(file)).toEqual(before);
    expect(await readdir(folder)).toEqual(["local.env"]);
  });

  it.each(["666", "644", "777"])("is readable only by its owner, also if the file had the mode %s", async (mode) => {
    await writeFile(file, "OTHER=1\n");
    await chmod(file, Number.parseInt(mode, 8));
    await writeEnv(file, values);
    expect(await modeOf(file)).toBe("600");
  });

  it("follows no link: the target is neither written nor read", async () => {
    const victim = join(folder, "victim");
    await writeFile(victim, "PRIVATE=1\n");
    await symlink(victim, file);
    // The name of the temporary file in earlier versions.
    await symlink(victim, `${file}.${process.pid}.tmp`);
    await writeEnv(file, values);
    expect(await readFile(victim, "utf8")).toBe("PRIVATE=1\n");
    expect(await readFile(file, "utf8")).toBe("API_TOKEN=secret\nCONTEXT_TEAMID=8\n");
    expect([await modeOf(file), (await readdir(folder)).length]).toEqual(["600", 3]);
  });

  it("reports what cannot be written, and leaves no files", async () => {
    await mkdir(file);
    await expect(writeEnv(file, values)).rejects.toThrow(`${file} is not a file`);
    await expect(writeEnv(join(folder, "none", "local.env"), values)).rejects.toThrow(
      "cannot be written: no such file or folder (ENOENT)",
    );
    await expect(writeEnv("", values)).rejects.toThrow('"" is not a path');
    expect(await readdir(folder)).toEqual(["local.env"]);
  });

  it.skipIf(process.platform === "win32")("does not wait for a pipe", async () => {
    execFileSync("mkfifo", [file]);
    await expect(writeEnv(file, values)).rejects.toThrow(`${file} is not a file`);
  });
});
