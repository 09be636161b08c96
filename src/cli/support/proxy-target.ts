import process from "node:process";
import { types } from "node:util";

const valueKey = Symbol.for("slylab.proxy");

/**
 * Returns the innermost target of a Proxy without running its traps; undefined if it is revoked. Only the inspector can:
 * JavaScript has no access to a Proxy's target.
 */
export function proxyTarget(proxy: object): unknown {
  // Loaded here, since few values are Proxies.
  const { Session } = process.getBuiltinModule("node:inspector");
  const session = new Session();
  session.connect();
  let target: unknown = proxy;
  try {
    while (types.isProxy(target)) {
      Reflect.set(globalThis, valueKey, target);
      target = undefined;
      const expression = `globalThis[Symbol.for(${JSON.stringify(valueKey.description)})]`;
      session.post("Runtime.evaluate", { expression }, (_failed, evaluated) => {
        const { objectId } = evaluated.result;
        if (objectId === undefined) return;
        session.post("Runtime.getProperties", { objectId, ownProperties: true }, (_error, { internalProperties }) => {
          const found = internalProperties?.find(({ name }) => name === "[[Target]]")?.value?.objectId;
          if (found === undefined) return;
          const functionDeclaration = `function () { ${expression} = this; }`;
          Reflect.deleteProperty(globalThis, valueKey);
          session.post("Runtime.callFunctionOn", { objectId: found, functionDeclaration }, () => {
            target = Reflect.get(globalThis, valueKey);
          });
        });
      });
    }
    return target;
  } finally {
    Reflect.deleteProperty(globalThis, valueKey);
    session.disconnect();
  }
}
