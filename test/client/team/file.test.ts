import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { Api } from "../../../src/client/api.js";
import { ArgumentError, InvalidError, NotFoundError } from "../../../src/domain/errors.js";
import { type Instance, startInstance } from "../../../src/server/instance.js";
import { type FaultProxy, faultOn, startFaultProxy } from "../../support/fault-proxy.js";

let instance: Instance;
let proxy: FaultProxy;
let api: Api;
let folder: string;

beforeAll(async () => {
  instance = await startInstance({ data: "memory", passwordCost: 2 });
  proxy = await startFaultProxy(instance.address);
  api = new Api({ address: proxy.address, token: instance.token });
  folder = await mkdtemp(join(tmpdir(), "slylab-file-"));
});
afterAll(async () => {
  await api?.close();
  await proxy?.close();
  await instance?.close();
  await rm(folder, { recursive: true, force: true });
});

it("uploads content and local files, lists and downloads them", async () => {
  const local = join(folder, "a.json");
  await writeFile(local, "{}");
  const made = await api.file.upload(8, local, "/reports/ä b.json");
  expect(made).toMatchObject({ teamId: 8, path: "/reports/ä b.json", mime: "application/json", size: 2, isDir: false });
  const bytes = Buffer.from("content");
  const both = await api.file.uploadBulk(8, [
    { source: bytes, path: "/reports/deep/b.txt" },
    { source: local, path: "c.json" },
  ]);
  expect(both.map(({ path }) => path)).toEqual(["/reports/deep/b.txt", "/c.json"]);
  expect((await api.file.list(8, "/reports/")).map(({ path }) => path)).toEqual(["/reports/deep/b.txt", made.path]);
  const direct = await api.file.list(8, "/", { recursive: false });
  expect(direct.map(({ path, isDir }) => [path, isDir])).toEqual([
    ["/c.json", false],
    ["/reports", true],
  ]);
  expect(Buffer.from(await api.file.download(8, "/reports/deep/b.txt"))).toEqual(bytes);
  await api.file.downloadPath(8, made.path, join(folder, "new", "b.json"));
  expect(await readFile(join(folder, "new", "b.json"), "utf8")).toBe("{}");
  expect(await api.file.getDirectorySize(8, "/reports")).toBe(9);
});

it("finds and removes files", async () => {
  await api.file.uploadBulk(
    8,
    ["/old/1", "/old/2", "/old/3"].map((path) => ({ source: new Uint8Array([1]), path })),
  );
  expect([await api.file.exists(8, "/old/1"), await api.file.exists(8, "/old")]).toEqual([true, false]);
  expect(await api.file.getInfoByPath(8, "/none")).toBeNull();
  await api.file.remove(8, "/old/1");
  await api.file.removeBatch(8, ["/old/2", "/none"]);
  expect((await api.file.list(8, "/old/")).map(({ path }) => path)).toEqual(["/old/3"]);
  await api.file.remove(8, "/old/");
  expect(await api.file.dirExists(8, "/old")).toBe(false);
  await expect(api.file.download(8, "/old/3")).rejects.toBeInstanceOf(NotFoundError);
});

it("uploads once when the response is lost", async () => {
  proxy.play(faultOn("file-storage.bulk.upload?teamId=8", [1], { kind: "drop-reply" }));
  const made = await api.file.upload(8, Buffer.from("x"), "/lost/a.txt");
  proxy.play(() => undefined);
  expect((await api.file.list(8, "/lost/")).map(({ id }) => id)).toEqual([made.id]);
});

it("rejects invalid content before anything is sent, and leaves paths to the server", async () => {
  await expect(api.file.upload(8, "/no/such/file", "/a")).rejects.toBeInstanceOf(ArgumentError);
  await expect(api.file.upload(8, Buffer.from("x"), "/a/")).rejects.toBeInstanceOf(ArgumentError);
  await expect(api.file.upload(8, Buffer.from("x"), "/../a")).rejects.toBeInstanceOf(InvalidError);
});
