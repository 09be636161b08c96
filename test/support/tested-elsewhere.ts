/** More entries of `testedElsewhere`: the local instance, the command line and the engine. */
export const moreTestedElsewhere = [
  {
    source: "src/client/image/figure-input.ts",
    test: "test/client/image/figure.test.ts",
  },
  { source: "src/base/files/create-file.ts", test: "test/flow/full-disk.test.ts" },
  { source: "src/base/files/new-paths.ts", test: "test/flow/full-disk.test.ts" },
  { source: "src/client/http/write-content.ts", test: "test/flow/full-disk.test.ts" },
  { source: "src/chain/export/", test: "test/chain/export/export.test.ts" },
  { source: "src/chain/images/marks.ts", test: "test/chain/export/export.test.ts" },
  {
    source: "src/domain/formats/",
    test: "test/domain/formats/rle.test.ts",
  },
  { source: "src/domain/geometry/", test: "test/domain/geometry/geometry.test.ts" },
  { source: "src/server/db/", test: "test/server/db/database.test.ts" },
  {
    source: "src/server/annotations/",
    test: "test/server/annotations/annotation-routes.test.ts",
  },
  {
    source: "src/server/files/",
    test: "test/server/files/file-routes.test.ts",
  },
  {
    source: "src/server/collections/",
    test: "test/server/collections/collection-routes.test.ts",
  },
  {
    source: "src/server/issues/",
    test: "test/server/issues/issue-routes.test.ts",
  },
  {
    source: "src/server/guides/",
    test: "test/server/guides/guide-routes.test.ts",
  },
  {
    source: "src/server/images/",
    test: "test/server/images/image-routes.test.ts",
  },
  {
    source: "src/server/jobs/",
    test: "test/server/jobs/job-routes.test.ts",
  },
  {
    source: "src/server/projects/",
    test: "test/server/projects/project-routes.test.ts",
  },
  {
    source: "src/server/queues/",
    test: "test/server/queues/queue-routes.test.ts",
  },
  {
    source: "src/server/teams/",
    test: "test/server/teams/team-routes.test.ts",
  },
  {
    source: "src/server/users/",
    test: "test/server/users/access.test.ts",
  },
  {
    source: "src/server/webhooks/",
    test: "test/server/webhooks/webhook-dispatcher.test.ts",
  },
  { source: "src/server/http/", test: "test/server/http/app.test.ts" },
  {
    source: "src/server/http/fields.ts",
    test: "test/server/http/app.test.ts",
  },
  { source: "src/cli/commands/doctor.ts", test: "test/flow/doctor.test.ts" },
  { source: "src/cli/support/doctor-kernel.ts", test: "test/flow/doctor.test.ts" },
  { source: "src/cli/support/doctor-packages.ts", test: "test/flow/doctor.test.ts" },
  {
    source: "src/cli/commands/kernel-start.ts",
    test: "test/flow/kernel.test.ts",
  },
  { source: "src/cli/commands/kernel.ts", test: "test/flow/kernel.test.ts" },
  { source: "src/cli/main.ts", test: "test/cli/program.test.ts" },
  { source: "src/cli/support/first-word.ts", test: "test/cli/program.test.ts" },
  { source: "src/cli/commands/run.ts", test: "test/flow/notebooks.test.ts" },
  { source: "src/cli/commands/serve.ts", test: "test/flow/serve.test.ts" },
  {
    source: "src/cli/support/session.ts",
    test: "test/flow/start.test.ts",
  },
  {
    source: "src/cli/support/terminal-host.ts",
    test: "test/flow/start.test.ts",
  },
  { source: "src/cli/commands/start.ts", test: "test/flow/start.test.ts" },
  {
    source: "src/engine/check/check-folder.ts",
    test: "test/engine/check/checker-lsp.test.ts",
  },
  {
    source: "src/engine/pipeline/code-walker.ts",
    test: "test/engine/pipeline/rewrite.test.ts",
  },
  {
    source: "src/engine/interrupt/exits.ts",
    test: "test/engine/output/uncaught-errors.test.ts",
  },
  {
    source: "src/engine/session/foreground.ts",
    test: "test/engine/interrupt/interrupt.test.ts",
  },
  {
    source: "src/engine/session/function-texts.ts",
    test: "test/engine/tricky-cells.test.ts",
  },
  {
    source: "src/engine/session/hooks.ts",
    test: "test/engine/tricky-cells.test.ts",
  },
  { source: "src/engine/session/runtime.ts", test: "test/engine/tricky-cells.test.ts" },
  {
    source: "src/engine/interrupt/watch-thread.ts",
    test: "test/engine/interrupt/interrupt.test.ts",
  },
  {
    source: "src/engine/interrupt/sync-children.ts",
    test: "test/flow/script-signals.test.ts",
  },
  {
    source: "src/render/model/readable-error.ts",
    test: "test/render/model/error-model.test.ts",
  },
  { source: "src/engine/output/stack.ts", test: "test/engine/tricky-cells.test.ts" },
  { source: "src/engine/session/timers.ts", test: "test/engine/output/output.test.ts" },
];
