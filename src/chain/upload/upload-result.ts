/** What came of an upload, file by file. */
import { type DisplayModel, display, type TableModel } from "../../domain/display/display.js";
import { showInHosts } from "../../domain/display/host-forms.js";
import { type RecordColumn, RecordList, tableOf } from "../../domain/display/record-display.js";

/** What became of one file. */
export type UploadOutcome = "uploaded" | "skipped" | "conflict" | "refused";

/** One file of an upload. */
export interface UploadRow {
  /** What became of the file. */
  readonly outcome: UploadOutcome;
  /** The file. */
  readonly path: string;
  /** The image's name; null for a file that was refused. */
  readonly name: string | null;
  /** The image that is made of it, or that has its name; null where there is none. */
  readonly imageId: number | null;
  /** Id of the dataset it is in. */
  readonly datasetId: number | null;
  /** Bytes of the file; null where it was not read. */
  readonly size: number | null;
  /** Why, or how: `renamed, since a.jpg has other content`. */
  readonly note: string | null;
}

export interface UploadedFile extends UploadRow {}

/** A file of an upload, and what became of it. */
export class UploadedFile {
  static {
    showInHosts(UploadedFile);
  }

  /** @internal */
  static readonly plural = "files";
  /** @internal */
  static readonly columns: readonly RecordColumn<UploadedFile>[] = [
    { title: "Outcome", kind: "status", value: ({ outcome }) => outcome },
    { title: "File", kind: "text", value: ({ path }) => path },
    { title: "Image", kind: "text", value: ({ name }) => name },
    { title: "ID", kind: "id", weight: 1, value: ({ imageId }) => imageId },
    { title: "Size", kind: "bytes", weight: 2, value: ({ size }) => size },
    { title: "Note", kind: "text", value: ({ note }) => note },
  ];

  /** @internal */
  constructor(row: UploadRow) {
    Object.freeze(Object.assign(this, row));
  }

  /** Why it was not uploaded, or how it was; the same as `note`, empty where there is nothing to say. */
  get reason(): string {
    return this.note ?? "";
  }
}

/**
 * What came of an upload: the files that were uploaded, skipped, in conflict, refused.
 *
 * @example
 * const { uploaded, skipped, conflicts, refused } = await project(5555).dataset("photos").upload("pictures/");
 */
export class UploadResult {
  static {
    showInHosts(UploadResult);
  }

  /** The dataset of the chain. */
  readonly datasetId: number;
  /** Files that became images now. */
  readonly uploaded: RecordList<UploadedFile>;
  /** Files whose image was there already: nothing was sent. */
  readonly skipped: RecordList<UploadedFile>;
  /** Files whose name an image with other content has: left alone. */
  readonly conflicts: RecordList<UploadedFile>;
  /** Files that are no pictures, are damaged or cannot be read, with the reason. */
  readonly refused: RecordList<UploadedFile>;
  /** How many hidden files and folders were left out. */
  readonly hidden: number;
  /** How many bytes of pictures were sent; contents that the instance has are not. */
  readonly bytesSent: number;

  /** @internal */
  constructor(
    rows: readonly UploadRow[],
    { datasetId, hidden, bytesSent }: { datasetId: number; hidden: number; bytesSent: number },
  ) {
    const of = (outcome: UploadOutcome) =>
      RecordList.collect(
        UploadedFile,
        rows.filter((row) => row.outcome === outcome).map((row) => new UploadedFile(row)),
      );
    this.datasetId = datasetId;
    this.uploaded = of("uploaded");
    this.skipped = of("skipped");
    this.conflicts = of("conflict");
    this.refused = of("refused");
    this.hidden = hidden;
    this.bytesSent = bytesSent;
    Object.freeze(this);
  }

  /** Plain data of the same fields. */
  toJSON(): object {
    const { datasetId, hidden, bytesSent } = this;
    const rows = (files: RecordList<UploadedFile>) => files.map((file) => ({ ...file }));
    return {
      datasetId,
      uploaded: rows(this.uploaded),
      skipped: rows(this.skipped),
      conflicts: rows(this.conflicts),
      refused: rows(this.refused),
      hidden,
      bytesSent,
    };
  }

  [display](): DisplayModel {
    // Files that were not read have no known size.
    const sum = (files: RecordList<UploadedFile>) =>
      files.reduce<number | null>((total, { size }) => (size === null ? total : (total ?? 0) + size), null);
    const lists = [
      ["uploaded", this.uploaded],
      ["skipped", this.skipped],
      ["conflicts", this.conflicts],
      ["refused", this.refused],
    ] as const;
    const counts: TableModel = {
      kind: "table",
      title: `Upload to dataset ${this.datasetId}`,
      columns: [
        { title: "Outcome", kind: "status" },
        { title: "Files", kind: "count" },
        { title: "Size", kind: "bytes" },
      ],
      rows: lists.map(([outcome, files]) => [outcome, files.length, sum(files)]),
      ...(this.hidden === 0 ? {} : { note: hiddenText(this.hidden) }),
    };
    const told = [...this.conflicts, ...this.refused, ...this.uploaded.filter(({ note }) => note !== null)];
    if (told.length === 0) return counts;
    return { kind: "stack", parts: [counts, tableOf(UploadedFile, told)] };
  }
}

/** As `3 hidden files were left out`. */
export function hiddenText(hidden: number): string {
  return hidden === 1 ? "1 hidden file or folder was left out" : `${hidden} hidden files and folders were left out`;
}
