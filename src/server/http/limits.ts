const kilobyte = 1024;
const megabyte = 1024 * kilobyte;
const second = 1000;

/** Limits of requests: sizes in bytes, times in milliseconds. */
export interface Limits {
  /** The JSON body of a method. */
  readonly jsonBytes: number;
  /** The JSON body of a method that takes long lists of ids, such as the images of a job. */
  readonly listBytes: number;
  /** The JSON body of a method that takes annotations; a few thousand figures need some megabytes. */
  readonly annotationBytes: number;
  /** The body of a login. */
  readonly loginBytes: number;
  /** A whole multipart body, such as a batch of images. */
  readonly uploadBytes: number;
  /** One part of a multipart body. */
  readonly partBytes: number;
  /** Number of parts of a multipart body. */
  readonly parts: number;
  /** Memory of one upload; further parts are stored in files. */
  readonly uploadMemoryBytes: number;
  /** Memory of all bodies together. */
  readonly memoryBytes: number;
  /** Number of open connections; further ones are closed. */
  readonly connections: number;
  /** Time until the headers of a request must be complete; also applies to idle connections. */
  readonly headersMs: number;
  /** Time until a request must be complete, including its body. */
  readonly requestMs: number;
  /** Time that a connection may be silent during a request. */
  readonly silentMs: number;
}

/** The default limits. */
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
