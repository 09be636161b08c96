import process from "node:process";
import { inspect } from "node:util";
import { z } from "zod";
import { type Duration, durationMs } from "../base/duration.js";
import { kinds } from "../domain/arguments/kinds.js";
import { parseArgument } from "../domain/arguments/parse-arguments.js";
import { type DisplayModel, display } from "../domain/display/display.js";
import { registerMembers } from "../domain/display/missing-members.js";
import { ConfigError } from "../domain/errors.js";
import { Context, type ContextValues } from "./config/context.js";
import { checkPlainHttp } from "./config/credentials.js";
import { type ProxyServer, proxyFor } from "./config/proxy.js";
import { parseAddress } from "./http/address.js";
import { ApiGroup, nameMethods } from "./http/api-group.js";
import { Caller, jsonOf } from "./http/caller.js";
import { Creations } from "./http/create-recovery.js";
import { IdCache } from "./http/id-cache.js";
import { parseJson } from "./http/read-response.js";
import { isRead } from "./http/retry.js";
import { type CallOptions, checkCallOptions, type ExchangeEvent, now, Sender, sleep } from "./http/send.js";
import { isStandardSchema, type SchemaOutput, type StandardSchema, validated } from "./http/standard-schema.js";
import { openTransport, type Transport } from "./http/transport.js";
import { AdvancedApi } from "./image/advanced.js";
import { AnnotationApi } from "./image/annotation.js";
import { FigureApi } from "./image/figure.js";
import { ImageApi } from "./image/image.js";
import { LabelingJobApi } from "./job/labeling-job.js";
import { LabelingQueueApi } from "./job/labeling-queue.js";
import { DatasetApi } from "./project/dataset.js";
import { EntitiesCollectionApi } from "./project/entities-collection.js";
import { ObjectClassApi } from "./project/object-class.js";
import { ProjectApi } from "./project/project.js";
import { TagApi } from "./project/tag.js";
import { WorkspaceApi } from "./project/workspace.js";
import { FileApi } from "./team/file.js";
import { GuidesApi } from "./team/guides.js";
import { IssuesApi } from "./team/issues.js";
import { tokenOf } from "./team/login.js";
import { RoleApi } from "./team/role.js";
import { TeamApi } from "./team/team.js";
import { UserApi } from "./team/user.js";
import { WebhookApi } from "./team/webhook.js";

/** Options of an {@link Api}. */
export interface ApiOptions {
  /** Server address, for example `https://app.supervisely.com`. Without a scheme it is https, on loopback http. */
  readonly address: string;
  /** The account's API token. It is never shown, logged or part of an error. */
  readonly token: string;
  /** Whether the token may be sent over plain http to another machine. Default false. */
  readonly allowHttp?: boolean | undefined;
  /** Texts, in addition to the token, that no error may contain. */
  readonly secrets?: readonly string[] | undefined;
  /** Name of the instance in prompts. Default: the host of the address. */
  readonly label?: string | undefined;
  /** Whether it is the local instance. Default false. */
  readonly isLocal?: boolean | undefined;
  /** Time limit of a call with all its attempts: milliseconds, or text such as `'90s'`. Default: 60 s. */
  readonly timeout?: Duration | undefined;
  /** Time limit of one attempt: milliseconds, or text such as `'90s'`. Default: 30 s. */
  readonly attemptTimeout?: Duration | undefined;
  /** Maximum size of a response in bytes, except image contents. Default: 256 MiB. */
  readonly maxResponseBytes?: number | undefined;
  /**
   * The proxy for all requests, also to this machine; false connects directly. Default: by `HTTPS_PROXY`, `HTTP_PROXY` and
   * `NO_PROXY`, in upper or lower case, except for this machine.
   */
  readonly proxy?: string | false | undefined;
  /** Maximum number of sockets. Default 8. */
  readonly connections?: number | undefined;
  /** Called synchronously after every exchange. */
  readonly onExchange?: ((event: ExchangeEvent) => void) | undefined;
  /** Ids from the environment. */
  readonly context?: ContextValues | undefined;
  /** Called when a wait for other people starts. */
  readonly onWait?: (() => void) | undefined;
  /** Returns a number between 0 and 1, for jitter. */
  readonly random?: (() => number) | undefined;
  /** Returns milliseconds since 1970. */
  readonly now?: (() => number) | undefined;
  /** Waits this many milliseconds, or until the signal aborts. */
  readonly sleep?: ((ms: number, signal: AbortSignal | undefined) => Promise<void>) | undefined;
  /** @internal Carries the exchanges. Default: undici. */
  readonly transport?: Transport | undefined;
}

