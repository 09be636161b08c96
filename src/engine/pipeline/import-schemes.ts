/** Imports by address, as other runtimes know them: what they are, and what to write instead. */

/** What is said of an import that no module of Node's answers. */
export interface SchemeAdvice {
  readonly message: string;
  readonly hint: string;
}

/** Schemes that Node loads by itself. */
const known = new Set(["node", "file", "data"]);

/** What to do about `scheme:…`; undefined where it is a path or a package, or Node knows the scheme. */
export function adviceForScheme(specifier: string): SchemeAdvice | undefined {
  const match = /^([a-z][a-z0-9+.-]*):(.*)$/is.exec(specifier);
  const scheme = match?.[1]?.toLowerCase() ?? "";
  // A drive of Windows is one letter.
  if (match === null || scheme.length < 2 || known.has(scheme)) return undefined;
  const rest = match[2] ?? "";
  switch (scheme) {
    case "npm": {
      const name = packageIn(rest.replace(/^\/+/, ""));
      return { message: `npm: imports are Deno's: ${specifier}`, hint: installed("npm install", name) };
    }
    case "jsr": {
      const name = packageIn(rest.replace(/^\/+/, ""));
      return { message: `jsr: imports are Deno's: ${specifier}`, hint: installed("npx jsr add", name) };
    }
    case "http":
    case "https": {
      const name = packageOnNetwork(rest);
      return {
        message: `Node imports no modules from the network: ${specifier}`,
        hint:
          name === undefined
            ? "download the file and import it by its path, such as ./name.js"
            : installed("npm install", name),
      };
    }
    case "bun":
      return { message: `only Bun has ${specifier}`, hint: "use a module of Node's or a package from npm" };
    default:
      return {
        message: `Node cannot import ${specifier}`,
        hint: "import a path, the name of an installed package, or a node: module",
      };
  }
}

function installed(command: string, name: string): string {
  return `install it: ${command} ${name}, then import "${name}"`;
}

/** `@scope/name@1/deep` → `@scope/name`. */
function packageIn(path: string): string {
  return /^(?:@[^/@]+\/)?[^/@?#]+/.exec(path)?.[0] ?? path;
}

/** The package that an address of a well-known network of packages names. */
function packageOnNetwork(address: string): string | undefined {
  const match = /^\/\/(?:esm\.sh|esm\.run|unpkg\.com|cdn\.skypack\.dev|cdn\.jsdelivr\.net\/npm|jspm\.dev)\/(.+)$/.exec(
    address,
  );
  const path = match?.[1]?.replace(/^(?:v\d+|stable)\//, "");
  return path === undefined || path === "" ? undefined : packageIn(path);
}
