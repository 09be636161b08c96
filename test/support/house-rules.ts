/** What the floors of the house may lean on; `house.test.ts` holds the sources against it. */

export interface Floor {
  /** The floors below that it may import from, beside itself. */
  readonly below: readonly string[];
  /** The packages it may use, beside Node's own modules. */
  readonly packages: readonly string[];
}

const client: Floor = { below: ["domain"], packages: ["zod", "undici", "dotenv"] };
const frontEnd = ["engine", "render", "domain"];

/** The floors, ground first. A file at the top of `src/`, and the command line, are doors: they may import every floor. */
export const floors: Readonly<Record<string, Floor>> = {
  domain: { below: [], packages: ["zod"] },
  client,
  chain: { below: ["client", "domain"], packages: ["zod", "sharp"] },
  render: { below: ["domain"], packages: ["cli-table3", "get-east-asian-width"] },
  engine: {
    below: ["domain"],
    packages: ["oxc-parser", "oxc-transform", "@oxc-project/runtime", "typescript"],
  },
  repl: { below: frontEnd, packages: ["get-east-asian-width"] },
  kernel: { below: frontEnd, packages: ["zeromq", "zod"] },
  // A runner is a client of kernels, ours and others: it speaks to them in the kernel's own framing.
  notebook: { below: [...frontEnd, "kernel"], packages: ["zeromq", "zod"] },
  server: { below: ["domain"], packages: ["zod", "hono", "@hono/node-server", "libsql"] },
};

/** What a door may use. */
export const doorPackages: readonly string[] = ["commander", "zod"];

/** Packages that one file of a floor wraps, so that another can take their place. */
export const wrapped: readonly string[] = ["undici", "dotenv", "cli-table3", "zeromq", "libsql", "oxc-transform"];

/** What the prompt must not wait for: together they cost several times the start of Node itself. */
export const heavyPackages: readonly string[] = [
  "undici",
  "libsql",
  "hono",
  "@hono/node-server",
  "oxc-parser",
  "oxc-transform",
  "typescript",
  "zeromq",
  "cli-table3",
];

/** Where a source is held that no test of its floor imports by itself. */
export interface Held {
  /** One source, or a folder of them with a `/` at the end. */
  readonly source: string;
  readonly test: string;
  readonly because: string;
}

/**
 * Sources that decide something and that no test of their own floor imports, with the test that holds them.
 * Files that decide nothing (no branch, no loop) need neither.
 */
