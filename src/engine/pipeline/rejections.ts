/** Which functions of a cell reject promises, and which get the reason of a rejection. */
import type { CallExpression, Expression, NewExpression, Node } from "oxc-parser";

/** What the walk of one cell has met so far. */
export class Rejections {
  /** Bodies of functions that get the reason of a rejection, with what they call it. */
  readonly #handlers = new Map<Node, string>();
  /** What the executors of promises call the function that rejects. */
  readonly #rejecters = new Set(["reject"]);

  /** What the function with this body calls the reason that it gets; undefined where it gets none. */
  caughtBy(body: Node): string | undefined {
    return this.#handlers.get(body);
  }

  /** Whether a call of `callee` rejects a promise with its first argument. */
  isReject(callee: Expression): boolean {
    if (callee.type === "Identifier") return this.#rejecters.has(callee.name);
    if (callee.type !== "MemberExpression" || callee.computed) return false;
    return callee.property.type === "Identifier" && callee.property.name === "reject";
  }

  /** Notes the functions that `.catch(…)` and `.then(…, …)` are given. */
  noteCall({ callee, arguments: values }: CallExpression): void {
    if (callee.type !== "MemberExpression" || callee.computed || callee.property.type !== "Identifier") return;
    const handler = { catch: values[0], then: values[1] }[callee.property.name];
    if (handler?.type === "ArrowFunctionExpression" || handler?.type === "FunctionExpression") {
      const [param] = handler.params;
      if (param?.type === "Identifier" && handler.body !== null) this.#handlers.set(handler.body, param.name);
    }
  }

  /** Notes the function that `new Promise` is given. */
  noteNew({ callee, arguments: [executor] }: NewExpression): void {
    if (callee.type !== "Identifier" || callee.name !== "Promise") return;
    if (executor?.type !== "ArrowFunctionExpression" && executor?.type !== "FunctionExpression") return;
    const rejecter = executor.params[1];
    if (rejecter?.type === "Identifier") this.#rejecters.add(rejecter.name);
  }
}
