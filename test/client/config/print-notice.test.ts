import { expect, it, vi } from "vitest";
import { printNotice } from "../../../src/client/config/print-notice.js";
import { setHostContext } from "../../../src/domain/display/host-context.js";

it("a notice is printed on stderr, or as a note of the host", () => {
  const written = vi.spyOn(process.stderr, "write").mockReturnValue(true);
  printNotice("one");
  const notes: string[] = [];
  const restore = setHostContext({ note: (text) => notes.push(text) });
  printNotice("two");
  restore();
  expect(written.mock.calls).toEqual([["one\n"]]);
  written.mockRestore();
  expect(notes).toEqual(["two"]);
});
