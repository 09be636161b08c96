import { join } from "node:path";

/** Returns the env files, the first has priority. Messages call them `name`. */
export function envFiles(cwd: string, home: string): readonly { readonly path: string; readonly name: string }[] {
  return [
    { path: join(cwd, "local.env"), name: "local.env" },
    { path: join(home, "supervisely.env"), name: "~/supervisely.env" },
  ];
}
