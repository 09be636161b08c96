/** Notices when code waits for a child process synchronously, which blocks the main thread. */
import { syncBuiltinESMExports } from "node:module";
import process from "node:process";

/** The callbacks of {@link watchSyncChildren}. */
export interface SyncChildrenWatch {
  before(): void;
  /** Called when the child has ended, whether it failed or not; may throw instead of the call's own error. */
  after(): void;
}

/** Calls `watch` at each synchronous child process; the returned function stops. */
export function watchSyncChildren(watch: SyncChildrenWatch): () => void {
  const childProcess = process.getBuiltinModule("node:child_process");
  const restores = (["spawnSync", "execSync", "execFileSync"] as const).map((name) => {
    const original: unknown = childProcess[name];
    if (typeof original !== "function") return () => undefined;
    const watched = (...parts: unknown[]): unknown => {
      watch.before();
      try {
        return Reflect.apply(original, childProcess, parts);
      } finally {
        watch.after();
      }
    };
    Object.defineProperties(watched, Object.getOwnPropertyDescriptors(original));
    Reflect.set(childProcess, name, watched);
    return () => {
      if (childProcess[name] === watched) Reflect.set(childProcess, name, original);
    };
  });
  syncBuiltinESMExports();
  return () => {
    for (const restore of restores) restore();
    syncBuiltinESMExports();
  };
}
