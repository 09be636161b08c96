/** What the floors of the house may lean on; `house.test.ts` holds the sources against it. */

export interface Floor {
  /** The floors below that it may import from, beside itself. */
  readonly below: readonly string[];
  /** The packages it may use, beside Node's own modules. */
  readonly packages: readonly string[];
}

const client: Floor = { below: ["domain", "base"], packages: ["zod", "undici", "dotenv"] };
const frontEnd = ["engine", "render", "domain", "base"];

/** The floors, ground first. A file at the top of `src/`, and the command line, are doors: they may import every floor. */
export const floors: Readonly<Record<string, Floor>> = {
  base: { below: [], packages: ["zod"] },
  domain: { below: [], packages: ["zod"] },
  client,
  chain: { below: ["client", "domain", "base"], packages: ["zod", "sharp"] },
  render: { below: ["domain", "base"], packages: ["cli-table3", "get-east-asian-width"] },
  engine: {
    below: ["domain", "base"],
    packages: ["oxc-parser", "oxc-transform", "@oxc-project/runtime", "typescript"],
  },
  repl: { below: frontEnd, packages: ["get-east-asian-width"] },
  kernel: { below: frontEnd, packages: ["zeromq", "zod"] },
  // A runner is a client of kernels, ours and others: it speaks to them in the kernel's own framing.
  notebook: { below: [...frontEnd, "kernel"], packages: ["zeromq", "zod"] },
  server: { below: ["domain", "base"], packages: ["zod", "hono", "@hono/node-server", "libsql", "sharp"] },
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
  { source: "src/base/pictures/", test: "test/base/pictures/image-format.test.ts", because: "it reads formats" },
  { source: "src/kernel/children/", test: "test/flow/kernel-children.test.ts", because: "it needs a whole kernel" },
  { source: "src/chain/upload/", test: "test/chain/upload/upload.test.ts", because: "it sends to an instance" },
  { source: "src/client/image/annotation.ts", test: "test/client/image/figure.test.ts", because: "append" },
  { source: "src/chain/job/reasons.ts", test: "test/chain/job/review.test.ts", because: "reasons of verdicts" },
  { source: "src/client/image/advanced.ts", test: "test/client/image/figure.test.ts", because: "it tags objects" },
  { source: "src/client/image/image-transfer.ts", test: "test/client/image/figure.test.ts", because: "moves" },
  { source: "src/client/project/dataset-tree.ts", test: "test/client/image/figure.test.ts", because: "trees" },
  { source: "src/client/project/project-data.ts", test: "test/client/image/figure.test.ts", because: "data" },
  { source: "src/server/http/bytes-answer.ts", test: "test/server/images/picture-files.test.ts", because: "it sends" },
  {
    source: "src/server/images/storage-urls.ts",
    test: "test/server/images/picture-files.test.ts",
    because: "its addresses are what is served",
  },
  {
    source: "src/chain/job/draft-steps.ts",
    test: "test/chain/job/job-draft.test.ts",
    because: "it is what a draft does",
  },
  { source: "src/chain/core/count.ts", test: "test/chain/job/job-draft.test.ts", because: "plans count images by it" },
  {
    source: "src/chain/job/draft-orders.ts",
    test: "test/chain/job/draft-images.test.ts",
    because: "it is a part of what a draft does",
  },
  {
    source: "src/chain/job/draft-place.ts",
    test: "test/chain/job/draft-images.test.ts",
    because: "it is a part of what a draft does",
  },
  {
    source: "src/chain/job/draft-survey.ts",
    test: "test/chain/job/draft-images.test.ts",
    because: "it is a part of what a draft does",
  },
  {
    source: "src/chain/job/draft-differences.ts",
    test: "test/chain/people/two-at-once.test.ts",
    because: "it is a part of jobs that are made once",
  },
  {
    source: "src/chain/job/draft-ensure.ts",
    test: "test/chain/people/two-at-once.test.ts",
    because: "it is a part of jobs that are made once",
  },
  {
    source: "src/chain/job/split-ensure.ts",
    test: "test/chain/people/two-at-once.test.ts",
    because: "it is a part of jobs that are made once",
  },
  {
    source: "src/chain/job/lineage.ts",
    test: "test/chain/people/two-at-once.test.ts",
    because: "it is a part of jobs that are made once",
  },
  {
    source: "src/chain/people/ensuring.ts",
    test: "test/chain/people/ensure.test.ts",
    because: "it checks what the words are given",
  },
  {
    source: "src/chain/project/dataset.ts",
    test: "test/chain/project/project.test.ts",
    because: "projects lead to datasets",
  },
  {
    source: "src/chain/project/ensure-meta.ts",
    test: "test/chain/project/ensure-places.test.ts",
    because: "classes and tags are ensured in projects",
  },
  {
    source: "src/chain/project/meta-spec.ts",
    test: "test/chain/project/ensure-places.test.ts",
    because: "classes and tags are ensured in projects",
  },
  {
    source: "src/chain/job/copies.ts",
    test: "test/chain/job/restart.test.ts",
    because: "restarts and handing over make copies",
  },
  {
    source: "src/chain/job/hand-over.ts",
    test: "test/chain/job/restart.test.ts",
    because: "it makes jobs after other jobs",
  },
  {
    source: "src/chain/job/edit.ts",
    test: "test/chain/job/restart.test.ts",
    because: "it changes jobs as the others do",
  },
  { source: "src/chain/job/stalled.ts", test: "test/chain/job/restart.test.ts", because: "its step is a word of jobs" },
  {
    source: "src/chain/core/shared-run.ts",
    test: "test/chain/core/execute.test.ts",
    because: "it is half of the executor",
  },
  {
    source: "src/chain/job/job-images.ts",
    test: "test/chain/people/actor.test.ts",
    because: "images have marks when people act",
  },
  {
    source: "src/chain/job/job-spec.ts",
    test: "test/chain/job/job-draft.test.ts",
    because: "a draft checks its settings by it",
  },
  {
    source: "src/chain/job/job-verbs.ts",
    test: "test/chain/job/jobs.test.ts",
    because: "its steps are the words of jobs",
  },
  { source: "src/chain/people/people.ts", test: "test/chain/job/job-query.test.ts", because: "filters name people" },
  {
    source: "src/cli/support/closed-pipe.ts",
    test: "test/flow/scripts.test.ts",
    because: "a pipe is closed from outside of the process",
  },
  {
    source: "src/engine/check/watched-files.ts",
    test: "test/engine/edited-modules.test.ts",
    because: "files are changed on disk",
  },
  {
    source: "src/engine/output/user-files.ts",
    test: "test/flow/scripts.test.ts",
    because: "frames come from modules that Node loaded",
  },
  {
    source: "src/engine/modules/",
    test: "test/flow/scripts.test.ts",
    because: "modules are loaded by Node itself, in a process of its own",
  },
  { source: "src/cli/commands/eval.ts", test: "test/flow/scripting.test.ts", because: "it is a command" },
  { source: "src/cli/support/leave.ts", test: "test/flow/scripting.test.ts", because: "it ends a process" },
  { source: "src/cli/support/run-code.ts", test: "test/flow/scripting.test.ts", because: "exit codes are a process's" },
  { source: "src/cli/commands/repl.ts", test: "test/flow/repl.test.ts", because: "it is a command" },
  {
    source: "src/repl/commands/chain-actions.ts",
    test: "test/flow/repl-wire.test.ts",
    because: "what a chain asks is seen at a server",
  },
  { source: "src/repl/editor/editor.ts", test: "test/flow/repl.test.ts", because: "keys come from a terminal" },
  { source: "src/repl/evaluation.ts", test: "test/flow/repl.test.ts", because: "Ctrl-C comes from a terminal" },
  { source: "src/repl/commands/file-actions.ts", test: "test/flow/repl.test.ts", because: "commands are typed" },
  {
    source: "src/repl/commands/help-actions.ts",
    test: "test/flow/repl-wire.test.ts",
    because: "what is told comes from the checker",
  },
  { source: "src/repl/screen/transcript.ts", test: "test/flow/repl-attack.test.ts", because: "it is saved" },
  { source: "src/repl/history/", test: "test/repl/history/history.test.ts", because: "it is what a history does" },
  { source: "src/repl/loop.ts", test: "test/flow/repl.test.ts", because: "it is the prompt itself" },
  { source: "src/repl/repl.ts", test: "test/flow/repl.test.ts", because: "it is the prompt itself" },
  { source: "src/repl/screen/terminal-modes.ts", test: "test/flow/repl-attack.test.ts", because: "it is a terminal's" },
  { source: "src/repl/screen/results.ts", test: "test/flow/repl.test.ts", because: "what is shown is on a screen" },
  {
    source: "src/repl/screen/stray-output.ts",
    test: "test/flow/repl.test.ts",
    because: "another test's output would be caught",
  },
  { source: "src/repl/screen/trace.ts", test: "test/flow/repl.test.ts", because: "it is drawn while a chain runs" },
  {
    source: "src/kernel/requests/question-replies.ts",
    test: "test/kernel/requests/shell-requests.test.ts",
    because: "it is what questions come to",
  },
  {
    source: "src/kernel/requests/run-cell.ts",
    test: "test/kernel/requests/shell-requests.test.ts",
    because: "it is what a cell comes to",
  },
  { source: "src/kernel/kernel.ts", test: "test/flow/kernel.test.ts", because: "it is a process" },
  { source: "src/kernel/cell-workers.ts", test: "test/flow/kernel-attack.test.ts", because: "it ends threads" },
  { source: "src/kernel/wire/outbox.ts", test: "test/flow/kernel.test.ts", because: "it speaks to a worker" },
  { source: "src/kernel/wire/sockets.ts", test: "test/flow/kernel.test.ts", because: "it is a worker with sockets" },
  {
    source: "src/kernel/wire/zmq.ts",
    test: "test/kernel/wire/shell-socket.test.ts",
    because: "it is what sockets are made of",
  },
  { source: "src/notebook/run/kernels.ts", test: "test/flow/kernel-run.test.ts", because: "it says how kernels start" },
  { source: "src/notebook/run/run-file.ts", test: "test/flow/kernel-run.test.ts", because: "it starts kernels" },
  {
    source: "src/notebook/compare/normalize.ts",
    test: "test/notebook/compare/compare.test.ts",
    because: "outputs are compared by it",
  },
  {
    source: "src/notebook/format/stable-json.ts",
    test: "test/notebook/format/format.test.ts",
    because: "files are written by it",
  },
  {
    source: "src/notebook/format/notebook-error.ts",
    test: "test/notebook/format/parameters.test.ts",
    because: "it is how refusals are told",
  },
  { source: "src/domain/geometry/", test: "test/domain/geometry/geometry.test.ts", because: "the SDK is beside it" },
  { source: "src/server/db/", test: "test/server/db/database.test.ts", because: "a database is opened by it" },
  {
    source: "src/server/annotations/",
    test: "test/server/annotations/annotation-routes.test.ts",
    because: "tests send requests",
  },
  {
    source: "src/server/files/",
    test: "test/server/files/file-routes.test.ts",
    because: "tests send requests",
  },
  {
    source: "src/server/collections/",
    test: "test/server/collections/collection-routes.test.ts",
    because: "tests send requests",
  },
  {
    source: "src/server/issues/",
    test: "test/server/issues/issue-routes.test.ts",
    because: "tests send requests",
  },
  {
    source: "src/server/guides/",
    test: "test/server/guides/guide-routes.test.ts",
    because: "tests send requests",
  },
  {
    source: "src/server/images/",
    test: "test/server/images/image-routes.test.ts",
    because: "tests send requests",
  },
  {
    source: "src/server/jobs/",
    test: "test/server/jobs/job-routes.test.ts",
    because: "tests send requests",
  },
  {
    source: "src/server/projects/",
    test: "test/server/projects/project-routes.test.ts",
    because: "tests send requests",
  },
  {
    source: "src/server/queues/",
    test: "test/server/queues/queue-routes.test.ts",
    because: "tests send requests",
  },
  {
    source: "src/server/teams/",
    test: "test/server/teams/team-routes.test.ts",
    because: "tests send requests",
  },
  {
    source: "src/server/users/",
    test: "test/server/users/access.test.ts",
    because: "tests send requests",
  },
  {
    source: "src/server/webhooks/",
    test: "test/server/webhooks/webhook-events.test.ts",
    because: "tests send requests",
  },
  { source: "src/server/http/", test: "test/server/http/app.test.ts", because: "it is how requests travel" },
  {
    source: "src/server/http/fields.ts",
    test: "test/server/http/app.test.ts",
    because: "it is what a query and a body may hold",
  },
  { source: "src/server/seed/seed.ts", test: "test/server/instance.test.ts", because: "an instance begins with it" },
  { source: "src/cli/commands/doctor.ts", test: "test/flow/doctor.test.ts", because: "it is a command" },
  { source: "src/cli/support/doctor-kernel.ts", test: "test/flow/doctor.test.ts", because: "it is a row of doctor" },
  { source: "src/cli/support/doctor-packages.ts", test: "test/flow/doctor.test.ts", because: "it is rows of doctor" },
  {
    source: "src/cli/commands/kernel-start.ts",
    test: "test/flow/kernel.test.ts",
    because: "the kernel is started by it",
  },
  { source: "src/cli/commands/kernel.ts", test: "test/flow/kernel.test.ts", because: "it is a command" },
  { source: "src/cli/main.ts", test: "test/cli/program.test.ts", because: "it is how the program is reached" },
  { source: "src/cli/commands/run.ts", test: "test/flow/notebooks.test.ts", because: "it is a command" },
  { source: "src/cli/commands/serve.ts", test: "test/flow/serve.test.ts", because: "it is a command" },
  {
    source: "src/cli/support/session.ts",
    test: "test/flow/start.test.ts",
    because: "a command's cells have the words",
  },
  {
    source: "src/cli/support/terminal-host.ts",
    test: "test/flow/start.test.ts",
    because: "it is where a command's output goes",
  },
  { source: "src/cli/commands/start.ts", test: "test/flow/start.test.ts", because: "it is a command" },
  {
    source: "src/engine/check/check-folder.ts",
    test: "test/engine/check/checker-lsp.test.ts",
    because: "the checker reads it",
  },
  {
    source: "src/engine/pipeline/code-walker.ts",
    test: "test/engine/pipeline/rewrite.test.ts",
    because: "it is half of the rewriting",
  },
  {
    source: "src/engine/interrupt/exits.ts",
    test: "test/engine/output/faults.test.ts",
    because: "exits are a process's",
  },
  {
    source: "src/engine/session/foreground.ts",
    test: "test/engine/interrupt/interrupt.test.ts",
    because: "it is what is stopped",
  },
  {
    source: "src/engine/session/function-texts.ts",
    test: "test/engine/tricky-cells.test.ts",
    because: "texts are those of cells that ran",
  },
  {
    source: "src/engine/interrupt/guard.ts",
    test: "test/engine/interrupt/interrupt.test.ts",
    because: "signals are a process's",
  },
  {
    source: "src/engine/session/hooks.ts",
    test: "test/engine/tricky-cells.test.ts",
    because: "rewritten cells call them",
  },
  {
    source: "src/engine/check/lsp-server.ts",
    test: "test/engine/check/checker-lsp.test.ts",
    because: "it is a process",
  },
  { source: "src/engine/session/runtime.ts", test: "test/engine/tricky-cells.test.ts", because: "cells run in it" },
  {
    source: "src/engine/interrupt/signal-watch.ts",
    test: "test/engine/interrupt/interrupt.test.ts",
    because: "signals are a process's",
  },
  { source: "src/engine/output/stack.ts", test: "test/engine/tricky-cells.test.ts", because: "frames are V8's own" },
  { source: "src/engine/session/timers.ts", test: "test/engine/output/output.test.ts", because: "cells set them" },
];
