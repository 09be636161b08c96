import process from "node:process";
import { errorCode } from "./error-code.js";

/** Whether a process of this machine is running. */
export function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // A process of another user.
    return errorCode(error) === "EPERM";
  }
}
