import process from "node:process";
import { inspect } from "node:util";
import { type Duration, durationMs } from "../base/duration.js";
import { type DisplayModel, display } from "../domain/display/display.js";
import { ConfigError } from "../domain/errors.js";
import { Context, type ContextValues } from "./config/context.js";
import { checkPlainHttp } from "./config/credentials.js";
import { type ProxyServer, proxyFor } from "./config/proxy.js";
import { parseAddress } from "./http/address.js";
import { badArgument, check, jsonOf, kinds, shown } from "./http/arguments.js";
import { Caller } from "./http/caller.js";
import { Creations } from "./http/create-recovery.js";
import { IdCache } from "./http/id-cache.js";
import { isRead } from "./http/retry.js";
import { type CallOptions, type ExchangeEvent, now, parseJson, Sender, sleep } from "./http/send.js";
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

/** How an {@link Api} is made. */
export interface ApiOptions {
  /** As `https://app.supervisely.com`; without a scheme it is https, or http on loopback. */
  readonly address: string;
  /** The account's API token. Nothing that is shown or thrown holds it. */
  readonly token: string;
  /** Lets the token go over plain http to another machine than this. Default false. */
  readonly allowHttp?: boolean | undefined;
  /** Texts beside the token that no error may repeat. */
  readonly secrets?: readonly string[] | undefined;
  /** How prompts name the instance. Default: the address's host. */
  readonly label?: string | undefined;
  /** Whether it is the local instance. Default false. */
  readonly isLocal?: boolean | undefined;
  /** How long a call may take, all its attempts included: milliseconds, or text such as `'90s'`. Default: 60 s. */
  readonly timeout?: Duration | undefined;
  /** How long one attempt may take: milliseconds, or text such as `'90s'`. Default: 30 s. */
  readonly attemptTimeout?: Duration | undefined;
  /** Bytes that an answer may have, contents of images excepted: a larger one fails. Default: 256 MiB. */
  readonly maxAnswerBytes?: number | undefined;
  /**
   * The proxy for all requests, also to this machine; false goes directly. Default: by `HTTPS_PROXY`, `HTTP_PROXY` and
   * `NO_PROXY`, in upper or lower case, never for this machine.
   */
  readonly proxy?: string | false | undefined;
  /** Sockets at most. Default 8. */
  readonly connections?: number | undefined;
  /** Told of every exchange, synchronously. */
  readonly onExchange?: ((event: ExchangeEvent) => void) | undefined;
  /** The ids of the environment. */
  readonly context?: ContextValues | undefined;
  /** Called when a wait begins for jobs that are not where they are waited for. */
  readonly onWait?: (() => void) | undefined;
  /** Between 0 and 1, for jitter. */
  readonly random?: (() => number) | undefined;
  /** Milliseconds since 1970. */
  readonly now?: (() => number) | undefined;
  /** Waits this many milliseconds, or until the signal aborts. */
  readonly sleep?: ((ms: number, signal: AbortSignal | undefined) => Promise<void>) | undefined;
  /** @internal Carries the exchanges. Default: undici. */
  readonly transport?: Transport | undefined;
}

/** How a method that has no function here is called. */
export interface RawCallOptions extends CallOptions {
  /**
   * Whether it may be sent again where its answer was lost. Default: by the name, as `….info` and `….list` only read;
   * all others are then left open, and the error says so.
   */
  readonly repeatable?: boolean | undefined;
}

const shortestSecret = 8;

/** A time limit in milliseconds. @throws {ArgumentError} it is not a duration */
function limitOf(option: string, given: Duration | undefined, usual: number): number {
  if (given === undefined) return usual;
  check("connect", option, kinds.duration, given);
  return durationMs(given) ?? usual;
}

const defaults = { maxAnswerBytes: 2 ** 28, timeout: 60_000, attemptTimeout: 30_000, connections: 8 };

