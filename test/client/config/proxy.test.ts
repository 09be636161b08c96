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
])("%j selects the proxy for %s", (env, origin, source) => {
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
  [{ HTTPS_PROXY: proxy, NO_PROXY: "app.supervisely.com." }, https],
  [{ HTTPS_PROXY: proxy, NO_PROXY: "app.supervisely.com" }, "https://app.supervisely.com."],
  [{ HTTPS_PROXY: proxy, NO_PROXY: "*visely.com" }, https],
  [{ HTTP_PROXY: proxy, NO_PROXY: "10.0.0.0/8" }, "http://10.1.2.3:8080"],
  [{ HTTP_PROXY: proxy, NO_PROXY: "fd00::1" }, "http://[fd00::1]:8080"],
  [{ HTTP_PROXY: proxy, NO_PROXY: "[fd00::1]:8080" }, "http://[fd00::1]:8080"],
  [{ HTTP_PROXY: proxy, NO_PROXY: "fd00:0:0::1" }, "http://[fd00::1]"],
  [{ HTTP_PROXY: proxy, NO_PROXY: "fd00::/8" }, "http://[fd00::1]"],
])("%j uses no proxy for %s", (env, origin) => {
  expect(proxyFor(origin, env)).toBeUndefined();
});

it("NO_PROXY does not match other hosts and ports", () => {
  const env = { HTTPS_PROXY: proxy, NO_PROXY: "ervisely.com,app.supervisely.com:8443,a.example" };
  expect(proxyFor(https, env)?.text).toBe(proxy);
});

it.each(["10.0.0.0/16", "10.0.0.0/99", "10.0.0.0/", "fd00::/8", "10.1.2.4", "10.1.2.3:80", "10"])(
  "NO_PROXY=%s does not match 10.1.2.3",
  (list) => {
    expect(proxyFor("http://10.1.2.3:8080", { HTTP_PROXY: proxy, NO_PROXY: list })?.text).toBe(proxy);
  },
);

it.each([
  ["p%ss", "p%25ss"],
  ["100%", "100%25"],
  ["p%FFs", "p%25FFs"],
  ["p%3As%", "p%3As%25"],
  ["p%40ss", "p%40ss"],
])("the password %s is decoded, or kept if its percent signs encode nothing", (password, encoded) => {
  const found = proxyFor(https, { HTTPS_PROXY: `http://me:${password}@proxy.example:3128` });
  expect(found?.url).toBe(`http://me:${encoded}@proxy.example:3128/`);
});

it("loopback is proxied on request", () => {
  expect(proxyFor("http://127.0.0.1:1", {}, proxy)?.source).toBe("connect({ proxy })");
  expect(proxyFor("http://127.0.0.1:1", { SLYLAB_PROXY: proxy })?.source).toBe("SLYLAB_PROXY");
  expect(proxyFor(https, { HTTPS_PROXY: proxy }, false)).toBeUndefined();
});

it("login and password are not shown", () => {
  const found = proxyFor(https, { HTTPS_PROXY: "http://me:hunter2@proxy.example:3128" });
  expect(found).toEqual({ url: "http://me:hunter2@proxy.example:3128/", text: proxy, source: "HTTPS_PROXY" });
});

it.each(["socks5://me:hunter2@proxy", "http://", "a b"])("%s is rejected without showing it", (text) => {
  const work = () => proxyFor(https, { HTTPS_PROXY: text });
  expect(work).toThrow(ConfigError);
  expect(work).toThrow("HTTPS_PROXY is not a valid proxy address");
});
