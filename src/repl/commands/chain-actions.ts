/** The commands `.plan`, `.watch` and `.time`. */
import { isLazy, type LazyWork, lazy } from "../../domain/lazy.js";
import type { ReplContext } from "../repl-context.js";

/** `.plan [CHAIN]`: shows what a chain would do. */
export async function plan(context: ReplContext, argument: string): Promise<void> {
  const code = argument === "" ? context.lastChain : argument;
  if (code === undefined) {
    await context.results.error("no chain to plan: none was run yet", "add a chain: .plan team(8).job({ … }).create()");
    return;
  }
  const work = await chainOf(context, code);
  if (work === undefined) return;
  const controller = new AbortController();
  try {
    const model = await context.runner.stoppable(
      () => controller.abort(new Error("interrupted")),
      () => work.plan({ signal: controller.signal }),
    );
    await context.results.model(model);
  } catch (error) {
    await showFailure(context, error, controller.signal);
  }
}

// Minimum interval, to limit the load on the server.
const minSeconds = 0.5;

/** `.watch SECONDS CHAIN`: reads a chain repeatedly and updates the output in place until Ctrl-C. */
export async function watch(context: ReplContext, argument: string): Promise<void> {
  const match = /^(\d+(?:\.\d+)?)\s*s?\s+([\s\S]+)$/.exec(argument);
  const [, amount = "", code = ""] = match ?? [];
  if (match === null || !(Number(amount) >= minSeconds)) {
    await context.results.error(
      `cannot watch ${argument || "nothing"}`,
      "use at least 0.5 seconds and a chain: .watch 5 team(8).jobs()",
    );
    return;
  }
  const { screen, results, runner } = context;
  const controller = new AbortController();
  const { signal } = controller;
  let drawn: readonly string[] = [];
  const slot = screen.addLiveRows(true);
  const stop = () => controller.abort(new Error("interrupted"));
  try {
    while (!signal.aborted) {
      const work = await chainOf(context, code);
      if (work === undefined) return;
      if (work.writes) {
        await results.error(
          "cannot watch this chain: it would write each time",
          "watch a chain that only reads: .watch 5 team(8).jobs()",
        );
        return;
      }
      await runner.stoppable(stop, async () => {
        const value = await work.run({ signal });
        const { modelOf } = await import("../../render/model/model.js");
        const text = value === undefined ? "" : await results.draw(modelOf(value), screen.rows - 8);
        const time = new Date().toTimeString().slice(0, 8);
        drawn = [
          ...text.split("\n"),
          await results.draw({ kind: "text", tone: "dim", text: `${time}, every ${amount} s, Ctrl-C stops` }),
        ];
        slot.set(drawn);
        await pause(Number(amount) * 1000, signal);
      });
    }
  } catch (error) {
    if (!signal.aborted) await showFailure(context, error, signal);
  } finally {
    screen.endLive();
  }
}

/** `.time [EXPR]`: times one expression, or turns timing of every entry on or off. */
export async function time(context: ReplContext, argument: string): Promise<void> {
  if (argument !== "") {
    await context.enter(argument, { isTimed: true });
    return;
  }
  context.isTimed = !context.isTimed;
  await context.results.say(context.isTimed ? "timing is on (.time turns it off)" : "timing is off");
}

/**
 * Returns the work of the chain that an expression evaluates to; undefined if it is not a chain, which has been
 * reported then.
 */
async function chainOf(context: ReplContext, code: string): Promise<LazyWork | undefined> {
  const { runner, results } = context;
  const { result } = await runner.run(code, { name: "chain", awaitValue: false, keepsLiveRows: true });
  if (result.status === "error") await results.cellError(result.error, code, "chain");
  if (result.status === "interrupted") await results.say("interrupted", "warning");
  if (result.status !== "ok") return undefined;
  const fresh = again(result.value);
  if (isLazy(fresh)) return fresh[lazy];
  await results.error(`${code} is not a chain`, "write it without await, for example team(8).jobs()");
  return undefined;
}

/** A finished chain returns its cached value, so a fresh copy is used to read again. */
function again(value: unknown): unknown {
  if (typeof value !== "object" || value === null || !("fresh" in value)) return value;
  return typeof value.fresh === "function" ? value.fresh() : value;
}

async function showFailure(context: ReplContext, error: unknown, signal: AbortSignal): Promise<void> {
  if (signal.aborted) await context.results.say("interrupted", "warning");
  else await context.results.value(error);
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener(
      "abort",
      () => {
        clearTimeout(timer);
        resolve();
      },
      { once: true },
    );
  });
}
