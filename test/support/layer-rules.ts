/** Which layers and packages each layer of `src/` may import; `source-rules.test.ts` checks it. */
import { moreTestedElsewhere } from "./tested-elsewhere.js";

export interface Layer {
  /** The layers that it may import from. */
  readonly below: readonly string[];
  /** The packages that it may use, in addition to Node's modules. */
  readonly packages: readonly string[];
}

const client: Layer = { below: ["domain", "base"], packages: ["zod", "undici", "dotenv"] };
const frontEnd = ["engine", "render", "domain", "base"];

/** The layers, lowest first. Files at the top of `src/` and the command line may import every layer. */
export const layers: Readonly<Record<string, Layer>> = {
  base: { below: [], packages: ["zod"] },
  domain: { below: ["base"], packages: ["zod"] },
  client,
  chain: { below: ["client", "domain", "base"], packages: ["zod", "sharp"] },
  render: { below: ["domain", "base"], packages: ["cli-table3", "get-east-asian-width"] },
  engine: {
    below: ["domain", "base"],
    packages: ["oxc-parser", "oxc-transform", "@oxc-project/runtime", "typescript"],
  },
  repl: { below: frontEnd, packages: ["get-east-asian-width"] },
  kernel: { below: frontEnd, packages: ["zeromq", "zod"] },
  // The runner is a client of kernels and uses the kernel's message encoding.
  notebook: { below: [...frontEnd, "kernel"], packages: ["zeromq", "zod"] },
  server: { below: ["domain", "base"], packages: ["zod", "hono", "libsql", "sharp"] },
};

/** The packages that files at the top of `src/` and the command line may use. */
export const entryPackages: readonly string[] = ["commander", "zod"];

/** Packages that only one file of a layer imports, so that they can be replaced. */
export const wrapped: readonly string[] = ["undici", "dotenv", "cli-table3", "zeromq", "libsql", "oxc-transform"];

/** Packages that must not be loaded at start-up: together they take several times as long as Node's own start. */
export const heavyPackages: readonly string[] = [
  "undici",
  "libsql",
  "hono",
  "oxc-parser",
  "oxc-transform",
  "typescript",
  "zeromq",
  "cli-table3",
];

/** A source that is tested by a file other than its namesake. */
export interface TestedElsewhere {
  /** A source, or a folder ending with `/`. */
  readonly source: string;
  readonly test: string;
}

/**
 * Sources with branches or loops that no test of their layer imports, with the test that covers each: they need a process, a
 * terminal, an instance or a kernel, or are covered through their callers. Files without branches and loops need no entry.
 */
