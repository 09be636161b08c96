import { createHash, randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it, onTestFinished } from "vitest";
import { openTestServer, role, startTestServer, type TestServer } from "../../support/server.js";

interface FileWire {
  readonly id: number;
  readonly path: string;
  readonly hash: string;
  readonly meta: { readonly size: number; readonly mime: string };
  readonly fullStorageUrl: string;
}

const hashOf = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("base64");
const headersOf = (server: TestServer, as?: string) => ({
  "x-api-key": as === undefined ? server.token : (server.tokenOf(as) ?? as),
});

/** Uploads as the SDK does: triples of name, path and file. */
async function bulk(server: TestServer, files: Record<string, Uint8Array | string>, as?: string, teamId = 8) {
  const form = new FormData();
  for (const [path, content] of Object.entries(files)) {
    const at = path.lastIndexOf("/");
    form.append("name", path.slice(at + 1));
    form.append("path", path.slice(0, at + 1));
    form.append("file", new Blob([content]), "a");
  }
  const url = `${server.address}/public/api/v3/file-storage.bulk.upload?teamId=${teamId}`;
  const response = await fetch(url, { method: "POST", headers: headersOf(server, as), body: form });
  return { status: response.status, body: (await response.json()) as unknown };
}

async function put(server: TestServer, files: Record<string, Uint8Array | string>): Promise<FileWire[]> {
  const { status, body } = await bulk(server, files);
  expect({ status, body }).toMatchObject({ status: 200 });
  return body as FileWire[];
}

async function upload(server: TestServer, path: string, body: Uint8Array, as?: string) {
  const query = new URLSearchParams({ teamId: "8", path });
  const url = `${server.address}/public/api/v3/file-storage.upload?${query}`;
  const headers = { ...headersOf(server, as), "content-type": "application/octet-stream" };
  const response = await fetch(url, { method: "POST", headers, body });
  return { status: response.status, body: (await response.json()) as unknown };
}

function download(server: TestServer, path: string, headers: Record<string, string> = {}, as?: string) {
  return fetch(`${server.address}/public/api/v3/file-storage.download`, {
    method: "POST",
    headers: { ...headersOf(server, as), "content-type": "application/json", ...headers },
    body: JSON.stringify({ teamId: 8, path }),
  });
}

async function pathsOf(server: TestServer, path: string, recursive = true): Promise<string[]> {
  const list = (await server.must("file-storage.list", { teamId: 8, path, recursive })) as FileWire[];
  return list.map((file) => file.path);
}

