/** The nightly report of `docs/`, run unchanged. */
import { execFile } from "node:child_process";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { beforeAll, expect, it, onTestFinished } from "vitest";
import { box, startCampaign } from "../chain/measure/campaign.js";
import { builtCli } from "../support/built.js";
import { root } from "../support/source-tree.js";

let cli: string;
beforeAll(async () => {
  cli = await builtCli();
}, 600_000);

/** Two people on the same two images; ben misses one object of two. */
async function campaign() {
  const local = await startCampaign(["ana", "ben"], 1000);
  await local.project(5555).ensureClasses({ sign: "rectangle" });
  const images = [283001, 283002];
  await local
    .team(8)
    .job({ name: "nov", dataset: 10555, assign: ["ana", "ben"], reviewer: "rita", images })
    .create();
  await local.act("ana").start(37);
  await local.act("ben").start(38);
  await local.draw("ana", 283001, [box("sign", 0, 0, 10, 10), box("sign", 40, 40, 60, 60)]);
  await local.draw("ben", 283001, [box("sign", 0, 0, 10, 10)]);
  await local.act("ana").mark(37).submit(37);
  await local.act("ben").mark(38).submit(38);
  const folder = await mkdtemp(join(tmpdir(), "slylab-report-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const run = (env: NodeJS.ProcessEnv) =>
    new Promise<{ exitCode: number | null; stdout: string; stderr: string }>((resolve) => {
      const child = execFile(
        process.execPath,
        [cli, "docs/nightly-report.ts"],
        {
          cwd: root,
          env: {
            ...process.env,
            SERVER_ADDRESS: local.server.address,
            API_TOKEN: local.server.token,
            REPORT_FOLDER: folder,
            NO_COLOR: "1",
            ...env,
          },
        },
        (_error, stdout, stderr) => resolve({ exitCode: child.exitCode, stdout, stderr }),
      );
    });
  return { ...local, folder, run };
}

it("the nightly report writes its tables, and its exit code says whether a limit is missed", {
  timeout: 120_000,
}, async () => {
  const { run, folder, act } = await campaign();
  const good = await run({ CAMPAIGN: "nov", TEAM: "8", LEAST_F1: "0.5" });
  expect(good).toMatchObject({ exitCode: 0, stdout: "nov: 4 of 4 images done, F1 0.67\n" });
  expect((await readdir(folder)).sort()).toEqual(["agreement.csv", "disputed.csv", "people.csv"]);
  expect(await readFile(join(folder, "people.csv"), "utf8")).toMatch(/^Person,Jobs,.*Cost \(EUR\)\r\nana,1,2,2,/);

  await act("rita").reject(37, [283002]).accept(37, [283001]);
  const bad = await run({ CAMPAIGN: "nov", TEAM: "8", LEAST_F1: "0.7" });
  expect(bad.exitCode).toBe(3);
  expect(bad.stdout).toContain("below the limit: ana: first-pass acceptance 0.50");
  expect(bad.stdout).toContain("below the limit: ben: F1 with the others 0.67");
});

it("the nightly report fails for an unknown campaign and for wrong usage, with different exit codes", {
  timeout: 120_000,
}, async () => {
  const { run } = await campaign();
  expect(await run({ CAMPAIGN: "dec", TEAM: "8" })).toMatchObject({
    exitCode: 1,
    stderr: "no jobs are called 'dec'\n",
  });
  expect(await run({ CAMPAIGN: "nov", TEAM: "8", LEAST_F1: "much" })).toMatchObject({ exitCode: 2 });
});
