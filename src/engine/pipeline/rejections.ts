/** Finds the functions of a cell that reject promises, and those that receive the reason of a rejection. */
import type { CallExpression, Expression, NewExpression, Node } from "oxc-parser";

/** The rejecting functions and the rejection handlers found in one cell. */
export class Rejections {
  /** Bodies of functions that receive the reason of a rejection → the name of that parameter. */
  readonly #handlers = new Map<Node, string>();
  /** Names of the parameter with which promise executors reject. */
  readonly #rejecters = new Set(["reject"]);

  /**
   * Returns the name of the parameter in which the function with this body receives a reason; undefined if it receives
   * none.
   */
  reasonParameterOf(body: Node): string | undefined {
    return this.#handlers.get(body);
  }

  /** Whether a call of `callee` rejects a promise with its first argument. */
  isReject(callee: Expression): boolean {
    if (callee.type === "Identifier") return this.#rejecters.has(callee.name);
    if (callee.type !== "MemberExpression" || callee.computed) return false;
    return callee.property.type === "Identifier" && callee.property.name === "reject";
  }

  /** Records the functions that are passed to `.catch(…)` and `.then(…, …)`. */
  noteCall({ callee, arguments: values }: CallExpression): void {
    if (callee.type !== "MemberExpression" || callee.computed || callee.property.type !== "Identifier") return;
    const handler = { catch: values[0], then: values[1] }[callee.property.name];
    if (handler?.type === "ArrowFunctionExpression" || handler?.type === "FunctionExpression") {
      const [param] = handler.params;
      if (param?.type === "Identifier" && handler.body !== null) this.#handlers.set(handler.body, param.name);
    }
  }

  /** Records the function that is passed to `new Promise`. */
  noteNew({ callee, arguments: [executor] }: NewExpression): void {
    if (callee.type !== "Identifier" || callee.name !== "Promise") return;
    if (executor?.type !== "ArrowFunctionExpression" && executor?.type !== "FunctionExpression") return;
    const rejecter = executor.params[1];
    if (rejecter?.type === "Identifier") this.#rejecters.add(rejecter.name);
  }
}
