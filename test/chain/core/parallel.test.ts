import process from "node:process";
import { expect, it, onTestFinished } from "vitest";
import { setHostContext } from "../../../src/domain/display/host-context.js";
import { counted, FakeChain } from "../fake-chain.js";

it("a hundred chains in one Promise.all cause no MaxListenersExceededWarning", async () => {
  const warnings: string[] = [];
  const note = (warning: Error) => void warnings.push(warning.name);
  process.on("warning", note);
  onTestFinished(() => void process.off("warning", note));
  onTestFinished(setHostContext({ signal: new AbortController().signal }));
  const { signal } = new AbortController();
  const chains = Array.from({ length: 100 }, () => FakeChain.start(counted("first")).add(counted("second")));
  await Promise.all(chains.map((chain) => chain.run({ signal })));
  await Promise.all(chains.map((chain) => chain.fresh()));
  await new Promise((resolve) => setImmediate(resolve));
  expect(warnings).toEqual([]);
});
