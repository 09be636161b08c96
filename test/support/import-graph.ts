/** The import graph of parsed sources. */
import { type Import, packageOf, type Source } from "./source-tree.js";

/** The package imports of a file, without slylab itself. */
export function packageImports(source: Source): Import[] {
  return source.imports.filter(({ specifier }) => !/^(\.|node:|slylab$)/.test(specifier));
}

/** The packages that loading `entry` loads, with the files that import them; `import()` does not count. */
export function loadedBy(sources: ReadonlyMap<string, Source>, entry: string): { name: string; by: string }[] {
  const seen = new Set<string>();
  const found: { name: string; by: string }[] = [];
  const visit = (path: string) => {
    if (seen.has(path)) return;
    seen.add(path);
    for (const one of sources.get(path)?.imports ?? []) {
      if (one.kind !== "static") continue;
      if (one.target === undefined) found.push({ name: packageOf(one.specifier), by: path });
      else visit(one.target);
    }
  };
  visit(entry);
  return found;
}

/** Every import cycle, types and lazy imports included, for example `a → b → a`. */
export function cyclesOf(sources: ReadonlyMap<string, Source>): string[] {
  const state = new Map<string, "open" | "done">();
  const found: string[] = [];
  const visit = (path: string, trail: readonly string[]) => {
    if (state.get(path) === "open") found.push([...trail.slice(trail.indexOf(path)), path].join(" → "));
    if (state.has(path)) return;
    state.set(path, "open");
    for (const { target } of sources.get(path)?.imports ?? []) {
      if (target !== undefined) visit(target, [...trail, path]);
    }
    state.set(path, "done");
  };
  for (const path of sources.keys()) visit(path, []);
  return found;
}