export const testedElsewhere: readonly TestedElsewhere[] = [
  { source: "src/base/pictures/", test: "test/base/pictures/image-format.test.ts" },
  { source: "src/kernel/children/", test: "test/flow/kernel-children.test.ts" },
  { source: "src/chain/import/", test: "test/chain/import/import.test.ts" },
  { source: "src/chain/upload/", test: "test/chain/upload/upload.test.ts" },
  { source: "src/server/simulation/", test: "test/server/simulation/simulation.test.ts" },
  { source: "src/chain/people/actor-steps.ts", test: "test/chain/people/actor.test.ts" },
  { source: "src/client/image/sent-annotation.ts", test: "test/client/image/annotation.test.ts" },
  { source: "src/engine/check/lsp-results.ts", test: "test/engine/check/checker-lsp.test.ts" },
  { source: "src/chain/people/label.ts", test: "test/chain/people/actor.test.ts" },
  { source: "src/chain/images/thumbnails.ts", test: "test/chain/images/thumbnails-chain.test.ts" },
  {
    source: "src/chain/images/thumbnail-list.ts",
    test: "test/chain/images/thumbnails-chain.test.ts",
  },
  { source: "src/chain/images/sheet-file.ts", test: "test/chain/images/thumbnails-chain.test.ts" },
  { source: "src/chain/images/sheet-parts.ts", test: "test/chain/images/thumbnails-chain.test.ts" },
  { source: "src/chain/images/image-ref.ts", test: "test/chain/images/thumbnails-chain.test.ts" },
  { source: "src/render/html/html-sheet.ts", test: "test/chain/images/thumbnails-chain.test.ts" },
  { source: "src/client/image/advanced.ts", test: "test/client/image/figure.test.ts" },
  { source: "src/client/image/image-transfer.ts", test: "test/client/image/figure.test.ts" },
  { source: "src/client/project/dataset-tree.ts", test: "test/client/image/figure.test.ts" },
  { source: "src/client/project/project-data.ts", test: "test/client/image/figure.test.ts" },
  { source: "src/server/http/send-bytes.ts", test: "test/server/images/picture-files.test.ts" },
  {
    source: "src/server/images/storage-urls.ts",
    test: "test/server/images/picture-files.test.ts",
  },
  {
    source: "src/chain/job/",
    test: "test/chain/job/jobs.test.ts",
  },
  {
    source: "src/chain/draft/",
    test: "test/chain/draft/job-draft.test.ts",
  },
  {
    source: "src/chain/measure/",
    test: "test/chain/measure/people.test.ts",
  },
  {
    source: "src/chain/people/ensure-arguments.ts",
    test: "test/chain/people/ensure.test.ts",
  },
  {
    source: "src/chain/project/dataset.ts",
    test: "test/chain/project/project.test.ts",
  },
  {
    source: "src/chain/project/ensure-dataset.ts",
    test: "test/chain/project/ensure-places.test.ts",
  },
  {
    source: "src/chain/project/ensure-meta.ts",
    test: "test/chain/project/ensure-places.test.ts",
  },
  {
    source: "src/chain/project/meta-spec.ts",
    test: "test/chain/project/ensure-places.test.ts",
  },
  {
    source: "src/chain/list/csv-step.ts",
    test: "test/chain/measure/people.test.ts",
  },
  {
    source: "src/chain/core/shared-run.ts",
    test: "test/chain/core/execute.test.ts",
  },
  { source: "src/chain/people/people.ts", test: "test/chain/job/job-query.test.ts" },
  {
    source: "src/cli/support/closed-pipe.ts",
    test: "test/flow/scripts.test.ts",
  },
  {
    source: "src/engine/check/watched-files.ts",
    test: "test/engine/edited-modules.test.ts",
  },
  {
    source: "src/engine/output/user-files.ts",
    test: "test/flow/scripts.test.ts",
  },
  {
    source: "src/engine/modules/",
    test: "test/flow/scripts.test.ts",
  },
  {
    source: "src/engine/names/chain-scope.ts",
    test: "test/engine/names/name-slot.test.ts",
  },
  {
    source: "src/cli/support/instance-names.ts",
    test: "test/flow/kernel-names.test.ts",
  },
  {
    source: "src/engine/output/plain-error.ts",
    test: "test/flow/error-details.test.ts",
  },
  { source: "src/cli/commands/eval.ts", test: "test/flow/scripting.test.ts" },
  { source: "src/cli/support/run-code.ts", test: "test/flow/scripting.test.ts" },
  {
    source: "src/cli/support/code-hosts.ts",
    test: "test/flow/scripting.test.ts",
  },
  { source: "src/client/image/image-upload.ts", test: "test/client/image/image.test.ts" },
  { source: "src/cli/commands/repl.ts", test: "test/flow/repl.test.ts" },
  {
    source: "src/repl/commands/chain-actions.ts",
    test: "test/flow/repl-wire.test.ts",
  },
  { source: "src/repl/editor/editor.ts", test: "test/flow/repl.test.ts" },
  { source: "src/repl/evaluation.ts", test: "test/flow/repl.test.ts" },
  { source: "src/repl/commands/file-actions.ts", test: "test/flow/repl.test.ts" },
  {
    source: "src/repl/commands/help-actions.ts",
    test: "test/flow/repl-wire.test.ts",
  },
  { source: "src/repl/screen/transcript.ts", test: "test/flow/repl-attack.test.ts" },
  { source: "src/repl/history/", test: "test/repl/history/history.test.ts" },
  { source: "src/repl/loop.ts", test: "test/flow/repl.test.ts" },
  { source: "src/repl/repl.ts", test: "test/flow/repl.test.ts" },
  { source: "src/repl/screen/terminal-modes.ts", test: "test/flow/repl-attack.test.ts" },
  { source: "src/repl/screen/results.ts", test: "test/flow/repl.test.ts" },
  {
    source: "src/repl/screen/stray-output.ts",
    test: "test/flow/repl.test.ts",
  },
  {
    source: "src/repl/screen/screen-trace.ts",
    test: "test/flow/repl.test.ts",
  },
  {
    source: "src/kernel/requests/question-replies.ts",
    test: "test/kernel/requests/shell-requests.test.ts",
  },
  { source: "src/kernel/kernel.ts", test: "test/flow/kernel.test.ts" },
  { source: "src/kernel/cell-workers.ts", test: "test/flow/kernel-attack.test.ts" },
  { source: "src/kernel/exit-guard.ts", test: "test/flow/kernel-attack.test.ts" },
  { source: "src/kernel/wire/outbox.ts", test: "test/flow/kernel.test.ts" },
  { source: "src/kernel/wire/sockets.ts", test: "test/flow/kernel.test.ts" },
  {
    source: "src/kernel/wire/zmq.ts",
    test: "test/kernel/wire/shell-socket.test.ts",
  },
  { source: "src/notebook/run/kernels.ts", test: "test/flow/kernel-run.test.ts" },
  { source: "src/notebook/run/run-file.ts", test: "test/flow/kernel-run.test.ts" },
  {
    source: "src/notebook/compare/normalize.ts",
    test: "test/notebook/compare/compare.test.ts",
  },
  {
    source: "src/domain/notebook/",
    test: "test/notebook/format/notebook-file.test.ts",
  },
  ...moreTestedElsewhere,
];
