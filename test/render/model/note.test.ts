import { createRequire } from "node:module";
import process from "node:process";
import { afterEach, describe, expect, it, vi } from "vitest";
import { setHostContext } from "../../../src/domain/display/host-context.js";
import { mimeBundle } from "../../../src/render/html/mime.js";
import { noteOf, showNote } from "../../../src/render/model/note.js";

const require = createRequire(import.meta.url);
const jupyter = require("../../../node_modules/tslab/dist/jupyter.js");

let giveBack = () => {};
afterEach(() => {
  giveBack();
  vi.restoreAllMocks();
  Reflect.deleteProperty(globalThis, "__tslab__");
  jupyter.lastWriteDisplayData = null;
});

describe("a note", () => {
  it("goes to stderr without a host, or with one that only shows values", () => {
    const written: unknown[] = [];
    vi.spyOn(process.stderr, "write").mockImplementation((text) => written.push(text) > 0);
    showNote("it is local");
    giveBack = setHostContext({ show: () => ({ update: () => {} }) });
    showNote("it is local");
    expect(written).toEqual(["it is local\n", "it is local\n"]);
  });

  it("goes only to a host that accepts notes", () => {
    const stderr = vi.spyOn(process.stderr, "write");
    const notes: string[] = [];
    giveBack = setHostContext({ note: (text) => notes.push(text) });
    showNote("it is local");
    expect(notes).toEqual(["it is local"]);
    expect(stderr).not.toHaveBeenCalled();
  });

  it("is a display in stock tslab", () => {
    const shown: unknown[] = [];
    Reflect.set(globalThis, "__tslab__", { exports: {}, require });
    jupyter.lastWriteDisplayData = ({ data }: { data: unknown }) => shown.push(data);
    showNote("it is local");
    expect(shown).toEqual([mimeBundle(noteOf("it is local"))]);
  });

  it("is a dimmed line with escaped markup", () => {
    expect(mimeBundle(noteOf("a <b>"))).toMatchObject({
      "text/plain": "a <b>",
      "text/html": expect.stringContaining('<div style="opacity:0.72">a &lt;b&gt;</div>'),
    });
  });
});
