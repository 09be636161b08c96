/** The script of `docs/campaign-script.md`, run unchanged by the built command. */
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { expect, it, onTestFinished } from "vitest";
import { picture } from "../chain/upload/pictures.js";
import { builtCli } from "../support/built.js";
import { startTestServer } from "../support/server.js";

interface Ended {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

it("the script of docs/campaign-script.md plans in CI, runs at night, and creates nothing twice", {
  timeout: 240_000,
}, async () => {
  const cli = await builtCli();
  const server = await startTestServer();
  const folder = await mkdtemp(join(tmpdir(), "slylab-campaign-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const page = await readFile(new URL("../../docs/campaign-script.md", import.meta.url), "utf8");
  const script = /```ts\n(.*?)```/s.exec(page)?.[1] ?? "";
  await writeFile(join(folder, "campaign.ts"), script);
  for (const name of ["2.png", "10.png", "night/1.png"]) await picture(join(folder, "pictures"), name);
  await writeFile(join(folder, "pictures", "notes.txt"), "text");
  const env = {
    ...{ PATH: process.env.PATH, HOME: folder, NO_COLOR: "1" },
    ...{ SERVER_ADDRESS: server.address, API_TOKEN: server.token },
  };
  const run = (...words: readonly string[]) =>
    new Promise<Ended>((resolve) => {
      const child = execFile(process.execPath, [cli, "campaign.ts", ...words], { env, cwd: folder }, (_e, out, err) =>
        resolve({ code: child.exitCode ?? -1, out, err }),
      );
    });

  const planned = await run("--plan");
  expect(planned).toMatchObject({ code: 0 });
  expect(planned.out).toContain("create dataset 'photos'\ncreate 3 images");
  for (const person of ["ana", "ben"]) expect(planned.out).toContain(`create job 'nov' for ${person}\n`);
  const first = await run();
  expect(first).toMatchObject({ code: 0, out: "3 uploaded, 0 skipped\n2 jobs\n" });
  expect(first.err).toContain("pictures/notes.txt: has no supported format: jpg,");
  expect(await run()).toMatchObject({ code: 0, out: "0 uploaded, 3 skipped\n2 jobs\n" });
  await picture(join(folder, "pictures"), "2.png");
  expect(await run("--plan")).toMatchObject({ code: 1 });
  const conflict = await run();
  expect(conflict.code).toBe(1);
  expect(conflict.err).toContain("pictures/2.png: the image has other content");
});
