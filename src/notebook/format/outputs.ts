/** Collects the outputs of a cell from Jupyter messages. */
import { isRecord } from "../../base/is-record.js";
import { type JsonObject, type Output, textsOf } from "../../domain/notebook/cells.js";

interface OutputSlot {
  output: Output;
  size: number;
}

/** Counts for an output without content, in characters. */
const emptySize = 200;

/** State shared by the outputs of all cells of a notebook. */
export class Displays {
  /** The size of all current outputs, in characters. */
  size = 0;
  /** Display id → outputs with it, since a later cell may update a display. */
  readonly byId = new Map<string, Set<OutputSlot>>();
}

/** The outputs of one cell. */
export class CellOutputs {
  readonly #displays: Displays;
  #slots: OutputSlot[] = [];
  /** Set by `clear_output` with `wait`: the next output replaces all. */
  #isClearing = false;

  constructor(displays: Displays) {
    this.#displays = displays;
  }

  /** The current outputs. */
  get outputs(): readonly Output[] {
    return this.#slots.map(({ output }) => output);
  }

  /** Handles a message of the cell; messages without output are ignored. */
  take(type: string, content: JsonObject): void {
    switch (type) {
      case "clear_output":
        this.#isClearing = true;
        if (content.wait !== true) this.#clear();
        return;
      case "update_display_data":
        this.#update(content);
        return;
      case "stream":
        this.#addText(String(content.name), String(content.text));
        return;
      case "display_data":
      case "execute_result":
      case "error": {
        const slot = this.#add(outputOf(type, content));
        const id = displayId(content);
        const { byId } = this.#displays;
        if (id !== undefined) byId.set(id, (byId.get(id) ?? new Set()).add(slot));
      }
    }
  }

  #clear(): void {
    if (this.#isClearing) {
      for (const { size } of this.#slots) this.#displays.size -= size;
      this.#slots = [];
    }
    this.#isClearing = false;
  }

  #add(output: Output): OutputSlot {
    this.#clear();
    const slot = { output, size: 0 };
    this.#slots.push(slot);
    this.#grow(slot, emptySize + sizeOf(output));
    return slot;
  }

  #grow(slot: OutputSlot, by: number): void {
    slot.size += by;
    this.#displays.size += by;
  }

  #addText(name: string, text: string): void {
    this.#clear();
    const last = this.#slots.at(-1);
    if (last?.output.output_type === "stream" && last.output.name === name) {
      last.output = { ...last.output, text: last.output.text + text };
      this.#grow(last, text.length);
    } else {
      this.#add({ output_type: "stream", name, text });
    }
  }

  #update(content: JsonObject): void {
    const id = displayId(content);
    const slots = id === undefined ? undefined : this.#displays.byId.get(id);
    for (const slot of slots ?? []) {
      const { output } = slot;
      if (!("data" in output)) continue;
      slot.output = { ...output, data: objectOf(content.data), metadata: objectOf(content.metadata) };
      this.#grow(slot, emptySize + sizeOf(slot.output) - slot.size);
    }
  }
}

function outputOf(type: "display_data" | "execute_result" | "error", content: JsonObject): Output {
  if (type === "error") {
    const { ename, evalue, traceback } = content;
    const lines = textsOf(traceback);
    return { output_type: type, ename: String(ename), evalue: String(evalue), traceback: lines };
  }
  const shown = { data: objectOf(content.data), metadata: objectOf(content.metadata) };
  if (type === "display_data") return { output_type: type, ...shown };
  const { execution_count: count } = content;
  return { output_type: type, ...shown, execution_count: typeof count === "number" ? count : null };
}

function sizeOf(output: Output): number {
  return output.output_type === "stream" ? output.text.length : JSON.stringify(output).length;
}

function displayId({ transient }: JsonObject): string | undefined {
  const id = isRecord(transient) ? transient.display_id : undefined;
  return typeof id === "string" ? id : undefined;
}

function objectOf(value: unknown): JsonObject {
  return isRecord(value) ? value : {};
}
