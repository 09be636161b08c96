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
  "on",
  "password",
  "project",
  "prompt",
  "show",
  "simulatePeople",
  "Status",
  "team",
] as const;
