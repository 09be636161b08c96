/** Replies to requests other than running cells: completion, help, completeness, history, comms. Runs no user code. */
import type { Completion, Inspection, Session, SignatureHelp } from "../../engine/session/cell.js";
import { knownOnly } from "../../engine/session/help.js";
import { fromCodePoints, toCodePoints } from "./cursor.js";
import type { CellHistory } from "./history.js";
import { type Json, parseCode, parseHistory, parsePosition } from "./messages.js";
import type { UsageMeter } from "./usage.js";

/** The sources of the replies. */
export interface QuestionContext {
  readonly session: Session;
  readonly history: CellHistory;
  readonly usage: UsageMeter;
  readonly publish: (type: string, content: Json) => void;
}

/** Returns the reply to a request of `type`; undefined for messages without a reply and unknown types. */
export async function questionReply(type: string, content: Json, context: QuestionContext): Promise<Json | undefined> {
  switch (type) {
    case "complete_request":
      return complete(content, context.session);
    case "inspect_request":
      return inspect(content, context.session);
    case "is_complete_request":
      return { ...context.session.isComplete(parseCode(content)) };
    case "history_request":
      return { status: "ok", history: context.history.find(parseHistory(content)) };
    case "usage_request":
      return context.usage.read();
    case "comm_info_request":
      return { status: "ok", comms: {} };
    case "comm_open":
      // The reply of the protocol if a kernel has no such target.
      if (typeof content.comm_id === "string") context.publish("comm_close", { comm_id: content.comm_id, data: {} });
      return undefined;
    default:
      return undefined;
  }
}

async function complete(content: Json, session: Session): Promise<Json> {
  const { code, cursor } = parsePosition("complete_request", content);
  const completion = await session.complete(code, fromCodePoints(code, cursor));
  const start = toCodePoints(code, completion.start);
  const end = toCodePoints(code, completion.end);
  return {
    status: "ok",
    matches: completion.items.map(({ text }) => text),
    cursor_start: start,
    cursor_end: end,
    metadata: { _jupyter_types_experimental: typedMatches(completion, start, end) },
  };
}

function typedMatches({ items }: Completion, start: number, end: number): Json[] {
  return items.map(({ text, kind, detail }) => ({ start, end, text, type: kind, signature: detail ?? "" }));
}

async function inspect(content: Json, session: Session): Promise<Json> {
  const { code, cursor } = parsePosition("inspect_request", content);
  const offset = fromCodePoints(code, cursor);
  const help = knownOnly(await session.inspect(code, offset)) ?? inspectionOf(await session.signature(code, offset));
  if (help === undefined) return { status: "ok", found: false, data: {}, metadata: {} };
  const { type, documentation } = help;
  const parts = documentation === undefined || documentation === "" ? [] : [documentation];
  const data = {
    "text/plain": [type, ...parts].join("\n\n"),
    "text/markdown": [`\`\`\`typescript\n${type}\n\`\`\``, ...parts].join("\n\n"),
  };
  return { status: "ok", found: true, data, metadata: {} };
}

function inspectionOf(signature: SignatureHelp | undefined): Inspection | undefined {
  if (signature === undefined) return undefined;
  const { label, documentation, parameter } = signature;
  const about = parameter?.documentation;
  const name = parameter === undefined ? undefined : label.slice(parameter.start, parameter.end);
  const parts = [documentation, about === undefined ? undefined : `\`${name}\`: ${about}`];
  return { type: label, documentation: parts.filter((part) => part !== undefined).join("\n\n") };
}
