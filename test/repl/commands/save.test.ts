import { describe, expect, it } from "vitest";
import { cellsOfScript } from "../../../src/domain/notebook/script-cells.js";
import { openSession } from "../../../src/engine/session/session.js";
import { toNotebook, toScript } from "../../../src/repl/commands/save.js";

const session = openSession({ check: false });
const options = {
  secrets: ["hunter22"],
  libraryNames: ["team", "job", "as"],
  completeness: (code: string) => session.isComplete(code),
  title: "a session",
};
const cellsOf = (...entries: [code: string, ranChain?: boolean][]) =>
  cellsOfScript(
    toScript(
      entries.map(([code, ranChain = false]) => ({ code, ranChain })),
      options,
    ),
  ).slice(1);

describe("a saved session", () => {
  it("imports only the names that it uses", () => {
    expect(cellsOf(["team(8)"], ["const o = { job: 1 }"])[0]).toBe('import { team } from "slylab";');
    expect(cellsOf(["1 + 1"])).toEqual(["1 + 1"]);
    expect(cellsOf(["import { team } from 'slylab'"], ["team(8)"])).toHaveLength(2);
  });

  it("awaits the chains that the prompt ran", () => {
    expect(cellsOf(["team(8)\n  .jobs()", true])[1]).toBe("await team(8)\n  .jobs()");
    expect(cellsOf(["const t = team(8)\nt.jobs()", true])[1]).toBe("const t = team(8)\nawait t.jobs()");
    expect(cellsOf(["const j = 37; job(j)", true])[1]).toBe("const j = 37; await job(j)");
    expect(cellsOf(["await team(8).jobs()", true])[1]).toBe("await team(8).jobs()");
  });

  it("separates entries, so that a name may be declared again", () => {
    expect(cellsOf(["const a = 1"], ["const a = 'two'"])).toEqual(["const a = 1", "const a = 'two'"]);
  });

  it("reads secrets from the environment, equal ones from one variable", () => {
    const script = toScript(
      [
        { code: "as('a', { password: 'p1' })", ranChain: false },
        { code: "as('b', { password: 'p2' }); as('a', { password: 'p1' })", ranChain: false },
        { code: "log('say hunter22')", ranChain: false },
      ],
      options,
    );
    expect(script).toContain("as('a', { password: process.env.PASSWORD! })");
    expect(script).toContain(
      "as('b', { password: process.env.PASSWORD_2! }); as('a', { password: process.env.PASSWORD! })",
    );
    expect(script).toContain("// set PASSWORD, PASSWORD_2 in the environment");
    expect(script).not.toMatch(/hunter22|'p1'|'p2'/);
  });

  it("is a notebook of nbformat 4.5 with an id for each cell", () => {
    const notebook = JSON.parse(toNotebook([{ code: "team(8)", ranChain: true }], options)) as {
      nbformat: number;
      nbformat_minor: number;
      cells: { id: string; cell_type: string; source: string[] }[];
    };
    expect([notebook.nbformat, notebook.nbformat_minor]).toEqual([4, 5]);
    expect(notebook.cells.map(({ cell_type, source }) => [cell_type, source.join("")])).toEqual([
      ["markdown", "# a session"],
      ["code", 'import { team } from "slylab";'],
      ["code", "await team(8)"],
    ]);
    expect(new Set(notebook.cells.map(({ id }) => id)).size).toBe(3);
  });
});
