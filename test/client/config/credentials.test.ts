import { expect, it } from "vitest";
import { checkSameInstance } from "../../../src/client/config/credentials.js";
import { ConfigError } from "../../../src/domain/errors.js";

const process = (address?: string) => ({ source: {}, where: "the environment", isProcess: true, address });
const file = (address?: string) => ({ source: {}, where: "local.env:1", isProcess: false, address });

it("lets code and the process's variables name server and token in two places", () => {
  checkSameInstance(process("https://a.example"), process());
});

it("refuses a server of code for the token that the process states for another", () => {
  expect(() => checkSameInstance(process("https://b.example"), process("https://a.example"))).toThrow(ConfigError);
});

it("takes the same host in two places, and refuses a file's server for a token without one", () => {
  checkSameInstance(file("https://a.example/x"), file("https://a.example"));
  expect(() => checkSameInstance(file("https://a.example"), process())).toThrow(/local\.env:1 .* the environment/);
});
