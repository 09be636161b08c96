import { format, inspect } from "node:util";
import { expect, it } from "vitest";
import { RecordList } from "../../src/domain/display/record-display.js";
import { JobInfo } from "../../src/domain/records/job.js";
import { defineHostDisplay } from "../../src/render/host-forms.js";
import { jobs } from "./samples.js";

defineHostDisplay();
const list = RecordList.collect(JobInfo, jobs);
const [job] = jobs;

it("prints a list as a table, as `console.log` does", () => {
  const text = format(list);
  expect(text).toContain("╭");
  expect(text.split("\n").length).toBeLessThan(jobs.length * 3 + 6);
  expect(text).not.toContain("JobInfo {");
});

it("prints one record as a record, and a nested one as one line", () => {
  expect(inspect(job)).toContain("╭");
  const nested = inspect({ job, list });
  expect(nested).toMatch(/job: JobInfo \{ id: \d+, name: '.*', status: '\w+' \}/);
  expect(nested).toMatch(/list: RecordList\(\d+\) \[ JobInfo \{/);
  expect(nested).not.toContain("╭");
});

it("is one line in a template literal", () => {
  expect(`${job}`).toMatch(/^JobInfo \{ id: \d+, name: '.*', status: '\w+' \}$/);
  expect(`${list}`.startsWith(`${job},`)).toBe(true);
});

it("prints every field where no depth is set", () => {
  expect(inspect(job, { depth: null })).toContain("datasetId");
});

it("escapes control and invisible characters", () => {
  const bidi = Object.create(Object.getPrototypeOf(job), {
    ...Object.getOwnPropertyDescriptors(job),
    name: { value: "a\u202eb\x1b[31m", enumerable: true },
  });
  for (const text of [inspect(bidi), inspect([bidi]), inspect({ bidi })]) expect(text).not.toMatch(/[\u202e\x1b]/);
});
