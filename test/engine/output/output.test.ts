import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { directStream } from "../../../src/engine/output/output.js";
import type { OutputSink } from "../../../src/engine/session/cell.js";
import { Cells } from "../cells.js";

let cells: Cells;

beforeEach(() => {
  cells = new Cells({ check: false });
});

afterEach(() => cells.close());

describe("output of cells", () => {
  it("keeps the order of both streams, and every line of 20,000 in one tick", async () => {
    await cells.value("console.log('a'); console.error('b'); process.stdout.write('c'); console.warn('d')");
    expect(cells.printed).toEqual(["stdout:a\n", "stderr:b\n", "stdout:c", "stderr:d\n"]);
    cells.printed.length = 0;
    await cells.value("for (let i = 0; i < 20_000; i++) console.log(i)");
    expect(cells.printed).toHaveLength(20_000);
    expect(cells.printed.at(-1)).toBe("stdout:19999\n");
  });

  it("accepts bytes and encodings, and calls the callback", async () => {
    const code = "await new Promise<void>((done) => process.stdout.write(Buffer.from('🍋'), () => done()))";
    await cells.value(code, "process.stdout.write('6869', 'hex')");
    expect(cells.printed).toEqual(["stdout:🍋", "stdout:hi"]);
  });

  it("belongs to the cell that started it, also from timers, intervals and awaits", async () => {
    const texts: Record<string, string[]> = { one: [], two: [] };
    const sink = (name: string): OutputSink => ({ write: (_, text) => void texts[name]?.push(text.trim()) });
    const background = `setTimeout(() => console.log('timer'), 10)
const ticking = setInterval(() => console.log('tick'), 15)
async function later() { await new Promise((r) => setTimeout(r, 20)); console.log('awaited') }
void later()
queueMicrotask(() => console.log('microtask'))`;
    await cells.run(background, { sink: sink("one") });
    await cells.run("console.log('begins'); await new Promise((r) => setTimeout(r, 60)); console.log('ends')", {
      sink: sink("two"),
    });
    await cells.run("clearInterval(ticking)", { sink: sink("two") });
    expect(texts.two).toEqual(["begins", "ends"]);
    expect(texts.one).toEqual(expect.arrayContaining(["microtask", "timer", "tick", "awaited"]));
  });

  it("allows a front end to bypass the cells, and a sink to write to the stream itself", async () => {
    const { write } = process.stdout;
    const passed: string[] = [];
    process.stdout.write = (text: string | Uint8Array) => passed.push(String(text)) > 0;
    const own = new Cells({ check: false });
    const direct = directStream(process.stdout);
    await own.run("console.log('cell')", { sink: { write: (_, text) => void process.stdout.write(`sink ${text}`) } });
    direct.write("direct");
    await own.close();
    process.stdout.write = write;
    expect(passed).toEqual(["sink cell\n", "direct"]);
  });

  it("restores the streams", async () => {
    const other = new Cells({ check: false });
    const before = process.stdout.write;
    await other.value("1");
    await other.close();
    await cells.close();
    expect(process.stdout.write).toBe(before);
  });
});
