import type { IncomingMessage, ServerResponse } from "node:http";
import { z } from "zod";
import { safeParse } from "../../base/safe-parse.js";
import { PictureFiles, previewPath } from "../images/picture-files.js";
import { storagePath } from "../images/storage-urls.js";
import { methodsOf } from "../methods.js";
import { unknownMethod } from "../other-areas.js";
import type { ServerContext } from "../server-context.js";
import { LoginGuard, logIn } from "../users/login.js";
import { ClientDisconnected, merge, parseJson, readBody } from "./body.js";
import { errorResponse, invalidInput } from "./error-response.js";
import { id } from "./fields.js";
import type { Limits } from "./limits.js";
import { MemoryBudget, type MemoryShare } from "./memory-budget.js";
import {
  Bytes,
  type Call,
  FileResult,
  type JsonMethod,
  type Method,
  type MultipartMethod,
  type StreamMethod,
} from "./method.js";
import { invalid, missing, unauthorized } from "./problem.js";
import { type Exchange, Router } from "./router.js";
import { sendBytes } from "./send-bytes.js";
import { sendFile } from "./send-file.js";
import { receiveUpload, type UploadOptions } from "./upload.js";

const json = { "content-type": "application/json; charset=utf-8" };
const text = { "content-type": "text/plain; charset=utf-8" };

const credentials = z.object({ login: z.string().min(1).max(255), password: z.string().min(1).max(1000) });

/** Answers a request; never rejects because of a faulty request. */
export type App = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/** Receives internal errors; clients only see status 500. */
export type OnFailure = (error: unknown, method: string) => void;

/** Options of {@link createApp}. */
export interface AppOptions {
  readonly onFailure: OnFailure;
  readonly limits: Limits;
  /** Folder for large uploads in progress. */
  readonly uploadFolder: string;
}

/** Creates the web application of the API; {@link listen} serves it. */
export function createApp(server: ServerContext, options: AppOptions): App {
  const { onFailure, limits, uploadFolder } = options;
  const methods = methodsOf(server);
  const budget = new MemoryBudget(limits.memoryBytes);
  const guard = new LoginGuard();
  const router = new Router();

  router.on("GET", "/", ({ response }) => send(response, 200, text, "slylab local instance\n"));

  router.on("POST", "/api/account", async (exchange) => {
    const { request, response } = exchange;
    const memory = budget.share();
    const fields = await readLogin(exchange, limits.loginBytes, memory).finally(() => memory.release());
    const parsed = safeParse(credentials, fields);
    if (!parsed.success) throw invalidInput(parsed.error);
    const source = request.socket.remoteAddress ?? "";
    const token = await logIn({ ...server, guard }, { ...parsed.data, source });
    await server.stores.database.durable;
    send(response, 200, json, JSON.stringify(token));
  });

  router.on("ALL", "/public/api/v3/:method", async (exchange) => {
    const { method: name = "" } = exchange.params;
    const { accounts } = server.stores;
    const token = exchange.header("x-api-key") ?? "";
    // An account that disabled itself may only undo that.
    const account = name === "users.disable" ? accounts.ownerOf(token) : accounts.byToken(token);
    const method = methods.get(name);
    if (name !== "instance.version" && account === undefined) {
      throw unauthorized(accounts.isDisabled(token) ? "the account is disabled" : undefined);
    }
    if (method === undefined) throw unknownMethod(name);
    const call = callOf(server, account, exchange);
    if (account !== undefined) method.admit?.(account);
    const memory = budget.share();
    let result: unknown;
    try {
      result = await handle(method, call, exchange, { limits, memory, folder: uploadFolder });
    } finally {
      memory.release();
    }
    // Waits until all writes are on disk, so that a crash cannot undo what the response acknowledges or shows.
    await server.stores.database.durable;
    if (result instanceof FileResult) await sendFile(result.file, exchange.request, exchange.response);
    else if (result instanceof Bytes) sendBytes(result, exchange);
    else send(exchange.response, 200, json, JSON.stringify(result));
  });

  // `fullStorageUrl` of a team's file.
  router.on("GET", "/storage-resources/file-storage/raw/:id", async (exchange) => {
    const { id: fileId } = exchange.params;
    const account = server.stores.accounts.byToken(exchange.header("x-api-key") ?? "");
    const method = methods.get("file-storage.raw");
    if (account === undefined || method?.kind !== "json") throw unauthorized();
    const parsed = safeParse(method.input, { id: fileId });
    if (!parsed.success) throw invalidInput(parsed.error);
    const result = await method.handle(callOf(server, account, exchange), parsed.data);
    if (!(result instanceof FileResult)) throw missing("file", fileId ?? "");
    await sendFile(result.file, exchange.request, exchange.response);
  });

  const pictures = new PictureFiles(server);
  router.on("GET", `${storagePath}/:account/:image/:signature/:name`, (exchange) =>
    sendBytes(pictures.original(exchange.params), exchange),
  );
  router.on(
    "GET",
    `${previewPath}/:ext/:resize/:quality/plain${storagePath}/:account/:image/:signature/:name`,
    async (exchange) => sendBytes(await pictures.preview(exchange.params), exchange),
  );

  return async (request, response) => {
    const { handler, exchange } = router.find(request, response);
    try {
      if (handler === undefined) throw missing("path", "asked for");
      await handler(exchange);
    } catch (error) {
      const { status, body, headers } = errorResponse(error);
      if ((status === 500 || status === 507) && !(error instanceof ClientDisconnected)) onFailure(error, exchange.path);
      // Too late for an error response: closing the connection tells the client.
      if (response.headersSent) response.destroy();
      else send(response, status, { ...json, ...headers }, JSON.stringify(body));
    }
  };
}

