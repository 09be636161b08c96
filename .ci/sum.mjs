// Sums vitest's reports: node sum.mjs FOLDER [NAME OF A BROKEN STEP]…; the last line is `N passed, N failed`.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

const [folder, ...broken] = process.argv.slice(2);
let passed = 0;
const failed = [];

for (const name of ["test", "stranger", "browser"]) {
  const path = join(folder, `${name}.json`);
  if (!existsSync(path)) continue;
  const report = JSON.parse(readFileSync(path, "utf8"));
  passed += report.numPassedTests;
  const names = report.testResults.flatMap((file) => {
    const tests = file.assertionResults.filter((test) => test.status === "failed").map((test) => test.fullName);
    // A file that does not load, or a hook that throws, is a failure although no test has failed.
    if (file.status === "failed" && tests.length === 0) tests.push(file.message.split("\n")[0] || "did not run");
    return tests.map((test) => `${name}: ${file.name}: ${test}`);
  });
  failed.push(...names);
  const skipped = report.numPendingTests + report.numTodoTests;
  if (skipped > 0) console.log(`${name}: ${skipped} skipped`);
  // The exit code counts only if no test failed, for example after a time limit or an unhandled rejection.
  if (names.length > 0 && broken.includes(name)) broken.splice(broken.indexOf(name), 1);
}

failed.push(...broken.map((name) => `${name}: the step failed`));
if (passed + failed.length === 0) failed.push("no test ran");
for (const line of failed) console.log(`FAILED ${line}`);
console.log(`${passed} passed, ${failed.length} failed`);
process.exitCode = failed.length === 0 ? 0 : 1;
