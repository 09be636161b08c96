/** Which instance this process uses when nobody names one. Apart from `connect.ts`, so that a flag loads no client. */
let local = false;

/** Makes the local instance the default, whatever the environment says: `--local`. */
export function preferLocal(): void {
  local = true;
}

/** Whether `--local` was given. */
export function prefersLocal(): boolean {
  return local;
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
