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
