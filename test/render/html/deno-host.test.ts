import { afterEach, expect, it } from "vitest";
import { runningDenoKernel, showInDeno } from "../../../src/render/html/deno-host.js";
import { show } from "../../../src/render/show.js";

afterEach(() => Reflect.deleteProperty(globalThis, "Deno"));

/** Defines `Deno.jupyter` as Deno's kernel does. */
function denoKernel() {
  const sent: { readonly type: string; readonly content: { data: Record<string, string>; transient: object } }[] = [];
  const jupyter = {
    sent,
    async broadcast(this: unknown, type: string, content: (typeof sent)[number]["content"]) {
      await null;
      (this as typeof jupyter).sent.push({ type, content });
    },
  };
  Reflect.set(globalThis, "Deno", { jupyter });
  return sent;
}

it("shows values in Deno's kernel and updates them in place, in order", async () => {
  const sent = denoKernel();
  const shown = show([{ a: 1 }]);
  shown.update("next");
  await new Promise(setImmediate);
  expect(sent.map(({ type }) => type)).toEqual(["display_data", "update_display_data"]);
  expect(sent[0]?.content.data["text/html"]).toContain("<table");
  expect(sent[1]?.content.data["text/plain"]).toBe("next");
  expect(sent[0]?.content.transient).toEqual(sent[1]?.content.transient);
});

it("is not used in a Deno program, where the property throws, nor in Node", () => {
  expect(runningDenoKernel()).toBeUndefined();
  Reflect.set(globalThis, "Deno", {
    get jupyter() {
      throw new Error("only in deno jupyter");
    },
  });
  expect(runningDenoKernel()).toBeUndefined();
});

it("outlives a message that cannot be sent", async () => {
  const types: string[] = [];
  const handle = showInDeno(
    async (type) => {
      types.push(type);
      throw new Error("gone");
    },
    { "text/plain": "a" },
  );
  handle.update({ "text/plain": "b" });
  await new Promise(setImmediate);
  expect(types).toEqual(["display_data", "update_display_data"]);
});
