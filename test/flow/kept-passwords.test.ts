/** Passwords that several processes save at once, in one file. */
import { spawn } from "node:child_process";
import { mkdtemp, readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type Instance, startInstance } from "../../src/server/instance.js";
import { rounds } from "../attack/rounds.js";
import { builtCli } from "../support/built.js";

let library = "";
let instance: Instance;

beforeAll(async () => {
  library = pathToFileURL(join(dirname(await builtCli()), "..", "index.js")).href;
  instance = await startInstance({ data: "memory", passwordCost: 2 });
}, 120_000);
afterAll(() => instance.close());

/** Runs a program with the library in a separate process; all processes share one home folder. */
function program(home: string, code: string): Promise<{ readonly out: string; readonly err: string }> {
  const env = { ...process.env, HOME: home, SERVER_ADDRESS: instance.address, API_TOKEN: instance.token };
  const text = `const { team, ensureTeam, as, connect } = await import(${JSON.stringify(library)});\n${code}`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", text], { cwd: home, env });
  let [out, err] = ["", ""];
  child.stdout.on("data", (chunk) => {
    out += chunk;
  });
  child.stderr.on("data", (chunk) => {
    err += chunk;
  });
  return new Promise((resolve) => child.on("close", () => resolve({ out, err })));
}

const processes = rounds(8, 18);

it(`${processes} processes at once save ${processes} passwords, and each reports it on stderr`, async () => {
  const home = await mkdtemp(join(tmpdir(), "slylab-kept-"));
  const ended = await Promise.all(
    Array.from({ length: processes }, (_, index) => program(home, `await team(8).ensureAnnotator("kept_${index}");`)),
  );
  const store = JSON.parse(await readFile(join(home, ".slylab", "passwords.json"), "utf8"));
  expect(Object.values<object>(store).flatMap((logins) => Object.keys(logins)).length).toBe(processes);
  expect(ended.map(({ err }) => err)).toEqual(
    ended.map((_, index) => `slylab: the password of kept_${index} is kept in ~/.slylab/passwords.json\n`),
  );
}, 120_000);

it("three processes that create one campaign at once create it once, and the saved password works", async () => {
  const home = await mkdtemp(join(tmpdir(), "slylab-three-"));
  const code = `
    const made = await ensureTeam("Three").ensureProject("p", { classes: { sign: "rectangle" } });
    const photos = await team("Three").project("p").ensureDataset("photos");
    const annotators = team(8).ensureAnnotator(["tri", "tro"]);
    const jobs = await annotators.job({ name: "once", dataset: 10555 }).ensure();
    const shared = await annotators.split({ name: "shared", dataset: 10555 }).ensure();
    console.log(JSON.stringify([made.id, photos.id, [...jobs, ...shared].map((job) => job.id)]));`;
  const ended = await Promise.all([1, 2, 3].map(() => program(home, code)));
  const answers = ended.map(({ out, err }) => out || err);
  expect(new Set(answers).size, answers.join("\n")).toBe(1);
  const after = await program(
    home,
    `const found = async (name) => (await team(8).jobs({ name })).length;
     const counts = [await found("once"), await found("shared"), (await team("Three").project("p").datasets()).length];
     console.log(JSON.stringify([...counts, (await as("tri").team(8).jobs()).length]));`,
  );
  expect(after.out || after.err).toBe("[2,2,1,2]\n");
  expect(ended.filter(({ err }) => err.includes("tri")).length).toBe(1);
}, 120_000);
