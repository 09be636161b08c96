/** Serves images by signed URL, without a token: the original content, or resized previews. */
import type { Call } from "../http/method.js";
import { Bytes } from "../http/method.js";
import { found, invalid, missing } from "../http/problem.js";
import type { ServerContext } from "../server-context.js";
import { storagePath } from "./storage-urls.js";

/** Prefix of preview URLs, which the official SDK derives from `fullStorageUrl`. */
export const previewPath = "/previews/q";

// Maximum width and height of previews, which bounds their memory.
const maxPixels = 4096;

// imgproxy's resize types → sharp's fit.
const fits = { fit: "inside", fill: "cover", "fill-down": "cover", force: "fill", auto: "inside" } as const;

type RouteFields = Readonly<Record<string, string>>;

/** Serves the images of URLs below {@link storagePath}. */
export class PictureFiles {
  readonly #server: ServerContext;

  constructor(server: ServerContext) {
    this.#server = server;
  }

  /** Returns the original content. @throws {Problem} invalid signature, or the account no longer sees the image */
  original({ account = "", image = "", signature = "" }: RouteFields): Bytes {
    const { stores, access, storageUrls } = this.#server;
    const signed = storageUrls.read(account, image, signature);
    const viewer: Call["account"] | undefined = signed && stores.accounts.enabled(signed.accountId);
    if (signed === undefined || viewer === undefined) throw missing("picture", `${storagePath}/${account}/${image}`);
    access.image(viewer, signed.imageId, "see");
    const picture = found("picture of image", signed.imageId, stores.images.bytes(signed.imageId));
    return new Bytes(picture.mime, picture.bytes);
  }

  /** Returns a resized image: `ext:jpeg`, `resize:fill:300:0:0`, `q:70`. A size of 0 keeps the aspect ratio. */
  async preview(fields: RouteFields): Promise<Bytes> {
    const [, format = "jpeg"] = /^ext:(jpeg|png)$/.exec(fields.ext ?? "") ?? rejectOption("ext", "ext:jpeg or ext:png");
    const [, type = "auto", width = "0", height = "0"] =
      /^resize:(fit|fill|fill-down|force|auto):(\d{1,5}):(\d{1,5}):[01]$/.exec(fields.resize ?? "") ??
      rejectOption("resize", "for example resize:fit:300:0:0");
    const [, quality = "70"] = /^q:(\d{1,3})$/.exec(fields.quality ?? "") ?? rejectOption("q", "for example q:70");
    if (Number(width) > maxPixels || Number(height) > maxPixels) rejectOption("resize", `at most ${maxPixels} pixels`);
    const { bytes } = this.original(fields);
    const { default: sharp } = await import("sharp");
    const resized = sharp(bytes)
      .autoOrient()
      .resize({
        width: Number(width) || undefined,
        height: Number(height) || undefined,
        fit: fits[type as keyof typeof fits],
        withoutEnlargement: true,
      });
    const encoded =
      format === "png"
        ? resized.png()
        : resized.flatten({ background: "#fff" }).jpeg({ quality: Math.min(100, Math.max(1, Number(quality))) });
    return new Bytes(`image/${format}`, await encoded.toBuffer());
  }
}

function rejectOption(option: string, expected: string): never {
  throw invalid(option, `expected ${expected}`, "any.only");
}
