/** Compiles projects against the package, with each TypeScript from 5.0 on and the settings of `tsc --init`. */
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { npmProject, packed, run } from "./project.js";

const compilers = { "5.0.4": "ts50", "5.4.5": "ts54", "5.9.3": "ts59", "6.0.3": "ts60", "7.0.2": "ts70" };

/** The settings of `tsc --init`, and those that reveal incomplete declarations of a library. */
const strict = {
  target: "es2022",
  lib: ["es2023"],
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  isolatedModules: true,
  moduleDetection: "force",
  declaration: true,
  outDir: "out",
  skipLibCheck: true,
};

// Functions without return types: their types have to be named in the declarations that are emitted.
const consumer = `
import { as, connect, ensureTeam, job, project, simulatePeople, team, type JobSpec } from "slylab";

export async function campaign(reviewer: string | undefined, signal: AbortSignal | undefined) {
  const api = await connect({ local: true, token: undefined });
  const spec: JobSpec = { name: "kiwis", dataset: 10555, classes: ["kiwi"], reviewer };
  const jobs = await team(8).ensureAnnotator(["ana", "ben"], { password: undefined }).job(spec).create();
  await jobs.waitFor("on_review", { timeout: undefined, signal });
  return { api, jobs, meta: await project(5555).meta(), members: await team(8).members() };
}
export const plan = () => team(8).ensureAnnotator("ana").job({ name: "x", dataset: 10555 }).create().plan();
export const query = async () => (await connect()).labelingJob.getList(8, { createdById: undefined });
export const actor = () => as("ana");
export const one = () => job(37).images();
export const scratch = () => ensureTeam("roads");
export const workers = async () => simulatePeople(await connect({ local: true }));
export const groups = async () => {
  const { user, role, team, workspace, project, dataset, image, annotation, labelingJob, labelingQueue } = await connect();
  return { user, role, team, workspace, project, dataset, image, annotation, labelingJob, labelingQueue };
};
`;

let projectFolder: string;

beforeAll(async () => {
  const installed = Object.entries(compilers).map(([version, name]) => `${name}@npm:typescript@${version}`);
  projectFolder = await npmProject(await packed(), ...installed);
  await writeFile(join(projectFolder, "consumer.ts"), consumer);
  const readme = await readFile(new URL("../../README.md", import.meta.url), "utf8");
  const blocks = [...readme.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, code = ""]) => code);
  expect(blocks.length).toBeGreaterThan(1);
  for (const [index, code] of blocks.entries()) {
    const words = code.includes("'slylab'") ? "" : "import { as, job, project, team } from 'slylab'\n";
    await writeFile(join(projectFolder, `readme-${index}.ts`), `${words}${code}\nexport { }\n`);
  }
});

async function compile(compiler: string, options: Readonly<Record<string, unknown>>): Promise<string> {
  const config = `tsconfig.${compiler}.json`;
  await writeFile(
    join(projectFolder, config),
    JSON.stringify({ compilerOptions: { ...strict, ...options }, include: ["*.ts"] }),
  );
  const tsc = join(projectFolder, "node_modules", compiler, "bin", "tsc");
  const { stdout, stderr } = await run("node", [tsc, "-p", config], { cwd: projectFolder });
  return stdout + stderr;
}

describe.each(Object.entries(compilers))("TypeScript %s", (version, compiler) => {
  const modules = [
    { module: "node16", moduleResolution: "node16" },
    { module: "nodenext", moduleResolution: "nodenext" },
    { module: "esnext", moduleResolution: "bundler" },
  ];

  it.each(modules)("compiles the README and a consumer by $moduleResolution", async (options) => {
    expect(await compile(compiler, { ...options, types: ["node"] })).toBe("");
  });

  it("checks the declarations themselves", async () => {
    // zod's own declarations need a newer compiler than 5.0.
    const output = await compile(compiler, { ...modules[1], types: ["node"], skipLibCheck: false });
    expect(output.split("\n").filter((line) => /slylab\//.test(line))).toEqual([]);
    if (version !== "5.0.4") expect(output).toBe("");
  });

  it("needs no types of Node", async () => {
    expect(await compile(compiler, { ...modules[1], types: [], lib: ["es2023", "dom"] })).toBe("");
  });
});
