/** Parameters of a notebook: declared by the cell tagged `parameters`, set by a cell put behind it, as papermill does. */
import { type Cell, type CodeCell, type Notebook, tagsOf } from "./cells.js";
import { NotebookError } from "./notebook-error.js";

const declared = "parameters";
const injected = "injected-parameters";

/** What is declared: `let name: Type = default`. */
interface Declaration {
  readonly keyword: string;
  readonly name: string;
  readonly type: string;
  readonly initial: string;
}

/**
 * The notebook with a cell that sets `values`, given as `NAME=VALUE`, behind the cell tagged `parameters`; one that was
 * put there before is replaced. A value is read as what the default is: text stays text, a number must be one.
 *
 * @param file - how errors name the notebook
 * @throws {NotebookError} a name that the cell does not declare, or a value that does not fit its default
 */
export function withParameters(notebook: Notebook, values: readonly string[], file: string): Notebook {
  if (values.length === 0) return notebook;
  const cells = notebook.cells.filter((cell) => !tagsOf(cell).includes(injected));
  const at = cells.findIndex((cell) => cell.cell_type === "code" && tagsOf(cell).includes(declared));
  const declarations = new Map(declarationsOf(cells[at]).map((one) => [one.name, one]));
  const lines = values.map((value) => setting(value, declarations, file));
  const cell: CodeCell = {
    cell_type: "code",
    id: injected,
    metadata: { tags: [injected] },
    source: ["// Parameters", ...lines].join("\n"),
    execution_count: null,
    outputs: [],
  };
  return { ...notebook, cells: [...cells.slice(0, at + 1), cell, ...cells.slice(at + 1)] };
}

function declarationsOf(cell: Cell | undefined): Declaration[] {
  const pattern = /^(const|let|var)\s+([\p{ID_Start}$_][\p{ID_Continue}$]*)\s*(:[^=]+?)?\s*=\s*(.+)$/gmu;
  return Array.from((cell?.source ?? "").matchAll(pattern), ([, keyword = "", name = "", type = "", initial = ""]) => ({
    keyword,
    name,
    type,
    initial: initial.trim(),
  }));
}

function setting(text: string, declarations: ReadonlyMap<string, Declaration>, file: string): string {
  const [name = "", ...rest] = text.split("=");
  if (rest.length === 0 || name.trim() === "") {
    throw new NotebookError(file, `the parameter ${JSON.stringify(text)} is not of the form NAME=VALUE`);
  }
  const declaration = declarations.get(name.trim());
  if (declaration === undefined) throw unknownParameter(name.trim(), [...declarations.keys()], file);
  const { keyword, type } = declaration;
  return `${keyword} ${declaration.name}${type} = ${literal(rest.join("="), declaration, file)}`;
}

function unknownParameter(name: string, known: readonly string[], file: string): NotebookError {
  if (known.length === 0) {
    return new NotebookError(
      file,
      `no cell declares the parameter ${name}`,
      'tag a cell "parameters" and declare it there with its default',
    );
  }
  return new NotebookError(file, `no cell declares the parameter ${name}`, `its parameters are ${known.join(", ")}`);
}

function literal(value: string, { name, initial }: Declaration, file: string): string {
  const refuse = (wanted: string) =>
    new NotebookError(file, `the parameter ${name} wants ${wanted}, not ${JSON.stringify(value)}`);
  if (/^["'`]/.test(initial)) return JSON.stringify(value);
  if (/^-?[\d.]/.test(initial)) {
    if (value.trim() === "" || !Number.isFinite(Number(value))) throw refuse("a number");
    return String(Number(value));
  }
  if (/^(true|false)\b/.test(initial)) {
    if (value !== "true" && value !== "false") throw refuse("true or false");
    return value;
  }
  try {
    return JSON.stringify(JSON.parse(value));
  } catch {
    return JSON.stringify(value);
  }
}
