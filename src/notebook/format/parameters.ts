/** Sets the parameters of a notebook like papermill: a cell after the one tagged `parameters` overrides its defaults. */
import { type CodeCell, type Notebook, type NotebookCell, tagsOf } from "../../domain/notebook/cells.js";
import { NotebookError } from "../../domain/notebook/notebook-error.js";

const declared = "parameters";
const injected = "injected-parameters";

/** A declared parameter: `let name: Type = default`. */
interface ParameterDeclaration {
  readonly keyword: string;
  readonly name: string;
  readonly type: string;
  readonly initial: string;
}

/**
 * Returns the notebook with a cell that sets `values` (`NAME=VALUE`) after the cell tagged `parameters`, replacing an
 * earlier such cell. Values are parsed by the type of the default: strings stay strings, numbers must be numbers.
 *
 * @param file - the notebook's name in errors
 * @throws {NotebookError} a name is not declared, or a value does not match its default
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

// By parts, line by line: one pattern for all of a declaration takes quadratic time on long lines.
function declarationsOf(cell: NotebookCell | undefined): ParameterDeclaration[] {
  return (cell?.source ?? "").split("\n").flatMap((line) => {
    const [start, keyword = "", name = ""] =
      /^(const|let|var)\s+([\p{ID_Start}$_][\p{ID_Continue}$]*)/u.exec(line) ?? [];
    const rest = line.slice(start?.length).trimStart();
    const equals = rest.indexOf("=");
    if (start === undefined || equals === -1 || (equals > 0 && !rest.startsWith(":"))) return [];
    const initial = rest.slice(equals + 1).trim();
    // `=>` is part of a type.
    return initial === "" || initial.startsWith(">")
      ? []
      : [{ keyword, name, type: rest.slice(0, equals).trimEnd(), initial }];
  });
}

function setting(text: string, declarations: ReadonlyMap<string, ParameterDeclaration>, file: string): string {
  const [name = "", ...rest] = text.split("=");
  if (rest.length === 0 || name.trim() === "") {
    throw new NotebookError(file, `invalid parameter ${JSON.stringify(text)}: expected NAME=VALUE`);
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
      `unknown parameter ${name}: the notebook declares none`,
      'declare it with a default in a cell tagged "parameters"',
    );
  }
  return new NotebookError(file, `unknown parameter ${name}`, `use one of ${known.join(", ")}`);
}

function literal(value: string, { name, initial }: ParameterDeclaration, file: string): string {
  const invalid = (wanted: string) =>
    new NotebookError(file, `invalid parameter ${name}: ${JSON.stringify(value)}, expected ${wanted}`);
  if (/^["'`]/.test(initial)) return JSON.stringify(value);
  if (/^-?[\d.]/.test(initial)) {
    if (value.trim() === "" || !Number.isFinite(Number(value))) throw invalid("a number");
    return String(Number(value));
  }
  if (/^(true|false)\b/.test(initial)) {
    if (value !== "true" && value !== "false") throw invalid("true or false");
    return value;
  }
  try {
    return JSON.stringify(JSON.parse(value));
  } catch {
    return JSON.stringify(value);
  }
}
