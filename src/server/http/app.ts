import type { IncomingMessage } from "node:http";
import type { HttpBindings } from "@hono/node-server";
import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";
import { type Context, Hono } from "hono";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import { z } from "zod";
import { safeParse } from "../../base/safe-parse.js";
import { PictureFiles, previewPath } from "../images/picture-files.js";
import { storagePath } from "../images/storage-urls.js";
import { methodsOf } from "../methods.js";
import { unknownMethod } from "../other-areas.js";
import type { ServerContext } from "../server-context.js";
import { LoginGuard, logIn } from "../users/login.js";
import { errorAnswer, invalidInput } from "./answer.js";
import { ClientDisconnected, merge, parseJson, readBody } from "./body.js";
import { bytesResponse } from "./bytes-answer.js";
import { id } from "./fields.js";
import { sendFile } from "./file-answer.js";
import type { Limits } from "./limits.js";
import { MemoryBudget, type MemoryShare } from "./memory-budget.js";
import {
  Bytes,
  type Call,
  FileAnswer,
  type JsonMethod,
  type Method,
  type MultipartMethod,
  type StreamMethod,
} from "./method.js";
import { invalid, missing, unauthorized } from "./problem.js";
import { receiveUpload, type UploadOptions } from "./upload.js";

const json = { "content-type": "application/json; charset=utf-8" };

const credentials = z.object({ login: z.string().min(1).max(255), password: z.string().min(1).max(1000) });

type ApiContext = Context<{ Bindings: HttpBindings }>;

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
export function createApp(server: ServerContext, options: AppOptions): Hono<{ Bindings: HttpBindings }> {
  const { onFailure, limits, uploadFolder } = options;
  const methods = methodsOf(server);
  const budget = new MemoryBudget(limits.memoryBytes);
  const guard = new LoginGuard();
  const app = new Hono<{ Bindings: HttpBindings }>();

  app.get("/", (context) => context.text("slylab local instance\n"));

  app.post("/api/account", async (context) => {
    const memory = budget.share();
    const fields = await readLogin(context, limits.loginBytes, memory).finally(() => memory.release());
    const parsed = safeParse(credentials, fields);
    if (!parsed.success) throw invalidInput(parsed.error);
    const source = context.env.incoming.socket.remoteAddress ?? "";
    const token = await logIn({ ...server, guard }, { ...parsed.data, source });
    await server.stores.database.durable;
    return context.json(token);
  });

  app.all("/public/api/v3/:method", async (context) => {
    const name = context.req.param("method");
    const { accounts } = server.stores;
    const token = context.req.header("x-api-key") ?? "";
    // An account that disabled itself may only undo that.
    const account = name === "users.disable" ? accounts.ownerOf(token) : accounts.byToken(token);
    const method = methods.get(name);
    if (name !== "instance.version" && account === undefined) {
      const isDisabled = server.stores.accounts.isDisabled(context.req.header("x-api-key") ?? "");
      throw unauthorized(isDisabled ? "the account is disabled" : undefined);
    }
    if (method === undefined) throw unknownMethod(name);
    const call = callOf(server, account, context);
    if (account !== undefined) method.admit?.(account);
    const memory = budget.share();
    let answer: unknown;
    try {
      answer = await handle(method, call, context, { limits, memory, folder: uploadFolder });
    } finally {
      memory.release();
    }
    // Waits until all writes are on disk, so that a crash cannot undo what the response acknowledges or shows.
    await server.stores.database.durable;
    if (answer instanceof FileAnswer) return sendStream(answer, context);
    if (answer instanceof Bytes) return bytesResponse(answer, context.req.header("range"));
    return send(context.env.outgoing, JSON.stringify(answer));
  });

  // `fullStorageUrl` of a team's file.
  app.get("/storage-resources/file-storage/raw/:id", async (context) => {
    const account = server.stores.accounts.byToken(context.req.header("x-api-key") ?? "");
    const method = methods.get("file-storage.raw");
    if (account === undefined || method?.kind !== "json") throw unauthorized();
    const parsed = safeParse(method.input, { id: context.req.param("id") });
    if (!parsed.success) throw invalidInput(parsed.error);
    const answer = await method.handle(callOf(server, account, context), parsed.data);
    if (!(answer instanceof FileAnswer)) throw missing("file", context.req.param("id"));
    return sendStream(answer, context);
  });

  const pictures = new PictureFiles(server);
  app.get(`${storagePath}/:account/:image/:signature/:name`, (context) =>
    bytesResponse(pictures.original(context.req.param()), context.req.header("range")),
  );
  app.get(
    `${previewPath}/:ext/:resize/:quality/plain${storagePath}/:account/:image/:signature/:name`,
    async (context) => bytesResponse(await pictures.preview(context.req.param()), context.req.header("range")),
  );

  app.notFound(() => respond(missing("path", "asked for")));
  app.onError((error, context) => {
    const response = respond(error);
    if ((response.status === 500 || response.status === 507) && !(error instanceof ClientDisconnected))
      onFailure(error, context.req.path);
    return response;
  });
  return app;
}