describe("team files", () => {
  it("are stored with size, type and hash, and can be downloaded", async () => {
    const server = await startTestServer();
    const bytes = randomBytes(300_000);
    const [one, two] = await put(server, { "/a/b/image.png": bytes, "/a/note.json": "{}" });
    expect(one).toMatchObject({
      teamId: 8,
      userId: 7,
      name: "image.png",
      path: "/a/b/image.png",
      hash: hashOf(bytes),
      meta: { ext: "png", mime: "image/png", size: 300_000 },
      isDir: false,
    });
    expect(two).toMatchObject({ meta: { mime: "application/json", size: 2 } });
    expect(await server.must("file-storage.info", { id: one?.id })).toEqual(one);
    const response = await download(server, "/a/b/image.png");
    expect(Buffer.from(await response.arrayBuffer()).equals(bytes)).toBe(true);
    expect(response.headers.get("x-content-checksum-sha256")).toBe(hashOf(bytes));
    const raw = await fetch(two?.fullStorageUrl ?? "", { headers: headersOf(server) });
    expect([raw.status, await raw.text(), raw.headers.get("x-content-type-options")]).toEqual([200, "{}", "nosniff"]);
    expect((await fetch(two?.fullStorageUrl ?? "")).status).toBe(401);
  });

  it("accept a raw body with the path in the query", async () => {
    const server = await startTestServer();
    const bytes = randomBytes(1_000_000);
    const response = await upload(server, "/big.bin", bytes);
    expect(response).toMatchObject({ status: 200, body: { path: "/big.bin", hash: hashOf(bytes) } });
  });

  it("are listed for a folder recursively, or one level of it", async () => {
    const server = await startTestServer();
    await put(server, { "/a/b/1.txt": "1", "/a/b/2.txt": "2", "/a.txt": "3", "/a/z.txt": "4", "/ab/x.txt": "5" });
    expect(await pathsOf(server, "/")).toEqual(["/a.txt", "/a/b/1.txt", "/a/b/2.txt", "/a/z.txt", "/ab/x.txt"]);
    expect(await pathsOf(server, "/a")).toEqual(["/a/b/1.txt", "/a/b/2.txt", "/a/z.txt"]);
    expect(await pathsOf(server, "/", false)).toEqual(["/a.txt", "/a", "/ab"]);
    expect(await pathsOf(server, "/a/", false)).toEqual(["/a/b", "/a/z.txt"]);
    expect(await pathsOf(server, "/a/z.txt")).toEqual(["/a/z.txt"]);
    expect(await pathsOf(server, "/none/")).toEqual([]);
    const [, folder] = (await server.must("file-storage.list", { teamId: 8, path: "/", recursive: false })) as object[];
    expect(folder).toMatchObject({ path: "/a", isDir: true, type: "folder", meta: { size: 3 } });
  });

  it.each([
    { recursive: true, files: true, folders: true },
    { recursive: true, files: true, folders: false },
    { recursive: true, files: false, folders: true },
    { recursive: false, files: true, folders: true },
    { recursive: false, files: false, folders: true },
  ])("give the same entries in pages of one as in one page: %j", async (options) => {
    const server = await startTestServer();
    await put(server, { "/a/b/1.txt": "1", "/a/b/2.txt": "2", "/a/c/d/3.txt": "3", "/a/z.txt": "4", "/b/x.txt": "5" });
    const body = { teamId: 8, path: "/", ...options };
    type Page = { entities: FileWire[]; continuationToken: string | null };
    const whole = (await server.must("file-storage.v2.list", body)) as Page;
    expect(whole.continuationToken).toBeNull();
    const walked: FileWire[] = [];
    let token: string | null = null;
    do {
      const page = (await server.must("file-storage.v2.list", { ...body, limit: 1, continuationToken: token })) as Page;
      walked.push(...page.entities);
      token = page.continuationToken;
    } while (token !== null);
    expect(walked).toEqual(whole.entities);
  });

  it("are listed for one level, also beside a large folder", async () => {
    const server = await startTestServer();
    const many = Object.fromEntries(Array.from({ length: 1200 }, (_, at) => [`/deep/${at}.txt`, ""]));
    await put(server, { ...many, "/z.txt": "" });
    expect(await pathsOf(server, "/", false)).toEqual(["/deep", "/z.txt"]);
    expect(await pathsOf(server, "/deep/")).toHaveLength(1200);
  });

  it("are replaced by an upload to the same path; the id stays", async () => {
    const server = await startTestServer();
    const [first] = await put(server, { "/a.txt": "1" });
    const [second] = await put(server, { "/a.txt": "22" });
    expect(second).toMatchObject({ id: first?.id, meta: { size: 2 } });
    expect(await (await download(server, "/a.txt")).text()).toBe("22");
  });

  it("are downloaded in part with a Range header", async () => {
    const server = await startTestServer();
    await put(server, { "/a.txt": "0123456789" });
    const part = async (range: string) => {
      const response = await download(server, "/a.txt", { range });
      return [response.status, await response.text(), response.headers.get("content-range")];
    };
    expect(await part("bytes=0-3")).toEqual([206, "0123", "bytes 0-3/10"]);
    expect(await part("bytes=4-")).toEqual([206, "456789", "bytes 4-9/10"]);
    expect(await part("bytes=-2")).toEqual([206, "89", "bytes 8-9/10"]);
    expect(await part("bytes=8-99")).toEqual([206, "89", "bytes 8-9/10"]);
    expect(await part("bytes=10-")).toEqual([416, "", "bytes */10"]);
    expect(await part("lines=1-2")).toEqual([200, "0123456789", null]);
  });

  it("are removed by file, folder or many paths; missing paths are no error", async () => {
    const server = await startTestServer();
    await put(server, { "/a/1.txt": "1", "/a/b/2.txt": "2", "/ab.txt": "3", "/c.txt": "4", "/d.txt": "5" });
    await server.must("file-storage.remove", { teamId: 8, path: "/a/" });
    expect(await pathsOf(server, "/")).toEqual(["/ab.txt", "/c.txt", "/d.txt"]);
    await server.must("file-storage.bulk.remove", { teamId: 8, paths: ["/c.txt", "/none.txt"] });
    await server.must("file-storage.remove", { teamId: 8, path: "/none/" });
    expect(await pathsOf(server, "/")).toEqual(["/ab.txt", "/d.txt"]);
    expect(await server.ask("file-storage.remove", { teamId: 8, path: "/" })).toMatchObject({ status: 400 });
    expect((await download(server, "/a/1.txt")).status).toBe(404);
  });

  it("are downloaded as an archive for a folder", async () => {
    const server = await startTestServer();
    await put(server, { "/a/b/1.txt": "one", "/a/b/é.txt": "two", [`/a/b/${"x".repeat(150)}`]: "three" });
    const response = await download(server, "/a/b/");
    const bytes = Buffer.from(await response.arrayBuffer());
    expect(response.headers.get("content-length")).toBe(String(bytes.length));
    expect(bytes.length % 512).toBe(0);
    expect(bytes.toString("latin1", 0, 7)).toBe("b/1.txt");
    expect(bytes.toString("utf8")).toContain("path=b/é.txt\n");
    expect((await download(server, "/none/")).status).toBe(404);
  });
});

