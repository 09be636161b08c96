import { expect, it } from "vitest";
import { receiveAll } from "../../../src/kernel/wire/receive.js";

it("continues after a failed receive or handler, and ends when the socket is closed", async () => {
  const script = ["one", new Error("not in this state"), "two", "three"];
  const socket = {
    closed: false,
    async receive() {
      const next = script.shift();
      if (next instanceof Error) throw next;
      if (next === undefined) {
        socket.closed = true;
        throw new Error("closed");
      }
      return [Buffer.from(next)];
    },
  };
  const taken: string[] = [];
  const errors: string[] = [];
  const take = async ([frame]: Buffer[]) => {
    taken.push(String(frame));
    if (String(frame) === "two") throw new Error("no handler");
  };
  await receiveAll(socket, take, (reason) => errors.push(String(reason)));
  expect(taken).toEqual(["one", "two", "three"]);
  expect(errors).toEqual(["Error: not in this state", "Error: no handler"]);
});
