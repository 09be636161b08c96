/** The messages of a run → the outputs that a notebook keeps. */
import { isObject, type JsonObject, type Output } from "./cells.js";

interface Slot {
  output: Output;
}

/** The displays of a whole notebook: one may be changed by a later cell. */
export type Displays = Map<string, Set<Slot>>;

/** The outputs of one cell, as they come. */
export class CellOutputs {
  readonly #displays: Displays;
  #slots: Slot[] = [];
  /** The next output replaces all: `clear_output` that waits. */
  #isClearing = false;

  constructor(displays: Displays) {
    this.#displays = displays;
  }

  /** What the cell shows now. */
  get outputs(): readonly Output[] {
    return this.#slots.map(({ output }) => output);
  }

  /** Takes in a message of the cell's; messages that leave nothing are ignored. */
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

  #add(output: Output): Slot {
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