describe("paths of team files", () => {
  const bad = [
    "/../x.txt",
    "/a/../../x.txt",
    "/./x.txt",
    "/a\u0000b.txt",
    "/a\nb.txt",
    `/${"x".repeat(256)}`,
    `/${"é".repeat(128)}`,
    `${"/abcdefg".repeat(600)}`,
    "agent://1/x.txt",
    "/a/",
    "",
  ];
  it.each(bad.map((path) => [path.slice(0, 20), path]))(
    "are rejected before anything is stored: %j",
    async (_, path = "") => {
      const folder = await mkdtemp(join(tmpdir(), "slylab-paths-"));
      onTestFinished(() => rm(folder, { recursive: true, force: true }));
      const server = await startTestServer({ data: folder });
      const response = await upload(server, path, Buffer.from("x"));
      expect(response).toMatchObject({ status: 400, body: { details: [{ path: "path" }] } });
      expect(await pathsOf(server, "/")).toEqual([]);
      expect(await readdir(join(folder, "files")).catch(() => [])).toEqual([]);
    },
  );

  it.each(["/../x.txt", "/a/..", "/a\u0000b", "s3://bucket/x"])(
    "are rejected when files are read or removed: %j",
    async (path) => {
      const server = await startTestServer();
      for (const name of ["list", "v2.list", "download", "remove"]) {
        expect(await server.ask(`file-storage.${name}`, { teamId: 8, path })).toMatchObject({ status: 400 });
      }
    },
  );

  it("may contain any letter, and names that only look special", async () => {
    const server = await startTestServer();
    const odd = ["/…/x", "/a b/ü/日本.png", "/C:\\x/..y", "/%2e%2e/x", "/'; DROP TABLE teamFiles", "/🍋.txt"];
    for (const path of odd) expect(await upload(server, path, Buffer.from(path))).toMatchObject({ status: 200 });
    for (const path of odd) expect(await (await download(server, path)).text()).toBe(path);
    expect((await pathsOf(server, "/")).toSorted()).toEqual(odd.toSorted());
  });

  it("are the same with and without doubled slashes", async () => {
    const server = await startTestServer();
    await upload(server, "a//b.txt", Buffer.from("x"));
    expect(await pathsOf(server, "/a//")).toEqual(["/a/b.txt"]);
  });

  it("name a file or a folder, not both", async () => {
    const server = await startTestServer();
    await put(server, { "/a": "1", "/b/c": "2" });
    expect(await upload(server, "/a/x", Buffer.from("x"))).toMatchObject({ status: 400 });
    expect(await upload(server, "/b", Buffer.from("x"))).toMatchObject({ status: 400 });
    expect(await pathsOf(server, "/")).toEqual(["/a", "/b/c"]);
  });
});

