import { describe, expect, it } from "vitest";
import { NotFoundError } from "../../../src/domain/errors.js";
import { JobInfo } from "../../../src/domain/records/job.js";
import { defineHostDisplay } from "../../../src/render/host-forms.js";
import { mimeBundle } from "../../../src/render/html/mime.js";
import { jobs } from "../samples.js";

const types = (value: unknown) => Object.keys(mimeBundle(value)).sort();
const jupyterDisplay = Symbol.for("Jupyter.display");

describe("mimeBundle", () => {
  it("has plain text and HTML for records and errors, without color", () => {
    expect(types(jobs)).toEqual(["text/html", "text/plain"]);
    expect(types(new Error("no"))).toEqual(["text/html", "text/plain"]);
    expect(mimeBundle(jobs)["text/plain"]).not.toContain("\x1b");
  });

  it("has a specification and an image for a chart, but no HTML, which front ends would prefer", () => {
    const chart = { kind: "chart", form: "bar", series: [{ name: "a", points: [{ x: "a", y: 1 }] }] };
    expect(types(chart)).toEqual(["application/vnd.vegalite.v5+json", "image/svg+xml", "text/plain"]);
  });

  it("has only text for strings and for values in Node's form", () => {
    expect(mimeBundle(42)).toEqual({ "text/plain": "42" });
    expect(mimeBundle({ kind: "text", text: "words" })).toEqual({ "text/plain": "words" });
    expect(types({ kind: "text", text: "words", tone: "bad" })).toEqual(["text/html", "text/plain"]);
  });

  it("uses the display method of values of other libraries", () => {
    const foreign = { [jupyterDisplay]: () => ({ "text/markdown": "**a**" }) };
    expect(mimeBundle(foreign)).toMatchObject({ "text/markdown": "**a**", "text/plain": expect.any(String) });
  });

  it.each([
    [
      "throws",
      () => {
        throw new Error("no");
      },
    ],
    ["promises", async () => ({ "text/markdown": "a" })],
    ["gives no bundle", () => "a"],
  ])("shows a value normally when its display method %s", (_what, answer) => {
    expect(mimeBundle({ [jupyterDisplay]: answer })).not.toHaveProperty("text/markdown");
  });
});

it("records, errors and their subclasses support Deno's display convention", () => {
  class Sour extends JobInfo {}
  defineHostDisplay();
  const [job] = jobs;
  const sour = Object.create(Sour.prototype, Object.getOwnPropertyDescriptors(job));
  for (const value of [job, sour]) expect(value[jupyterDisplay]()).toEqual(mimeBundle(value));
  const error = new NotFoundError("no job", { status: 404, method: "jobs.info" });
  expect(Reflect.get(error, jupyterDisplay).call(error)["text/html"]).toContain("NotFoundError");
  expect(Object.keys(job ?? {})).not.toContain("Jupyter.display");
});
