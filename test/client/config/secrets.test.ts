import { expect, it } from "vitest";
import { secretsOf } from "../../../src/client/config/secrets.js";

it("secrets are found by the names of their variables, each once", () => {
  const variables = { API_TOKEN: " t1 ", DB_PASSWORD: "p1", MY_SECRET: "t1", EMPTY_TOKEN: "", PATH: "/bin" };
  expect(secretsOf([variables, { AWS_ACCESS_KEY: "k1" }])).toEqual(["t1", "p1", "k1"]);
});

it("passwords in addresses are found in any variable", () => {
  expect(
    secretsOf([{ HTTPS_PROXY: "http://me:hunter2@proxy:3128", SERVER_ADDRESS: "https://a.example:81/x@y" }]),
  ).toEqual(["hunter2"]);
});

it("knows a secret whose quote is not closed as it is typed", () => {
  expect(secretsOf([{ API_TOKEN: '"abcdefgh12345' }])).toContain("abcdefgh12345");
  expect(secretsOf([{ API_TOKEN: "abcdefgh12345\nSERVER_ADDRESS=" }])).toContain("abcdefgh12345");
});
