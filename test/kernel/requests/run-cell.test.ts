import { expect, it } from "vitest";
import { evaluateExpression } from "../../../src/kernel/requests/run-cell.js";
import { scriptedSession } from "../../support/scripted-session.js";

it("an expression that calls process.exit is reported as that, not as interrupted", async () => {
  const session = scriptedSession({ leave: () => ({ status: "exited", exitCode: 3 }) });
  expect(await evaluateExpression(session, "leave")).toMatchObject({
    status: "error",
    ename: "Error",
    evalue: "the expression called process.exit",
  });
});