/** Options of {@link Api.call}. */
export interface RawCallOptions extends CallOptions {
  /**
   * Whether the request may be retried if the response was lost. Default: by name (`….info` and `….list` only read). Other
   * calls then fail with an error that says that the request may have succeeded.
   */
  readonly repeatable?: boolean | undefined;
}

const shortestSecret = 8;

/** Converts a time limit to milliseconds. @throws {ArgumentError} it is not a duration */
function limitOf(option: string, value: Duration | undefined, fallback: number): number {
  if (value === undefined) return fallback;
  parseArgument("connect", option, kinds.duration, value);
  return durationMs(value) ?? fallback;
}

const defaults = { maxResponseBytes: 2 ** 28, timeout: 60_000, attemptTimeout: 30_000, connections: 8 };

/**
 * A client for one account on one instance. Its groups have the names of the official SDK in camelCase.
 *
 * Connections are opened by the first call and kept alive; idle ones do not keep the process running.
 */
export class Api {
  /** The full server address, for example `https://app.supervisely.com`. */
  readonly address: string;
  /** Name of the instance in prompts. */
  readonly label: string;
  /** Whether it is the local instance. */
  readonly isLocal: boolean;
  /** Ids from the environment. */
  readonly context: Context;
  /** Accounts and team memberships. */
  readonly user: UserApi;
  /** Roles of team members. */
  readonly role: RoleApi;
  /** Teams and their activity. */
  readonly team: TeamApi;
  /** Workspaces of teams. */
  readonly workspace: WorkspaceApi;
  /** Projects and their meta. */
  readonly project: ProjectApi;
  /** Datasets of projects. */
  readonly dataset: DatasetApi;
  /** Images: list, upload, download, copy, move, tags. */
  readonly image: ImageApi;
  /** Annotations of images. */
  readonly annotation: AnnotationApi;
  /** Objects on images. */
  readonly figure: FigureApi;
  /** Tags of objects. */
  readonly advanced: AdvancedApi;
  /** Object classes of projects. */
  readonly objectClass: ObjectClassApi;
  /** Tags of projects. */
  readonly tag: TagApi;
  /** Labeling jobs. */
  readonly labelingJob: LabelingJobApi;
  /** Labeling queues. */
  readonly labelingQueue: LabelingQueueApi;
  /** Webhooks of teams. */
  readonly webhook: WebhookApi;
  readonly #proxy: ProxyServer | undefined;
  /** Team files. */
  readonly file: FileApi;
  /** Collections of images. */
  readonly entitiesCollection: EntitiesCollectionApi;
  /** Issues about images and objects. */
  readonly issues: IssuesApi;
  /** Guides for annotators. */
  readonly guides: GuidesApi;
  readonly #caller: Caller;
  readonly #transport: Transport;
  readonly #options: ApiOptions;

  /** Creates a client. @throws {ConfigError} the address or the token is invalid */
  constructor(options: ApiOptions) {
    const address = parseAddress(options.address, "the options");
    checkToken(options.token);
    checkPlainHttp(address, "the options", options.allowHttp ?? false);
    this.#options = options;
    this.address = address.text;
    this.label = options.label ?? new URL(address.text).host;
    this.isLocal = options.isLocal ?? false;
    this.context = new Context(options.context ?? {});
    const limitMs = limitOf("timeout", options.timeout, defaults.timeout);
    const attemptLimitMs = limitOf("attemptTimeout", options.attemptTimeout, defaults.attemptTimeout);
    this.#proxy = proxyFor(address.origin, process.env, options.proxy);
    this.#transport =
      options.transport ??
      openTransport({
        origin: address.origin,
        connections: options.connections ?? defaults.connections,
        proxy: this.#proxy?.url,
        connectLimitMs: Math.min(limitMs, attemptLimitMs),
      });
    const sender = new Sender({
      transport: this.#transport,
      address: address.text,
      basePath: address.basePath,
      token: options.token,
      // A short secret would match ordinary words.
      secrets: options.secrets?.filter((secret) => secret.length >= shortestSecret),
      limitMs,
      maxResponseBytes: options.maxResponseBytes ?? defaults.maxResponseBytes,
      proxy: this.#proxy,
      attemptLimitMs,
      onExchange: options.onExchange,
      random: options.random ?? Math.random,
      now: options.now ?? now,
      sleep: options.sleep ?? sleep,
    });
    const caller = new Caller(sender, new IdCache(), new Creations(), options.onWait);
    this.#caller = caller;
    this.user = new UserApi(caller);
    this.role = new RoleApi(caller);
    this.team = new TeamApi(caller);
    this.workspace = new WorkspaceApi(caller);
    this.project = new ProjectApi(caller);
    this.annotation = new AnnotationApi(caller);
    this.image = new ImageApi(caller, this.annotation);
    this.dataset = new DatasetApi(caller, this.image);
    this.figure = new FigureApi(caller);
    this.advanced = new AdvancedApi(caller);
    this.objectClass = new ObjectClassApi(caller);
    this.tag = new TagApi(caller);
    this.labelingJob = new LabelingJobApi(caller, this.image, this.annotation);
    this.labelingQueue = new LabelingQueueApi(caller, this.labelingJob);
    this.webhook = new WebhookApi(caller);
    this.file = new FileApi(caller);
    this.entitiesCollection = new EntitiesCollectionApi(caller, this.image);
    this.issues = new IssuesApi(caller);
    this.guides = new GuidesApi(caller);
    this.#registerMembers();
    for (const [name, group] of Object.entries(this)) if (group instanceof ApiGroup) nameMethods(name, group);
  }

