/** The tutorial page: its code runs in order and prints the output shown below it. */
import { readFile } from "node:fs/promises";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Answer, KernelClient, Received } from "../support/kernel-client.js";
import { startOwnKernel } from "../support/kernel-process.js";

interface Block {
  readonly code: string;
  /** The output shown on the page; empty if there is none. */
  readonly printed: string;
}

let kernel: KernelClient;
beforeAll(async () => {
  kernel = await startOwnKernel();
});
afterAll(() => kernel.stop());

it("the code of docs/tutorial.md prints what the page shows", { timeout: 60_000 }, async () => {
  const blocks = await tutorialOf(new URL("../../docs/tutorial.md", import.meta.url));
  expect(blocks.length).toBeGreaterThan(15);
  await kernel.execute("import { connect } from 'slylab'; await connect({ local: true }); undefined");
  for (const { code, printed } of blocks) {
    const answer = await kernel.execute(code);
    expect(answer.reply.content.status, code).toBe("ok");
    expect(textOf(answer), code).toBe(printed);
  }
});

/** The TypeScript blocks of the page, each with the output below it. */
async function tutorialOf(page: URL): Promise<Block[]> {
  const text = await readFile(page, "utf8");
  const blocks: Block[] = [];
  for (const [, language, body = ""] of text.matchAll(/^```(ts|text)\n([\s\S]*?)\n```$/gm)) {
    const last = blocks.at(-1);
    if (language === "ts") blocks.push({ code: body, printed: "" });
    else if (last !== undefined) blocks[blocks.length - 1] = { ...last, printed: body };
  }
  return blocks;
}

/** The text output of a cell, without the progress of waits, whose seconds differ. */
function textOf({ told }: Answer): string {
  const idOf = ({ content }: Received) => content.transient?.display_id;
  const moving = new Set(told.filter(({ type }) => type === "update_display_data").map(idOf));
  const shown = told.flatMap((one) => {
    const { type, content } = one;
    if (type === "stream" && content.name === "stdout") return [content.text ?? ""];
    const plain = type === "display_data" && !moving.has(idOf(one)) ? content.data?.["text/plain"] : undefined;
    return typeof plain === "string" ? [`${plain}\n`] : [];
  });
  return shown.join("").trimEnd().replace(/ +$/gm, "");
}
