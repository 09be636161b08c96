import { areCurrent, areEqualSettings, readUserSettings, type UserSettings } from "./user-settings.js";

/** The user's settings during a session; they are read again after a change. */
export class LiveSettings {
  readonly #folder: string;
  #current: UserSettings | undefined;
  #isProblemReported = false;

  /** `folder` is where the search for `tsconfig.json` starts. */
  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Reads the files at the first use. */
  get current(): UserSettings {
    this.#current ??= readUserSettings(this.#folder);
    return this.#current;
  }

  /**
   * Reads the files again if they changed; returns whether the settings did. Whether cells may contain JSX does not
   * change.
   */
  refresh(): boolean {
    const before = this.current;
    if (areCurrent(before)) return false;
    const read = readUserSettings(this.#folder);
    const isJsxChanged = (read.jsx === undefined) !== (before.jsx === undefined);
    const problem = isJsxChanged ? '"jsx" of tsconfig.json has changed; restart to apply it' : read.problem;
    this.#current = isJsxChanged ? { ...read, problem, jsx: before.jsx, jsxMode: before.jsxMode } : read;
    if (before.problem !== problem) this.#isProblemReported = false;
    return !areEqualSettings(before, this.#current);
  }

  /** Returns why a file could not be read or applied, once. */
  takeProblem(): string | undefined {
    const problem = this.#isProblemReported ? undefined : this.current.problem;
    this.#isProblemReported = true;
    return problem;
  }
}
