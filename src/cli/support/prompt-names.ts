/** The names that cells can use without an import. A separate file, so that the prompt knows them before the library is loaded. */
export const promptNames = [
  "as",
  "clear",
  "connect",
  "DefaultRole",
  "ensureTeam",
  "html",
  "input",
  "job",
  "password",
  "project",
  "prompt",
  "show",
  "simulatePeople",
  "Status",
  "team",
  "withApi",
] as const;
