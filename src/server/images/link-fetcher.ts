/** Fetches linked images, only from this machine and from hosts that the operator allows. */
import { createHash } from "node:crypto";
import { InvalidImageError } from "../../base/pictures/image-file.js";
import { type ImageFormat, readImageFormat } from "../../base/pictures/image-format.js";
import { isLoopbackName } from "../http/host-check.js";
import type { ImageStore, Picture } from "./image-store.js";

const maxBytes = 64 * 1024 * 1024;
const limitMs = 10_000;

/** Fetches and stores the content of links. */
export class LinkFetcher {
  readonly #images: ImageStore;
  readonly #hosts: ReadonlySet<string>;

  /** @param hosts - allowed hosts in addition to this machine, for example `images.example.com`; `*` means any */
  constructor(images: ImageStore, hosts: readonly string[]) {
    this.#images = images;
    this.#hosts = new Set(hosts.map((host) => host.toLowerCase()));
  }

  /** Whether the host of a link is allowed. */
  isAllowed(link: string): boolean {
    if (!URL.canParse(link)) return false;
    const { protocol, hostname } = new URL(link);
    return /^https?:$/.test(protocol) && this.#mayAsk(hostname);
  }

  #mayAsk(hostname: string): boolean {
    return isLoopbackName(hostname) || this.#hosts.has("*") || this.#hosts.has(hostname.toLowerCase());
  }

  /** Fetches a link; undefined if its host is not allowed or does not answer, or if the content is not an image. */
  async fetch(link: string): Promise<Picture | undefined> {
    if (!this.isAllowed(link)) return undefined;
    const bytes = await read(link).catch(() => undefined);
    if (bytes === undefined) return undefined;
    const format = formatOf(bytes);
    if (format === undefined) return undefined;
    const hash = createHash("sha256").update(bytes).digest("base64");
    this.#images.keep({ hash, ...format }, bytes);
    return this.#images.picture(hash);
  }
}

function formatOf(bytes: Buffer): ImageFormat | undefined {
  try {
    return readImageFormat(bytes);
  } catch (error) {
    if (error instanceof InvalidImageError) return undefined;
    throw error;
  }
}

async function read(link: string): Promise<Buffer | undefined> {
  // Redirects could lead to hosts that are not allowed.
  const response = await fetch(link, { redirect: "error", signal: AbortSignal.timeout(limitMs) });
  if (response.status !== 200 || response.body === null) return undefined;
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body) {
    size += chunk.length;
    if (size > maxBytes) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
