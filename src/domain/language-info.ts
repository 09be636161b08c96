/** What kernels and notebooks say about the language of their cells, the same in both. */
export const languageInfo = {
  name: "typescript",
  version: "7.0",
  mimetype: "text/typescript",
  file_extension: ".ts",
  pygments_lexer: "typescript",
  codemirror_mode: "typescript",
  nbconvert_exporter: "script",
} as const;