export const heldElsewhere: readonly Held[] = [
  { source: "src/chain/draft-steps.ts", test: "test/chain/job-draft.test.ts", because: "it is what a draft does" },
  { source: "src/chain/flight.ts", test: "test/chain/execute.test.ts", because: "it is half of the executor" },
  { source: "src/chain/job-images.ts", test: "test/chain/actor.test.ts", because: "images have marks when people act" },
  {
    source: "src/chain/job-spec.ts",
    test: "test/chain/job-draft.test.ts",
    because: "a draft checks its settings by it",
  },
  { source: "src/chain/job-verbs.ts", test: "test/chain/jobs.test.ts", because: "its steps are the words of jobs" },
  { source: "src/chain/people.ts", test: "test/chain/job-query.test.ts", because: "filters name people" },
  { source: "src/cli/eval.ts", test: "test/flow/scripting.test.ts", because: "it is a command" },
  { source: "src/cli/leave.ts", test: "test/flow/scripting.test.ts", because: "it ends a process" },
  { source: "src/cli/run-code.ts", test: "test/flow/scripting.test.ts", because: "exit codes are a process's" },
  { source: "src/cli/repl.ts", test: "test/flow/repl.test.ts", because: "it is a command" },
  {
    source: "src/repl/chain-actions.ts",
    test: "test/flow/repl-wire.test.ts",
    because: "what a chain asks is seen at a server",
  },
  { source: "src/repl/editor.ts", test: "test/flow/repl.test.ts", because: "keys come from a terminal" },
  { source: "src/repl/evaluation.ts", test: "test/flow/repl.test.ts", because: "Ctrl-C comes from a terminal" },
  { source: "src/repl/file-actions.ts", test: "test/flow/repl.test.ts", because: "commands are typed" },
  {
    source: "src/repl/help-actions.ts",
    test: "test/flow/repl-wire.test.ts",
    because: "what is told comes from the checker",
  },
  { source: "src/repl/loop.ts", test: "test/flow/repl.test.ts", because: "it is the prompt itself" },
  { source: "src/repl/repl.ts", test: "test/flow/repl.test.ts", because: "it is the prompt itself" },
  { source: "src/repl/results.ts", test: "test/flow/repl.test.ts", because: "what is shown is on a screen" },
  {
    source: "src/repl/stray-output.ts",
    test: "test/flow/repl.test.ts",
    because: "another test's output would be caught",
  },
  { source: "src/repl/trace.ts", test: "test/flow/repl.test.ts", because: "it is drawn while a chain runs" },
  { source: "src/kernel/answers.ts", test: "test/kernel/handlers.test.ts", because: "it is what questions come to" },
  { source: "src/kernel/run-cell.ts", test: "test/kernel/handlers.test.ts", because: "it is what a cell comes to" },
  { source: "src/kernel/kernel.ts", test: "test/flow/kernel.test.ts", because: "it is a process" },
  { source: "src/kernel/outbox.ts", test: "test/flow/kernel.test.ts", because: "it speaks to a worker" },
  { source: "src/kernel/sockets.ts", test: "test/flow/kernel.test.ts", because: "it is a worker with sockets" },
  { source: "src/kernel/zmq.ts", test: "test/kernel/shell-socket.test.ts", because: "it is what sockets are made of" },
  { source: "src/notebook/kernels.ts", test: "test/flow/kernel-run.test.ts", because: "it says how kernels start" },
  { source: "src/notebook/run-file.ts", test: "test/flow/kernel-run.test.ts", because: "it starts kernels" },
  { source: "src/notebook/normalize.ts", test: "test/notebook/compare.test.ts", because: "outputs are compared by it" },
  { source: "src/notebook/stable-json.ts", test: "test/notebook/format.test.ts", because: "files are written by it" },
  {
    source: "src/notebook/notebook-error.ts",
    test: "test/notebook/parameters.test.ts",
    because: "it is how refusals are told",
  },
  {
    source: "src/server/routes/",
    test: "test/server/routes/jobs.test.ts",
    because: "its tests, one a subject, ask over HTTP",
  },
  {
    source: "src/server/stores/",
    test: "test/server/routes/jobs.test.ts",
    because: "what is kept shows in what the routes answer",
  },
  { source: "src/server/answer.ts", test: "test/server/app.test.ts", because: "it is how errors travel" },
  { source: "src/server/problem.ts", test: "test/server/app.test.ts", because: "it is how errors travel" },
  { source: "src/server/body.ts", test: "test/server/app.test.ts", because: "bodies come over HTTP" },
  {
    source: "src/server/fields.ts",
    test: "test/server/app.test.ts",
    because: "it is what a query and a body may hold",
  },
  {
    source: "src/server/draft-job.ts",
    test: "test/server/routes/jobs.test.ts",
    because: "it is what jobs.add decides",
  },
  {
    source: "src/server/job-life.ts",
    test: "test/server/routes/jobs.test.ts",
    because: "it is what the routes of jobs do",
  },
  {
    source: "src/server/job-stats.ts",
    test: "test/server/routes/jobs.test.ts",
    because: "it is what jobs.stats answers",
  },
  {
    source: "src/server/queue-work.ts",
    test: "test/server/routes/queues.test.ts",
    because: "it is how queues hand out images",
  },
  {
    source: "src/server/image-filters.ts",
    test: "test/server/routes/images.test.ts",
    because: "images.list takes them",
  },
  {
    source: "src/server/annotating.ts",
    test: "test/server/routes/annotations.test.ts",
    because: "it is what the routes of annotations do",
  },
  { source: "src/server/marking.ts", test: "test/server/routes/annotations.test.ts", because: "it is who may draw" },
  { source: "src/server/seed.ts", test: "test/server/instance.test.ts", because: "an instance begins with it" },
  { source: "src/cli/doctor.ts", test: "test/flow/doctor.test.ts", because: "it is a command" },
  {
    source: "src/cli/kernel-start.ts",
    test: "test/flow/kernel.test.ts",
    because: "the kernel is started by it",
  },
  { source: "src/cli/kernel.ts", test: "test/flow/kernel.test.ts", because: "it is a command" },
  { source: "src/cli/main.ts", test: "test/cli/program.test.ts", because: "it is how the program is reached" },
  { source: "src/cli/run.ts", test: "test/flow/notebooks.test.ts", because: "it is a command" },
  { source: "src/cli/serve.ts", test: "test/flow/serve.test.ts", because: "it is a command" },
  { source: "src/cli/session.ts", test: "test/flow/start.test.ts", because: "a command's cells have the words" },
  { source: "src/cli/stage.ts", test: "test/flow/start.test.ts", because: "it is where a command's output goes" },
  { source: "src/cli/start.ts", test: "test/flow/start.test.ts", because: "it is a command" },
  { source: "src/engine/check-folder.ts", test: "test/engine/checker-lsp.test.ts", because: "the checker reads it" },
  { source: "src/engine/code-walker.ts", test: "test/engine/rewrite.test.ts", because: "it is half of the rewriting" },
  { source: "src/engine/exits.ts", test: "test/engine/faults.test.ts", because: "exits are a process's" },
  { source: "src/engine/foreground.ts", test: "test/engine/interrupt.test.ts", because: "it is what is stopped" },
  {
    source: "src/engine/function-texts.ts",
    test: "test/engine/tricky-cells.test.ts",
    because: "texts are those of cells that ran",
  },
  { source: "src/engine/guard.ts", test: "test/engine/interrupt.test.ts", because: "signals are a process's" },
  { source: "src/engine/hooks.ts", test: "test/engine/tricky-cells.test.ts", because: "rewritten cells call them" },
  { source: "src/engine/lsp-server.ts", test: "test/engine/checker-lsp.test.ts", because: "it is a process" },
  { source: "src/engine/runtime.ts", test: "test/engine/tricky-cells.test.ts", because: "cells run in it" },
  { source: "src/engine/signal-watch.ts", test: "test/engine/interrupt.test.ts", because: "signals are a process's" },
  { source: "src/engine/stack.ts", test: "test/engine/tricky-cells.test.ts", because: "frames are V8's own" },
  { source: "src/engine/timers.ts", test: "test/engine/output.test.ts", because: "cells set them" },
];
