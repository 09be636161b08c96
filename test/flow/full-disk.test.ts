/** Commands on a disk without space, in a mount namespace of their own: one line, one hint, nothing left behind. */
import { execFile, execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { promisify } from "node:util";
import { beforeAll, describe, expect, it } from "vitest";
import { builtCli } from "../support/built.js";
import { tempFolder } from "../support/temp-folder.js";
import { keys, Terminal, terminalPython } from "../support/terminal.js";

const run = promisify(execFile);

function canMount(): boolean {
  try {
    execFileSync("unshare", ["-rm", "mount", "-t", "tmpfs", "tmpfs", "/mnt"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

const notebook = JSON.stringify({
  cells: [
    { cell_type: "code", execution_count: null, id: "a", metadata: {}, outputs: [], source: "'x'.repeat(50000)" },
  ],
  metadata: { kernelspec: { display_name: "slylab", language: "typescript", name: "slylab" } },
  nbformat: 4,
  nbformat_minor: 5,
});

// The home and the working folder are on the full disk; `SPARE` is not.
const setUp = [
  'mount -t tmpfs -o size=64k tmpfs "$DISK"',
  'mkdir "$DISK/home" "$DISK/work"',
  'cp "$SPARE/n.ipynb" "$DISK/work/"',
  'dd if=/dev/zero of="$DISK/filler" bs=1k 2>/dev/null',
  'cd "$DISK/work"',
].join("; ");
const listing =
  '(cd "$DISK" && find . -type f | sort | xargs) > "$SPARE/left"; (cd "$DISK" && find . -type d | sort | xargs) >> "$SPARE/left"';

const cases: readonly [what: string, command: string, said: RegExp, left?: string][] = [
  [
    "a generated password",
    `-e "await team(8).ensureAnnotator('maria')"`,
    /ensure annotator maria: cannot save a password in\s+\S+passwords.json: the disk is full \(ENOSPC\)/,
    "./home/.slylab",
  ],
  [
    "an export",
    `-e "await project(5555).images().export('out', { as: 'coco' })"`,
    /export 'out' as 'coco': cannot write 'out': the disk is full/,
  ],
  [
    "a contact sheet",
    `-e "await project(5555).images().thumbnails().sheet('a.html')"`,
    /cannot write\s+\S+a.html: the disk is full/,
  ],
  ["a CSV file", `-e "await project(5555).images().toCSV('a.csv')"`, /cannot write a.csv: the disk is full/],
  [
    "a downloaded picture",
    `-e "await (await connect()).image.downloadPath(283001, 'a.png')"`,
    /image.downloadPath: cannot write a.png: the disk is full/,
  ],
  ["a new instance", `serve --data "$DISK/work/new/data"`, /instance.db cannot be written: the disk is\s+full/],
  ["an env file", "serve --memory --write-env env", /env cannot be written: the disk is full/],
  [
    "a notebook's copy",
    "run n.ipynb -o sub/deep/out.ipynb",
    /sub\/deep\/out.ipynb: cannot be written: the disk is full/,
  ],
  ["an updated notebook", "run n.ipynb --update", /n.ipynb: cannot be written: the disk is full/],
  ["a kernelspec", "kernel install --prefix prefix", /cannot be installed in\s+\S+\s*\S*: the disk is full/],
  ["the folder of the type checker", `-e "const x: number = 'a'" --check`, /types cannot be checked: the disk is full/],
];

describe.skipIf(!canMount())("on a full disk", { timeout: 60_000 }, () => {
  let cli = "";
  beforeAll(async () => {
    cli = await builtCli();
  }, 120_000);

  async function place() {
    const spare = await tempFolder();
    const disk = join(spare, "disk");
    mkdirSync(disk);
    writeFileSync(join(spare, "n.ipynb"), notebook);
    const env = { ...process.env, DISK: disk, SPARE: spare, HOME: join(disk, "home"), NO_COLOR: "1", COLUMNS: "200" };
    return { env, spare };
  }

  it.each(cases)(
    "%s fails in one line with one hint and leaves nothing",
    async (...[what, command, said, left = ""]) => {
      const { env } = await place();
      const temporary = what.includes("checker") ? 'export TMPDIR="$DISK/home";' : "";
      const script = `${setUp}; ${temporary} "${process.execPath}" "${cli}" ${command} >"$SPARE/out" 2>&1 </dev/null; echo "exit $?" >>"$SPARE/out"; ${listing}; cat "$SPARE/out" "$SPARE/left"`;
      const { stdout } = await run("unshare", ["-rm", "sh", "-c", script], { env });
      expect(stdout).toMatch(said);
      expect(stdout).toMatch(/exit [12]\n/);
      expect(stdout.match(/^hint: /gm)).toHaveLength(1);
      expect(stdout).not.toMatch(/syscall|errno|^ {4}at /m);
      const [files, folders] = stdout.trimEnd().split("\n").slice(-2);
      expect(files).toBe("./filler ./work/n.ipynb");
      const made = folders!.split(" ").filter((folder) => ![".", "./home", "./work"].includes(folder));
      expect(made.join(" ")).toBe(left);
    },
  );

  it("a removed working folder is reported as the cause", async () => {
    const { spare } = await place();
    const script = `mkdir "${spare}/gone"; cd "${spare}/gone"; rmdir "${spare}/gone"; "${process.execPath}" "${cli}" -e 1 2>&1`;
    const failed: unknown = await run("sh", ["-c", script]).catch((error: unknown) => error);
    expect(failed).toMatchObject({
      code: 1,
      stdout: "slylab: the working folder no longer exists. Change to another folder.\n",
    });
  });

  it("the prompt keeps its history in memory, and warns once", async () => {
    const python = await terminalPython();
    if (python === undefined) return;
    const { env } = await place();
    const script = `${setUp}; exec "${process.execPath}" "${cli}" --local`;
    const terminal = await Terminal.open(python, ["unshare", "-rm", "sh", "-c", script], { columns: 160, env });
    try {
      await terminal.see("local 1>");
      await terminal.send(`1 + 1${keys.enter}`);
      await terminal.see("local 2>");
      await terminal.send(`2 + 2${keys.enter}`);
      await terminal.see("local 3>");
      const { rows } = await terminal.look();
      const told = rows.filter((row) => row.includes("history is kept in memory only"));
      expect(told).toHaveLength(1);
      expect(rows.join("\n")).toMatch(/history cannot be written: the disk is full \(ENOSPC\)/);
    } finally {
      await terminal.close();
    }
  });
});
