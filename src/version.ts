import { readFileSync } from "node:fs";
import { ownFile } from "./base/own-file.js";

/** The version of this package, as `0.1.0`. */
export const version: string = JSON.parse(readFileSync(ownFile("package.json"), "utf8")).version;
