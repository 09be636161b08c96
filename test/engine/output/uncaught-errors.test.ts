import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Host } from "../host-process.js";

let host: Host;

beforeEach(async () => {
  host = await Host.start();
});

afterEach(() => host.close());

describe("12: errors outside the flow of a cell", () => {
  it("shows an unhandled rejection, and continues", async () => {
    await host.run("\nPromise.reject(new Error('nobody')); 1");
    expect((await host.run("await new Promise((r) => setTimeout(r, 50)); 2")).result).toEqual({
      status: "ok",
      value: 2,
    });
    expect(host.uncaught).toMatchObject([{ name: "Error", message: "nobody", frames: [{ cell: "cell 1", line: 2 }] }]);
  });

  it("shows an error in a timer after the cell, and continues", async () => {
    await host.run("setTimeout(() => { throw new RangeError('late') }, 10); 1");
    expect((await host.run("await new Promise((r) => setTimeout(r, 100)); 2")).result).toEqual({
      status: "ok",
      value: 2,
    });
    expect(host.uncaught).toMatchObject([
      { name: "RangeError", message: "late", frames: [{ cell: "cell 1", line: 1 }] },
    ]);
  });

  it("prints what a timer writes after the cell", async () => {
    await host.run("setTimeout(() => console.log('later'), 20)");
    await host.run("await new Promise((r) => setTimeout(r, 100))");
    expect(host.printed).toEqual(["stdout:later\n"]);
  });

  it("handles process.exit anywhere in a cell", async () => {
    expect((await host.run("process.exit(3)")).result).toEqual({ status: "exited", exitCode: 3 });
    expect((await host.run("await null; try { process.exit() } catch {} 'on'")).result).toMatchObject({
      status: "exited",
    });
    expect((await host.run("1")).result).toEqual({ status: "ok", value: 1 });
  });

  it("runs process.chdir", async () => {
    expect((await host.run("process.chdir('/'); process.cwd()")).result).toEqual({ status: "ok", value: "/" });
  });
});
