import { type Json, protocolVersion } from "./messages.js";

/** What the kernel says of itself. */
export function kernelInfo(version: string): Json {
  return {
    status: "ok",
    protocol_version: protocolVersion,
    implementation: "slylab",
    implementation_version: version,
    language_info: {
      name: "typescript",
      version: "7.0",
      mimetype: "text/typescript",
      file_extension: ".ts",
      pygments_lexer: "typescript",
      codemirror_mode: "typescript",
      nbconvert_exporter: "script",
    },
    banner: `slylab ${version}: TypeScript, checked before it runs`,
    debugger: false,
    help_links: [{ text: "Supervisely API", url: "https://api.docs.supervisely.com" }],
    supported_features: [],
  };
}
