import { type Python, pythonWith } from "./python.js";

/** A Python with pycocotools; undefined if Python is missing. */
export function pythonWithCoco(): Promise<Python | undefined> {
  return pythonWith(["pycocotools==2.0.10", "numpy==2.2.6"]);
}
