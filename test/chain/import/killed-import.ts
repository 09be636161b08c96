/** Imports a folder: `tsx killed-import.ts ADDRESS TOKEN FOLDER FORMAT`; a test kills it in the middle. */
import process from "node:process";
import { withApi } from "../../../src/chain/entry-points.js";
import { Api } from "../../../src/client/api.js";

const [address = "", token = "", folder = "", as = ""] = process.argv.slice(2);
const api = new Api({ address, token });
const format = as === "coco" ? "coco" : "supervisely";
await withApi(api).ensureTeam("Road signs").ensureProject("november").import(folder, { as: format });
await api.close();
