import { expect, it } from "vitest";
import { parseAddress } from "../../../src/client/http/address.js";

it.each([
  ["https://app.supervisely.com", "https://app.supervisely.com", ""],
  ["https://app.supervisely.com/", "https://app.supervisely.com", ""],
  ["10.0.0.7:8080", "https://10.0.0.7:8080", ""],
  ["app.supervisely.com", "https://app.supervisely.com", ""],
  ["127.0.0.1:8080", "http://127.0.0.1:8080", ""],
  ["localhost:8080/sub", "http://localhost:8080", "/sub"],
  ["https://host/sly/public/api/v3/", "https://host", "/sly"],
  ["https://host/public/api/v3/jobs.list", "https://host", ""],
  ["localhost", "http://localhost", ""],
  ["[::1]:80", "http://[::1]", ""],
  ["//host//", "https://host", ""],
  ["https://host/sly/", "https://host", "/sly"],
  ["HTTPS://HOST", "https://host", ""],
])("%s is a valid address", (text, origin, basePath) => {
  expect(parseAddress(text, "the options")).toMatchObject({ text: origin + basePath, origin, basePath });
});

it.each([
  "",
  "ftp://host",
  "http://",
  "https:",
  "a b",
  "http://host?x=1",
  "http://host#x",
  "http://u:p@host",
  "https//host",
  "http:host",
])("%j is not an address", (text) => {
  expect(() => parseAddress(text, "local.env:2")).toThrow(/SERVER_ADDRESS.* in local\.env:2 is not a server's address/);
});

it.each(["localhost", "127.0.0.1", "127.9.8.7", "[::1]", "a.localhost", "0.0.0.0"])("%s is this machine", (host) => {
  expect(parseAddress(host, "x").isLoopback).toBe(true);
});

it.each(["10.0.0.7", "127.0.0.1.evil.example", "localhost.evil.example", "[::2]", "mylocalhost"])(
  "%s is another machine",
  (host) => {
    expect(parseAddress(host, "x").isLoopback).toBe(false);
  },
);
