import { afterAll, beforeAll, expect, it } from "vitest";
import type { KernelClient } from "../support/kernel-client.js";
import { startOwnKernel } from "../support/kernel-process.js";

let kernel: KernelClient;

beforeAll(async () => {
  const { SERVER_ADDRESS: _address, API_TOKEN: _token, ...env } = process.env;
  kernel = await startOwnKernel(env);
  await kernel.execute(`await team(8).ensureProject("other").ensureDataset("dä🍋")
await ensureTeam("it's").ensureProject("p\\"1", { classes: { only_here: "bitmap" } }).ensureDataset("night/rain")
const api = await connect()
const here = team(8)
const other = await here.project("other")`);
}, 60_000);

afterAll(() => kernel.stop());

/** Completes at `|`, or at the end. */
async function complete(marked: string) {
  const at = marked.includes("|") ? marked.indexOf("|") : marked.length;
  const cursor_pos = [...marked.slice(0, at)].length;
  return (await kernel.ask("complete_request", { code: marked.replace("|", ""), cursor_pos })).reply.content;
}

it.each([
  ["team('", "tutorial"],
  ["here.project('", "other"],
  ["/* 🍋 */ here.project('tu", "tutorial_project"],
  ["other.dataset('", "dä🍋"],
  ["other.job({ dataset: 'dä", "dä🍋"],
  ["job({ name: 'a', classes: ['", "lemon"],
  ["job({ name: 'a', tags: ['", "origin"],
  ["job({ dataset: 'dataset_01', images: ['", "fruits_01.png"],
  ["team(8)\n  .jobs({\n    assignedTo: 'my", "my_username"],
  ["job(1).reassign('my|')", "my_username"],
  ["team('it\\'s').project('", 'p"1'],
  ["team(\"it's\").project('p\"1').job({ classes: ['", "only_here"],
  ["team(\"it's\").project('p\"1').job({ dataset: 'ra", "night/rain"],
  ["team(8).split({ weights: { '", "my_username"],
])("completes %s with names on the instance", async (code, name) => {
  expect((await complete(code)).matches).toContain(name);
});

it("completion offers nothing of the context for another team", async () => {
  for (const code of ["team(99).project('", "team('nobody').project('a').job({ classes: ['"]) {
    expect((await complete(code)).matches, code).not.toContain("lemon");
    expect((await complete(code)).matches, code).not.toContain("tutorial_project");
  }
});

it("completion knows what the last cell created and renamed, and not the earlier name", async () => {
  await complete("here.project('");
  await kernel.execute("const { id } = await here.ensureProject('fresh'); await here.ensureAnnotator('newbie')");
  expect((await complete("here.project('")).matches).toContain("fresh");
  expect((await complete("here.jobs({ assignedTo: 'new")).matches).toContain("newbie");
  await kernel.execute("await api.project.update(id, { name: 'renamed' })");
  const { matches } = await complete("here.project('");
  expect(matches).toContain("renamed");
  expect(matches).not.toContain("fresh");
});

it("a completion in a string replaces its whole text, at positions in code points", async () => {
  const { cursor_start, cursor_end } = await complete("/* 🍋 */ team('tu|torial').jobs()");
  expect([cursor_start, cursor_end]).toEqual([14, 22]);
});

it("completion offers the options of the type where the instance has no names", async () => {
  expect((await complete("here.jobs().waitFor('on")).matches).toContain("on_review");
});