  /** The proxy in use, without its password, and where it was set; undefined for direct connections. */
  get proxy(): { readonly address: string; readonly source: string } | undefined {
    return this.#proxy && { address: this.#proxy.text, source: this.#proxy.source };
  }

  /** Number of requests so far, and of those that were retries. */
  get stats(): { readonly requests: number; readonly retries: number } {
    return { ...this.#caller.sender.stats };
  }

  /**
   * Calls any method of the API and validates the response by a schema of any library that implements Standard Schema
   * (https://standardschema.dev), for example zod, valibot or arktype.
   *
   * @throws {ContractError} the response does not match the schema
   * @example
   * const { version } = await api.call("instance.version", {}, z.object({ version: z.string() }));
   */
  async call<S extends StandardSchema>(
    method: string,
    body: object,
    schema: S,
    options: RawCallOptions = {},
  ): Promise<SchemaOutput<S>> {
    checkCall(method, body, schema);
    checkCallOptions("call", options);
    const { repeatable = isRead(method), ...call } = options;
    const repetition = repeatable ? "safe" : "unsafe";
    const response = await this.#caller.sender.send(
      { method, body: jsonOf(method, body), repetition, read: parseJson },
      call,
    );
    return validated(method, schema, response);
  }

  /**
   * Logs in with another account on the same instance.
   *
   * Cost: one request. Connections are not shared; close both.
   * @throws {AuthError} the password is wrong, or the account is disabled or in no team
   * @example
   * const labeler = await api.login("labeler_1", "11111abc");
   */
  async login(login: string, password: string, options?: CallOptions): Promise<Api> {
    const token = await tokenOf(this.#caller.sender, login, password, options);
    const { transport: _transport, context: _context, ...shared } = this.#options;
    return new Api({ ...shared, token });
  }

  /** Closes all connections; pending calls fail. */
  close(): Promise<void> {
    return this.#transport.close();
  }

  [display](): DisplayModel {
    return {
      kind: "record",
      title: "Api",
      fields: [
        { label: "address", kind: "text", value: this.address },
        { label: "local", kind: "flag", value: this.isLocal },
        { label: "requests", kind: "count", value: this.stats.requests },
      ],
    };
  }

  #registerMembers(): void {
    for (const group of [this, ...Object.values(this)]) {
      if (typeof group === "object" && group !== null) registerMembers(Object.getPrototypeOf(group));
    }
  }

  /** Returns only address and label, so that no log contains the token. */
  toJSON(): object {
    return { address: this.address, label: this.label, isLocal: this.isLocal };
  }

  [inspect.custom](): string {
    return `Api(${this.label})`;
  }
}

const methodSchema = z.string("expected an API method's name, such as jobs.list").regex(/^[\w-]+(\.[\w-]+)*$/);
const standardSchema = z.custom(
  isStandardSchema,
  "expected a zod schema or another Standard Schema; z.unknown() accepts anything",
);

function checkCall(method: unknown, body: unknown, schema: unknown): void {
  // Anything else than one path segment would reach another address or break the connection.
  parseArgument("call", "method", methodSchema, method);
  parseArgument("call", "body", kinds.fields, body);
  parseArgument("call", "schema", standardSchema, schema);
}

function checkToken(token: string): void {
  if (typeof token === "string" && /^[\x21-\x7e]+$/.test(token)) return;
  throw new ConfigError(`API_TOKEN is ${token === "" ? "empty" : token === undefined ? "missing" : "not a token"}`, {
    option: "API_TOKEN",
    source: "the options",
    hint: "copy the token from your account page (ASCII, no spaces)",
  });
}
