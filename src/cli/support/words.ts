/** The names that cells have without an import. Apart from the library, so that a prompt knows them before it is loaded. */
export const words = [
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
  "people",
  "project",
  "prompt",
  "show",
  "Status",
  "team",
] as const;