/**
 * One account on one instance. Its groups carry the official SDK's names in camelCase.
 *
 * Connections are kept alive and opened when the first call needs them; idle ones do not keep a process running.
 */
export class Api {
  /** As it was given, in full: `https://app.supervisely.com`. */
  readonly address: string;
  /** How prompts name the instance. */
  readonly label: string;
  /** Whether it is the local instance. */
  readonly isLocal: boolean;
  /** The ids that the environment names. */
  readonly context: Context;
  /** Accounts, and members of teams. */
  readonly user: UserApi;
  /** Roles that members can have. */
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
  /** Annotations: what is drawn on images. */
  readonly annotation: AnnotationApi;
  /** Single objects on images. */
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
  /** Webhooks: addresses that are told when work is done. */
  readonly webhook: WebhookApi;
  readonly #proxy: ProxyServer | undefined;
  /** Team files. */
  readonly file: FileApi;
  /** Collections of images. */
  readonly entitiesCollection: EntitiesCollectionApi;
  /** Issues: what people have to say about images and objects. */
  readonly issues: IssuesApi;
  /** Guides: what annotators read before they work. */
  readonly guides: GuidesApi;
  readonly #caller: Caller;
  readonly #transport: Transport;
  readonly #options: ApiOptions;

  /** @throws {ConfigError} the address or the token cannot be one */
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
      // A short one would be found in ordinary words.
      secrets: options.secrets?.filter((secret) => secret.length >= shortestSecret),
      limitMs,
      answerLimit: options.maxAnswerBytes ?? defaults.maxAnswerBytes,
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
  }

  /** The proxy that requests go through, without its password, and where it was set; undefined where they go directly. */
  get proxy(): { readonly address: string; readonly source: string } | undefined {
    return this.#proxy && { address: this.#proxy.text, source: this.#proxy.source };
  }

  /** Requests sent so far, and those of them that were repetitions. */
  get stats(): { readonly requests: number; readonly retries: number } {
    return { ...this.#caller.sender.stats };
  }

  /**
   * Calls any method of the API, its answer checked by a schema: of zod of any version, or of any other library with a
   * Standard Schema (https://standardschema.dev), such as valibot or arktype.
   *
   * @throws {ContractError} the answer does not fit the schema
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
    check("call", "options", kinds.fields, options);
    const { repeatable = isRead(method), ...call } = options;
    const repetition = repeatable ? "safe" : "unsafe";
    const answer = await this.#caller.sender.send(
      { method, body: jsonOf(method, body), repetition, read: parseJson },
      call,
    );
    return validated(method, schema, answer);
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

  /** Ends every connection; calls under way fail. */
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

  /** The address and label alone: a token never gets into a log. */
  toJSON(): object {
    return { address: this.address, label: this.label, isLocal: this.isLocal };
  }

  [inspect.custom](): string {
    return `Api(${this.label})`;
  }
}

function checkCall(method: unknown, body: unknown, schema: unknown): void {
  // What is no path of one part would go elsewhere, or break the connection it is sent on.
  if (typeof method !== "string" || !/^[\w-]+(\.[\w-]+)*$/.test(method))
    throw badArgument("call", "method", `no method ${shown(method)}`, "pass an API method's name, such as jobs.list");
  check("call", "body", kinds.fields, body);
  if (!isStandardSchema(schema))
    throw badArgument(
      "call",
      "schema",
      `schema is ${shown(schema)}`,
      "give a zod schema or another Standard Schema; z.unknown() takes all",
    );
}

function checkToken(token: string): void {
  if (typeof token === "string" && /^[\x21-\x7e]+$/.test(token)) return;
  throw new ConfigError(`API_TOKEN is ${token === "" ? "empty" : token === undefined ? "missing" : "not a token"}`, {
    option: "API_TOKEN",
    source: "the options",
    hint: "copy the token from your account page (ASCII, no spaces)",
  });
}
