import { languageInfo } from "../../domain/language-info.js";
import { type Json, protocolVersion } from "./messages.js";

/** Returns the content of `kernel_info_reply`. */
export function kernelInfo(version: string): Json {
  return {
    status: "ok",
    protocol_version: protocolVersion,
    implementation: "slylab",
    implementation_version: version,
    language_info: languageInfo,
    banner: [
      `slylab ${version}: labeling jobs in TypeScript, checked before it runs`,
      "team, project, job and as start a chain; show, html and clear display values; _ is the last value, _3 that of cell 3",
      "Shift-Tab on a name shows its type and docs, Tab completes it; a cell with help shows examples",
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