/** Writes directly to the connection: going through a `Response` costs a third of a small call. */
function send(outgoing: HttpBindings["outgoing"], text: string): Response {
  const bytes = Buffer.from(text);
  outgoing.writeHead(200, { ...json, "content-length": bytes.length });
  outgoing.end(bytes);
  return RESPONSE_ALREADY_SENT;
}

function handle(method: Method, call: Call, context: ApiContext, options: UploadOptions): Promise<unknown> {
  switch (method.kind) {
    case "json":
      return handleJson(method, call, context, mostBytes(options.limits, method), options.memory);
    case "multipart":
      return handleParts(method, call, context.env.incoming, options);
    case "stream":
      return handleStream(method, call, context);
  }
}

async function sendStream(answer: FileAnswer, context: ApiContext): Promise<Response> {
  await sendFile(answer.file, context.env.incoming, context.env.outgoing);
  return RESPONSE_ALREADY_SENT;
}

async function handleStream(method: StreamMethod, call: Call, context: ApiContext): Promise<unknown> {
  const { incoming } = context.env;
  try {
    const parsed = safeParse(method.input, context.req.query());
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
function mostBytes(limits: Limits, { body = "json" }: JsonMethod): number {
  if (body === "none") return 0;
  return { json: limits.jsonBytes, list: limits.listBytes, annotation: limits.annotationBytes }[body];
}

async function readLogin(context: ApiContext, most: number, memory: MemoryShare): Promise<unknown> {
  const bytes = await readBody(context.env.incoming, most, memory);
  const isJson = context.req.header("content-type")?.includes("json") ?? false;
  return isJson ? parseJson(bytes.toString()) : Object.fromEntries(new URLSearchParams(bytes.toString()));
}

async function handleJson(
  method: JsonMethod,
  call: Call,
  context: ApiContext,
  most: number,
  memory: MemoryShare,
): Promise<unknown> {
  const text = most === 0 ? "" : (await readBody(context.env.incoming, most, memory)).toString();
  const parsed = safeParse(method.input, merge(context.req.query(), parseJson(text)));
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

function originOf(context: ApiContext): string {
  const host = context.req.header("host") ?? "";
  return /^[\w.:[\]-]+$/.test(host) ? `http://${host}` : "";
}

function callOf(server: ServerContext, account: Call["account"] | undefined, context: ApiContext): Call {
  let now: string | undefined;
  const jobId = context.req.header("x-job-id");
  return {
    origin: originOf(context),
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

function respond(error: unknown): Response {
  const { status, body, headers } = errorAnswer(error);
  return new Response(JSON.stringify(body), {
    status: status as ContentfulStatusCode,
    headers: { ...json, ...headers },
  });
}
