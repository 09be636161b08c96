const kilobyte = 1024;
const megabyte = 1024 * kilobyte;
const second = 1000;

/** How much the server takes in: sizes in bytes, times in milliseconds. */
export interface Limits {
  /** The JSON body of a method. */
  readonly jsonBytes: number;
  /** The JSON body of a method that takes long lists of ids: a job or queue of very many images. */
  readonly listBytes: number;
  /** The JSON body of a method that takes annotations: those of a few thousand figures come to some megabytes. */
  readonly annotationBytes: number;
  /** The body of a login. */
  readonly loginBytes: number;
  /** A multipart body as a whole: a batch of pictures. */
  readonly uploadBytes: number;
  /** One part of a multipart body. */
  readonly partBytes: number;
  /** The parts of a multipart body. */
  readonly parts: number;
  /** What one upload keeps in memory; its other parts wait in files. */
  readonly uploadMemoryBytes: number;
  /** All bodies that are in memory at a time. */
  readonly memoryBytes: number;
  /** Connections at a time; further ones are closed. */
  readonly connections: number;
  /** Until the head of a request must be whole; also for a connection that never says anything. */
  readonly headersMs: number;
  /** Until a request must be whole, its body included. */
  readonly requestMs: number;
  /** How long a connection may be silent in the middle of a request. */
  readonly silentMs: number;
}

/** The limits of an instance whose operator does not choose others. */
export const defaultLimits: Limits = {
  jsonBytes: megabyte,
  listBytes: 8 * megabyte,
  annotationBytes: 32 * megabyte,
  loginBytes: 64 * kilobyte,
  uploadBytes: 512 * megabyte,
  partBytes: 128 * megabyte,
  parts: 1000,
  uploadMemoryBytes: 8 * megabyte,
  memoryBytes: 128 * megabyte,
  connections: 1024,
  headersMs: 20 * second,
  requestMs: 300 * second,
  silentMs: 60 * second,
};
