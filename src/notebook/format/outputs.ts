/** Collects the outputs of a cell from Jupyter messages. */
import { isObject, type JsonObject, type Output } from "../../domain/notebook/cells.js";

interface OutputSlot {
  output: Output;
}

/** Display id → outputs with it, for a whole notebook, since a later cell may update a display. */
export type Displays = Map<string, Set<OutputSlot>>;

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
        if (id !== undefined) this.#displays.set(id, (this.#displays.get(id) ?? new Set()).add(slot));
      }
    }
  }

  #clear(): void {
    if (this.#isClearing) this.#slots = [];
    this.#isClearing = false;
  }

  #add(output: Output): OutputSlot {
    this.#clear();
    const slot = { output };
    this.#slots.push(slot);
    return slot;
  }

  #addText(name: string, text: string): void {
    this.#clear();
    const last = this.#slots.at(-1);
    if (last?.output.output_type === "stream" && last.output.name === name) {
      last.output = { ...last.output, text: last.output.text + text };
    } else {
      this.#add({ output_type: "stream", name, text });
    }
  }

  #update(content: JsonObject): void {
    const id = displayId(content);
    const slots = id === undefined ? undefined : this.#displays.get(id);
    for (const slot of slots ?? []) {
      const { output } = slot;
      if (!("data" in output)) continue;
      slot.output = { ...output, data: objectOf(content.data), metadata: objectOf(content.metadata) };
    }
  }
}

function outputOf(type: "display_data" | "execute_result" | "error", content: JsonObject): Output {
  if (type === "error") {
    const { ename, evalue, traceback } = content;
    const lines = Array.isArray(traceback) ? traceback.map(String) : [];
    return { output_type: type, ename: String(ename), evalue: String(evalue), traceback: lines };
  }
  const shown = { data: objectOf(content.data), metadata: objectOf(content.metadata) };
  if (type === "display_data") return { output_type: type, ...shown };
  const { execution_count: count } = content;
  return { output_type: type, ...shown, execution_count: typeof count === "number" ? count : null };
}

function displayId({ transient }: JsonObject): string | undefined {
  const id = isObject(transient) ? transient.display_id : undefined;
  return typeof id === "string" ? id : undefined;
}

function objectOf(value: unknown): JsonObject {
  return isObject(value) ? value : {};
}
