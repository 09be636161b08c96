import { expect, it } from "vitest";
import { parseAddress } from "../../../src/client/http/address.js";

it.each([
  ["https://app.supervisely.com", "https://app.supervisely.com", ""],
  ["https://app.supervisely.com/", "https://app.supervisely.com", ""],
  ["10.0.0.7:8080", "http://10.0.0.7:8080", ""],
  ["localhost", "http://localhost", ""],
  ["[::1]:80", "http://[::1]", ""],
  ["//host//", "http://host", ""],
  ["https://host/sly/", "https://host", "/sly"],
  ["HTTPS://HOST", "https://host", ""],
])("reads %s", (text, origin, basePath) => {
  expect(parseAddress(text, "the options")).toEqual({ text: origin + basePath, origin, basePath });
});

it.each(["", "ftp://host", "http://", "https:", "a b", "http://host?x=1", "http://host#x", "http://u:p@host"])(
  "takes %j for no address",
  (text) => {
    expect(() => parseAddress(text, "local.env:2")).toThrow(
      /SERVER_ADDRESS.* in local\.env:2 is not a server's address/,
    );
  },
);
