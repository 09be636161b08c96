/** How wide text is where no terminal says it: in a kernel's outputs, and in what a program writes to a file. */
import process from "node:process";

/** As wide as a terminal is unless somebody changes it: `jupyter console` wraps no table of this width. */
const usual = 80;
/** Below this no table can be read. */
const least = 20;

/** `COLUMNS` of the environment, in columns; 80 where it is not set, is no whole number or is below 20. */
export function plainColumns(): number {
  const text = process.env.COLUMNS?.trim() ?? "";
  const columns = /^\d{1,5}$/.test(text) ? Number(text) : usual;
  return columns < least ? usual : columns;
}
