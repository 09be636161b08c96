/** Finds the team, project and dataset of a chain in unfinished code. Runs nothing. */
import type { Token } from "../../base/text/tokens.js";
import type { NameScope } from "./name-source.js";
import { unquoteName } from "./quoted-name.js";

/** The places of chains, and the values of literals, by variable. */
export type ScopeVariables = Map<string, NameScope | string | number>;

/** An open bracket, or the code around all of them. */
interface Level {
  /** The place of the chain being read; undefined between two expressions. */
  chain: NameScope | undefined;
  /** The variable to which the expression is assigned. */
  target: string | undefined;
  /** Settings of an object literal, for example `{ dataset: 'a' }`. */
  settings: NameScope;
  /** Whether it is a bracket around an expression, not around arguments. */
  readonly isGroup: boolean;
}

const scopeMethods: Readonly<Record<string, keyof NameScope>> = {
  team: "team",
  ensureTeam: "team",
  project: "project",
  ensureProject: "project",
  dataset: "dataset",
  ensureDataset: "dataset",
};

/** The parts of a place that are discarded when the chain moves to another one. */
const inner: Readonly<Record<keyof NameScope, readonly (keyof NameScope)[]>> = {
  team: ["project", "dataset"],
  project: ["dataset"],
  dataset: [],
};

const openLevel = (isGroup = false): Level => ({ chain: undefined, target: undefined, settings: {}, isGroup });

/** Reads code from start to end; {@link scope} is that of its end. */
class ScopeReader {
  readonly #levels: Level[] = [openLevel()];
  readonly #variables: ScopeVariables;
  readonly #tokens: readonly Token[];
  readonly #texts: readonly string[];

  constructor(code: string, tokens: readonly Token[], variables: ScopeVariables) {
    this.#tokens = tokens.filter(({ kind }) => kind !== "comment");
    this.#texts = this.#tokens.map(({ start, end }) => code.slice(start, end));
    this.#variables = variables;
    for (const index of this.#texts.keys()) this.#step(index);
  }

  get scope(): NameScope {
    const chain = this.#levels.findLast((level) => level.chain !== undefined)?.chain ?? {};
    return Object.assign({}, chain, ...this.#levels.map(({ settings }) => settings));
  }

  get #level(): Level {
    return this.#levels.at(-1) ?? openLevel();
  }

  #text(index: number): string {
    return this.#texts[index] ?? "";
  }

  #step(index: number): void {
    const text = this.#text(index);
    switch (this.#tokens[index]?.kind) {
      case "name":
        if (isLink(this.#text(index - 1))) this.#link(index);
        else this.#begin(index);
        break;
      case "punctuation":
        this.#punctuation(text, index);
        break;
      case "keyword":
        this.#level.chain = undefined;
        if (this.#startsStatement(text, index)) this.#level.target = undefined;
        break;
      default:
        this.#literal(index);
    }
  }

  /** Whether a keyword starts a statement: always, or since it follows a value without an operator, such as `await`. */
  #startsStatement(text: string, index: number): boolean {
    if (/^(?:const|let|var|return|if|for|while|function|class)$/.test(text)) return true;
    const isOperator = /^(?:as|satisfies|instanceof|in|of)$/.test(text);
    return !isOperator && isValueEnd(this.#tokens[index - 1], this.#text(index - 1));
  }

  #begin(index: number): void {
    const level = this.#level;
    const name = this.#text(index);
    if (isValueEnd(this.#tokens[index - 1], this.#text(index - 1))) level.target = undefined;
    const isDeclared = /^(?:const|let|var)$/.test(this.#text(index - 1));
    const isAssigned = this.#text(index + 1) === "=" && level.target === undefined;
    if (isDeclared || isAssigned) {
      level.target = name;
      this.#variables.delete(name);
      return;
    }
    const variable = this.#variables.get(name);
    if (typeof variable === "object") level.chain = variable;
    // A callback's parameter has the place of the chain around it.
    else level.chain = this.#levels.slice(0, -1).findLast(({ chain }) => chain !== undefined)?.chain ?? {};
    if (this.#text(index + 1) === "(" && Object.hasOwn(scopeMethods, name)) {
      level.chain = {};
      this.#link(index);
    } else if (typeof variable === "object") this.#assign();
  }

  #link(index: number): void {
    const word = this.#text(index);
    const key = Object.hasOwn(scopeMethods, word) ? scopeMethods[word] : undefined;
    const level = this.#level;
    if (key === undefined || this.#text(index + 1) !== "(") return;
    const { [key]: _replaced, ...otherKeys } = level.chain ?? {};
    const scope: Record<string, string | number> = { ...otherKeys };
    for (const lost of inner[key]) delete scope[lost];
    const named = this.#text(index + 3).match(/^[),]$/) === null ? undefined : this.#valueAt(index + 2);
    if (named !== undefined) scope[key] = named;
    level.chain = scope;
    this.#assign();
  }

  #punctuation(text: string, index: number): void {
    const level = this.#level;
    if (text === "(" || text === "[" || text === "{") {
      const isGroup = text === "(" && !isValueEnd(this.#tokens[index - 1], this.#text(index - 1));
      this.#levels.push(openLevel(isGroup));
    } else if (text === ")" || text === "]" || text === "}") {
      if (this.#levels.length > 1) this.#levels.pop();
      if (level.isGroup) {
        this.#level.chain = level.chain;
        if (level.chain !== undefined) this.#assign();
      } else if (text === "}") this.#level.chain = undefined;
    } else if (!isLink(text) && text !== "!") {
      level.chain = undefined;
      if (text === ";" || text === ",") level.target = undefined;
      if (text === ":") this.#setting(index);
    }
  }

  #setting(index: number): void {
    const word = this.#text(index - 1);
    const key = Object.hasOwn(scopeMethods, word) ? scopeMethods[word] : undefined;
    const value = this.#valueAt(index + 1);
    if (key !== undefined && value !== undefined) this.#level.settings = { ...this.#level.settings, [key]: value };
  }

  #literal(index: number): void {
    const { target } = this.#level;
    const value = literalOf(this.#text(index));
    if (target !== undefined && this.#text(index - 1) === "=" && value !== undefined)
      this.#variables.set(target, value);
    this.#level.chain = undefined;
  }

  #assign(): void {
    const { target, chain } = this.#level;
    if (target !== undefined && chain !== undefined) this.#variables.set(target, chain);
  }

  /** Returns the value of a literal, or of a variable that was set to one. */
  #valueAt(index: number): string | number | undefined {
    const text = this.#text(index);
    const variable = this.#variables.get(text);
    return typeof variable === "object" ? undefined : (variable ?? literalOf(text));
  }
}

/** Returns the place of the chain at the end of `code`. Adds to `variables` those that the code assigns. */
export function scopeAtEnd(code: string, tokens: readonly Token[], variables: ScopeVariables): NameScope {
  return new ScopeReader(code, tokens, variables).scope;
}

function isLink(text: string): boolean {
  return text === "." || text === "?.";
}

/** Whether a value ends with this token, so that a bracket after it contains arguments. */
function isValueEnd(token: Token | undefined, text: string): boolean {
  if (token === undefined || token.kind === "keyword") return false;
  return token.kind !== "punctuation" || text === ")" || text === "]" || text === "}";
}

/** Returns the value of a number, or of a string without substitutions. */
function literalOf(text: string): string | number | undefined {
  if (/^\d{1,15}$/.test(text)) return Number(text);
  const content = /^(["'`])([\s\S]*)\1$/.exec(text)?.[2];
  return content === undefined ? undefined : unquoteName(content);
}
