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

it("returns the port of each socket and how messages are signed", () => {
  const connection = parseConnection(JSON.stringify(file));
  expect(connection).toMatchObject({ key: "secret", scheme: "hmac-sha256" });
  expect(endpoint(connection, "iopub")).toBe("tcp://127.0.0.1:4");
  expect(endpoint(parseConnection(JSON.stringify({ ...file, transport: "ipc", ip: "/run/k" })), "hb")).toBe(
    "ipc:///run/k-5",
  );
});

it("accepts an empty key, which means unsigned messages", () => {
  const { key: _, ...open } = file;
  expect(parseConnection(JSON.stringify(open)).key).toBe("");
});

it.each([
  ["{", "expected a JSON object"],
  ["[]", "expected a JSON object"],
  [JSON.stringify({ ...file, ip: 7 }), "expected an ip"],
  [JSON.stringify({ ...file, key: 7 }), "expected key to be a string"],
  [JSON.stringify({ ...file, stdin_port: "3" }), "expected a number for stdin_port"],
])("rejects an invalid connection file: %s", (text, message) => {
  expect(() => parseConnection(text)).toThrow(message);
});
