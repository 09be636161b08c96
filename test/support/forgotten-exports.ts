/** Finds the types that the package's public signatures use and its entry does not export. */
import { createRequire } from "node:module";
import { dirname, relative } from "node:path";
import type ts from "typescript-for-tslab";

/** One type that a user cannot name. */
export interface ForgottenExport {
  readonly name: string;
  /** The declaration file, relative to the entry's folder. */
  readonly file: string;
  /** The exported name or the type through which it is reached. */
  readonly usedBy: string;
}
