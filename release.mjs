/**
 * Checks and packs a release, and prints the commands that publish it: `npm run release`. Publishes nothing.
 *
 * The version of package.json must have its section in CHANGELOG.md, nothing may be left under "Unreleased", and the
 * working tree must have no uncommitted changes. Then all tests run, including publint and attw, and the package is
 * packed into `.cache/release`.
 */
import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";

const root = dirname(fileURLToPath(import.meta.url));
const { name, version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
const out = join(root, ".cache", "release");

function problems() {
  const found = [];
  const changes = readFileSync(join(root, "CHANGELOG.md"), "utf8");
  const unreleased = /^## \[Unreleased\]\n([\s\S]*?)(?=^## \[|(?![\s\S]))/m.exec(changes)?.[1] ?? "";
  if (!changes.includes(`## [${version}]`)) found.push(`CHANGELOG.md has no section [${version}]`);
  if (/^- /m.test(unreleased)) found.push(`CHANGELOG.md: move the entries of [Unreleased] to [${version}]`);
  const dirty = execFileSync("git", ["status", "--porcelain"], { cwd: root, encoding: "utf8" }).trim();
  if (dirty !== "") found.push(`the working tree has changes: commit them\n${dirty}`);
  return found;
}

function run(command, ...words) {
  process.stdout.write(`\n> ${[command, ...words].join(" ")}\n`);
  const { status } = spawnSync(command, words, { cwd: root, stdio: "inherit" });
  if (status !== 0) {
    process.stderr.write(`release: ${command} ${words[0]} failed; nothing was packed for ${name} ${version}\n`);
    process.exit(1);
  }
}

const found = problems();
for (const problem of found) process.stderr.write(`release: ${problem}\n`);
if (found.length > 0) process.exit(1);
run("npm", "run", "lint");
run("npm", "run", "types");
run("npm", "test");
run("npm", "run", "test:stranger");
run("npm", "run", "docs");
rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });
run("npm", "pack", "--pack-destination", out);
const tarball = join(out, `${name}-${version}.tgz`);
process.stdout.write(
  `\n${name} ${version} is ready. To publish it:\n  npm publish ${tarball}\n  git tag v${version}\n`,
);
