/** Arguments of `upload`, checked at the call. */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { isGlob, parseGlob } from "../../../src/chain/upload/glob.js";
import { listFiles } from "../../../src/chain/upload/placing.js";
import { checkUpload, type UploadSettings } from "../../../src/chain/upload/source.js";
import { ArgumentError } from "../../../src/domain/errors.js";
import { makeFolder, picture } from "./pictures.js";

async function folderWith(...names: readonly string[]): Promise<string> {
  const folder = await makeFolder();
  for (const name of names) {
    if (/\.(png|jpg)$/.test(name)) await picture(folder, name);
    else await writeFile(join(folder, name), "text");
  }
  return folder;
}

const namesOf = (paths: readonly string[]) => listFiles(paths, "names").files.map(({ name }) => name);

describe("sources of an upload", () => {
  it("are folders, files, patterns and lists of them; each file is used once", async () => {
    const folder = await folderWith("a.png", "b.jpg", "sub/c.png", "sub/deep/d.png", "notes.txt");
    expect(namesOf([folder])).toEqual(["a.png", "b.jpg", "sub__c.png", "sub__deep__d.png"]);
    expect(namesOf([join(folder, "b.jpg")])).toEqual(["b.jpg"]);
    expect(namesOf([join(folder, "*.png")])).toEqual(["a.png"]);
    expect(namesOf([join(folder, "**/*.{png,jpg}")])).toEqual(["a.png", "b.jpg", "sub__c.png", "sub__deep__d.png"]);
    expect(namesOf([join(folder, "*/*.png")])).toEqual(["sub__c.png"]);
    expect(namesOf([join(folder, "a.png"), join(folder, "sub"), `${folder}/./a.png`])).toEqual([
      "a.png",
      "c.png",
      "deep__d.png",
    ]);
  });

  it("can be existing paths that contain wildcard characters", async () => {
    const folder = await folderWith("set [1]/a.png");
    expect(namesOf([join(folder, "set [1]")])).toEqual(["a.png"]);
  });

  it.each([
    ["a*.png", "ab.png", true],
    ["a*.png", "sub/ab.png", false],
    ["**/a.png", "a.png", true],
    ["**/a.png", "x/y/a.png", true],
    ["img_[0-9].jpg", "img_7.jpg", true],
    ["img_[!0-9].jpg", "img_7.jpg", false],
    ["?.png", "\u{1F34B}.png", true],
    ["{a,b}.png", "b.png", true],
    ["a+(b).p?g", "a+(b).png", true],
  ])("%s beside %s: %s", (pattern, path, expected) => {
    expect(isGlob(pattern)).toBe(true);
    expect(parseGlob(pattern).matches(path)).toBe(expected);
  });
});

describe("upload, at the call", () => {
  it("rejects a missing path and suggests a similar one", async () => {
    const folder = await folderWith("pictures/a.png");
    expect(() => checkUpload(join(folder, "picture"), {})).toThrow(ArgumentError);
    expect(() => checkUpload(join(folder, "picture"), {})).toThrow(
      expect.objectContaining({ argument: "source", hint: "did you mean 'pictures'?" }),
    );
    expect(() => checkUpload("~/pictures", {})).toThrow(
      expect.objectContaining({ hint: expect.stringContaining("~") }),
    );
    expect(() => checkUpload([folder, join(folder, "gone.png")], {})).toThrow("no file or folder");
  });

  it("rejects a folder without pictures", async () => {
    const folder = await folderWith("notes.txt");
    const none = "no pictures";
    expect(() => checkUpload(folder, {})).toThrow(none);
    expect(() => checkUpload(join(folder, "notes.txt"), {})).toThrow(none);
    expect(() => checkUpload(join(folder, "*.txt"), {})).toThrow(none);
    expect(() => checkUpload(join(folder, "*.png"), {})).toThrow("nothing matches");
    expect(() => checkUpload([folder, folder], {})).toThrow(none);
  });

  it.each([
    ["source", ""],
    ["source", []],
    ["source", 7],
    ["source", null],
    ["source", ["a", 7]],
  ])("rejects %s: %j", (argument, source) => {
    expect(() => checkUpload(source as string, {})).toThrow(
      expect.objectContaining({ argument: expect.stringContaining(argument) }),
    );
  });

  it.each([
    ["settings.onConflict", { onConflict: "overwrite" }],
    ["settings.folders", { folders: "name" }],
    ["settings.orient", { orient: "yes" }],
    ["settings.tags", { tags: ["night"] }],
    ["settings.tags.night", { tags: { night: true } }],
    ["onConflct", { onConflct: "rename" }],
  ])("checks %s", async (argument, settings) => {
    const folder = await folderWith("a.png");
    expect(() => checkUpload(folder, settings as unknown as UploadSettings)).toThrow(
      expect.objectContaining({ argument }),
    );
  });
});
