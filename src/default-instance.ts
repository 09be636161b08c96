/** The default instance of this process. A separate file, so that `--local` and `--server` do not load the client. */
import process from "node:process";
import type { Api } from "./client/api.js";

let local = false;

/** Makes the local instance the default, regardless of the environment (`--local`). */
export function preferLocal(): void {
  local = true;
}

/** Whether `--local` was given. */
export function prefersLocal(): boolean {
  return local;
}

let isFlag = false;

/** Makes this address the default, overriding the environment (`--server`). */
export function preferServer(address: string): void {
  // All parts of the process read the environment, so the flag is stored there.
  process.env.SERVER_ADDRESS = address;
  isFlag = true;
}

/** Whether `--server` was given. */
export function isServerFlag(): boolean {
  return isFlag;
}

let announced = true;

/** Suppresses the message that the local instance was opened, since the prompt's banner contains it. */
export function suppressLocalNotice(): void {
  announced = false;
}

/** Whether opening the local instance shows a message. */
export function announcesLocal(): boolean {
  return announced;
}

let opened: Api | undefined;

/** Stores the process's own connection. */
export function noteOpened(api: Api): void {
  opened = api;
}

/** Returns the process's own connection if it has been opened. */
export function openedInstance(): Api | undefined {
  return opened;
}
