/** Hostile bytes for a zeromq port: garbage, and messages after a valid ZMTP 3.0 handshake. */
import { once } from "node:events";
import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

/** Pseudo-random numbers from 0 to 1 by a seed. */
export function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const greeting = Buffer.concat([Buffer.from("ff00000000000000017f0300", "hex"), Buffer.from("NULL"), Buffer.alloc(48)]);

function ready(socketType: string): Buffer {
  const property = (name: string, value: string) => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(value.length);
    return Buffer.concat([Buffer.from([name.length]), Buffer.from(name), length, Buffer.from(value)]);
  };
  const body = Buffer.concat([
    Buffer.from([5]),
    Buffer.from("READY"),
    property("Socket-Type", socketType),
    property("Identity", ""),
  ]);
  return Buffer.concat([Buffer.from([4, body.length]), body]);
}

/** One payload: random bytes, or frames after a valid handshake. */
export function hostileBytes(random: () => number): Buffer {
  const below = (limit: number) => Math.floor(random() * limit);
  const bytes = (length: number) => Buffer.from(Array.from({ length }, () => below(256)));
  const frame = () => {
    const size = below(40);
    const flags = [0, 1, 2, 3, 4, 6, 255][below(7)] ?? 0;
    return Buffer.concat([Buffer.from([flags, random() < 0.2 ? below(256) : size]), bytes(size)]);
  };
  switch (below(5)) {
    case 0:
      return bytes(1 + below(80));
    case 1:
      return Buffer.concat([Buffer.from([1, 0]), bytes(below(30))]);
    case 2:
      return Buffer.concat([greeting.subarray(0, 1 + below(64)), bytes(below(30))]);
    default: {
      const type = ["REQ", "DEALER", "SUB", "ROUTER", "XSUB", "NONE"][below(6)] ?? "REQ";
      const frames = Array.from({ length: 1 + below(6) }, frame);
      return Buffer.concat([greeting, ready(type), ...frames, Buffer.from([1, 1, 1, 0, 0]), bytes(below(9))]);
    }
  }
}

/** Sends a payload in two pieces and disconnects, sometimes in the middle. */
export async function attackPort(port: number, payload: Buffer, cut: number): Promise<void> {
  const socket = connect(port, "127.0.0.1");
  socket.on("error", () => undefined);
  await once(socket, "connect");
  socket.write(payload.subarray(0, cut));
  await sleep(2);
  socket.write(payload.subarray(cut));
  await sleep(8);
  socket.destroy();
}
