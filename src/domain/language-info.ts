/** Describes the language of cells, in the form that kernels and notebook files share. */
export const languageInfo = {
  name: "typescript",
  version: "7.0",
  mimetype: "text/typescript",
  file_extension: ".ts",
  pygments_lexer: "typescript",
  codemirror_mode: "typescript",
  nbconvert_exporter: "script",
} as const;
