/** The second half of what `heldElsewhere` lists: sources of the instance, the doors and what came later. */
export const heldOfRest = [
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
