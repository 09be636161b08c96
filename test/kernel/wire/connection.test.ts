import { expect, it } from "vitest";
import { endpoint, parseConnection } from "../../../src/kernel/wire/connection.js";

const file = {
  transport: "tcp",
  ip: "127.0.0.1",
  key: "secret",
  signature_scheme: "hmac-sha256",
  shell_port: 1,
  control_port: 2,
  stdin_port: 3,
  iopub_port: 4,
  hb_port: 5,
  kernel_name: "slylab",
};

it("says where each socket listens and how messages are signed", () => {
  const connection = parseConnection(JSON.stringify(file));
  expect(connection).toMatchObject({ key: "secret", scheme: "hmac-sha256" });
  expect(endpoint(connection, "iopub")).toBe("tcp://127.0.0.1:4");
  expect(endpoint(parseConnection(JSON.stringify({ ...file, transport: "ipc", ip: "/run/k" })), "hb")).toBe(
    "ipc:///run/k-5",
  );
});

it("may have no key: then nothing is signed", () => {
  const { key: _, ...open } = file;
  expect(parseConnection(JSON.stringify(open)).key).toBe("");
});

it.each([
  ["{", "not a JSON object"],
  ["[]", "not a JSON object"],
  [JSON.stringify({ ...file, ip: 7 }), "names no ip"],
  [JSON.stringify({ ...file, key: 7 }), "key is not text"],
  [JSON.stringify({ ...file, stdin_port: "3" }), "has no stdin_port"],
])("is refused where it is none: %s", (text, message) => {
  expect(() => parseConnection(text)).toThrow(message);
});
