/** `npm run bench -- tables`: compares slylab, cli-table3 and console.table with a table of 10,000 rows in one run. */
import { Console } from "node:console";
import { createRequire } from "node:module";
import { Writable } from "node:stream";
import type { TableModel } from "../../src/domain/display/display.js";
import { renderTerminal } from "../../src/render/terminal/terminal.js";
import { elapsedMs, median, plain, times } from "./support/numbers.js";
import { report } from "./support/report.js";

const goalMs = 300;
const rounds = 5;
const columns = ["ID", "Name", "Status", "Annotator", "Dataset", "Created"];

/** Every tenth name has wide characters, since the width of ASCII alone is too easy to compute. */
function rowsOf(count: number): (string | number)[][] {
  return Array.from({ length: count }, (_none, index) => [
    index + 1,
    index % 10 === 0 ? `ラベル作業 ${index}` : `labeler_${index % 20}_lemons_task`,
    ["pending", "in_progress", "on_review", "completed"][index % 4] ?? "",
    `labeler_${index % 20}`,
    "dataset_01",
    new Date(1_790_000_000_000 + index * 60_000).toISOString(),
  ]);
}

function modelOf(rows: readonly (readonly (string | number)[])[]): TableModel {
  const kinds = ["id", "text", "status", "text", "text", "time"] as const;
  return { kind: "table", columns: columns.map((title, index) => ({ title, kind: kinds[index] ?? "text" })), rows };
}

function drawers() {
  const CliTable: typeof import("cli-table3") = createRequire(import.meta.url)("cli-table3");
  return {
    slylab: (rows: (string | number)[][]) =>
      renderTerminal(modelOf(rows), { columns: 120, color: true, maxRows: Number.POSITIVE_INFINITY }),
    "cli-table3": (rows: (string | number)[][]) => {
      const table = new CliTable({ head: columns });
      table.push(...rows);
      return table.toString();
    },
    "console.table": (rows: (string | number)[][]) => {
      let text = "";
      const sink = new Writable({
        write(chunk, _encoding, done) {
          text += chunk;
          done();
        },
      });
      new Console(sink).table(rows);
      return text;
    },
  };
}

/** Measures and prints. */
export async function run(): Promise<void> {
  const draw = drawers();
  const names = ["slylab", "cli-table3", "console.table"] as const;
  const sizes = [
    { count: 20, rounds: 20 },
    { count: 1000, rounds },
    { count: 10_000, rounds },
  ];
  for (const size of sizes) {
    const rows = rowsOf(size.count);
    const samples = { slylab: [] as number[], "cli-table3": [] as number[], "console.table": [] as number[] };
    for (let round = 0; round < size.rounds; round += 1) {
      // In turn, so that a busy moment of the machine affects all; the slow one less often, since it takes minutes.
      for (const name of names) {
        if (name === "cli-table3" && size.count === 10_000 && round > 0) continue;
        samples[name].push(await elapsedMs(() => draw[name](rows)));
      }
    }
    const ours = median(samples.slylab);
    const first = samples.slylab[0] ?? Number.NaN;
    const isJudged = size.count === 10_000;
    report(
      `Table of ${size.count.toLocaleString("en-US")} rows × ${columns.length} columns, in full; first drawn in ${plain(first)} ms`,
      "peer",
      (["cli-table3", "console.table"] as const).map((name) => {
        const theirs = median(samples[name]);
        return {
          what: `beside ${name}: median of ${samples.slylab.length}, theirs of ${samples[name].length}`,
          ours: `${plain(ours)} ms`,
          peer: `${plain(theirs)} ms`,
          ratio: `${times(theirs, ours)} ours`,
          ...(isJudged ? { goal: `≤ ${goalMs} ms`, met: ours <= goalMs && first <= goalMs } : {}),
        };
      }),
    );
  }
}
