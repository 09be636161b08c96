import { expect, it } from "vitest";
import { proxyFor } from "../../../src/client/config/proxy.js";
import { ConfigError } from "../../../src/domain/errors.js";

const proxy = "http://proxy.example:3128";
const https = "https://app.supervisely.com";

it.each([
  [{ HTTPS_PROXY: proxy }, https, "HTTPS_PROXY"],
  [{ https_proxy: proxy, HTTPS_PROXY: "http://other" }, https, "https_proxy"],
  [{ HTTP_PROXY: proxy }, "http://10.0.0.7", "HTTP_PROXY"],
  [{ http_proxy: proxy }, https, "http_proxy"],
  [{ HTTPS_PROXY: proxy, HTTP_PROXY: "http://other" }, https, "HTTPS_PROXY"],
  [{ HTTPS_PROXY: "proxy.example:3128" }, https, "HTTPS_PROXY"],
])("takes the proxy of %j for %s", (env, origin, source) => {
  expect(proxyFor(origin, env)).toMatchObject({ text: proxy, source });
});

it.each([
  [{}, https],
  [{ HTTPS_PROXY: proxy }, "http://10.0.0.7"],
  [{ HTTPS_PROXY: "" }, https],
  [{ HTTPS_PROXY: proxy, HTTP_PROXY: proxy }, "http://127.0.0.1:8080"],
  [{ HTTPS_PROXY: proxy, HTTP_PROXY: proxy }, "http://localhost"],
  [{ HTTPS_PROXY: proxy, NO_PROXY: "supervisely.com" }, https],
  [{ HTTPS_PROXY: proxy, no_proxy: "a.example, .supervisely.com" }, https],
  [{ HTTPS_PROXY: proxy, NO_PROXY: "app.supervisely.com:443" }, https],
  [{ HTTPS_PROXY: proxy, NO_PROXY: "*" }, https],
])("goes directly with %j to %s", (env, origin) => {
  expect(proxyFor(origin, env)).toBeUndefined();
});

it("does not take another host or port for one that NO_PROXY names", () => {
  const env = { HTTPS_PROXY: proxy, NO_PROXY: "ervisely.com,app.supervisely.com:8443,a.example" };
  expect(proxyFor(https, env)?.text).toBe(proxy);
});

it("proxies loopback where that is asked for", () => {
  expect(proxyFor("http://127.0.0.1:1", {}, proxy)?.source).toBe("connect({ proxy })");
  expect(proxyFor("http://127.0.0.1:1", { SLYLAB_PROXY: proxy })?.source).toBe("SLYLAB_PROXY");
  expect(proxyFor(https, { HTTPS_PROXY: proxy }, false)).toBeUndefined();
});

it("keeps login and password out of what people see", () => {
  const found = proxyFor(https, { HTTPS_PROXY: "http://me:hunter2@proxy.example:3128" });
  expect(found).toEqual({ url: "http://me:hunter2@proxy.example:3128/", text: proxy, source: "HTTPS_PROXY" });
});

it.each(["socks5://me:hunter2@proxy", "http://", "a b"])("refuses %s without repeating it", (text) => {
  const work = () => proxyFor(https, { HTTPS_PROXY: text });
  expect(work).toThrow(ConfigError);
  expect(work).toThrow("HTTPS_PROXY is not a valid proxy address");
});
