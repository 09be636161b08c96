/** Which instance this process uses when nobody names one. Apart from `connect.ts`, so that a flag loads no client. */
import process from "node:process";
import type { Api } from "./client/api.js";

let local = false;

/** Makes the local instance the default, whatever the environment says: `--local`. */
export function preferLocal(): void {
  local = true;
}

/** Whether `--local` was given. */
export function prefersLocal(): boolean {
  return local;
}

let isFlag = false;

/** Makes this address the default instance, before all that the environment says: `--server`. */
export function preferServer(address: string): void {
  // The environment is where every part of the process looks; a flag is its strongest form.
  process.env.SERVER_ADDRESS = address;
  isFlag = true;
}

/** Whether `--server` was given. */
export function isServerFlag(): boolean {
  return isFlag;
}

let announced = true;

/** Keeps the local instance from saying that it is opened: the prompt's banner says so already. */
export function hushLocal(): void {
  announced = false;
}

/** Whether the local instance says that it is opened. */
export function announcesLocal(): boolean {
  return announced;
}

let opened: Api | undefined;

/** Notes the process's own connection once it is there. */
export function noteOpened(api: Api): void {
  opened = api;
}

/** The process's own connection, if a word or anything else has opened it. Opens none. */
export function openedInstance(): Api | undefined {
  return opened;
}
