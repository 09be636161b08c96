import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { Cells } from "../cells.js";

const library = `/** A team of people, by id. */
export declare function team(id: number): TeamChain;
/** What a team can do. */
export interface TeamChain extends Promise<{ readonly name: string }> {
  /**
   * Waits until every job is there. Cost: one request an interval.
   * @param status - at or past this one
   */
  waitFor(status: "on_annotation" | "on_review" | "completed", options?: { timeout?: number }): TeamChain;
}
export interface Job { readonly id: number }
export declare const Status: { readonly ON_REVIEW: "on_review" };
`;

let cells: Cells;

const openCells = () => {
  cells = new Cells({}, { "library.d.ts": library, "below/here.txt": "" });
};
const closeCells = () => cells.close();

/** A session whose checker knows the library. */
function withLibrary(): Cells {
  const declarations = join(cells.folder, "library.d.ts");
  return new Cells({
    cwd: cells.folder,
    library: { declarations, names: ["team", "Status"] },
    loadLibrary: async () => ({ team: (id: number) => ({ id }), Status: { ON_REVIEW: "on_review" } }),
  });
}

/** Returns the completions at `|` in the code. */
function cursor(code: string): [string, number] {
  return [code.replace("|", ""), code.indexOf("|")];
}

async function texts(code: string, where = cells): Promise<string[]> {
  return (await where.session.complete(...cursor(code))).items.map(({ text }) => text);
}

describe("completion", () => {
  beforeAll(openCells);
  afterAll(closeCells);

  it("lists members by type, also of earlier cells, and runs no user code", async () => {
    await cells.value("let calls = 0; const counted = () => { calls += 1; return { lemons: 1, kiwis: 2 } }");
    expect(await texts("counted().|")).toEqual(["kiwis", "lemons"]);
    expect(await texts("counted().le|")).toEqual(["lemons"]);
    expect(await cells.value("calls")).toBe(0);
  });

  it("lists exactly the members of a union inside a string", async () => {
    await cells.value("function wait(status: 'on_review' | 'on_stop' | 'done', n?: number) { return [status, n] }");
    expect(await texts("wait('|")).toEqual(["done", "on_review", "on_stop"]);
    expect(await cells.session.complete(...cursor('wait("on_r|")'))).toMatchObject({
      start: 6,
      end: 10,
      items: [{ text: "on_review" }],
    });
  });

  it("offers names of earlier cells and no internal names", async () => {
    await cells.value("let shipment = 1", "shipment + 1");
    cells.session.define("_", 2);
    expect(await texts("ship|")).toEqual(["shipment"]);
    expect(await texts("$|")).toEqual([]);
    expect(await texts("_.toF|")).toEqual(["toFixed"]);
  });

  it("counts in UTF-16 units, in any line", async () => {
    const [code, offset] = cursor('const s = "🍋"\nconst t = "🍋"; s.toUp|');
    expect(await cells.session.complete(code, offset)).toMatchObject({
      start: offset - 4,
      end: offset,
      items: [{ text: "toUpperCase" }],
    });
  });
});

describe("reading ahead", () => {
  beforeAll(openCells);
  afterAll(closeCells);

  it("does not disturb requests", async () => {
    // The checker reads ahead 150 ms after a cell.
    for (const pauseMs of [0, 140, 210, 350]) {
      const library = withLibrary();
      library.session.warmUp();
      await sleep(pauseMs);
      for (const code of ["const count: number = 'six'", "team('x')"]) {
        const { diagnostics } = await library.error(code);
        expect(diagnostics.map(({ line }) => line)).toEqual([1]);
        expect(await texts("team(8).wait|", library)).toEqual(["waitFor"]);
      }
      await library.session.close();
    }
  });
});

describe("functions of the library", () => {
  let shared: Cells;
  beforeAll(() => {
    openCells();
    shared = withLibrary();
  });
  afterAll(async () => {
    await shared.session.close();
    await closeCells();
  });

  it("are typed without an import, and with one", async () => {
    const library = withLibrary();
    expect(await texts("team(8).wait|", library)).toEqual(["waitFor"]);
    expect((await library.error("team('x')")).diagnostics[0]?.code).toBe(2345);
    expect(
      (await library.run("import { team as t, type Job } from 'slylab'; t(8)", { awaitValue: false })).status,
    ).toBe("ok");
    expect((await library.run("const team = 'mine'; team.length")).status).toBe("ok");
    await library.session.close();
  });

  it("are offered before the members of a promise", async () => {
    const offered = await texts("team(8).|", shared);
    expect(offered[0]).toBe("waitFor");
    expect(offered.slice(-3)).toEqual(["catch", "finally", "then"]);
  });

  it("have their docstrings", async () => {
    expect(await shared.session.inspect(...cursor("te|am(8)"))).toMatchObject({
      type: expect.stringContaining("function team(id: number): TeamChain"),
      documentation: "A team of people, by id.",
    });
    const help = await shared.session.signature(...cursor("team(8).waitFor('on_review', |"));
    expect(help?.label).toMatch(/^waitFor\(status: .*\): TeamChain$/);
    expect(help?.documentation).toContain("Cost: one request an interval.");
    expect(help?.label.slice(help.parameter?.start, help.parameter?.end)).toMatch(/^options\?/);
  });
});

