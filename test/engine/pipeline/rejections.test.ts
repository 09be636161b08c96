/** Rejected and thrown values that have no stack still have a place. */
import { afterAll, expect, it } from "vitest";
import { Cells } from "../cells.js";

const cells = new Cells();
afterAll(() => cells.close());

it("locates values without a stack where they were last thrown, or passed to a rejection", async () => {
  await cells.value("const circular: any = {}\ncircular.self = circular");
  const places = async (code: string) => (await cells.error(code)).frames.map(({ line, column }) => [line, column]);
  expect(await places("throw circular")).toEqual([[1, 7]]);
  expect(await places("\nawait Promise.reject(circular)")).toEqual([[2, 22]]);
  expect(await places("function fail() {\n  throw circular\n}\nfail()")).toEqual([[2, 9]]);
  expect(await places("await new Promise((_, no) => setTimeout(() => no({ code: 3 }), 1))")).toEqual([[1, 50]]);
  expect(await places("throw 'text'")).toEqual([[1, 7]]);
  expect(await places("\n\nawait Promise.resolve().then(() => Promise.reject('text'))")).toEqual([[3, 51]]);
  // An equal string from elsewhere is not mistaken for the one that was thrown.
  expect(await places("\nawait [1].map((_, at, all) => Reflect.apply(Promise.reject, Promise, ['text']))[0]")).toEqual([
    [2, 1],
  ]);
});

it("does not change the arguments of methods named reject", async () => {
  await cells.value("const mine = { reject: (...all: unknown[]) => all }, a = 1, b = 2");
  expect(await cells.value("mine.reject(a, b)")).toEqual([1, 2]);
  expect(await cells.value("mine.reject(...[a], b)")).toEqual([1, 2]);
});

it("locates an unhandled rejection", async () => {
  await cells.value("\nPromise.reject({ code: 3 })\n1");
  expect(cells.uncaught).toMatchObject([{ message: '{"code":3}', frames: [{ line: 2, column: 16 }] }]);
});
