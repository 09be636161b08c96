import { languageInfo } from "../../domain/language-info.js";
import { type Json, protocolVersion } from "./messages.js";

/** What the kernel says of itself. */
export function kernelInfo(version: string): Json {
  return {
    status: "ok",
    protocol_version: protocolVersion,
    implementation: "slylab",
    implementation_version: version,
    language_info: languageInfo,
    banner: [
      `slylab ${version}: labeling jobs in TypeScript, checked before it runs`,
      "team, project, job and as begin a chain; show, html and clear show things; _ is the last value, _3 that of cell 3",
      "Shift-Tab on a word shows its type and docs, TAB completes it; a cell with help shows examples",
    ].join("\n"),
    debugger: false,
    help_links: [
      {
        text: "Labeling jobs: the tutorial",
        url: "https://developer.supervisely.com/getting-started/python-sdk-tutorials",
      },
      { text: "Supervisely API", url: "https://api.docs.supervisely.com" },
      { text: "TypeScript", url: "https://www.typescriptlang.org/docs/handbook/intro.html" },
    ],
    supported_features: [],
  };
}