describe("rights on team files", () => {
  it("allow all members to read, and those who may change projects to write", async () => {
    const server = await startTestServer();
    await put(server, { "/a.txt": "1" });
    for (const [login, roleId] of Object.entries(role)) await server.hire(login, roleId);
    const outcome = async (login: string) => [
      (await server.ask("file-storage.list", { teamId: 8, path: "/" }, login)).status,
      (await download(server, "/a.txt", {}, login)).status,
      (await upload(server, `/${login}.txt`, Buffer.from("x"), login)).status,
      (await bulk(server, { [`/${login}.bulk`]: "x" }, login)).status,
      (await server.ask("file-storage.remove", { teamId: 8, path: `/${login}.txt` }, login)).status,
    ];
    const writes = [200, 200, 200, 200, 200];
    const reads = [200, 200, 403, 403, 403];
    expect(await outcome("admin")).toEqual(writes);
    expect(await outcome("manager")).toEqual(writes);
    expect(await outcome("developer")).toEqual(writes);
    expect(await outcome("reviewer")).toEqual(reads);
    expect(await outcome("viewer")).toEqual(reads);
    expect(await outcome("annotator")).toEqual([403, 403, 403, 403, 403]);
  });

  it("do not allow reading files of another team", async () => {
    const server = await startTestServer();
    const { id: other } = (await server.must("teams.add", { name: "other" })) as { id: number };
    const [file] = await put(server, { "/a.txt": "1" });
    await server.hire("developer", role.developer);
    expect(await server.must("file-storage.list", { teamId: other, path: "/" })).toEqual([]);
    expect((await bulk(server, { "/a.txt": "x" }, "developer", other)).status).toBe(403);
    await server.must("members.remove", { teamId: 8, id: await userId(server, "developer") });
    expect(await server.ask("file-storage.info", { id: file?.id }, "developer")).toMatchObject({ status: 403 });
    expect((await fetch(file?.fullStorageUrl ?? "", { headers: headersOf(server, "developer") })).status).toBe(403);
  });
});

async function userId(server: TestServer, login: string): Promise<number> {
  const { entities } = (await server.must("members.list", { teamId: 8 })) as {
    entities: { id: number; login: string }[];
  };
  return entities.find((member) => member.login === login)?.id ?? 0;
}

