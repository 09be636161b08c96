import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { Api } from "../../src/client/api.js";
import { builtCli } from "../support/built.js";

let cli: string;
let folder: string;
const running: ChildProcess[] = [];

beforeAll(async () => {
  cli = await builtCli();
});

afterEach(async () => {
  for (const child of running.splice(0)) {
    child.kill("SIGKILL");
    if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
  }
  if (folder !== undefined) await rm(folder, { recursive: true, force: true });
});

interface Served {
  readonly child: ChildProcess;
  readonly address: string;
  readonly token: string;
  readonly stderr: () => string;
}

/** Starts `slylab serve` as a shell does, by its first line, and reads its two lines. */
async function serve(...options: string[]): Promise<Served> {
  const child = spawn(process.execPath, [cli, "serve", ...options], { stdio: ["ignore", "pipe", "pipe"] });
  running.push(child);
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
  });
  while (stdout.split("\n").length < 3 || !stderr.includes("\n")) {
    if (child.exitCode !== null) throw new Error(`serve ended early: ${stderr}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  const [, address = "", token = ""] = /^SERVER_ADDRESS=(\S+)\nAPI_TOKEN=(\S+)\n$/.exec(stdout) ?? [];
  return { child, address, token, stderr: () => stderr };
}

async function stop({ child }: Served, signal: NodeJS.Signals = "SIGTERM"): Promise<number | null> {
  child.kill(signal);
  const [exitCode] = (await once(child, "exit")) as [number | null];
  return exitCode;
}

describe("slylab serve", () => {
  it("prints address and token, answers there, and ends with 0 on SIGTERM and Ctrl-C", async () => {
    for (const signal of ["SIGTERM", "SIGINT"] as const) {
      const served = await serve("--memory");
      expect(served.address).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
      const api = new Api({ address: served.address, token: served.token });
      expect(await api.user.getMyInfo()).toMatchObject({ id: 7, login: "my_username" });
      await api.close();
      expect(served.stderr()).not.toContain(served.token);
      expect(await stop(served, signal)).toBe(0);
    }
  });

  it("keeps data and token over a restart", async () => {
    folder = await mkdtemp(join(tmpdir(), "slylab-serve-"));
    const first = await serve("--data", folder);
    const before = new Api({ address: first.address, token: first.token });
    const { id } = await before.user.create({ login: "anna", password: "anna-1234", isRestricted: true });
    await before.close();
    await stop(first);

    const second = await serve("--data", folder);
    expect(second.token).toBe(first.token);
    const after = new Api({ address: second.address, token: second.token });
    expect((await after.user.getInfoByLogin("anna"))?.id).toBe(id);
    await after.close();
    await stop(second);
  });

  it("sets its variables in an existing env file and keeps the file's other lines", async () => {
    folder = await mkdtemp(join(tmpdir(), "slylab-serve-"));
    const file = join(folder, "local.env");
    await writeFile(file, "# mine\nOTHER=1\nAPI_TOKEN=old\n");
    const served = await serve("--memory", "--write-env", file);
    expect(await readFile(file, "utf8")).toBe(
      [
        "# mine",
        "OTHER=1",
        `SERVER_ADDRESS=${served.address}`,
        `API_TOKEN=${served.token}`,
        "CONTEXT_TEAMID=8",
        "CONTEXT_PROJECTID=5555",
        "CONTEXT_USERID=7",
        "CONTEXT_USERLOGIN=my_username",
        "",
      ].join("\n"),
    );
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    await stop(served);
  });

  it("creates a missing env file", async () => {
    folder = await mkdtemp(join(tmpdir(), "slylab-serve-"));
    const file = join(folder, "new.env");
    const served = await serve("--memory", "--write-env", file);
    expect(await readFile(file, "utf8")).toContain(`SERVER_ADDRESS=${served.address}\nAPI_TOKEN=${served.token}\n`);
    await stop(served);
  });

  it("ends with one line and a hint if the env file cannot be written, and leaves no temporary file", async () => {
    folder = await mkdtemp(join(tmpdir(), "slylab-serve-"));
    await mkdir(join(folder, "taken.env"));
    await writeFile(join(folder, "file"), "");
    for (const [name, reason] of [
      ["none/local.env", "no such file or folder (ENOENT)"],
      ["file/local.env", "a part of the path is not a folder (ENOTDIR)"],
      ["taken.env", "is not a file"],
    ] as const) {
      const child = spawn(process.execPath, [cli, "serve", "--memory", "--write-env", join(folder, name)]);
      let stdout = "";
      let stderr = "";
      child.stdout.on("data", (text) => {
        stdout += text;
      });
      child.stderr.on("data", (text) => {
        stderr += text;
      });
      const [exitCode] = await once(child, "close");
      expect([exitCode, stdout]).toEqual([1, ""]);
      expect(stderr.replaceAll("\n", " ")).toContain(reason);
      expect(stderr).toMatch(/\nhint: .+\n$/);
    }
    expect((await readdir(folder)).sort()).toEqual(["file", "taken.env"]);
  });

  it("warns if other machines can reach it", async () => {
    const served = await serve("--memory", "--host", "0.0.0.0");
    expect(served.stderr()).toContain("WARNING: listening on 0.0.0.0");
    await stop(served);
  });

  it("reports that a port is taken, and ends with 1", async () => {
    const blocker = createServer().listen(0, "127.0.0.1");
    await once(blocker, "listening");
    const address = blocker.address();
    const port = typeof address === "object" && address !== null ? address.port : 0;
    const child = spawn(process.execPath, [cli, "serve", "--memory", "--port", String(port)]);
    let stderr = "";
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      stderr += text;
    });
    const [exitCode] = (await once(child, "exit")) as [number];
    blocker.close();
    expect(exitCode).toBe(1);
    expect(stderr).toContain(`port ${port} of 127.0.0.1: it is in use`);
    expect(stderr).not.toMatch(/\n\s+at /);
  });

  it("lets simulated people finish every open job", async () => {
    const served = await serve("--memory", "--annotators", "10ms");
    const api = new Api({ address: served.address, token: served.token });
    const anna = await api.user.create({ login: "anna", password: "anna-1234", isRestricted: true });
    await api.user.addToTeam(anna.id, 8, api.role.DefaultRole.ANNOTATOR);
    const [job] = await api.labelingJob.create({ name: "lemons", datasetId: 10555, userIds: [anna.id] });
    await api.labelingJob.wait(job?.id ?? 0, "completed", { every: 50, timeout: "20s" });
    expect(await api.labelingJob.getInfoById(job?.id ?? 0)).toMatchObject({ status: "completed", imagesCount: 6 });
    await api.close();
    await stop(served);
  });

  it("lets simulated people draw without reviewing, some of them slow or absent", async () => {
    const people = [
      "--annotators",
      "5ms",
      "--draw",
      "7",
      "--no-reviewers",
      "--slow",
      "anna=2",
      "--stop-after",
      "ben=0",
    ];
    const served = await serve("--memory", ...people);
    const api = new Api({ address: served.address, token: served.token });
    const ids: number[] = [];
    for (const login of ["anna", "ben"]) {
      const { id } = await api.user.create({ login, password: `${login}-1234`, isRestricted: true });
      await api.user.addToTeam(id, 8, api.role.DefaultRole.ANNOTATOR);
      ids.push(id);
    }
    const [anna, ben] = await api.labelingJob.create({ name: "lemons", datasetId: 10555, userIds: ids });
    await api.labelingJob.wait(anna!.id, "on_review", { every: 50, timeout: "20s" });
    const figures = await api.figure.getList(10555);
    expect(figures.length).toBeGreaterThan(8);
    expect(new Set(figures.map(({ labelerLogin }) => labelerLogin))).toEqual(new Set(["anna"]));
    expect(await api.labelingJob.getStatus(anna!.id)).toBe("on_review");
    expect(await api.labelingJob.getStatus(ben!.id)).toBe("pending");
    await api.close();
    await stop(served);
  });

  it("reports to waiting clients that nobody works on it, with a hint", async () => {
    const waits =
      "team(8).project(5555).dataset(10555).job({ name: 'a' }).assign('my_username').create().waitFor('on_review', { timeout: 600 })";
    for (const [words, isReported] of [
      [["--memory"], true],
      [["--memory", "--annotators", "1m"], false],
    ] as const) {
      const served = await serve(...words);
      const child = spawn(process.execPath, [cli, "-e", waits], {
        env: { ...process.env, SERVER_ADDRESS: served.address, API_TOKEN: served.token },
      });
      let stderr = "";
      child.stderr.on("data", (text) => {
        stderr += text;
      });
      await once(child, "close");
      expect(stderr.includes(`nobody works on the local instance ${served.address}`)).toBe(isReported);
      expect(stderr.includes("start simulated people with slylab serve --annotators 1s")).toBe(isReported);
      await stop(served);
    }
  });
});