function send(response: ServerResponse, status: number, headers: Record<string, string>, content: string): void {
  const bytes = Buffer.from(content);
  response.writeHead(status, { ...headers, "content-length": bytes.length });
  response.end(bytes);
}

function handle(method: Method, call: Call, exchange: Exchange, options: UploadOptions): Promise<unknown> {
  switch (method.kind) {
    case "json":
      return handleJson(method, call, exchange, maxBytes(options.limits, method), options.memory);
    case "multipart":
      return handleParts(method, call, exchange.request, options);
    case "stream":
      return handleStream(method, call, exchange);
  }
}

async function handleStream(method: StreamMethod, call: Call, exchange: Exchange): Promise<unknown> {
  const { request: incoming, query } = exchange;
  try {
    const parsed = safeParse(method.input, query);
    if (!parsed.success) throw invalidInput(parsed.error);
    const chunks = incoming.iterator({ destroyOnReturn: false });
    return await method.handle(call, parsed.data, { contentType: incoming.headers["content-type"] ?? "", chunks });
  } catch (error) {
    if (incoming.destroyed && !incoming.complete) throw new ClientDisconnected();
    // A client that is still sending only reads the response afterwards.
    incoming.resume();
    throw error;
  }
}

/** Returns the maximum size of a method's JSON body. */
function maxBytes(limits: Limits, { body = "json" }: JsonMethod): number {
  if (body === "none") return 0;
  return { json: limits.jsonBytes, list: limits.listBytes, annotation: limits.annotationBytes }[body];
}

async function readLogin({ request, header }: Exchange, maxBytes: number, memory: MemoryShare): Promise<unknown> {
  const bytes = await readBody(request, maxBytes, memory);
  const isJson = header("content-type")?.includes("json") ?? false;
  return isJson ? parseJson(bytes.toString()) : Object.fromEntries(new URLSearchParams(bytes.toString()));
}

async function handleJson(
  method: JsonMethod,
  call: Call,
  { request, query }: Exchange,
  maxBytes: number,
  memory: MemoryShare,
): Promise<unknown> {
  const text = maxBytes === 0 ? "" : (await readBody(request, maxBytes, memory)).toString();
  const parsed = safeParse(method.input, merge(query, parseJson(text)));
  if (!parsed.success) throw invalidInput(parsed.error);
  return method.handle(call, parsed.data);
}

async function handleParts(
  method: MultipartMethod,
  call: Call,
  incoming: IncomingMessage,
  options: UploadOptions,
): Promise<unknown> {
  const upload = await receiveUpload(incoming, options);
  try {
    return await method.handle(call, upload.parts);
  } finally {
    upload.discard();
  }
}

function originOf({ header }: Exchange): string {
  const host = header("host") ?? "";
  return /^[\w.:[\]-]+$/.test(host) ? `http://${host}` : "";
}

function callOf(server: ServerContext, account: Call["account"] | undefined, exchange: Exchange): Call {
  let now: string | undefined;
  const jobId = exchange.header("x-job-id");
  return {
    origin: originOf(exchange),
    jobId: jobId === undefined || jobId === "" ? undefined : jobIdOf(jobId),
    get account() {
      if (account === undefined) throw unauthorized();
      return account;
    },
    now: () => {
      now ??= server.clock().toISOString();
      return now;
    },
  };
}

function jobIdOf(header: string): number {
  const parsed = id.safeParse(header);
  if (!parsed.success) throw invalid("x-job-id", `is "${header}", expected the id of a labeling job`, "number.base");
  return parsed.data;
}