describe("bodies of uploads", () => {
  const post = async (server: TestServer, query: string, type: string, body: string | Buffer) => {
    const url = `${server.address}/public/api/v3/file-storage.bulk.upload?${query}`;
    const headers = { ...headersOf(server), "content-type": type };
    return (await fetch(url, { method: "POST", headers, body })).status;
  };
  const form = "multipart/form-data; boundary=x";

  it("that are incomplete or not a form are rejected, and nothing is stored", async () => {
    const folder = await mkdtemp(join(tmpdir(), "slylab-bodies-"));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    const server = await startTestServer({ data: folder });
    const part = '--x\r\ncontent-disposition: form-data; name="file"; filename="a"\r\n\r\nabc';
    const bodies = [
      "",
      "--x--\r\n",
      part,
      `${part}\r\n--x`,
      "junk",
      '--x\r\ncontent-disposition: form-data; name="file"',
    ];
    for (const body of bodies)
      expect({ body, status: await post(server, "teamId=8", form, body) }).toEqual({ body, status: 400 });
    expect(await post(server, "teamId=8", "application/json", "{}")).toBe(400);
    expect(await post(server, "", form, `${part}\r\n--x--`)).toBe(400);
    expect(await post(server, "teamId=999999", form, `${part}\r\n--x--`)).toBe(404);
    expect(await pathsOf(server, "/")).toEqual([]);
    expect(await readdir(join(folder, "files")).catch(() => [])).toEqual([]);
  });

  it("store no file if one of them cannot be stored", async () => {
    const folder = await mkdtemp(join(tmpdir(), "slylab-bodies-"));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    const server = await startTestServer({ data: folder });
    expect(await bulk(server, { "/good.txt": "1", "/../bad.txt": "2" })).toMatchObject({ status: 400 });
    expect(await bulk(server, { "/a": "1", "/a/b": "2" })).toMatchObject({ status: 400 });
    expect(await pathsOf(server, "/")).toEqual([]);
    expect(await readdir(join(folder, "files"))).toEqual([]);
  });

  it("that the client aborts leave no file", async () => {
    const folder = await mkdtemp(join(tmpdir(), "slylab-bodies-"));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    const server = await startTestServer({ data: folder });
    const { port } = new URL(server.address);
    const socket = connect(Number(port), "127.0.0.1");
    const head = [
      "POST /public/api/v3/file-storage.upload?teamId=8&path=/big.bin HTTP/1.1",
      "host: localhost",
      `x-api-key: ${server.token}`,
      "content-type: application/octet-stream",
      "content-length: 1000000",
      "\r\n",
    ];
    socket.write(head.join("\r\n") + "x".repeat(1000));
    while ((await readdir(join(folder, "files")).catch(() => [])).length === 0) await sleep(5);
    socket.destroy();
    while ((await readdir(join(folder, "files"))).length > 0) await sleep(5);
    expect(await pathsOf(server, "/")).toEqual([]);
  });
});

describe("the folder of team files", () => {
  it("survives a restart, which removes files that no record names", async () => {
    const folder = await mkdtemp(join(tmpdir(), "slylab-files-"));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    const first = await openTestServer({ data: folder });
    await put(first, { "/a.txt": "kept" });
    await first.close();
    await writeFile(join(folder, "files", "0".repeat(32)), "left by a crash");
    await writeFile(join(folder, "files", "readme.txt"), "a user's own");
    const second = await startTestServer({ data: folder });
    expect(await (await download(second, "/a.txt")).text()).toBe("kept");
    expect(await readdir(join(folder, "files"))).toHaveLength(2);
  });

  it("frees the space of removed and replaced files", async () => {
    const folder = await mkdtemp(join(tmpdir(), "slylab-files-"));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    const server = await startTestServer({ data: folder });
    await put(server, { "/a.txt": "1", "/b.txt": "2" });
    await put(server, { "/a.txt": "3" });
    await server.must("file-storage.remove", { teamId: 8, path: "/b.txt" });
    while ((await readdir(join(folder, "files"))).length > 1) await sleep(5);
    expect(await (await download(server, "/a.txt")).text()).toBe("3");
  });

  it("is temporary for an instance in memory, and removed with it", async () => {
    const there = async () => (await readdir(tmpdir())).filter((name) => name.startsWith("slylab-files-"));
    const before = new Set(await there());
    const server = await openTestServer();
    expect((await there()).filter((name) => !before.has(name))).toEqual([]);
    await put(server, { "/a.txt": "1" });
    const made = (await there()).filter((name) => !before.has(name));
    expect(made.length).toBeGreaterThan(0);
    await server.close();
    expect(made.some((name) => !existsSync(join(tmpdir(), name)))).toBe(true);
  });
});
