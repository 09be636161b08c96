/** Exports a project with a token: `tsx killed-export.ts ADDRESS TOKEN FOLDER FORMAT`; a test kills it in the middle. */
import process from "node:process";
import { withApi } from "../../../src/chain/entry-points.js";
import { Api } from "../../../src/client/api.js";

const [address = "", token = "", folder = "", format = ""] = process.argv.slice(2);
const api = new Api({ address, token });
const as = (["coco", "supervisely", "yolo", "csv"] as const).find((one) => one === format) ?? "coco";
await withApi(api).project(5555).images().export(folder, { as });
await api.close();
