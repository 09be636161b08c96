/** Explains imports with a scheme of other runtimes (`npm:`, `https:`, …). */

/** Message and hint for an import that Node does not support. */
export interface SchemeProblem {
  readonly message: string;
  readonly hint: string;
}

/** Schemes that Node supports. */
const knownSchemes = new Set(["node", "file", "data"]);

/** Explains an import of `scheme:…`; undefined for paths, packages and the schemes that Node supports. */
export function explainScheme(specifier: string): SchemeProblem | undefined {
  const match = /^([a-z][a-z0-9+.-]*):(.*)$/is.exec(specifier);
  const scheme = match?.[1]?.toLowerCase() ?? "";
  // One letter is a Windows drive.
  if (match === null || scheme.length < 2 || knownSchemes.has(scheme)) return undefined;
  const rest = match[2] ?? "";
  switch (scheme) {
    case "npm": {
      const name = packageIn(rest.replace(/^\/+/, ""));
      return { message: `npm: imports work only in Deno: ${specifier}`, hint: installed("npm install", name) };
    }
    case "jsr": {
      const name = packageIn(rest.replace(/^\/+/, ""));
      return { message: `jsr: imports work only in Deno: ${specifier}`, hint: installed("npx jsr add", name) };
    }
    case "http":
    case "https": {
      const name = packageOnNetwork(rest);
      return {
        message: `Node cannot import from the network: ${specifier}`,
        hint:
          name === undefined
            ? "download the file and import it by its path, such as ./name.js"
            : installed("npm install", name),
      };
    }
    case "bun":
      return { message: `only Bun supports ${specifier}`, hint: "use a Node module or a package from npm" };
    default:
      return {
        message: `Node cannot import ${specifier}`,
        hint: otherImport,
      };
  }
}

const otherImport = "import a path, the name of an installed package, or a node: module";

function installed(command: string, name: string): string {
  if (name === "") return otherImport;
  return `install it: ${command} ${name}, then import "${name}"`;
}

/** `@scope/name@1/deep` → `@scope/name`. */
function packageIn(path: string): string {
  return /^(?:@[^/@]+\/)?[^/@?#]+/.exec(path)?.[0] ?? path;
}

/** Returns the package name in the address of a well-known CDN. */
function packageOnNetwork(address: string): string | undefined {
  const match = /^\/\/(?:esm\.sh|esm\.run|unpkg\.com|cdn\.skypack\.dev|cdn\.jsdelivr\.net\/npm|jspm\.dev)\/(.+)$/.exec(
    address,
  );
  const path = match?.[1]?.replace(/^(?:v\d+|stable)\//, "");
  return path === undefined || path === "" ? undefined : packageIn(path);
}
