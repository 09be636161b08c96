import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Header } from "../../../src/kernel/requests/messages.js";
import { decodeMessage, encodeMessage } from "../../../src/kernel/wire/wire.js";

const signing = { key: "a-key", scheme: "hmac-sha256" };
const header: Header = {
  msg_id: "m1",
  msg_type: "execute_request",
  session: "s1",
  username: "user",
  date: "2026-11-24T00:00:00.000Z",
  version: "5.4",
};
const frames = (content = '{"code":"1"}'): Uint8Array[] =>
  encodeMessage({ prefix: ["client"], header, content }, signing).map((frame) => Buffer.from(frame));

describe("a message on the wire", () => {
  it("is decoded unchanged, with its client's address", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (content) => {
        const sent = JSON.stringify(content);
        const decoded = decodeMessage(frames(sent), signing);
        expect(decoded).toMatchObject({ ok: true, message: { header } });
        if (!decoded.ok) return;
        expect(decoded.message.content).toEqual(JSON.parse(sent));
        expect(decoded.message.identities.map(String)).toEqual(["client"]);
        expect(decoded.message.parent).toBeUndefined();
      }),
    );
  });

  it("has the same signature as from Jupyter's own client", () => {
    // jupyter_client 8.10.0: Session(key=b"a-key").sign(parts)
    const signature = "5e57f3b04a7fbdbd2a5944b3d4fe78fef0710052790212c8e388cfbd378164b6";
    const parts = ['{"msg_id":"m","msg_type":"t"}', "{}", "{}", '{"b":2}'];
    const received = ["<IDS|MSG>", signature, ...parts].map((part) => Buffer.from(part));
    expect(decodeMessage(received, signing)).toMatchObject({ ok: true, message: { content: { b: 2 } } });
  });

  it("is rejected with a wrong signature, and accepted without one if there is no key", () => {
    const forged = frames();
    forged[2] = Buffer.from("0".repeat(64));
    expect(decodeMessage(forged, signing)).toEqual({ ok: false, reason: "invalid signature" });
    forged[2] = Buffer.from("");
    expect(decodeMessage(forged, signing)).toEqual({ ok: false, reason: "invalid signature" });
    expect(decodeMessage(forged, { ...signing, key: "" }).ok).toBe(true);
  });

  it("is rejected if its content was changed on the way", () => {
    const changed = frames();
    changed[6] = Buffer.from('{"code":"2"}');
    expect(decodeMessage(changed, signing).ok).toBe(false);
  });

  it("is rejected without an exception, whatever its frames", () => {
    const any = fc.array(fc.oneof(fc.uint8Array(), fc.constant(Buffer.from("<IDS|MSG>"))));
    fc.assert(fc.property(any, (noise) => !decodeMessage(noise, signing).ok));
  });

  it("may have buffers after its content", () => {
    expect(decodeMessage([...frames(), Buffer.from([1, 2, 3])], signing).ok).toBe(true);
  });
});