describe("values of earlier cells", () => {
  beforeAll(openCells);
  afterAll(closeCells);

  it("gives a host variable the type of the last cell's value", async () => {
    await cells.value("Promise.resolve({ lemons: 6 })");
    cells.session.define("_", { lemons: 6 });
    expect(await cells.value("_.lemons")).toBe(6);
    cells.session.define("_", 6);
    expect(await cells.value("const kept = _; kept.toFixed(1)")).toBe("6.0");
    cells.session.define("_", "6.0");
    expect(await cells.value("_.length + kept")).toBe(9);
  });

  it("keeps the types of a cell that failed halfway", async () => {
    await cells.error("const first = 1; const second: string = JSON.parse('{'); const third = 3");
    expect(await cells.value("first.toFixed()")).toBe("1");
    expect((await cells.error("second")).phase).toBe("check");
  });

  it("updates the type of a cell that runs again, and of values derived from it", async () => {
    for (const value of ["1", "'text'", "[1]"]) {
      await cells.value(`const source = ${value}`, "const derived = [source]");
    }
    expect(await cells.value("derived[0]?.at(0)")).toBe(1);
  });
});

describe("the process", () => {
  beforeEach(openCells);
  afterEach(closeCells);

  it("is restarted when it dies, and keeps the session's declarations", async () => {
    await cells.value("const before = { lemons: 1 }");
    process.kill(childOf("tsc"), "SIGKILL");
    expect(await texts("before.|")).toEqual(["lemons"]);
    process.kill(childOf("tsc"), "SIGKILL");
    expect(await cells.value("const after = before.lemons; after")).toBe(1);
  });

  it("is not started without checks", async () => {
    const unchecked = new Cells({ check: false });
    expect(await unchecked.value("const x: number = 1; x")).toBe(1);
    expect(() => childOf("tsc")).toThrow();
    expect(existsSync(join(unchecked.folder, "node_modules", ".cache"))).toBe(false);
    expect(await texts("x.toF|", unchecked)).toEqual(["toFixed"]);
    await unchecked.close();
  });

  it("leaves nothing in the session's folder", async () => {
    await cells.value("1");
    const cache = join(cells.folder, "node_modules", ".cache", "slylab");
    expect(readdirSync(cache)).toHaveLength(1);
    await cells.session.close();
    expect(readdirSync(cache)).toEqual([]);
  });

  it("sees a file written while the session runs", async () => {
    expect((await cells.error("import { late } from './late.mjs'")).phase).toBe("check");
    writeFileSync(join(cells.folder, "late.mjs"), "export const late = 'here'");
    expect(await cells.value("import { late } from './late.mjs'\nlate")).toBe("here");
  });

  it("sees a package installed while the session runs", async () => {
    expect((await cells.error("import { fresh } from 'fresh'")).hint).toBe("install it: npm install fresh");
    const folder = join(cells.folder, "node_modules", "fresh");
    mkdirSync(folder);
    writeFileSync(join(folder, "package.json"), '{ "name": "fresh", "type": "module", "exports": "./index.js" }');
    writeFileSync(join(folder, "index.js"), "export const fresh = 1");
    writeFileSync(join(folder, "index.d.ts"), "export const fresh: number");
    expect(await cells.value("import { fresh } from 'fresh'\nfresh.toFixed()")).toBe("1");
  });

  it("works in a folder that cannot be written", async () => {
    writeFileSync(join(cells.folder, "node_modules", ".cache"), "not a folder");
    expect(await cells.value("import { z } from 'zod'", "z.string().parse('typed').length")).toBe(5);
    expect((await cells.error("z.string().nope")).diagnostics[0]?.code).toBe(2339);
  });

  it("reads modules in sibling and parent folders of the session's folder", async () => {
    writeFileSync(join(cells.folder, "beside.mjs"), "export const beside = 1");
    const below = new Cells({ cwd: join(cells.folder, "below") });
    expect((await below.error("import { beside } from '../beside.mjs'; beside.length")).diagnostics[0]?.code).toBe(
      2339,
    );
    await below.session.close();
  });
});

/** Returns the id of a child process by its command. */
function childOf(name: string): number {
  const pids = readFileSync(`/proc/self/task/${process.pid}/children`, "utf8").trim().split(" ");
  const pid = pids.find(
    (each) => existsSync(`/proc/${each}/comm`) && readFileSync(`/proc/${each}/comm`, "utf8").trim() === name,
  );
  if (pid === undefined) throw new Error(`no child ${name}`);
  return Number(pid);
}
