import { expect, it } from "vitest";
import { checkSameInstance } from "../../../src/client/config/credentials.js";
import { ConfigError } from "../../../src/domain/errors.js";

const process = (address?: string) => ({ source: {}, where: "the environment", isProcess: true, address });
const file = (address?: string) => ({ source: {}, where: "local.env:1", isProcess: false, address });

it("server and token may come from the code and the process's environment", () => {
  checkSameInstance(process("https://a.example"), process());
});

it("a server given in code is rejected for a token that the process's environment has for another server", () => {
  expect(() => checkSameInstance(process("https://b.example"), process("https://a.example"))).toThrow(ConfigError);
});

it("the same host in two places is accepted, and a file's server is rejected for a token without a server", () => {
  checkSameInstance(file("https://a.example/x"), file("https://a.example"));
  expect(() => checkSameInstance(file("https://a.example"), process())).toThrow(/local\.env:1 .* the environment/);
});
