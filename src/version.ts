import { readFileSync } from "node:fs";
import { packageFile } from "./base/files/package-file.js";

/** The version of this package, for example `0.1.0`. */
export const version: string = JSON.parse(readFileSync(packageFile("package.json"), "utf8")).version;
