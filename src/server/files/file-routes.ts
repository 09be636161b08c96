import { getMimeType } from "hono/utils/mime";
import { z } from "zod";
import { count, fields, flag, id, one, some, textUpTo, unread } from "../http/fields.js";
import { type Call, FileResult, type Methods, method, nothing, streamMethod } from "../http/method.js";
import { collect, eachPart } from "../http/multipart-stream.js";
import { found, invalid, missing } from "../http/problem.js";
import type { ServerContext } from "../server-context.js";
import { filePath, nameOf, teamPath } from "./file-path.js";
import { type FileEntry, type FileRow, fileWire, folderWire, type NewFileRow } from "./file-store.js";
import { tar, tarSize } from "./tar.js";

const path = textUpTo(10_000);
// Paging and sorting parameters of the official SDK that are ignored: lists are complete and sorted by path.
const unsorted = { sort: unread, sort_order: unread, page: unread, per_page: unread, filter: unread, fields: unread };
const pathFields = { teamId: id, path };
const atPath = fields(pathFields);

// Maximum page size of `file-storage.v2.list`.
const maxEntries = 5000;
const maxFieldBytes = 64 * 1024;

/** `file-storage.*`: files of a team. Reading needs the permission `see`, writing `edit`. */
export function fileRoutes({ stores, access, blobs }: ServerContext): Methods {
  const { files, database } = stores;

  const resultOf = (file: FileRow): FileResult => {
    const part = (start: number, end: number) => blobs.read(file.blob, start, end);
    const { mime, size, hash } = file;
    return new FileResult({ mime, size, hash, name: nameOf(file.path), readRange: part, readAll: () => wholeOf(file) });
  };

  async function* wholeOf({ blob, size }: FileRow): AsyncGenerator<Uint8Array> {
    if (size > 0) yield* await blobs.read(blob, 0, size - 1);
  }

  const archive = (teamId: number, folder: string): FileResult => {
    const root = nameOf(folder);
    const options = { recursive: true, files: true, folders: false };
    const entries = [...files.walk(teamId, folder, options)].flatMap((entry) =>
      entry.kind === "folder"
        ? []
        : [
            {
              path: `${root === "" ? "" : `${root}/`}${entry.file.path.slice(folder.length)}`,
              size: entry.file.size,
              updatedAt: entry.file.updatedAt,
              open: () => blobs.read(entry.file.blob, 0, entry.file.size - 1),
            },
          ],
    );
    if (entries.length === 0) throw missing("folder of team files", folder);
    const name = `${root || "team-files"}.tar`;
    const tarBytes = () => tar(entries);
    return new FileResult({
      mime: "application/x-tar",
      size: tarSize(entries),
      name,
      readRange: undefined,
      readAll: tarBytes,
    });
  };

  const wire = (call: Call, teamId: number) => (entry: FileEntry) =>
    entry.kind === "file"
      ? fileWire(entry.file, call.origin)
      : folderWire(entry.path, teamId, files.sizeOf(teamId, entry.path));

  /** Adds files whose contents are already on disk, all or none. */
  const keep = (call: Call, teamId: number, drafts: readonly NewFileRow[]): FileRow[] => {
    const outcomes = database.atomic(() =>
      drafts.map((draft) => files.put(teamId, call.account.id, draft, call.now())),
    );
    // The last file of a path wins; the replaced content may be of the same request.
    removeLater(outcomes.flatMap(({ replaced }) => (replaced === undefined ? [] : [replaced])));
    return outcomes.map(({ file }) => file);
  };

  /** Removes contents after the removal of their rows is committed. */
  const removeLater = (hashes: readonly string[]) => {
    void Promise.resolve(database.durable)
      .then(() => blobs.remove(hashes))
      .catch(() => {});
  };

  const receive = async (call: Call, teamId: number, parts: ReturnType<typeof eachPart>): Promise<FileRow[]> => {
    const drafts: NewFileRow[] = [];
    const seen = { name: "", path: "" };
    try {
      for await (const part of parts) {
        if (part.name === "name" || part.name === "path") {
          seen[part.name] = (await collect(part.body, maxFieldBytes)).toString();
        } else if (part.name === "file") {
          const target = filePath(`${seen.path}/${seen.name || (part.fileName ?? "")}`);
          drafts.push({ ...(await blobs.write(part.body)), path: target, mime: mimeOf(target, part.mime) });
          seen.name = "";
        }
      }
      if (drafts.length === 0) throw invalid("file", "needs at least one file", "any.required");
      return keep(call, teamId, drafts);
    } catch (error) {
      await blobs.remove(drafts.map(({ blob }) => blob));
      throw error;
    }
  };

  const remove = (teamId: number, paths: readonly string[]) => {
    // Missing files are not an error: the SDK's `remove_dir(silent=True)` relies on it.
    removeLater(database.atomic(() => paths.flatMap((each) => files.remove(teamId, each))));
    return nothing;
  };

  return {
    "file-storage.list": method(
      fields({ ...pathFields, ...unsorted, recursive: flag.default(true) }),
      (call, input) => {
        const { teamId, recursive } = input;
        access.team(call.account, teamId, "see");
        const requestedPath = teamPath(input.path);
        const folder = requestedPath.endsWith("/") ? requestedPath : `${requestedPath}/`;
        // A path without a trailing slash may be a file: the SDK checks the existence of files like this.
        const exactFile = requestedPath === folder ? undefined : files.at(teamId, requestedPath);
        const walk = { recursive, files: true, folders: !recursive };
        const entries =
          exactFile === undefined
            ? [...files.walk(teamId, folder, walk)]
            : [{ kind: "file", file: exactFile } as const];
        return entries.map(wire(call, teamId));
      },
    ),

    "file-storage.v2.list": method(
      fields({
        ...pathFields,
        ...unsorted,
        recursive: flag.default(true),
        withMetadata: flag.default(true),
        files: flag.default(true),
        folders: flag.default(true),
        limit: count.pipe(z.int().positive()).nullish(),
        continuationToken: textUpTo(20_000).nullish(),
      }),
      (call, input) => {
        const { teamId, recursive } = input;
        access.team(call.account, teamId, "see");
        const requestedPath = teamPath(input.path);
        const folder = requestedPath.endsWith("/") ? requestedPath : `${requestedPath}/`;
        const after = input.continuationToken == null ? undefined : readToken(input.continuationToken);
        const limit = Math.min(input.limit ?? maxEntries, maxEntries);
        // Recursive lists only have files, as the SDK's own test expects.
        const folders = input.folders && !(recursive && input.files);
        const walk = files.walk(teamId, folder, { recursive, files: input.files, folders, after });
        const entries: FileEntry[] = [];
        let next = walk.next();
        for (; next.done !== true && entries.length < limit; next = walk.next()) entries.push(next.value);
        const last = next.done === true ? undefined : entries.at(-1);
        const token = last === undefined ? null : writeToken(last.kind === "file" ? last.file.path : last.path);
        return { entities: entries.map(wire(call, teamId)), continuationToken: token };
      },
    ),

    "file-storage.info": method(one, (call, input) => {
      const file = found("file", input.id, files.find(input.id));
      access.team(call.account, file.teamId, "see");
      return fileWire(file, call.origin);
    }),

    "file-storage.download": method(atPath, (call, input) => {
      access.team(call.account, input.teamId, "see");
      const requestedPath = teamPath(input.path);
      const file = requestedPath.endsWith("/") ? undefined : files.at(input.teamId, requestedPath);
      if (file !== undefined) return resultOf(file);
      if (requestedPath.endsWith("/")) return archive(input.teamId, requestedPath);
      throw missing("team file", requestedPath);
    }),

    // The content of `fullStorageUrl`.
    "file-storage.raw": method(one, (call, input) => {
      const file = found("file", input.id, files.find(input.id));
      access.team(call.account, file.teamId, "see");
      return resultOf(file);
    }),

    "file-storage.bulk.upload": streamMethod(fields({ teamId: id }), async (call, { teamId }, body) => {
      access.team(call.account, teamId, "edit");
      const stored = await receive(call, teamId, eachPart(body.contentType, body.chunks));
      return stored.map((file) => fileWire(file, call.origin));
    }),

    "file-storage.upload": streamMethod(fields({ teamId: id, path: path.optional() }), async (call, input, body) => {
      const { teamId } = input;
      access.team(call.account, teamId, "edit");
      if (/^multipart\/form-data/i.test(body.contentType)) {
        const [file] = await receive(call, teamId, eachPart(body.contentType, body.chunks));
        return file === undefined ? nothing : fileWire(file, call.origin);
      }
      if (input.path === undefined) throw invalid("path", "is required", "any.required");
      const target = filePath(input.path);
      const blob = await blobs.write(body.chunks);
      try {
        const [file] = keep(call, teamId, [{ ...blob, path: target, mime: mimeOf(target, undefined) }]);
        return file === undefined ? nothing : fileWire(file, call.origin);
      } catch (error) {
        await blobs.remove([blob.blob]);
        throw error;
      }
    }),

    "file-storage.remove": method(atPath, (call, input) => {
      access.team(call.account, input.teamId, "edit");
      return remove(input.teamId, [removable(input.path, "path")]);
    }),

    "file-storage.bulk.remove": method(
      fields({ teamId: id, paths: some(path, 20_000) }),
      (call, input) => {
        access.team(call.account, input.teamId, "edit");
        return remove(
          input.teamId,
          input.paths.map((each, at) => removable(each, `paths.${at}`)),
        );
      },
      { body: "list", admit: (account) => access.edits(account) },
    ),
  };
}

/** Rejects the root: a path that is empty by mistake must not remove all files of a team. */
function removable(requestedPath: string, field: string): string {
  const cleaned = teamPath(requestedPath, field);
  if (cleaned === "/") throw invalid(field, "must not be the root of the team's files", "any.only");
  return cleaned;
}

function mimeOf(target: string, reported: string | undefined): string {
  const mimeType = getMimeType(nameOf(target))?.split(";")[0];
  return mimeType ?? reported ?? "application/octet-stream";
}

function writeToken(last: string): string {
  return Buffer.from(last).toString("base64url");
}

function readToken(token: string): string {
  const last = Buffer.from(token, "base64url").toString();
  if (last.startsWith("/") && !last.includes("\0")) return last;
  throw invalid("continuationToken", "is not a token of this list", "any.invalid");
}
