import type { Node } from "oxc-parser";
import type { CellForm } from "../session/cell.js";

/** Classifies an expression: a name (or path of names), a call (or a chain of calls), or something else. */
export function formOf(expression: Node): CellForm {
  switch (expression.type) {
    case "Identifier":
      return "name";
    case "CallExpression":
    case "TaggedTemplateExpression":
      return "call";
    case "ChainExpression":
    case "ParenthesizedExpression":
      return formOf(expression.expression);
    case "MemberExpression": {
      const index = expression.property.type;
      if (expression.computed && index !== "Literal" && index !== "Identifier") return "other";
      return expression.object.type === "ThisExpression" ? "other" : formOf(expression.object);
    }
    case "SequenceExpression": {
      const last = expression.expressions.at(-1);
      return last === undefined ? "other" : formOf(last);
    }
    default:
      return "other";
  }
}
