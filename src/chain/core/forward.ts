/** Methods that records have in common with chains. */

/**
 * Adds methods to a class of records: each starts a chain of the record and calls the chain's method of the same name. They are
 * on the prototype and not enumerable, so that printing and comparison see only the server's fields.
 */
export function forwardMethods<R extends object, Name extends string>(
  { prototype }: { readonly prototype: R },
  names: readonly Name[],
  chainOf: (record: R) => Readonly<Record<Name, (...given: never[]) => unknown>>,
): void {
  for (const name of names) {
    Object.defineProperty(prototype, name, {
      configurable: true,
      value(this: R, ...args: unknown[]): unknown {
        const chain = chainOf(this);
        return Reflect.apply(chain[name], chain, args);
      },
    });
  }
}
