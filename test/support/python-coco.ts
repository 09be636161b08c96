import { agreementPeers } from "./agreement-peers.js";
import { type Python, pythonWith } from "./python.js";

/** A Python with pycocotools; undefined if Python is missing. */
export function pythonWithCoco(): Promise<Python | undefined> {
  return pythonWith(agreementPeers);
}
